/// Messages about heads, patterns and bindings as other languages write them.
extension Parser {
  /// Reports `then` and `do` where a block should begin.
  @inline(never)
  mutating func reportForeignBlockStart() {
    guard kind == .name || kind == .colon || kind == .arrow || kind == .fatArrow,
      !current.newlineBefore
    else { return }
    let word = text(current)
    guard ["then", "do", "begin", ":", "->", "=>"].contains(word) else { return }
    if peek().kind == .leftBrace {
      complain(unexpected("`\(word)` does not stand before a block", "remove it", []))
      advance()
    } else {
      report(
        unexpected(
          "a block stands in braces",
          "write `{` here, and `}` where the block ends",
          []
        )
      )
    }
  }

  /// Reports types and `=` after the parameters of a function.
  @inline(never)
  mutating func reportFunctionHeadHabits() {
    switch kind {
    case .arrow, .colon:
      let isType = hasBlockOnLine()
      complain(
        isType
          ? unexpected("functions have no type annotations", "remove the type", [])
          : unexpected("a function's body is a block", "write the body in braces: `{ ... }`", [])
      )
      while !isAtItemEnd, kind != .leftBrace { skipBalanced() }
      if !isType {
        isRecovering = true
        lastErrorIndex = index
      }
    case .assign:
      report(
        unexpected(
          "a function's body is a block",
          "write the body in braces: `{ ... }`",
          []
        )
      )
    default: break
    }
  }

  /// Reports `: Type` and skips it.
  @inline(never)
  mutating func reportTypeAnnotation() {
    complain(
      unexpected(
        "there are no type annotations",
        "remove the type",
        ["A guard checks at run time: `when is_integer(x)`."]
      )
    )
    while kind != .comma, !kind.isClosing, kind != .assign, kind != .in, !isAtLineEnd,
      kind != .endOfFile
    {
      skipBalanced()
    }
  }

  /// Reports what follows the pattern of a `let` instead of `=`.
  @inline(never)
  mutating func reportLetHabits(_ pattern: Pattern) {
    switch kind {
    case .comma:
      report(
        unexpected(
          "several names are bound with a tuple",
          "write `let (a, b) = value`",
          []
        )
      )
      while !isAtItemEnd, kind != .assign { skipBalanced() }
      if kind == .assign { isRecovering = false }
    case .colon: reportTypeAnnotation()
    case .name where !current.newlineBefore:
      report(
        unexpected(
          "expected `=` after the pattern of `let`, but found \(found)",
          "expected `=` and a value",
          text(previous) == "mut" || text(previous) == "rec" || text(previous) == "var"
            ? ["There is no `\(text(previous))`; values never change."] : []
        )
      )
      while !isAtItemEnd, kind != .assign { skipBalanced() }
      if kind == .assign { isRecovering = false }
    case .assign:
      guard case .module(let name) = pattern.kind, !name.text.contains(".") else { return }
      complain(
        Diagnostic(
          code: "capital-name",
          message: "a variable's name starts with a small letter",
          at: name.span,
          label: "this is the name of a module",
          fixIts: [
            Diagnostic.FixIt(
              name.span,
              replacement: ForeignWords.uncapitalized(name.text),
              "use a small letter"
            )
          ]
        )
      )
    default: break
    }
  }

  /// Reports `case` and `let` before the pattern of an arm.
  @inline(never)
  mutating func reportArmHabits() {
    guard kind == .name || kind == .let else { return }
    let word = text(current)
    let next = peek()
    guard ["case", "let", "when", "on"].contains(word), !next.newlineBefore,
      next.kind.startsOperand || next.kind == .caret
    else {
      if word == "default", next.kind == .colon || next.kind == .arrow || next.kind == .fatArrow {
        complain(
          Diagnostic(
            code: "foreign-word",
            message: "an arm that matches everything is written `_ ->`",
            at: current.span,
            label: "this binds the name `default`",
            fixIts: [Diagnostic.FixIt(current.span, replacement: "_", "match everything")]
          )
        )
      }
      return
    }
    complain(
      Diagnostic(
        code: "foreign-word",
        message: "an arm starts with its pattern",
        at: current.span,
        label: "remove `\(word)`",
        fixIts: [
          Diagnostic.FixIt(
            SourceSpan(current.lower, next.lower),
            replacement: "",
            "remove `\(word)`"
          )
        ]
      )
    )
    advance()
  }

  /// Reports what follows the pattern of an arm instead of `when` or `->`.
  @inline(never)
  mutating func reportPatternHabits() {
    switch kind {
    case .comma:
      report(
        unexpected(
          "an arm has one pattern",
          "write several values as a tuple: `(a, b) ->`",
          []
        )
      )
    case .bar, .or:
      report(
        unexpected(
          "a pattern has no alternatives",
          "write an arm for each, or a guard: `x when ... ->`",
          []
        )
      )
    case .if:
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "a guard starts with `when`",
          at: current.span,
          label: "write `when`",
          fixIts: [Diagnostic.FixIt(current.span, replacement: "when", "use `when`")]
        )
      )
      advance()
      _ = parseHead { $0.parseCondition() }
    case .range:
      report(
        unexpected(
          "a range is not a pattern",
          "use a guard: `x when x >= a and x <= b ->`",
          []
        )
      )
    default: return
    }
    guard isRecovering else { return }
    // The arm's body is still worth reading.
    while !isAtItemEnd, kind != .arrow { skipBalanced() }
    if kind == .arrow { isRecovering = false }
  }

  /// Reports what follows the block of an arm on its line.
  @inline(never)
  mutating func reportOperatorAfterArm() {
    report(
      unexpected(
        "nothing can follow the block of an arm",
        "expected the end of the line",
        ["Put the whole body into the braces."]
      )
    )
  }

  /// Reports `elif` after a block of an `if`, and stands as if at `if`.
  @inline(never)
  mutating func reportForeignElseIf() -> Bool {
    guard kind == .name, ForeignWords.elseIfs.contains(text(current)),
      !peek().newlineBefore, peek().kind.startsOperand || peek().kind == .bang
    else { return false }
    complain(elseIf(current.span))
    return true
  }

  /// The problem of another word for `else if` at `span`.
  func elseIf(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "foreign-word",
      message: "a further condition is written `else if`",
      at: span,
      label: "write `else if`",
      fixIts: [Diagnostic.FixIt(span, replacement: "else if", "use `else if`")]
    )
  }

  /// Warns about `None` and `True`, which are names of modules here.
  mutating func warnAboutForeignValue(_ name: ModuleName) {
    guard let ours = ForeignWords.value(name.text) else { return }
    complain(
      Diagnostic(
        code: "foreign-word",
        severity: .warning,
        message: "`\(name.text)` is the name of a module here, not `\(ours)`",
        at: name.span,
        label: "did you mean `\(ours)`?",
        fixIts: [Diagnostic.FixIt(name.span, replacement: ours, "use `\(ours)`")]
      )
    )
  }

  /// Reports names like `null` that nothing binds.
  @inline(never)
  mutating func reportForeignValues() {
    isRecovering = false
    for name in foreignValues where !boundForeignValues.contains(name.text) {
      guard let ours = ForeignWords.value(name.text) else { continue }
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "`\(name.text)` is written `\(ours)`",
          at: name.span,
          label: "write `\(ours)`",
          fixIts: [Diagnostic.FixIt(name.span, replacement: ours, "use `\(ours)`")]
        )
      )
    }
  }
}
