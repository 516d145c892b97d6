/// Messages for what people write by habit from other languages.
extension Parser {
  /// The problem of a keyword where a name of `what` should stand.
  func keywordAsName(_ token: Token, _ what: String) -> Diagnostic {
    let word = text(token)
    return Diagnostic(
      code: "keyword-as-name", message: "`\(word)` is a keyword and cannot be \(what)",
      at: token.span, label: "choose another name, like `\(word)_`",
      fixIts: [Diagnostic.FixIt(token.span, replacement: word + "_", "rename it")])
  }

  // MARK: - Items

  /// Parses an item that starts with a word of another language.
  @inline(never)
  mutating func parseForeignItem() -> BlockItem? {
    guard kind == .name else { return nil }
    let next = peek()
    guard next.spaceBefore, !next.newlineBefore, next.kind.startsOperand else { return nil }
    // `f -1`, `f (x)` and `f [x]` may be ordinary code with a slip in its spaces.
    let followsWord =
      next.kind != .minus && next.kind != .leftParenthesis && next.kind != .leftBracket
    let word = text(current)
    if ForeignWords.bindings.contains(word), followsWord {
      complain(
        Diagnostic(
          code: "foreign-word", message: "a name is bound with `let`", at: current.span,
          label: "write `let`", notes: ["Values never change; a second `let` shadows the name."],
          fixIts: [Diagnostic.FixIt(current.span, replacement: "let", "use `let`")]))
      return .binding(parseLet())
    }
    if word == "return" {
      complain(
        Diagnostic(
          code: "foreign-word", message: "there is no `return`", at: current.span,
          label: "remove it",
          notes: [
            "The last expression of a block is its value. To leave early, use `match`, or "
              + "`let pattern = value else { arms }`."
          ],
          fixIts: [
            Diagnostic.FixIt(
              SourceSpan(current.lower, next.lower), replacement: "", "leave the value alone")
          ]))
      advance()
      return .expression(parseExpression())
    }
    guard followsWord, let statement = ForeignWords.statements[word] else { return nil }
    complain(
      Diagnostic(
        code: "foreign-word", message: statement.message, at: current.span, label: statement.label))
    let start = index
    // What follows is mostly a head and a block; what is in them is not worth a message.
    while !isAtItemEnd || index == start {
      if kind == .leftBrace {
        skipBalanced()
        break
      }
      skipBalanced()
    }
    return .expression(Expression(.error, span(from: start)))
  }

  /// Parses a form that another word begins in other languages: `case x { }`.
  @inline(never)
  mutating func parseForeignForm(_ word: String) -> Expression? {
    let next = peek()
    guard next.spaceBefore, !next.newlineBefore, next.kind.startsOperand,
      next.kind != .leftBracket, next.kind != .minus, ForeignWords.matches.contains(word),
      hasBlockOnLine()
    else { return nil }
    complain(
      Diagnostic(
        code: "foreign-word", message: "a choice by patterns is written `match`", at: current.span,
        label: "write `match`",
        fixIts: [Diagnostic.FixIt(current.span, replacement: "match", "use `match`")]))
    return parseMatch()
  }

  /// Whether a `{` follows on the current token's line.
  private func hasBlockOnLine() -> Bool {
    var position = index + 1
    while position < tokens.count, !tokens[position].newlineBefore {
      if tokens[position].kind == .leftBrace { return true }
      if tokens[position].kind == .endOfFile { return false }
      position += 1
    }
    return false
  }

  /// Reports `x = 1` and goes on as if `let` stood there.
  @inline(never)
  mutating func parseAssignment(to target: Expression, from start: Int) -> BlockItem {
    let sign = current.span
    switch target.kind {
    case .field(_, let name):
      complain(
        Diagnostic(
          code: "missing-let", message: "maps never change, so a field cannot be assigned", at: sign,
          label: "make a new map: `let m2 = %{m | \(name.text): value}`"))
    case .index:
      complain(
        Diagnostic(
          code: "missing-let", message: "values never change, so an element cannot be assigned",
          at: sign, label: "make a new map: `let m2 = Map.put(m, key, value)`"))
    case .error: isRecovering = true
    default:
      complain(
        Diagnostic(
          code: "missing-let", message: "`=` alone does not bind a name", at: sign,
          label: "a name is bound with `let`",
          notes: ["Values never change; `let` with a name that exists shadows it."],
          fixIts: [
            Diagnostic.FixIt(
              SourceSpan(tokens[start].lower, tokens[start].lower), replacement: "let ",
              "write `let` before the name")
          ]))
    }
    advance()
    let value = parseExpression()
    let span = span(from: start)
    guard case .variable(let text) = target.kind else {
      return .expression(Expression(.error, span))
    }
    return .binding(
      LetBinding(
        pattern: Pattern(.variable(text), target.span), value: value, elseArms: nil, span: span))
  }

  /// Reports `x += 1` and goes on as if it were a `let`.
  @inline(never)
  mutating func parseCompoundAssignment(to target: Expression, from start: Int) -> BlockItem {
    let sign = current.span
    let shown = source.text(in: target.span)
    let written = text(current)
    let ours = String(written.dropLast())
    advance()
    let value = parseExpression()
    let span = span(from: start)
    var fixIts: [Diagnostic.FixIt] = []
    if case .variable = target.kind, value.span.count <= 40 {
      let replacement = "let \(shown) = \(shown) \(ours) \(source.text(in: value.span))"
      fixIts = [Diagnostic.FixIt(span, replacement: replacement, "bind a new value")]
    }
    complain(
      Diagnostic(
        code: "compound-assignment", message: "there is no `\(written)`; values never change",
        at: sign, label: "bind a new value with `let`", fixIts: fixIts))
    guard case .variable(let text) = target.kind else {
      return .expression(Expression(.error, span))
    }
    return .binding(
      LetBinding(
        pattern: Pattern(.variable(text), target.span), value: value, elseArms: nil, span: span))
  }

  /// Reports `x++` and `x--`.
  ///
  /// - Returns: Whether the right operand is missing.
  @inline(never)
  mutating func reportDoubledSign(_ infix: InfixOperator, _ signIndex: Int) -> Bool {
    guard infix == .append || infix == .subtractList,
      newlinesSeparate && current.newlineBefore || kind.isClosing || kind == .semicolon,
      kind != .endOfFile
    else { return false }
    let sign = infix == .append ? "+" : "-"
    let operand = tokens[signIndex - 1]
    let name = operand.kind == .name ? text(operand) : "x"
    // After a line break this may also be a list to join, which the next line holds.
    if current.newlineBefore, kind.startsOperand, tokens[signIndex].spaceBefore { return false }
    complain(
      Diagnostic(
        code: "compound-assignment",
        message: "there is no `\(sign)\(sign)` that counts; values never change",
        at: tokens[signIndex].span, label: "write `let \(name) = \(name) \(sign) 1`",
        notes: ["`\(sign)\(sign)` between two lists \(infix == .append ? "joins" : "subtracts") them."]))
    return true
  }

  // MARK: - What should not follow

  /// Reports the current token, which follows an expression or a `let` on its line.
  @inline(never)
  mutating func reportUnexpectedAfterItem() {
    if reportSpaceBeforeBracket() { return }
    switch kind {
    case .leftBrace:
      report(
        unexpected(
          "a block cannot stand here", "`{` does not continue this expression",
          ["A block may follow a call or a name on the same line. A map is written `%{...}`."]))
    case .colon: reportColon()
    case .arrow:
      report(
        unexpected(
          "`->` belongs to an arm of `match`, `receive`, `catch` or `else`",
          "there is no arm here", ["A function is written `fn(x) { x + 1 }`."]))
    case .fatArrow:
      report(
        unexpected(
          "`=>` belongs to a pair in `%{...}`", "there is no map here",
          ["A function is written `fn(x) { x + 1 }`; an arm `pattern -> expression`."]))
    case .assign, .compoundAssign:
      report(unexpected("`\(text(current))` cannot stand here", "a name is bound with `let`", []))
    case .rightParenthesis, .rightBracket, .binaryEnd:
      reportUnmatched()
    default:
      if !reportForeignInfix() { reportMissingSeparator() }
    }
  }

  private func unexpected(_ message: String, _ label: String, _ notes: [String]) -> Diagnostic {
    Diagnostic(
      code: "unexpected-token", message: message, at: current.span, label: label, notes: notes)
  }

  @inline(never)
  private mutating func reportUnmatched() {
    let text = text(current)
    report(
      Diagnostic(
        code: "unmatched-bracket", message: "this `\(text)` closes nothing", at: current.span,
        label: kind == .binaryEnd && previous.kind.endsOperand && peek().kind.startsOperand
          ? "a shift to the right is written `bsr`" : "there is no open bracket for it"))
  }

  /// Reports `f (x)` and `xs [0]`.
  @inline(never)
  private mutating func reportSpaceBeforeBracket() -> Bool {
    guard current.spaceBefore, !current.newlineBefore else { return false }
    let isCall = kind == .leftParenthesis
    guard isCall || kind == .leftBracket else { return false }
    switch previous.kind {
    case .name, .rightParenthesis, .rightBracket: break
    default: return false
    }
    let gap = SourceSpan(previous.upper, current.lower)
    report(
      Diagnostic(
        code: "space-before-bracket",
        message: isCall
          ? "a call's `(` follows its function without a space"
          : "an index's `[` follows its value without a space",
        at: current.span, label: "remove the space before this",
        fixIts: [Diagnostic.FixIt(gap, replacement: "", "remove the space")]))
    return true
  }

  @inline(never)
  private mutating func reportColon() {
    let word = text(previous)
    if previous.kind == .name, word.hasSuffix("!"), !current.spaceBefore {
      let name = String(word.dropLast())
      report(
        Diagnostic(
          code: "send-without-space", message: "a `!` directly after a name is a part of the name",
          at: SourceSpan(previous.upper - 1, previous.upper), label: "this reads as the name `\(word)`",
          fixIts: [
            Diagnostic.FixIt(
              previous.span, replacement: "\(name) ! ", "write spaces around `!` to send a message")
          ]))
    } else {
      report(
        unexpected(
          "`:` separates a key and its value in arguments and in `%{...}`",
          "there is no such pair here",
          ["There are no type annotations. An atom is written `:name`, after a space."]))
    }
  }

  /// Reports operators of other languages after an operand.
  @inline(never)
  mutating func reportForeignInfix() -> Bool {
    let ours: String?
    switch kind {
    case .bar: ours = "or` or `bor"
    case .ampersand: ours = "and` or `band"
    case .caret: ours = "bxor"
    case .binaryStart: ours = "bsl"
    case .name: ours = ForeignWords.operators[text(current)]
    default: ours = nil
    }
    guard let ours else { return false }
    report(
      Diagnostic(
        code: "foreign-operator", message: "`\(text(current))` is not an operator between values",
        at: current.span, label: "write `\(ours)`"))
    return true
  }

  @inline(never)
  private mutating func reportMissingSeparator() {
    if previous.kind == .name, ForeignWords.elseIfs.contains(text(previous)) {
      return report(elseIf(previous.span))
    }
    if previous.kind == .name, current.kind.startsOperand {
      let word = text(previous)
      return report(
        Diagnostic(
          code: "missing-separator", message: "expected the end of the line, but found \(found)",
          at: current.span, label: "this does not continue `\(word)`",
          notes: [
            "A call has parentheses: `\(word)(...)`. Two expressions on one line are separated by `;`."
          ],
          fixIts: callFixIts()))
    }
    report(
      Diagnostic(
        code: startsItem ? "missing-separator" : "unexpected-token",
        message: "expected the end of the line, but found \(found)", at: current.span,
        label: startsItem
          ? "a second expression starts here" : "this cannot continue the expression",
        notes: startsItem
          ? ["Put it on a line of its own, write `;` or an operator between them."] : []))
  }

  /// The change that puts the rest of the line into a call's parentheses.
  private func callFixIts() -> [Diagnostic.FixIt] {
    var position = index
    while !tokens[position + 1].newlineBefore, tokens[position + 1].kind != .rightBrace,
      tokens[position + 1].kind != .semicolon, tokens[position + 1].kind != .endOfFile,
      position < index + 20
    {
      position += 1
    }
    let arguments = SourceSpan(current.lower, tokens[position].upper)
    guard arguments.count <= 60 else { return [] }
    return [
      Diagnostic.FixIt(
        SourceSpan(previous.upper, arguments.upper),
        replacement: "(\(source.text(in: arguments)))", "call `\(text(previous))`")
    ]
  }

  /// Reports the current token, which follows an element of a list in brackets.
  @inline(never)
  mutating func reportUnexpectedInList(close: TokenKind, _ what: String) {
    if reportSpaceBeforeBracket() { return }
    if kind == .colon, previous.kind == .stringEnd { return reportStringKey() }
    if kind == .colon { return reportColon() }
    if reportForeignInfix() { return }
    let closing = close.fixedText ?? ""
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected `,` or `\(closing)` after this \(what), but found \(describe(current))",
        at: current.span, label: "expected `,` or `\(closing)`"))
  }

  @inline(never)
  private mutating func reportStringKey() {
    report(
      Diagnostic(
        code: "string-key", message: "only a name can be a `key:`", at: current.span,
        label: "write `=>` after any other key",
        fixIts: [Diagnostic.FixIt(current.span, replacement: " =>", "use `=>`")]))
  }

  /// Reports `"k": v`, `k = v` and `k : v` in a map.
  ///
  /// - Returns: Whether the current token stands for `=>`.
  @inline(never)
  mutating func reportMapPairHabits(_ key: SourceSpan) -> Bool {
    switch kind {
    case .colon where previous.kind == .name:
      complain(
        Diagnostic(
          code: "unexpected-token", message: "a key's `:` follows it without a space",
          at: current.span, label: "remove the space before this"))
    case .colon:
      complain(
        Diagnostic(
          code: "string-key", message: "only a name can be a `key:`", at: current.span,
          label: "write `=>` after any other key",
          fixIts: [Diagnostic.FixIt(current.span, replacement: " =>", "use `=>`")]))
    case .assign, .arrow:
      complain(
        Diagnostic(
          code: "unexpected-token", message: "pairs are written `name: value` or `key => value`",
          at: current.span, label: "write `=>`, or `:` directly after a name"))
    default: return false
    }
    return true
  }

  @inline(never)
  mutating func reportPairOutsideArguments(_ place: String) {
    complain(
      Diagnostic(
        code: "pair-outside-arguments", message: "`key: value` cannot stand in \(place)",
        at: SourceSpan(current.lower, peek().upper),
        label: "pairs stand in `%{...}` and at the end of a call's arguments"))
  }

  /// Reports `=` after an element in parentheses and parses what follows it.
  @inline(never)
  mutating func reportAssignmentAsOperand() {
    complain(
      Diagnostic(
        code: "assignment-in-condition", message: "`=` does not compare, and binds only after `let`",
        at: current.span, label: "write `==` to compare"))
    advance()
    _ = parseExpression()
  }

  // MARK: - What is missing

  @inline(never)
  mutating func reportLetAsOperand() {
    complain(
      Diagnostic(
        code: "let-as-operand", message: "`let` cannot stand within an expression",
        at: current.span, label: "bind the name on a line of its own before"))
  }

  /// Reports the current token where an operand should stand.
  @inline(never)
  mutating func reportMissingOperand() {
    let token = current
    switch token.kind {
    case .else where isAtStartOfItem:
      report(unexpected("this `else` belongs to no `if`", "there is no `if` directly before it", []))
    case .catch where isAtStartOfItem, .after where isAtStartOfItem:
      report(
        unexpected(
          "this `\(text(token))` belongs to no `try` or `receive`",
          "`after` and `catch` follow the block of a `try`", []))
    case _ where previous.kind.isOpening && index > 0 && brackets.partners[index - 1] < 0:
      reportUnclosed(index - 1)
    case .plus where peek().kind.startsOperand && !peek().newlineBefore && !token.newlineBefore:
      report(unexpected("there is no `+` before a number", "remove it", []))
    case _ where token.kind.infixOperator != nil && token.newlineBefore && index > 0
      && previous.kind.endsOperand:
      report(
        unexpected(
          "a line cannot start with `\(text(token))`",
          "put the operator at the end of the line before", [
            "Only `|>`, `.`, `and` and `or` continue an expression from the start of a line."
          ]))
    case .pipe where index == 0 || !previous.kind.endsOperand:
      report(unexpected("there is nothing before this `|>`", "expected a value before it", []))
    case .rightParenthesis, .rightBracket, .rightBrace, .binaryEnd:
      if brackets.partners[index] < 0 {
        reportUnmatched()
      } else {
        reportExpectedExpression()
      }
      if brackets.partners[index] < 0 { advance() }
    case _ where token.kind.isKeyword && !token.newlineBefore && index > 0
      && token.kind.infixOperator == nil:
      report(keywordAsName(token, "a value"))
    default:
      reportExpectedExpression()
    }
  }

  private var isAtStartOfItem: Bool {
    index == 0 || current.newlineBefore || previous.kind == .leftBrace
      || previous.kind == .semicolon || previous.kind == .rightBrace
  }

  @inline(never)
  private mutating func reportExpectedExpression() {
    var label = "expected an expression"
    if previous.kind.infixOperator != nil, index > 0 {
      label = "expected an expression after `\(text(previous))`"
    }
    report(
      Diagnostic(
        code: "expected-expression", message: "expected an expression, but found \(found)",
        at: missingSpan, label: label))
  }

  /// Reports the current token where a pattern should stand.
  @inline(never)
  mutating func reportMissingPattern() {
    let token = current
    if token.kind.isKeyword, !token.newlineBefore, token.kind != .in, token.kind != .when {
      let next = peek()
      if token.kind == .let {
        report(
          unexpected("a pattern binds its names without `let`", "remove it", []))
      } else if next.kind != .leftParenthesis {
        report(keywordAsName(token, "a variable"))
        // The keyword stands for a name, so that its value is still read.
        if next.kind == .assign || next.kind == .comma || next.kind == .rightParenthesis {
          advance()
          isRecovering = false
        }
      } else {
        report(unexpected("expected a pattern, but found \(found)", "expected a pattern", []))
      }
      return
    }
    let message = "expected a pattern, but found \(found)"
    if token.kind == .leftBrace {
      report(unexpected(message, "a map pattern is written %{...}, a tuple (...)", []))
    } else {
      report(
        Diagnostic(
          code: "expected-pattern", message: message, at: missingSpan, label: "expected a pattern"))
    }
  }

  // MARK: - Heads, patterns and bindings

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
          "a block stands in braces", "write `{` here, and `}` where the block ends", []))
    }
  }

  @inline(never)
  mutating func reportFunctionHeadHabits() {
    switch kind {
    case .arrow, .colon:
      complain(
        unexpected(
          "functions have no type annotations", "remove the type", []))
      while !isAtItemEnd, kind != .leftBrace { skipBalanced() }
    case .assign:
      report(
        unexpected(
          "a function's body is a block", "write the body in braces: `{ ... }`", []))
    default: break
    }
  }

  @inline(never)
  mutating func reportTypeAnnotation() {
    complain(
      unexpected(
        "there are no type annotations", "remove the type",
        ["A guard checks at run time: `when is_integer(x)`."]))
    while kind != .comma, !kind.isClosing, kind != .assign, kind != .in, !isAtLineEnd,
      kind != .endOfFile
    {
      skipBalanced()
    }
  }

  @inline(never)
  mutating func reportLetHabits(_ pattern: Pattern) {
    switch kind {
    case .comma:
      report(
        unexpected(
          "several names are bound with a tuple", "write `let (a, b) = value`", []))
      while !isAtItemEnd, kind != .assign { skipBalanced() }
      if kind == .assign { isRecovering = false }
    case .colon: reportTypeAnnotation()
    case .name where !current.newlineBefore:
      report(
        unexpected(
          "expected `=` after the pattern of `let`, but found \(found)",
          "expected `=` and a value",
          text(previous) == "mut" || text(previous) == "rec" || text(previous) == "var"
            ? ["There is no `\(text(previous))`; values never change."] : []))
      while !isAtItemEnd, kind != .assign { skipBalanced() }
      if kind == .assign { isRecovering = false }
    case .assign:
      guard case .module(let name) = pattern.kind, !name.text.contains(".") else { return }
      complain(
        Diagnostic(
          code: "capital-name", message: "a variable's name starts with a small letter",
          at: name.span, label: "this is the name of a module",
          fixIts: [
            Diagnostic.FixIt(
              name.span, replacement: ForeignWords.uncapitalized(name.text),
              "use a small letter")
          ]))
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
            code: "foreign-word", message: "an arm that matches everything is written `_ ->`",
            at: current.span, label: "this binds the name `default`",
            fixIts: [Diagnostic.FixIt(current.span, replacement: "_", "match everything")]))
      }
      return
    }
    complain(
      Diagnostic(
        code: "foreign-word", message: "an arm starts with its pattern", at: current.span,
        label: "remove `\(word)`",
        fixIts: [
          Diagnostic.FixIt(
            SourceSpan(current.lower, next.lower), replacement: "", "remove `\(word)`")
        ]))
    advance()
  }

  /// Reports what follows the pattern of an arm instead of `when` or `->`.
  @inline(never)
  mutating func reportPatternHabits() {
    switch kind {
    case .comma:
      report(
        unexpected(
          "an arm has one pattern", "write several values as a tuple: `(a, b) ->`", []))
    case .bar, .or:
      report(
        unexpected(
          "a pattern has no alternatives", "write an arm for each, or a guard: `x when ... ->`",
          []))
    case .if:
      complain(
        Diagnostic(
          code: "foreign-word", message: "a guard starts with `when`", at: current.span,
          label: "write `when`",
          fixIts: [Diagnostic.FixIt(current.span, replacement: "when", "use `when`")]))
      advance()
      _ = parseHead { $0.parseCondition() }
    case .range:
      report(
        unexpected(
          "a range is not a pattern", "use a guard: `x when x >= a and x <= b ->`", []))
    default: return
    }
    guard isRecovering else { return }
    // The arm's body is still worth reading.
    while !isAtItemEnd, kind != .arrow { skipBalanced() }
    if kind == .arrow { isRecovering = false }
  }

  @inline(never)
  mutating func reportOperatorAfterArm() {
    report(
      unexpected(
        "nothing can follow the block of an arm", "expected the end of the line",
        ["Put the whole body into the braces."]))
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

  private func elseIf(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "foreign-word", message: "a further condition is written `else if`", at: span,
      label: "write `else if`",
      fixIts: [Diagnostic.FixIt(span, replacement: "else if", "use `else if`")])
  }

  /// Warns about `None` and `True`, which are names of modules here.
  mutating func warnAboutForeignValue(_ name: ModuleName) {
    guard let ours = ForeignWords.value(name.text) else { return }
    complain(
      Diagnostic(
        code: "foreign-word", severity: .warning,
        message: "`\(name.text)` is the name of a module here, not `\(ours)`", at: name.span,
        label: "did you mean `\(ours)`?",
        fixIts: [Diagnostic.FixIt(name.span, replacement: ours, "use `\(ours)`")]))
  }

  /// Reports names like `null` that nothing binds.
  @inline(never)
  mutating func reportForeignValues() {
    isRecovering = false
    for name in foreignValues where !boundForeignValues.contains(name.text) {
      guard let ours = ForeignWords.value(name.text) else { continue }
      complain(
        Diagnostic(
          code: "foreign-word", message: "`\(name.text)` is written `\(ours)`", at: name.span,
          label: "write `\(ours)`",
          fixIts: [Diagnostic.FixIt(name.span, replacement: ours, "use `\(ours)`")]))
    }
  }
}
