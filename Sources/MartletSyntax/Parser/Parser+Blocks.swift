extension Parser {
  /// Parses what stands in the head of a form, where a `{` begins the form's block.
  mutating func parseHead<Value>(_ parse: (inout Parser) -> Value) -> Value {
    let context = enter(allowsTrailingBlock: false)
    defer { leave(context) }
    return parse(&self)
  }

  /// Parses a condition, where `=` is a common slip for `==`.
  mutating func parseCondition() -> Expression {
    let start = index
    let left = parseExpression()
    guard kind == .assign, !isAtLineEnd, !isRecovering else { return left }
    let sign = current.span
    complain(
      Diagnostic(
        code: "assignment-in-condition",
        message: "`=` does not compare",
        at: sign,
        label: "write `==` to compare",
        notes: ["To match a pattern in a condition, write `if let pattern = value { }`."],
        fixIts: [Diagnostic.FixIt(sign, replacement: "==", "compare with `==`")]
      )
    )
    advance()
    let right = parseExpression()
    return Expression(.infix(.equal, operatorSpan: sign, left, right), span(from: start))
  }

  // MARK: - Braces

  /// Goes past the `{` of a block and returns its index, or reports that it is missing.
  mutating func openBlock(after context: String) -> Int? {
    if isRecovering {
      // The head was not understood; its block still is, when it is on the same line.
      while !isAtItemEnd, kind != .leftBrace { skipBalanced() }
      guard kind == .leftBrace, !current.newlineBefore, !isUnwinding, !isAborted else { return nil }
      isRecovering = false
    }
    reportForeignBlockStart()
    guard kind == .leftBrace else {
      if !current.newlineBefore, reportForeignInfix() { return openBlock(after: context) }
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `{` after \(context), but found \(found)",
          at: missingSpan,
          label: "expected `{`"
        )
      )
      return nil
    }
    if current.newlineBefore, newlinesSeparate {
      let brace = current.span
      complain(
        Diagnostic(
          code: "brace-on-new-line",
          message: "this `{` must stand on the line that it belongs to",
          at: brace,
          label: "move it to the end of the line before",
          notes: ["A line break ends an expression, so the block would stand alone."]
        )
      )
    }
    let open = index
    advance()
    return open
  }

  /// Goes past the `}` of the block that `open` began, or reports that it is missing.
  mutating func closeBlock(_ open: Int) {
    if isUnwinding { return }
    if kind == .rightBrace {
      advance()
    } else {
      reportUnclosed(open)
    }
  }

  /// Parses a block that `context` asks for.
  @inline(never)
  mutating func parseBlock(after context: String) -> Block {
    let start = index
    guard let open = openBlock(after: context) else { return Block([], span(from: start).start) }
    return parseBlock(open: open)
  }

  /// Parses the rest of the block whose brace is at `open`.
  @inline(never)
  mutating func parseBlock(open: Int) -> Block {
    guard let outerHeight = descend() else { return Block([], tokens[open].span) }
    let context = enter(newlinesSeparate: true, allowsTrailingBlock: true)
    let items = parseItems(open)
    leave(context)
    ascend(outerHeight)
    closeBlock(open)
    return Block(items, span(from: open))
  }

  @inline(never)
  private mutating func parseItems(_ open: Int) -> [BlockItem] {
    var items: [BlockItem] = []
    while !isUnwinding, !isAborted {
      while skip(.semicolon) {}
      if kind == .rightBrace || kind == .endOfFile || closesOuterBracket(than: open) { break }
      if startsDeclarationLine {
        parseMisplacedDeclaration(open)
        continue
      }
      let start = index
      items.append(parseBlockItem())
      if kind == .arrow, brackets.suspect == open, !isRecovering {
        // The item is the pattern of the next arm: the block around it lacks its brace.
        reportUnclosed(open, before: start)
        break
      }
      finishItem(from: start)
    }
    return items
  }

  private mutating func reportUnclosed(_ open: Int, before start: Int) {
    let here = index
    index = start
    reportUnclosed(open)
    index = here
  }

  /// Whether the current token closes a bracket that was opened before the block at `open`.
  func closesOuterBracket(than open: Int) -> Bool {
    let partner = brackets.partners[index]
    return kind.isClosing && partner >= 0 && partner < open
  }

  /// Handles a declaration within a block: probably the block lacks its brace.
  private mutating func parseMisplacedDeclaration(_ open: Int) {
    if indentation <= declarationIndentation || kind == .module {
      reportUnclosed(open)
      isUnwinding = true
      return
    }
    complain(
      Diagnostic(
        code: "nested-function",
        message: "a named function cannot stand inside a block",
        at: current.span,
        label: "move it out, or bind a closure: `let f = fn(x) { }`"
      )
    )
    let start = index
    _ = parseFunction()
    finishItem(from: start)
  }

  // MARK: - Items

  /// Parses an expression or a `let`.
  @inline(never)
  mutating func parseBlockItem() -> BlockItem {
    if kind == .let { return .binding(parseLet()) }
    if let item = parseForeignItem() { return item }
    let start = index
    let expression = parseExpression()
    if !isAtLineEnd, !isRecovering {
      if kind == .assign { return parseAssignment(to: expression, from: start) }
      if kind == .compoundAssign { return parseCompoundAssignment(to: expression, from: start) }
    }
    return .expression(expression)
  }

  /// Parses `let pattern = value else { arms }`.
  @inline(never)
  mutating func parseLet() -> LetBinding {
    let start = index
    advance()
    let pattern = parsePattern()
    if !isRecovering { reportLetHabits(pattern) }
    let hasValue = parseLetSign()
    let value = hasValue ? parseExpression() : Expression(.error, span(from: index))
    var elseArms: [MatchArm]?
    if kind == .else, !isRecovering {
      advance()
      elseArms = parseArms(after: "`else`", form: "let").arms
    }
    return LetBinding(
      pattern: pattern,
      value: value,
      elseArms: elseArms,
      span: span(from: start)
    )
  }

  private mutating func parseLetSign() -> Bool {
    if skip(.assign) { return true }
    if kind == .equal, !current.newlineBefore {
      complain(
        Diagnostic(
          code: "unexpected-token",
          message: "`==` compares; a name is bound with `=`",
          at: current.span,
          label: "write `=`",
          fixIts: [Diagnostic.FixIt(current.span, replacement: "=", "bind with `=`")]
        )
      )
      advance()
      return true
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `=` after the pattern of `let`, but found \(found)",
        at: missingSpan,
        label: "expected `=` and a value"
      )
    )
    return false
  }

  // MARK: - Arms

  /// Parses arms in braces; those of a receive may end with a time-out.
  @inline(never)
  mutating func parseArms(
    after context: String,
    form: String
  ) -> (arms: [MatchArm], timeout: ReceiveTimeout?) {
    guard let open = openBlock(after: context) else { return ([], nil) }
    guard let outerHeight = descend() else { return ([], nil) }
    let context = enter(newlinesSeparate: true, allowsTrailingBlock: true)
    var arms: [MatchArm] = []
    var timeout: ReceiveTimeout?
    while !isUnwinding, !isAborted {
      while skip(.semicolon) {}
      if kind == .rightBrace || kind == .endOfFile || closesOuterBracket(than: open) { break }
      if startsDeclarationLine, indentation <= declarationIndentation {
        reportUnclosed(open)
        isUnwinding = true
        break
      }
      let start = index
      if kind == .after {
        timeout = parseTimeout(isReceive: form == "receive", isSecond: timeout != nil)
      } else {
        if timeout != nil {
          complain(
            Diagnostic(
              code: "arm-after-timeout",
              message: "`after` is the last arm of a `receive`",
              at: current.span,
              label: "move this arm before it"
            )
          )
        }
        arms.append(parseArm(form))
      }
      finishItem(from: start)
    }
    leave(context)
    ascend(outerHeight)
    closeBlock(open)
    return (arms, timeout)
  }

  @inline(never)
  private mutating func parseArm(_ form: String) -> MatchArm {
    let start = index
    if kind == .else {
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "an arm that matches everything is written `_ ->`",
          at: current.span,
          label: "write `_`",
          fixIts: [Diagnostic.FixIt(current.span, replacement: "_", "match everything")]
        )
      )
      advance()
      return finishArm(Pattern(.wildcard, previous.span), start)
    }
    reportArmHabits()
    let pattern = parsePattern()
    return finishArm(pattern, start)
  }

  private mutating func finishArm(_ pattern: Pattern, _ start: Int) -> MatchArm {
    var guardCondition: Expression?
    if !isRecovering { reportPatternHabits() }
    guardCondition = parseGuard()
    guard parseArrow() else {
      return MatchArm(
        pattern: pattern,
        guard: guardCondition,
        body: Block([], span(from: index)),
        span: span(from: start)
      )
    }
    let body = parseArmBody()
    return MatchArm(
      pattern: pattern,
      guard: guardCondition,
      body: body,
      span: span(from: start)
    )
  }

  private mutating func parseArrow() -> Bool {
    if skip(.arrow) { return true }
    let isForeign = kind == .fatArrow || kind == .colon
    if isForeign, !isRecovering {
      complain(
        Diagnostic(
          code: "foreign-arrow",
          message: "an arm is written `pattern -> expression`",
          at: current.span,
          label: "write `->`",
          fixIts: [
            Diagnostic.FixIt(
              current.span,
              replacement: current.spaceBefore ? "->" : " ->",
              "use `->`"
            )
          ]
        )
      )
      advance()
      return true
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `->` after the pattern of an arm, but found \(found)",
        at: missingSpan,
        label: "expected `->` and what to do",
        notes: ["An arm is written `pattern -> expression` or `pattern when guard -> expression`."]
      )
    )
    return false
  }

  @inline(never)
  private mutating func parseArmBody() -> Block {
    let start = index
    if kind == .leftBrace {
      advance()
      let block = parseBlock(open: start)
      if !isRecovering, !isAtItemEnd { reportOperatorAfterArm() }
      return block
    }
    if kind == .let {
      complain(
        Diagnostic(
          code: "let-as-operand",
          message: "an arm that binds a name needs braces",
          at: current.span,
          label: "write `-> { let ... }`"
        )
      )
      let binding = parseLet()
      return Block([.binding(binding)], span(from: start))
    }
    let expression = parseExpression()
    return Block([.expression(expression)], span(from: start))
  }

  @inline(never)
  private mutating func parseTimeout(isReceive: Bool, isSecond: Bool) -> ReceiveTimeout? {
    let start = index
    if !isReceive || isSecond {
      complain(
        Diagnostic(
          code: "misplaced-after",
          message: isReceive
            ? "a `receive` has one `after`" : "`after` cannot stand among these arms",
          at: current.span,
          label: isReceive
            ? "this is the second one" : "a time-out belongs to `receive`, a block after `catch`"
        )
      )
    }
    advance()
    let time = parseHead { $0.parseExpression() }
    guard parseArrow() else { return nil }
    let body = parseArmBody()
    return ReceiveTimeout(time: time, body: body, span: span(from: start))
  }
}
