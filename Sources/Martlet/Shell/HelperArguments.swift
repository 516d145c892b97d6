import MartletCompiler
import MartletSyntax

/// Lets people write names where the shell's helpers take functions: `h(List.map)`, which the
/// language has no expression for, becomes `h((List, :map))`.
enum HelperArguments {
  /// The helpers that take the name of a function.
  private static let names: Set<String> = [
    "h", "trace", "untrace", "bytecode", "exports", "r", "observe",
  ]

  /// Returns the text with the first argument spelt out, if it begins with such a call; nil if not.
  static func rewritten(
    _ source: SourceText,
    helpers: Set<CompilerEnvironment.Export>,
    variables: Set<String>
  ) -> String? {
    let tokens = Lexer.tokenize(source).tokens
    guard tokens.count >= 4, tokens[0].kind == .name, tokens[1].kind == .leftParenthesis,
      !tokens[1].spaceBefore
    else { return nil }
    let helper = source.text(in: tokens[0].span)
    guard names.contains(helper), helpers.contains(where: { $0.name == helper }),
      !variables.contains(helper),
      let end = tokens.dropFirst(2).firstIndex(where: {
        $0.kind == .comma || $0.kind == .rightParenthesis
      }),
      let argument = argument(tokens[2..<end], source, variables)
    else { return nil }
    return source.text(in: SourceSpan(0, tokens[1].upper)) + argument
      + source.text(in: SourceSpan(tokens[end].lower, source.bytes.count))
  }

  private static func argument(
    _ tokens: ArraySlice<Token>,
    _ source: SourceText,
    _ variables: Set<String>
  ) -> String? {
    var rest = tokens
    var module: [String] = []
    while rest.count >= 2, rest[rest.startIndex].kind == .moduleName,
      rest[rest.startIndex + 1].kind == .dot
    {
      module.append(source.text(in: rest[rest.startIndex].span))
      rest = rest.dropFirst(2)
    }
    guard let name = rest.first, name.kind == .name || name.kind.isKeyword else { return nil }
    let text = source.text(in: name.span)
    let arity = arity(rest.dropFirst(), source)
    if module.isEmpty {
      // A name alone, of a variable or of what is always there.
      guard !variables.contains(text), ![.true, .false, .nil].contains(name.kind) else {
        return nil
      }
      if rest.count == 1 { return ":\(text)" }
      return arity.map { "(:\(text), \($0))" }
    }
    let function = "\(module.joined(separator: ".")), :\(text)"
    if rest.count == 1 { return "(\(function))" }
    return arity.map { "(\(function), \($0))" }
  }

  /// The number in `/2`, if that is all there is.
  private static func arity(_ tokens: ArraySlice<Token>, _ source: SourceText) -> String? {
    guard tokens.count == 2, tokens.first?.kind == .slash, let last = tokens.last,
      last.kind == .integer
    else { return nil }
    return source.text(in: last.span)
  }
}
