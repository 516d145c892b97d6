extension Parser {
  /// Parses `fn(parameters) { body }`.
  @inline(never)
  mutating func parseClosure() -> Expression {
    let start = index
    advance()
    var parameters: [Pattern] = []
    if kind == .leftParenthesis {
      let open = index
      advance()
      parameters = parseList(open: open, "parameter") { $0.parseParameter() }
    } else if kind == .leftBrace {
      complain(
        Diagnostic(
          code: "unexpected-token",
          message: "a function's parameters stand in parentheses",
          at: previous.span.end,
          label: "write `fn()`",
          fixIts: [
            Diagnostic.FixIt(previous.span.end, replacement: "()", "write `()` for no parameters")
          ]
        )
      )
    } else if kind == .name, peek().kind == .leftParenthesis {
      complain(
        Diagnostic(
          code: "nested-function",
          message: "a function within an expression has no name",
          at: current.span,
          label: "remove the name",
          notes: ["Bind it instead: `let \(text(current)) = fn(x) { }`."]
        )
      )
      advance()
      let open = index
      advance()
      parameters = parseList(open: open, "parameter") { $0.parseParameter() }
    } else {
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `(` after `fn`, but found \(found)",
          at: missingSpan,
          label: "a closure is written `fn(x) { }`"
        )
      )
    }
    if kind == .when, !isRecovering {
      complain(
        Diagnostic(
          code: "closure-guard",
          message: "a closure takes no guard",
          at: current.span,
          label: "remove it",
          notes: ["Use `match` in the closure's body, or a named function."]
        )
      )
      _ = parseGuard()
    }
    let body = parseBlock(after: "the parameters of `fn`")
    return Expression(
      .closure(Closure(parameters: parameters, body: body, isTrailingBlock: false)),
      span(from: start)
    )
  }

  /// Parses `if` with all its `else if` and its `else`.
  @inline(never)
  mutating func parseIf() -> Expression {
    let start = index
    var branches: [ConditionalBranch] = []
    var otherwise: Block?
    while true {
      let branchStart = index
      advance()
      let condition = parseIfCondition()
      let body = parseFormBlock(after: "the condition", form: "if")
      branches.append(
        ConditionalBranch(condition: condition, body: body, span: span(from: branchStart))
      )
      if isUnwinding || isAborted { break }
      if reportForeignElseIf() { continue }
      guard kind == .else else { break }
      advance()
      if kind == .if, !current.newlineBefore { continue }
      otherwise = parseBlock(after: "`else`")
      break
    }
    return Expression(.conditional(branches, otherwise: otherwise), span(from: start))
  }

  private mutating func parseIfCondition() -> ConditionalBranch.Condition {
    guard kind == .let else { return .expression(parseHead { $0.parseCondition() }) }
    advance()
    let pattern = parsePattern()
    guard parseConditionSign() else {
      return .binding(pattern, Expression(.error, span(from: index)))
    }
    return .binding(pattern, parseHead { $0.parseExpression() })
  }

  private mutating func parseConditionSign() -> Bool {
    if skip(.assign) { return true }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `=` after the pattern of `if let`, but found \(found)",
        at: missingSpan,
        label: "write `if let pattern = value`"
      )
    )
    return false
  }

  /// Parses the block of a form whose head takes no trailing block.
  mutating func parseFormBlock(after context: String, form: String) -> Block {
    if kind == .leftBrace, !isRecovering, hasBlockParameters(at: index) {
      reportTrailingBlockInHead(form)
      let open = index
      advance()
      _ = parseBlockParametersAndBody(open)
    }
    return parseBlock(after: context)
  }

  /// Parses a block with parameters that stands where it cannot.
  private mutating func parseBlockParametersAndBody(_ open: Int) -> Block {
    let partner = Int(brackets.partners[open])
    if partner > open {
      index = partner
      advance()
    }
    if kind != .leftBrace || isAtLineEnd {
      isRecovering = true
      lastErrorIndex = index
    }
    return Block([], span(from: open))
  }

  @inline(never)
  private mutating func reportTrailingBlockInHead(_ form: String) {
    complain(
      Diagnostic(
        code: "trailing-block-in-head",
        message: "a call in the head of `\(form)` cannot have a trailing block",
        at: current.span,
        label: "this `{` begins the block of `\(form)`",
        notes: ["Put the call with its block in parentheses, or give it a name with `let` before."]
      )
    )
  }

  /// Parses `match subject { arms }`.
  @inline(never)
  mutating func parseMatch() -> Expression {
    let start = index
    advance()
    let subject = parseHead { $0.parseExpression() }
    if kind == .leftBrace, !isRecovering, hasBlockParameters(at: index) {
      reportTrailingBlockInHead("match")
      _ = parseBlockParametersAndBody(index)
    }
    let arms = parseArms(after: "the value to match", form: "match").arms
    return Expression(.match(subject, arms), span(from: start))
  }

  /// Parses `receive { arms; after time -> body }`.
  @inline(never)
  mutating func parseReceive() -> Expression {
    let start = index
    advance()
    let (arms, timeout) = parseArms(after: "`receive`", form: "receive")
    return Expression(.receive(arms, timeout: timeout), span(from: start))
  }

  /// Parses `try { } catch { arms } after { }`.
  @inline(never)
  mutating func parseTry() -> Expression {
    let start = index
    advance()
    let body = parseBlock(after: "`try`")
    var arms: [MatchArm] = []
    var after: Block?
    let hasCatch = kind == .catch
    if hasCatch {
      advance()
      arms = parseArms(after: "`catch`", form: "catch").arms
    }
    if kind == .after, peek().kind == .leftBrace, !isUnwinding {
      advance()
      after = parseBlock(after: "`after`")
    }
    if !hasCatch, after == nil, !isUnwinding { reportLonelyTry(tokens[start].span) }
    return Expression(.attempt(body, catch: arms, after: after), span(from: start))
  }

  @inline(never)
  private mutating func reportLonelyTry(_ span: SourceSpan) {
    var secondary: [Diagnostic.Label] = []
    if kind == .name, ["rescue", "except", "finally", "ensure"].contains(text(current)) {
      let ours = ["finally", "ensure"].contains(text(current)) ? "after" : "catch"
      secondary = [Diagnostic.Label(current.span, "this is written `\(ours)`")]
      complain(
        Diagnostic(
          code: "lonely-try",
          message: "`try` needs `catch { arms }` or `after { }`",
          at: span,
          label: "this `try` has neither",
          secondary: secondary
        )
      )
      isRecovering = true
      advance()
      return
    }
    complain(
      Diagnostic(
        code: "lonely-try",
        message: "`try` needs `catch { arms }` or `after { }`",
        at: span,
        label: "this `try` has neither",
        notes: ["A catch arm is written `(class, reason) -> expression`."]
      )
    )
  }

  /// Parses `for pattern in source, ... when guard { body }`.
  @inline(never)
  mutating func parseFor() -> Expression {
    let start = index
    advance()
    var generators: [Generator] = []
    let isParenthesized = reportParenthesizedHead()
    repeat {
      if kind == .leftBrace || kind == .when { break }
      generators.append(parseGenerator())
    } while !isRecovering && skip(.comma)
    let guardCondition = isRecovering ? nil : parseGuard()
    if isParenthesized { _ = skip(.rightParenthesis) }
    let body = parseFormBlock(after: "the head of `for`", form: "for")
    return Expression(
      .comprehension(generators, guard: guardCondition, body),
      span(from: start)
    )
  }

  /// Reports `for (x in xs)` and goes past the parenthesis.
  @inline(never)
  private mutating func reportParenthesizedHead() -> Bool {
    let partner = Int(brackets.partners[index])
    guard kind == .leftParenthesis, partner > index else { return false }
    var position = index + 1
    while position < partner, tokens[position].kind != .in {
      let inner = Int(brackets.partners[position])
      position = inner > position ? inner + 1 : position + 1
    }
    guard position < partner else { return false }
    complain(
      Diagnostic(
        code: "unexpected-token",
        message: "the head of `for` has no parentheses",
        at: current.span,
        label: "remove these",
        secondary: [Diagnostic.Label(tokens[partner].span, "and this one")]
      )
    )
    advance()
    return true
  }

  private mutating func parseGenerator() -> Generator {
    let start = index
    let pattern = parsePattern()
    guard skip(.in) else {
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `in` after the pattern of `for`, but found \(found)",
          at: missingSpan,
          label: "write `for x in xs { }`",
          notes: kind == .comma
            ? ["A pair is matched in parentheses: `for (k, v) in map { }`."] : []
        )
      )
      return Generator(
        pattern: pattern,
        source: Expression(.error, span(from: index)),
        span: span(from: start)
      )
    }
    let source = parseHead { $0.parseExpression() }
    return Generator(pattern: pattern, source: source, span: span(from: start))
  }
}
