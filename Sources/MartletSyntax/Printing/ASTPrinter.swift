/// Prints a syntax tree as nested lists.
package struct ASTPrinter {
  /// Whether each node shows its bytes.
  let showsSpans: Bool

  /// Returns `file` as text, with the bytes of each node when `showsSpans` is set.
  package static func print(_ file: SourceFile, showsSpans: Bool = false) -> String {
    let printer = ASTPrinter(showsSpans: showsSpans)
    var output = ""
    for item in file.items {
      printer.node(item).write(to: &output)
      output += "\n"
    }
    return output
  }

  /// Returns `expression` as text.
  package static func print(_ expression: Expression) -> String {
    var output = ""
    ASTPrinter(showsSpans: false).node(expression).write(to: &output)
    return output
  }

  /// Returns `pattern` as text.
  package static func print(_ pattern: Pattern) -> String {
    var output = ""
    ASTPrinter(showsSpans: false).node(pattern).write(to: &output)
    return output
  }

  // MARK: - Building

  /// Builds a node's list with its head.
  func list(
    _ head: String,
    _ elements: [SymbolicExpression] = [],
    _ span: SourceSpan
  ) -> SymbolicExpression {
    .list(showsSpans ? "\(head)@\(span)" : head, elements)
  }

  /// Builds a node that is one word.
  func word(_ text: String, _ span: SourceSpan) -> SymbolicExpression {
    .word(showsSpans ? "\(text)@\(span)" : text)
  }

  /// Builds a name.
  func node(_ name: Name) -> SymbolicExpression { word(name.text, name.span) }

  /// Builds a module's name.
  func node(_ name: ModuleName) -> SymbolicExpression { word(name.text, name.span) }

  /// Returns the digits of an integer.
  func node(_ integer: IntegerLiteral) -> String {
    switch integer {
    case .small(let value): return "\(value)"
    case .large(let isNegative, let digits, let radix):
      let prefix = radix == 16 ? "0x" : radix == 8 ? "0o" : radix == 2 ? "0b" : ""
      return (isNegative ? "-" : "") + prefix + digits
    }
  }

  /// Returns an atom as source.
  func atom(_ text: String) -> String {
    switch text {
    case "true", "false", "nil": return text
    default:
      let isPlain =
        !text.isEmpty && text.utf8.allSatisfy(isWordByte)
        && !(text.utf8.first.map(isDigit) ?? false)
      return ":" + (isPlain ? text : TokenPrinter.quote(text))
    }
  }

  // MARK: - Declarations

  private func node(_ item: FileItem) -> SymbolicExpression {
    switch item {
    case .module(let module): node(module)
    case .function(let function): node(function)
    case .script(let item): node(item)
    }
  }

  private func documentation(_ text: String?) -> [SymbolicExpression] {
    text.map { [.list("doc", [.word(TokenPrinter.quote($0))])] } ?? []
  }

  private func node(_ module: ModuleDeclaration) -> SymbolicExpression {
    let members = module.members.map { member -> SymbolicExpression in
      switch member {
      case .function(let function): node(function)
      case .constant(let constant):
        list(
          "constant",
          [node(constant.name)] + documentation(constant.documentation) + [node(constant.value)],
          constant.span
        )
      }
    }
    return list(
      "module",
      [node(module.name)] + documentation(module.documentation) + members,
      module.span
    )
  }

  private func node(_ function: FunctionClause) -> SymbolicExpression {
    list(
      function.isPrivate ? "private-fn" : "fn",
      [node(function.name)] + documentation(function.documentation)
        + [.list(function.parameters.map(node))] + guardNode(function.guardCondition)
        + [node(function.body)],
      function.span
    )
  }

  private func guardNode(_ condition: Expression?) -> [SymbolicExpression] {
    condition.map { [.list("when", [node($0)])] } ?? []
  }

  // MARK: - Blocks

  /// Builds a block.
  func node(_ block: Block) -> SymbolicExpression {
    list("block", block.items.map(node), block.span)
  }

  private func node(_ item: BlockItem) -> SymbolicExpression {
    switch item {
    case .expression(let expression): return node(expression)
    case .binding(let binding):
      let arms = binding.elseArms.map { [SymbolicExpression.list("else", $0.map(node))] } ?? []
      return list("let", [node(binding.pattern), node(binding.value)] + arms, binding.span)
    }
  }

  /// Builds an arm.
  func node(_ arm: MatchArm) -> SymbolicExpression {
    list("arm", [node(arm.pattern)] + guardNode(arm.guardCondition) + [node(arm.body)], arm.span)
  }

  /// Builds a branch of an `if`.
  func node(_ branch: ConditionalBranch) -> SymbolicExpression {
    switch branch.condition {
    case .expression(let condition):
      list("case", [node(condition), node(branch.body)], branch.span)
    case .binding(let pattern, let value):
      list("case-let", [node(pattern), node(value), node(branch.body)], branch.span)
    }
  }

  /// Builds a generator.
  func node(_ generator: Generator) -> SymbolicExpression {
    list("in", [node(generator.pattern), node(generator.source)], generator.span)
  }

  /// Builds a time-out.
  func node(_ timeout: ReceiveTimeout) -> SymbolicExpression {
    list("after", [node(timeout.time), node(timeout.body)], timeout.span)
  }

  /// Builds the parts of a `for`.
  func forNodes(
    _ generators: [Generator],
    _ guardCondition: Expression?,
    _ body: Block
  )
    -> [SymbolicExpression]
  {
    generators.map(node) + guardNode(guardCondition) + [node(body)]
  }

  /// Builds a segment of a binary around its value.
  func node<Value>(
    _ segment: BinarySegment<Value>,
    _ value: SymbolicExpression
  ) -> SymbolicExpression {
    var words = [value]
    if let size = segment.size { words.append(.list("size", [node(size)])) }
    words.append(.word(segment.type.rawValue))
    if segment.isSigned { words.append(.word("signed")) }
    if segment.endianness != .big { words.append(.word(segment.endianness.rawValue)) }
    return list("segment", words, segment.span)
  }
}
