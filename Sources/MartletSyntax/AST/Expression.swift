/// An expression and where it stands.
///
/// Trees are at most `Parser.maximumDepth` levels high, so that recursive passes over them are
/// safe. Parentheses leave no node; the span of a node is exact and excludes parentheses around it.
package struct Expression: Hashable, Sendable {
  /// What the expression is.
  package let kind: Kind
  /// Where the expression stands.
  package let span: SourceSpan

  /// Creates an expression of `kind` at `span`.
  package init(_ kind: Kind, _ span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  /// The kinds of expressions.
  package indirect enum Kind: Hashable, Sendable {
    /// An integer or a code point; a minus sign directly before it is part of it.
    case integer(IntegerLiteral)
    /// A float; a minus sign directly before it is part of it.
    case float(Double)
    /// `:ok`, and also `true`, `false` and `nil`.
    case atom(String)
    /// A module's name as a value.
    case module(ModuleName)
    /// A string without interpolation.
    case string(String)
    /// A string with interpolation.
    case interpolation([StringPart])
    /// A name that is not called: a variable or a constant.
    case variable(String)

    /// `(a, b)`.
    case tuple([Expression])
    /// `[a, b]` and `[a | tail]`.
    case list([Expression], tail: Expression?)
    /// `%{a: 1}`; of equal keys the last wins.
    case map([MapEntry])
    /// `%{m | a: 1}`.
    case mapUpdate(Expression, [MapEntry])
    /// `<<a:16, b/bytes>>`.
    case binary([BinarySegment<Expression>])
    /// `m.a`.
    case field(Expression, Name)
    /// `m[k]`.
    case index(Expression, Expression)

    /// `f(x)`: a variable in scope, the module's own function or a built-in one.
    case localCall(Name, [Expression])
    /// `Mod.f(x)`.
    case remoteCall(ModuleName, Name, [Expression])
    /// `mod.f(x)`: a function of the module that `mod` names, or under that key of the map `mod`.
    case dynamicCall(Expression, Name, [Expression])
    /// A call of any other expression's value.
    case valueCall(Expression, [Expression])
    /// `&f/1`.
    case localCapture(Name, arity: Int)
    /// `&Mod.f/1`.
    case remoteCapture(ModuleName, Name, arity: Int)
    /// `fn(a) { }`, and a trailing block of a call.
    case closure(Closure)

    /// `-a`, `not a`, `bnot a`.
    case prefix(PrefixOperator, Expression)
    /// `a + b`.
    case infix(InfixOperator, operatorSpan: SourceSpan, Expression, Expression)

    /// `if c { } else if d { } else { }`.
    case conditional([ConditionalBranch], otherwise: Block?)
    /// `match e { arms }`.
    case match(Expression, [MatchArm])
    /// `receive { arms; after t -> e }`.
    case receive([MatchArm], timeout: ReceiveTimeout?)
    /// `try { } catch { arms } after { }`.
    case attempt(Block, catch: [MatchArm], after: Block?)
    /// `for p in e, q in f when g { }`.
    case comprehension([Generator], guard: Expression?, Block)

    /// What could not be parsed; an error has been reported.
    case error
  }
}

/// A piece of a string with interpolation.
package enum StringPart: Hashable, Sendable {
  /// Text as it is, with its escapes replaced.
  case text(String)
  /// `\(e)`.
  case expression(Expression)
}

/// A key and a value in a map expression.
package struct MapEntry: Hashable, Sendable {
  /// The key; `a:` gives the atom `:a`.
  package let key: Expression
  /// The value.
  package let value: Expression

  /// Creates an entry.
  package init(key: Expression, value: Expression) {
    self.key = key
    self.value = value
  }

  /// Where the entry stands.
  package var span: SourceSpan { key.span.union(value.span) }
}
