import MartletSyntax

extension Pipeline {
  /// Compiles `source` to a program that shows the value of its last expression.
  public func compileShowingValue(_ source: SourceText) -> Compilation {
    let parsed = parse(source)
    if parsed.hasErrors { return compile(parsed, of: source) }
    var items = parsed.file.items
    guard let last = items.last else { return compile(parsed, of: source) }
    switch last {
    case .script(.expression(let expression)):
      items[items.count - 1] = .script(.expression(Self.showing(expression)))
    case .script(.binding(let binding)):
      // A `let` is no operand, so its value gets a name of its own first.
      let span = binding.value.span
      let value = LetBinding(
        pattern: Pattern(.variable("_value"), span),
        value: binding.value,
        elseArms: nil,
        span: span
      )
      let variable = Expression(.variable("_value"), span)
      let match = LetBinding(
        pattern: binding.pattern,
        value: variable,
        elseArms: binding.elseArms,
        span: binding.span
      )
      items[items.count - 1] = .script(.binding(value))
      items.append(.script(.binding(match)))
      items.append(.script(.expression(Self.showing(variable))))
    case .module, .function: break
    }
    let file = SourceFile(items, parsed.file.span)
    let shown = ParseResult(
      file: file,
      diagnostics: parsed.diagnostics,
      isIncomplete: parsed.isIncomplete
    )
    return compile(shown, of: source)
  }

  /// `print(inspect(expression))`, all of it where the expression stands.
  private static func showing(_ expression: Expression) -> Expression {
    let span = expression.span
    let text = Expression(.localCall(Name("inspect", span), [expression]), span)
    return Expression(.localCall(Name("print", span), [text]), span)
  }
}
