import MartletBytecode
import MartletSyntax

/// `for` becomes one function a generator, which calls itself with what is left:
///
/// ```
/// for (k, v) in pairs, i in 1..k when i != v { e }
///
/// loop0([(k, v) | rest]) { loop1(1, k, rest, k, v) }
/// loop0([_ | rest])      { loop0(rest) }
/// loop0([])              { [] }
/// loop1(i, last, rest, k, v) when i <= last and i != v { [e | loop1(i + 1, last, rest, k, v)] }
/// …and when it is past the end, loop0(rest)
/// ```
extension Resolver {
  /// What a loop gives when no element is left, resolved once, before the loop's calls of itself:
  /// it may add to what the loop's function takes from around it.
  private final class Ending {
    private let resolve: (inout Resolver) -> Core
    private var result: Core?

    init(_ resolve: @escaping (inout Resolver) -> Core) { self.resolve = resolve }

    func core(_ resolver: inout Resolver) -> Core {
      if let result { return result }
      let core = resolve(&resolver)
      result = core
      return core
    }
  }

  /// Resolves a `for`.
  mutating func comprehension(
    _ generators: [Generator],
    _ condition: Expression?,
    _ body: Block,
    _ line: Int,
    wantsValue: Bool
  ) -> Core {
    let end = Core(.constant(wantsValue ? .emptyList : .atom("nil")), line)
    return loop(generators[...], condition, body, line, wantsValue: wantsValue) { _ in end }
  }

  /// Makes the loop of the first generator, and those within it.
  ///
  /// - Parameter end: gives, within the loop's function, the value when no element is left.
  private mutating func loop(
    _ generators: ArraySlice<Generator>,
    _ condition: Expression?,
    _ body: Block,
    _ line: Int,
    wantsValue: Bool,
    end: @escaping (inout Resolver) -> Core
  ) -> Core {
    guard let generator = generators.first else { return Core(.constant(.emptyList), line) }
    let line = self.line(generator.span)
    if case .infix(.range, _, let low, let high) = generator.source.kind {
      let low = expression(low)
      let high = expression(high)
      return rangeLoop(
        generators,
        low,
        high,
        condition,
        body,
        line,
        wantsValue: wantsValue,
        end: end
      )
    }
    let source = expression(generator.source)
    let (index, inner) = inner("for", arity: 1, isClosure: false, line) { resolver, function in
      let rest = function.makeVariable("", nil)
      let element = function.makeVariable("", nil)
      function.variables[rest].isUsed = true
      function.variables[element].isUsed = true
      let ending = Ending(end)
      let matched = resolver.loopClause(
        generators,
        condition,
        body,
        line,
        wantsValue: wantsValue
      ) { resolver in
        _ = ending.core(&resolver)
        return resolver.again(function, [Core(.variable(rest), line)], line)
      }
      let finish = ending.core(&resolver)
      let skip = resolver.again(function, [Core(.variable(rest), line)], line)
      var clauses = [matched.wrapping { .cons($0, .bind(rest)) }]
      clauses.append(
        CoreClause(
          patterns: [.cons(.any, .bind(rest))],
          condition: nil,
          body: skip,
          line: line,
          span: nil
        )
      )
      clauses.append(
        CoreClause(
          patterns: [.constant(.emptyList)],
          condition: nil,
          body: finish,
          line: line,
          span: nil
        )
      )
      clauses.append(
        CoreClause(
          patterns: [.bind(element)],
          condition: nil,
          body: Core(.raise(.badGenerator, Core(.variable(element), line)), line),
          line: line,
          span: nil
        )
      )
      function.clauses = clauses
    }
    let captured = inner.captured.map { Core(.variable($0), line) }
    return run(index, over: source, captured, line)
  }

  private mutating func rangeLoop(
    _ generators: ArraySlice<Generator>,
    _ low: Core,
    _ high: Core,
    _ condition: Expression?,
    _ body: Block,
    _ line: Int,
    wantsValue: Bool,
    end: @escaping (inout Resolver) -> Core
  ) -> Core {
    let (index, inner) = inner("for", arity: 2, isClosure: false, line) { resolver, function in
      let counter = function.parameters[0]
      let last = function.parameters[1]
      let value = Core(.variable(counter), line)
      let next = Core(.arithmetic(.add, value, Core(.constant(.integer(1)), line)), line)
      let ending = Ending(end)
      let matched = resolver.loopClause(
        generators,
        condition,
        body,
        line,
        wantsValue: wantsValue
      ) { resolver in
        _ = ending.core(&resolver)
        return resolver.again(function, [next, Core(.variable(last), line)], line)
      }
      let finish = ending.core(&resolver)
      let skip = resolver.again(function, [next, Core(.variable(last), line)], line)
      let element = Core(
        .match(
          value,
          [
            matched,
            CoreClause(patterns: [.any], condition: nil, body: skip, line: line, span: nil),
          ]
        ),
        line
      )
      let isPast = Core(.compare(.greater, value, Core(.variable(last), line)), line)
      function.clauses = [
        CoreClause(
          patterns: [.any, .any],
          condition: nil,
          body: Core(
            .condition([CoreBranch(test: .expression(isPast), body: finish)], otherwise: element),
            line
          ),
          line: line,
          span: nil
        )
      ]
    }
    let captured = inner.captured.map { Core(.variable($0), line) }
    return checkedRange(low, high, line) { low, high in
      Core(.callLocal(index, [low, high] + captured), line)
    }
  }

  /// The clause for an element that matches: the loops within, or the body.
  private mutating func loopClause(
    _ generators: ArraySlice<Generator>,
    _ condition: Expression?,
    _ body: Block,
    _ line: Int,
    wantsValue: Bool,
    again: @escaping (inout Resolver) -> Core
  ) -> CoreClause {
    guard let generator = generators.first else {
      return CoreClause(
        patterns: [.any],
        condition: nil,
        body: Core(.sequence([]), line),
        line: line
      )
    }
    context.beginScope()
    defer { context.endScope() }
    let pattern = self.pattern(generator.pattern)
    let isInnermost = generators.count == 1
    let test = isInnermost ? condition.map { guardExpression($0) } : nil
    let result: Core
    if !isInnermost {
      // The loop within ends by going on with this one; its function reaches our variables.
      let outer = context
      result = loop(
        generators.dropFirst(),
        condition,
        body,
        line,
        wantsValue: wantsValue
      ) { resolver in
        let inner = resolver.context
        resolver.context = outer
        let next = again(&resolver)
        resolver.context = inner
        return resolver.moved(next, from: outer, to: inner)
      }
    } else if wantsValue {
      let value = block(body)
      result = Core(.list([value], tail: again(&self)), line)
    } else {
      let effect = block(body, isEffect: true)
      result = Core(.sequence([effect, again(&self)]), line)
    }
    return CoreClause(patterns: [pattern], condition: test, body: result, line: line, span: nil)
  }

  /// The call of a loop's function by itself, with the values that it has from around it.
  private func again(_ function: CoreFunction, _ arguments: [Core], _ line: Int) -> Core {
    let index = module.functions.firstIndex { $0 === function } ?? 0
    let captured = function.parameters.dropFirst(function.arity)
    return Core(.callLocal(index, arguments + captured.map { Core(.variable($0), line) }), line)
  }

  /// The same call in a function within, which takes the variables from around it.
  private func moved(
    _ core: Core,
    from outer: FunctionContext,
    to inner: FunctionContext
  ) -> Core {
    switch core.kind {
    case .variable(let variable): Core(.variable(inner.capture(variable)), core.line)
    case .arithmetic(let opcode, let left, let right):
      Core(
        .arithmetic(
          opcode,
          moved(left, from: outer, to: inner),
          moved(right, from: outer, to: inner)
        ),
        core.line
      )
    case .callLocal(let index, let arguments):
      Core(.callLocal(index, arguments.map { moved($0, from: outer, to: inner) }), core.line)
    default: core
    }
  }

  // MARK: Sources

  /// Calls a loop over a list with the elements of a source: lists run as they are, other things
  /// are turned to lists.
  private mutating func run(
    _ index: Int,
    over source: Core,
    _ captured: [Core],
    _ line: Int
  ) -> Core {
    switch source.kind {
    case .list, .constant(.list): return Core(.callLocal(index, [source] + captured), line)
    default: break
    }
    let variable = hiddenVariable()
    let value = Core(.variable(variable), line)
    let listed = Core(.callLocal(elementsFunction(line), [value]), line)
    return Core(
      .sequence([
        Core(.bind(.bind(variable), source, SourceSpan(0, 0)), line),
        Core(
          .condition(
            [
              CoreBranch(
                test: .expression(Core(.typeTest(.ifList, value), line)),
                body: Core(.callLocal(index, [value] + captured), line)
              )
            ],
            otherwise: Core(.callLocal(index, [listed] + captured), line)
          ),
          line
        ),
      ]),
      line
    )
  }

  private func hiddenVariable() -> Int {
    let variable = context.function.makeVariable("", nil)
    context.function.variables[variable].isUsed = true
    return variable
  }

  /// The module's function that turns a map or a binary to a list; one is enough for all loops.
  private mutating func elementsFunction(_ line: Int) -> Int {
    let signature = Signature("for", 1)
    if let index = wrappers[signature] { return index }
    let index = makeFunction("for-elements", arity: 1, line)
    let function = module.functions[index]
    wrappers[signature] = index
    let value = Core(.variable(function.parameters[0]), line)
    let branches = [(Opcode.ifMap, "Map"), (.ifBinary, "Binary")].map { test, module in
      let toList = FunctionName(module, "to_list", 1)
      let elements: Core.Kind =
        environment.natives[toList] == nil
        ? .callRemote(toList, [value]) : .native(toList, [value])
      return CoreBranch(
        test: .expression(Core(.typeTest(test, value), line)),
        body: Core(elements, line)
      )
    }
    function.clauses = [
      CoreClause(
        patterns: [.any],
        condition: nil,
        body: Core(
          .condition(branches, otherwise: Core(.raise(.badGenerator, value), line)),
          line
        ),
        line: line,
        span: nil
      )
    ]
    return index
  }

  private mutating func makeFunction(_ name: String, arity: Int, _ line: Int) -> Int {
    let function = CoreFunction(
      name: name,
      arity: arity,
      isExported: false,
      line: line,
      span: module.functions[context.root].span
    )
    for _ in 0..<arity { function.parameters.append(function.makeVariable("", nil)) }
    module.functions.append(function)
    return module.functions.count - 1
  }

  /// Gives the bounds to `body` when they are integers; otherwise `..` says what is wrong.
  private mutating func checkedRange(
    _ low: Core,
    _ high: Core,
    _ line: Int,
    _ body: (Core, Core) -> Core
  ) -> Core {
    if case .integer? = low.constant, case .integer? = high.constant { return body(low, high) }
    let first = hiddenVariable()
    let last = hiddenVariable()
    let bounds = (Core(.variable(first), line), Core(.variable(last), line))
    let isInteger = Core(
      .and(
        Core(.typeTest(.ifInteger, bounds.0), line),
        Core(.typeTest(.ifInteger, bounds.1), line)
      ),
      line
    )
    let wrong = Core(
      .native(FunctionName(CompilerEnvironment.kernel, "..", 2), [bounds.0, bounds.1]),
      line
    )
    return Core(
      .sequence([
        Core(.bind(.bind(first), low, SourceSpan(0, 0)), line),
        Core(.bind(.bind(last), high, SourceSpan(0, 0)), line),
        Core(
          .condition(
            [CoreBranch(test: .expression(isInteger), body: body(bounds.0, bounds.1))],
            otherwise: wrong
          ),
          line
        ),
      ]),
      line
    )
  }
}

extension CoreClause {
  /// The clause with another pattern around its own.
  fileprivate func wrapping(_ wrap: (CorePattern) -> CorePattern) -> CoreClause {
    var result = self
    result.patterns = patterns.map(wrap)
    return result
  }
}
