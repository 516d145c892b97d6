/// The expressions and bindings between two braces, run in order.
///
/// An arm's body that is one expression is a block of that one item. An empty block gives `nil`.
package struct Block: Hashable, Sendable {
  /// What runs, in order; the last one gives the value.
  package let items: [BlockItem]
  /// The block with its braces.
  package let span: SourceSpan

  /// Creates a block of `items`.
  package init(_ items: [BlockItem], _ span: SourceSpan) {
    self.items = items
    self.span = span
  }
}

/// One item of a block or of a file.
package enum BlockItem: Hashable, Sendable {
  /// An expression.
  case expression(Expression)
  /// A `let`, whose value is the value matched.
  case binding(LetBinding)

  /// Where the item stands.
  package var span: SourceSpan {
    switch self {
    case .expression(let expression): expression.span
    case .binding(let binding): binding.span
    }
  }
}

/// `let pattern = value else { arms }`.
package struct LetBinding: Hashable, Sendable {
  /// What the value must match.
  package let pattern: Pattern
  /// The value.
  package let value: Expression
  /// The arms tried on a value that does not match; the enclosing block ends with their value.
  package let elseArms: [MatchArm]?
  /// The whole `let`.
  package let span: SourceSpan

  /// Creates a binding.
  package init(pattern: Pattern, value: Expression, elseArms: [MatchArm]?, span: SourceSpan) {
    self.pattern = pattern
    self.value = value
    self.elseArms = elseArms
    self.span = span
  }
}

/// `pattern when guard -> body`.
package struct MatchArm: Hashable, Sendable {
  /// What the value must match.
  package let pattern: Pattern
  /// What must also be true.
  package let guardCondition: Expression?
  /// What runs then.
  package let body: Block
  /// The whole arm.
  package let span: SourceSpan

  /// Creates an arm.
  package init(pattern: Pattern, guard guardCondition: Expression?, body: Block, span: SourceSpan) {
    self.pattern = pattern
    self.guardCondition = guardCondition
    self.body = body
    self.span = span
  }
}

/// `if condition { body }`, or one `else if` of it.
package struct ConditionalBranch: Hashable, Sendable {
  /// What decides about a branch.
  package enum Condition: Hashable, Sendable {
    /// The branch is taken when the expression is truthy.
    case expression(Expression)
    /// `if let pattern = value`: the branch is taken when the value matches.
    case binding(Pattern, Expression)
  }

  /// What decides.
  package let condition: Condition
  /// What runs then.
  package let body: Block
  /// The branch from its `if` to its closing brace.
  package let span: SourceSpan

  /// Creates a branch.
  package init(condition: Condition, body: Block, span: SourceSpan) {
    self.condition = condition
    self.body = body
    self.span = span
  }
}

/// `after time -> body` in a receive.
package struct ReceiveTimeout: Hashable, Sendable {
  /// How long to wait.
  package let time: Expression
  /// What runs then.
  package let body: Block
  /// The whole arm.
  package let span: SourceSpan

  /// Creates a time-out.
  package init(time: Expression, body: Block, span: SourceSpan) {
    self.time = time
    self.body = body
    self.span = span
  }
}

/// `pattern in source` in a `for`.
package struct Generator: Hashable, Sendable {
  /// What an element must match; others are skipped.
  package let pattern: Pattern
  /// Where the elements come from.
  package let source: Expression
  /// The whole generator.
  package let span: SourceSpan

  /// Creates a generator.
  package init(pattern: Pattern, source: Expression, span: SourceSpan) {
    self.pattern = pattern
    self.source = source
    self.span = span
  }
}

/// `fn(parameters) { body }`, or a call's trailing block `{ parameters in body }`.
package struct Closure: Hashable, Sendable {
  /// The parameters; together they are one pattern.
  package let parameters: [Pattern]
  /// What runs.
  package let body: Block
  /// Whether it was written as a trailing block.
  package let isTrailingBlock: Bool

  /// Creates a closure.
  package init(parameters: [Pattern], body: Block, isTrailingBlock: Bool) {
    self.parameters = parameters
    self.body = body
    self.isTrailingBlock = isTrailingBlock
  }
}
