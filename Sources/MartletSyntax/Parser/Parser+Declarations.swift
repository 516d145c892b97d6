extension Parser {
  /// Parses the whole file.
  mutating func parseFile() -> SourceFile {
    var items: [FileItem] = []
    while kind != .endOfFile {
      if skip(.semicolon) { continue }
      let start = index
      isUnwinding = false
      isRecovering = false
      if kind == .module {
        items.append(.module(parseModule()))
      } else if startsFunction {
        if let function = parseFunction() { items.append(.function(function)) }
      } else if kind == .rightBrace {
        reportStrayBrace()
        advance()
        continue
      } else {
        items.append(.script(parseBlockItem()))
      }
      finishItem(from: start)
    }
    return SourceFile(items, source.span)
  }

  @inline(never)
  private mutating func reportStrayBrace() {
    report(
      Diagnostic(
        code: "unmatched-bracket",
        message: "this `}` closes nothing",
        at: current.span,
        label: "there is no open `{` before it",
        notes: brackets.suspect.map { suspect in
          ["A brace may be closed too early near line \(source.line(at: tokens[suspect].lower))."]
        } ?? []
      )
    )
  }

  /// Whether the current token begins a function's declaration, in our words or in others'.
  var startsFunction: Bool {
    switch kind {
    case .fn: peek().kind != .leftParenthesis
    case .private: true
    case .name:
      peek().kind == .name && peek(2).kind == .leftParenthesis && !peek().newlineBefore
        && ForeignWords.declaresFunction(text(current))
    default: false
    }
  }

  /// Whether a declaration begins at the start of this line, which cannot stand in a block.
  var startsDeclarationLine: Bool {
    guard current.newlineBefore else { return false }
    switch kind {
    case .fn: return peek().kind == .name
    case .private: return true
    case .module: return peek().kind == .moduleName
    default: return false
    }
  }

  /// The number of bytes before the current token on its line.
  var indentation: Int { BracketMatcher.indentation(of: current, source.bytes) }

  // MARK: - Modules

  private mutating func parseModule() -> ModuleDeclaration {
    let start = index
    let documentation = takeDocumentation()
    advance()
    let name = parseModuleDeclarationName()
    var members: [ModuleMember] = []
    if let open = openBlock(after: "the module's name") {
      let context = enter(newlinesSeparate: true, allowsTrailingBlock: true)
      let outerIndentation = declarationIndentation
      declarationIndentation = source.position(at: tokens[start].lower).column - 1
      parseMembers(open, into: &members)
      declarationIndentation = outerIndentation
      leave(context)
      closeBlock(open)
    }
    return ModuleDeclaration(
      name: name,
      members: members,
      documentation: documentation,
      span: span(from: start)
    )
  }

  private mutating func parseModuleDeclarationName() -> ModuleName {
    if kind == .moduleName { return parseModuleName() }
    let token = current
    if token.kind == .name, !token.newlineBefore {
      complain(
        Diagnostic(
          code: "bad-module-name",
          message: "a module's name starts with a capital letter",
          at: token.span,
          label: "write a name like `\(ForeignWords.capitalized(text(token)))`"
        )
      )
      advance()
      return ModuleName(text(token), token.span)
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected the module's name, but found \(found)",
        at: missingSpan,
        label: "a name like `Counter` or `Net.Tcp`"
      )
    )
    return ModuleName("", missingSpan.start)
  }

  /// Parses a dotted module name from its first part.
  mutating func parseModuleName() -> ModuleName {
    let first = current
    advance()
    guard kind == .dot, peek().kind == .moduleName else {
      return ModuleName(text(first), first.span)
    }
    var name = text(first)
    var end = first.upper
    while kind == .dot, peek().kind == .moduleName {
      advance()
      name += "." + text(current)
      end = current.upper
      advance()
    }
    return ModuleName(name, SourceSpan(first.lower, end))
  }

  @inline(never)
  private mutating func parseMembers(_ open: Int, into members: inout [ModuleMember]) {
    while true {
      isUnwinding = false
      while skip(.semicolon) {}
      if kind == .rightBrace || kind == .endOfFile { return }
      isRecovering = false
      let start = index
      if kind == .module {
        if current.newlineBefore, indentation <= declarationIndentation {
          reportUnclosed(open)
          isUnwinding = true
          return
        }
        complain(
          Diagnostic(
            code: "nested-module",
            message: "a module cannot stand inside a module",
            at: current.span,
            label: "move it out of the braces",
            notes: ["The name `A.B` needs no module around it: write `module A.B { }`."]
          )
        )
        _ = parseModule()
      } else if startsFunction {
        if let function = parseFunction() { members.append(.function(function)) }
      } else if kind == .let {
        if let constant = parseConstant() { members.append(.constant(constant)) }
      } else {
        reportBadMember()
        _ = parseBlockItem()
      }
      finishItem(from: start)
    }
  }

  @inline(never)
  private mutating func reportBadMember() {
    complain(
      Diagnostic(
        code: "bad-module-member",
        message: "only functions and constants can stand directly in a module",
        at: current.span,
        label: "this is neither",
        notes: ["Write `fn name() { }`, or `let name = literal`. What should run belongs outside."]
      )
    )
    isRecovering = true
    lastErrorIndex = index
  }

  private mutating func parseConstant() -> ConstantDeclaration? {
    let documentation = takeDocumentation()
    let binding = parseLet()
    if binding.elseArms != nil {
      complain(
        Diagnostic(
          code: "bad-constant",
          message: "a constant takes no `else`",
          at: binding.span
        )
      )
    }
    guard case .variable(let text) = binding.pattern.kind else {
      if binding.pattern.kind != .error {
        complain(
          Diagnostic(
            code: "bad-constant",
            message: "a constant is one name and one literal",
            at: binding.pattern.span,
            label: "this is a pattern"
          )
        )
      }
      return nil
    }
    if let culprit = binding.value.firstPartThatIsNoLiteral {
      complain(
        Diagnostic(
          code: "bad-constant",
          message: "a module's constant is a literal",
          at: culprit.span,
          label: "this would have to be computed",
          notes: ["Write a function for it: `fn \(text)() { }`."]
        )
      )
    }
    return ConstantDeclaration(
      name: Name(text, binding.pattern.span),
      value: binding.value,
      documentation: documentation,
      span: binding.span
    )
  }

  // MARK: - Functions

  /// Parses a clause of a function.
  @inline(never)
  mutating func parseFunction() -> FunctionClause? {
    let start = index
    let documentation = takeDocumentation()
    var privateSpan: SourceSpan?
    if kind == .private {
      privateSpan = current.span
      advance()
    }
    if kind == .fn {
      advance()
    } else if kind == .name, ForeignWords.declaresFunction(text(current)) {
      complain(
        Diagnostic(
          code: "foreign-word",
          message: "a function is declared with `fn`",
          at: current.span,
          label: "write `fn`",
          fixIts: [Diagnostic.FixIt(current.span, replacement: "fn", "use `fn`")]
        )
      )
      advance()
    } else {
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `fn` after `private`, but found \(found)",
          at: missingSpan,
          label: "only functions are private"
        )
      )
      return nil
    }
    guard let name = parseFunctionName() else { return nil }
    let outerIndentation = declarationIndentation
    declarationIndentation = source.position(at: tokens[start].lower).column - 1
    defer { declarationIndentation = outerIndentation }
    let parameters = parseParameters(of: name)
    let guardCondition = parseGuard()
    let headSpan = span(from: start)
    if !isRecovering { reportFunctionHeadHabits() }
    let body = parseBlock(after: "the head of `\(name.text)`")
    return FunctionClause(
      name: name,
      parameters: parameters,
      guard: guardCondition,
      body: body,
      privateSpan: privateSpan,
      documentation: documentation,
      span: span(from: start),
      headSpan: headSpan
    )
  }

  private mutating func parseFunctionName() -> Name? {
    let token = current
    if token.kind == .name {
      advance()
      return name(token)
    }
    if token.kind.isKeyword, !token.newlineBefore {
      complain(keywordAsName(token, "a function's name"))
      advance()
      return name(token)
    }
    if token.kind == .moduleName, peek().kind == .leftParenthesis {
      complain(
        Diagnostic(
          code: "capital-name",
          message: "a function's name starts with a small letter",
          at: token.span,
          label: "write `\(ForeignWords.uncapitalized(text(token)))`"
        )
      )
      advance()
      return name(token)
    }
    report(
      Diagnostic(
        code: "unexpected-token",
        message: "expected the function's name, but found \(found)",
        at: missingSpan,
        label: "a name like `start`"
      )
    )
    return nil
  }

  private mutating func parseParameters(of name: Name) -> [Pattern] {
    guard kind == .leftParenthesis, !isAtLineEnd else {
      let isPlain = kind == .leftBrace || kind == .when
      report(
        Diagnostic(
          code: "unexpected-token",
          message: "expected `(` after the name of `\(name.text)`",
          at: missingSpan,
          label: "the parameters stand in parentheses",
          fixIts: isPlain
            ? [Diagnostic.FixIt(name.span.end, replacement: "()", "write `()` for no parameters")]
            : []
        )
      )
      if isPlain { isRecovering = false }
      return []
    }
    let open = index
    advance()
    return parseList(open: open, "parameter") { $0.parseParameter() }
  }

  /// Parses one parameter and reports default values and types of other languages.
  mutating func parseParameter() -> Pattern {
    let pattern = parsePattern()
    if kind == .assign {
      complain(
        Diagnostic(
          code: "default-value",
          message: "parameters have no default values",
          at: current.span,
          label: "remove this",
          notes: ["Write a second function with fewer parameters that calls this one."]
        )
      )
      advance()
      _ = parseExpression()
    } else if kind == .colon {
      reportTypeAnnotation()
    }
    return pattern
  }

  /// Parses `when` and a guard, when there is one.
  mutating func parseGuard() -> Expression? {
    guard kind == .when else { return nil }
    advance()
    return parseHead { $0.parseCondition() }
  }

  // MARK: - Documentation

  /// Returns the lines of documentation directly above the current token.
  private mutating func takeDocumentation() -> String? {
    var last: Int?
    let declaration = current.lower
    while documentationIndex < documentation.count,
      documentation[documentationIndex].upper <= declaration
    {
      last = documentationIndex
      documentationIndex += 1
    }
    guard let last else { return nil }
    var line = source.line(at: declaration)
    var first = last + 1
    while first > 0, source.line(at: documentation[first - 1].lower) == line - 1 {
      first -= 1
      line -= 1
    }
    guard first <= last else { return nil }
    return documentation[first...last].map { span in
      let text = source.text(in: SourceSpan(span.lower + 2, span.upper))
      let body = text.hasPrefix(" ") ? text.dropFirst() : text[...]
      return String(body.hasSuffix("\r") ? body.dropLast() : body)
    }.joined(separator: "\n")
  }
}
