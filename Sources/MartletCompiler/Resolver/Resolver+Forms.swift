import MartletBytecode
import MartletSyntax

extension Resolver {
  /// Resolves a block in a scope of its own.
  mutating func block(_ block: Block, isEffect: Bool = false) -> Core {
    context.beginScope()
    defer { context.endScope() }
    return sequence(block.items, line(block.span), isEffect: isEffect)
  }

  /// Resolves items that run in order, in the scope that there is.
  mutating func sequence(_ items: [BlockItem], _ line: Int, isEffect: Bool = false) -> Core {
    var result: [Core] = []
    for (index, item) in items.enumerated() {
      let isLast = index == items.count - 1
      switch item {
      case .expression(let expression):
        if !isLast { warnUnusedValue(expression) }
        result.append(self.expression(expression, isEffect: isEffect || !isLast))
      case .binding(let binding): result.append(self.binding(binding))
      }
    }
    if result.count == 1 { return result[0] }
    return result.isEmpty ? Core(.constant(.atom("nil")), line) : Core(.sequence(result), line)
  }

  private mutating func binding(_ binding: LetBinding) -> Core {
    let line = line(binding.span)
    let value = expression(binding.value)
    // The arms do not see the names of the pattern.
    let arms = binding.elseArms.map { clauses($0) }
    let pattern = self.pattern(binding.pattern)
    if !pattern.canMatch(value) { reportNeverMatches(binding.pattern.span, binding.value.span) }
    if let arms { return Core(.bindElse(pattern, value, arms), line) }
    return Core(.bind(pattern, value, binding.pattern.span), line)
  }

  private mutating func reportNeverMatches(_ pattern: SourceSpan, _ value: SourceSpan) {
    report(
      "never-matches",
      "this pattern can never match",
      pattern,
      secondary: [Diagnostic.Label(value, "the value")],
      severity: .warning
    )
  }

  private mutating func warnUnusedValue(_ expression: Expression) {
    let what: String
    var notes: [String] = []
    switch expression.kind {
    case .integer, .float, .atom, .module, .string, .tuple, .list, .map, .closure, .localCapture,
      .remoteCapture:
      what = "this value"
    case .variable: what = "the value of this variable"
    case .prefix: what = "the value of this operation"
    case .infix(let infix, _, _, _):
      if infix == .send || infix == .and || infix == .or { return }
      what = "the value of this operation"
    default: return
    }
    let text = source.text(in: SourceSpan(expression.span.lower, expression.span.lower + 1))
    if text == "-" {
      notes.append(
        "A line that starts with `-` is a new expression; to go on with the one above, "
          + "end its line with the `-`."
      )
    }
    report(
      "unused-value",
      "\(what) is not used",
      expression.span,
      notes: notes,
      severity: .warning
    )
  }

  // MARK: Forms

  /// Resolves `if`, `match`, `receive`, `try` and `for`.
  mutating func form(_ expression: Expression, isEffect: Bool) -> Core {
    let line = line(expression.span)
    switch expression.kind {
    case .conditional(let branches, let otherwise):
      var result: [CoreBranch] = []
      for branch in branches { result.append(conditionalBranch(branch, isEffect: isEffect)) }
      let last =
        otherwise.map { block($0, isEffect: isEffect) } ?? Core(.constant(.atom("nil")), line)
      return Core(.condition(result, otherwise: last), line)
    case .match(let subject, let arms):
      let value = self.expression(subject)
      let clauses = clauses(arms, isEffect: isEffect)
      for (arm, clause) in zip(arms, clauses) {
        if let pattern = clause.patterns.first, !pattern.canMatch(value) {
          reportNeverMatches(arm.pattern.span, subject.span)
        }
      }
      return Core(.match(value, clauses), line)
    case .receive(let arms, let timeout): return receive(arms, timeout, line)
    case .attempt(let body, let arms, let after):
      let core = block(body)
      let clauses = clauses(arms, isEffect: isEffect)
      let last = after.map { afterBlock($0) }
      if clauses.isEmpty, last == nil { return core }
      return Core(.attempt(core, clauses, after: last), line)
    case .comprehension(let generators, let condition, let body):
      return comprehension(generators, condition, body, line, wantsValue: !isEffect)
    default: return Core(.constant(.atom("nil")), line)
    }
  }

  private mutating func conditionalBranch(
    _ branch: ConditionalBranch,
    isEffect: Bool
  ) -> CoreBranch {
    switch branch.condition {
    case .expression(let test):
      let test = expression(test)
      return CoreBranch(
        test: .expression(test),
        body: block(branch.body, isEffect: isEffect)
      )
    case .binding(let pattern, let value):
      let core = expression(value)
      context.beginScope()
      defer { context.endScope() }
      let resolved = self.pattern(pattern)
      if !resolved.canMatch(core) { reportNeverMatches(pattern.span, value.span) }
      return CoreBranch(
        test: .pattern(resolved, core),
        body: block(branch.body, isEffect: isEffect)
      )
    }
  }

  /// Resolves arms.
  mutating func clauses(_ arms: [MatchArm], isEffect: Bool = false) -> [CoreClause] {
    var result: [CoreClause] = []
    for arm in arms {
      context.beginScope()
      let pattern = self.pattern(arm.pattern)
      let condition = arm.guardCondition.map { guardExpression($0) }
      let body = block(arm.body, isEffect: isEffect)
      context.endScope()
      result.append(
        CoreClause(
          patterns: [pattern],
          condition: condition,
          body: body,
          line: line(arm.span),
          span: arm.pattern.span
        )
      )
    }
    return result
  }

  private mutating func receive(
    _ arms: [MatchArm],
    _ timeout: ReceiveTimeout?,
    _ line: Int
  ) -> Core {
    let clauses = clauses(arms)
    let after = timeout.map { timeout in
      let time = expression(timeout.time)
      return CoreTimeout(time: time, body: block(timeout.body))
    }
    var marks: Set<Int>?
    for clause in clauses {
      var pins: Set<Int> = []
      var own: Set<Int> = []
      for pattern in clause.patterns {
        pattern.collectPins(&pins)
        pattern.collectVariables(&own)
      }
      pins.subtract(own)
      marks = marks.map { $0.intersection(pins) } ?? pins
    }
    return Core(.receive(clauses, timeout: after, mark: marks?.min()), line)
  }

  // MARK: Functions within functions

  /// Resolves something as a function of its own, within the names in scope here.
  mutating func inner(
    _ name: String,
    arity: Int,
    isClosure: Bool,
    _ line: Int,
    _ body: (inout Resolver, CoreFunction) -> Void
  ) -> (index: Int, context: FunctionContext) {
    let root = context.root
    let count = closureCounts[root, default: 0]
    closureCounts[root] = count + 1
    let owner = module.functions[root]
    let function = CoreFunction(
      name: "\(owner.name)/\(owner.arity)-\(name)-\(count)",
      arity: arity,
      isExported: false,
      line: line,
      span: owner.span
    )
    function.isClosure = isClosure
    let index = module.functions.count
    module.functions.append(function)
    let outer = context
    context = FunctionContext(function, parent: outer, root: root)
    for _ in 0..<arity { function.parameters.append(function.makeVariable("", nil)) }
    body(&self, function)
    let inner = context
    context = outer
    warnUnused(function)
    if function.parameters.count > Resolver.arityLimit {
      report(
        "too-many-parameters",
        "a function in `\(owner.name)` takes more than \(Resolver.arityLimit) arguments and values "
          + "from around it",
        owner.span,
        notes: ["Put the values in a map or a tuple."]
      )
    }
    return (index, inner)
  }

  /// Resolves a closure.
  mutating func closure(_ closure: Closure, _ line: Int) -> Core {
    let outerGuard = isGuard
    isGuard = false
    defer { isGuard = outerGuard }
    let (index, inner) = inner(
      "fn",
      arity: closure.parameters.count,
      isClosure: true,
      line
    ) { resolver, function in
      let patterns = resolver.patterns(closure.parameters)
      let body = resolver.block(closure.body)
      function.clauses = [
        CoreClause(patterns: patterns, condition: nil, body: body, line: line, span: nil)
      ]
    }
    return Core(.closure(index, captured: inner.captured), line)
  }

  /// Makes the `after` part of a `try` a function, and returns the call of it.
  private mutating func afterBlock(_ block: Block) -> Core {
    let line = line(block.span)
    let (index, inner) = inner("after", arity: 0, isClosure: false, line) { resolver, function in
      let body = resolver.block(block, isEffect: true)
      function.clauses = [
        CoreClause(patterns: [], condition: nil, body: body, line: line, span: nil)
      ]
    }
    return Core(.callLocal(index, inner.captured.map { Core(.variable($0), line) }), line)
  }
}

extension CorePattern {
  /// Adds the variables whose values the pattern asks for.
  fileprivate func collectPins(_ pins: inout Set<Int>) {
    switch self {
    case .equal(let variable): pins.insert(variable)
    case .alias(let inner, _): inner.collectPins(&pins)
    case .tuple(let elements): for element in elements { element.collectPins(&pins) }
    case .cons(let head, let tail):
      head.collectPins(&pins)
      tail.collectPins(&pins)
    case .map(let entries): for entry in entries { entry.value.collectPins(&pins) }
    case .any, .bind, .constant, .binary: break
    }
  }

  /// Whether the pattern can match what an expression gives, as far as its form tells.
  func canMatch(_ core: Core) -> Bool {
    switch (self, core.kind) {
    case (.alias(let inner, _), _): inner.canMatch(core)
    case (.constant(let constant), .constant(let value)): constant == value.asPattern
    case (.tuple(let elements), .constant(.tuple(let values))):
      elements.count == values.count
        && zip(elements, values).allSatisfy { $0.canMatch(Core(.constant($1), 0)) }
    case (.tuple(let elements), .tuple(let values)):
      elements.count == values.count && zip(elements, values).allSatisfy { $0.canMatch($1) }
    case (.tuple, .constant), (.tuple, .list), (.tuple, .map), (.tuple, .closure),
      (.tuple, .string):
      false
    case (.cons, .constant(.list(let elements, _))): !elements.isEmpty
    case (.cons, .constant), (.cons, .tuple), (.cons, .map), (.cons, .closure), (.cons, .string):
      false
    case (.map, .constant(.map)): true
    case (.map, .constant), (.map, .tuple), (.map, .list), (.map, .closure), (.map, .string):
      false
    case (.binary, .constant(.binary)): true
    case (.binary, .constant), (.binary, .tuple), (.binary, .list), (.binary, .map),
      (.binary, .closure):
      false
    case (.constant(.binary), .tuple), (.constant(.binary), .list), (.constant(.atom), .tuple),
      (.constant(.atom), .list), (.constant(.integer), .tuple), (.constant(.integer), .list),
      (.constant(.list), .tuple), (.constant(.tuple), .list), (.constant(.tuple), .tuple):
      false
    default: true
    }
  }
}
