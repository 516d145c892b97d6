/// A parsed source file.
package struct SourceFile: Hashable, Sendable {
  /// What the file holds, in order.
  package let items: [FileItem]
  /// The whole file.
  package let span: SourceSpan

  /// Creates a file of `items`.
  package init(_ items: [FileItem], _ span: SourceSpan) {
    self.items = items
    self.span = span
  }
}

/// One item of a file.
package enum FileItem: Hashable, Sendable {
  /// A module.
  case module(ModuleDeclaration)
  /// A clause of a function that belongs to the file.
  case function(FunctionClause)
  /// An expression or a `let`, which runs when the file is run.
  case script(BlockItem)
}

/// `module Name { members }`.
package struct ModuleDeclaration: Hashable, Sendable {
  /// The module's name.
  package let name: ModuleName
  /// What the module holds, in order.
  package let members: [ModuleMember]
  /// The lines of `##` above the module, without their marks.
  package let documentation: String?
  /// The whole declaration, without its documentation.
  package let span: SourceSpan

  /// Creates a module.
  package init(
    name: ModuleName,
    members: [ModuleMember],
    documentation: String?,
    span: SourceSpan
  ) {
    self.name = name
    self.members = members
    self.documentation = documentation
    self.span = span
  }
}

/// One member of a module.
package enum ModuleMember: Hashable, Sendable {
  /// A clause of a function.
  case function(FunctionClause)
  /// A constant.
  case constant(ConstantDeclaration)
}

/// `fn name(parameters) when guard { body }`, one clause of a function.
package struct FunctionClause: Hashable, Sendable {
  /// The function's name.
  package let name: Name
  /// The parameters; together they are one pattern.
  package let parameters: [Pattern]
  /// What must also be true.
  package let guardCondition: Expression?
  /// What runs.
  package let body: Block
  /// Where `private` stands, when the function is callable only inside its module.
  package let privateSpan: SourceSpan?
  /// The lines of `##` above the clause, without their marks.
  package let documentation: String?
  /// The clause from `fn` or `private` to its closing brace.
  package let span: SourceSpan
  /// The clause up to its body, which messages about the function underline.
  package let headSpan: SourceSpan

  /// Creates a clause.
  package init(
    name: Name,
    parameters: [Pattern],
    guard guardCondition: Expression?,
    body: Block,
    privateSpan: SourceSpan?,
    documentation: String?,
    span: SourceSpan,
    headSpan: SourceSpan
  ) {
    self.name = name
    self.parameters = parameters
    self.guardCondition = guardCondition
    self.body = body
    self.privateSpan = privateSpan
    self.documentation = documentation
    self.span = span
    self.headSpan = headSpan
  }

  /// The number of arguments that the function takes.
  package var arity: Int { parameters.count }

  /// Whether the function is callable only inside its module.
  package var isPrivate: Bool { privateSpan != nil }
}

/// `let name = literal` in a module.
package struct ConstantDeclaration: Hashable, Sendable {
  /// The constant's name.
  package let name: Name
  /// Its value, which is built of literals alone.
  package let value: Expression
  /// The lines of `##` above the constant, without their marks.
  package let documentation: String?
  /// The whole declaration.
  package let span: SourceSpan

  /// Creates a constant.
  package init(name: Name, value: Expression, documentation: String?, span: SourceSpan) {
    self.name = name
    self.value = value
    self.documentation = documentation
    self.span = span
  }
}
