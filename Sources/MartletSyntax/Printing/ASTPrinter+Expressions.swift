extension ASTPrinter {
  /// Builds the list that shows `expression`.
  func node(_ expression: Expression) -> SymbolicExpression {
    let span = expression.span
    switch expression.kind {
    case .integer(let value): return word(node(value), span)
    case .float(let value): return word("\(value)", span)
    case .atom(let text): return word(atom(text), span)
    case .module(let name): return node(name)
    case .string(let text): return word(TokenPrinter.quote(text), span)
    case .interpolation(let parts): return list("interpolate", parts.map(node), span)
    case .variable(let text): return word(text, span)
    case .tuple(let elements): return list("tuple", elements.map(node), span)
    case .list(let elements, let tail):
      return list("list", elements.map(node) + tailNode(tail.map(node)), span)
    case .map(let entries): return list("map", entries.map(node), span)
    case .mapUpdate(let base, let entries):
      return list("update", [node(base)] + entries.map(node), span)
    case .binary(let segments):
      return list("binary", segments.map { node($0, node($0.value)) }, span)
    case .field(let base, let name): return list("field", [node(base), node(name)], span)
    case .index(let base, let key): return list("index", [node(base), node(key)], span)
    case .prefix(let sign, let operand): return list(sign.rawValue, [node(operand)], span)
    case .infix(let sign, _, let left, let right):
      return list(sign.rawValue, [node(left), node(right)], span)
    case .error: return word("error", span)
    default: return callNode(expression) ?? formNode(expression)
    }
  }

  private func callNode(_ expression: Expression) -> SymbolicExpression? {
    let span = expression.span
    switch expression.kind {
    case .localCall(let name, let arguments):
      return list("call", [node(name)] + arguments.map(node), span)
    case .remoteCall(let module, let name, let arguments):
      return list("call-remote", [node(module), node(name)] + arguments.map(node), span)
    case .dynamicCall(let receiver, let name, let arguments):
      return list("call-dynamic", [node(receiver), node(name)] + arguments.map(node), span)
    case .valueCall(let callee, let arguments):
      return list("call-value", [node(callee)] + arguments.map(node), span)
    case .localCapture(let name, let arity):
      return list("capture", [node(name), .word("\(arity)")], span)
    case .remoteCapture(let module, let name, let arity):
      return list("capture", [node(module), node(name), .word("\(arity)")], span)
    case .closure(let closure):
      return list(
        closure.isTrailingBlock ? "trailing" : "closure",
        [.list(closure.parameters.map(node)), node(closure.body)],
        span
      )
    default: return nil
    }
  }

  private func formNode(_ expression: Expression) -> SymbolicExpression {
    let span = expression.span
    switch expression.kind {
    case .conditional(let branches, let otherwise):
      let last = otherwise.map { [SymbolicExpression.list("else", [node($0)])] } ?? []
      return list("if", branches.map(node) + last, span)
    case .match(let subject, let arms):
      return list("match", [node(subject)] + arms.map(node), span)
    case .receive(let arms, let timeout):
      return list("receive", arms.map(node) + (timeout.map { [node($0)] } ?? []), span)
    case .attempt(let body, let arms, let after):
      return list(
        "try",
        [node(body)] + arms.map(node) + (after.map { [.list("after", [node($0)])] } ?? []),
        span
      )
    case .comprehension(let generators, let guardCondition, let body):
      return list("for", forNodes(generators, guardCondition, body), span)
    default: return word("error", span)
    }
  }

  private func tailNode(_ tail: SymbolicExpression?) -> [SymbolicExpression] {
    tail.map { [.list("tail", [$0])] } ?? []
  }

  private func node(_ part: StringPart) -> SymbolicExpression {
    switch part {
    case .text(let text): .word(TokenPrinter.quote(text))
    case .expression(let expression): node(expression)
    }
  }

  private func node(_ entry: MapEntry) -> SymbolicExpression {
    .list([node(entry.key), node(entry.value)])
  }

  /// Builds the list that shows `pattern`.
  func node(_ pattern: Pattern) -> SymbolicExpression {
    let span = pattern.span
    switch pattern.kind {
    case .wildcard: return word("_", span)
    case .variable(let text): return word(text, span)
    case .pin(let name): return list("pin", [node(name)], span)
    case .integer(let value): return word(node(value), span)
    case .float(let value): return word("\(value)", span)
    case .atom(let text): return word(atom(text), span)
    case .module(let name): return node(name)
    case .string(let text): return word(TokenPrinter.quote(text), span)
    case .tuple(let elements): return list("tuple", elements.map(node), span)
    case .list(let elements, let tail):
      return list("list", elements.map(node) + tailNode(tail.map(node)), span)
    case .map(let entries):
      return list("map", entries.map { .list([node($0.key), node($0.value)]) }, span)
    case .binary(let segments):
      return list("binary", segments.map { node($0, node($0.value)) }, span)
    case .prefix(let prefix, let rest): return list("<>", [node(prefix), node(rest)], span)
    case .alias(let pattern, let name): return list("as", [node(pattern), node(name)], span)
    case .error: return word("error", span)
    }
  }
}
