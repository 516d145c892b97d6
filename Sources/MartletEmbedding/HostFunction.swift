import MartletRuntime

/// A Swift function that scripts may call.
///
/// Its parameters are decoded as ``ValueDecoder`` says and its result encoded as ``ValueEncoder`` says; a
/// number of arguments that does not fit is an undefined function to the script, an argument that does
/// not fit raises `(:badarg, text)`. What the function throws is raised: of a
/// ``MartletRuntime/HostError`` exactly its reason, of anything else `(:host_error, text)`.
public struct HostFunction: Sendable {
  let name: String
  let parameters: [String]
  let documentation: String
  let body: HostBody
  let requirement: Capability.Kind?

  private init(
    _ name: String,
    _ parameters: [String],
    count: Int,
    _ documentation: String,
    _ requirement: Capability.Kind?,
    _ body: HostBody
  ) {
    self.name = name
    let missing = (parameters.count..<max(count, parameters.count)).map { "argument\($0 + 1)" }
    self.parameters = Array((parameters + missing).prefix(count))
    self.documentation = documentation
    self.requirement = requirement
    self.body = body
  }

  /// Makes a function that answers at once, on the scheduler's thread: it must be short and must not
  /// block.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - cost: What a call is charged, in reductions; a reduction is about what a call of a function of
  ///     the language costs (some ten nanoseconds).
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  public init<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    cost: Int = 1,
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Result
  ) {
    let arguments = Arguments<repeat each Parameter>()
    self.init(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .immediate(cost: max(cost, 0)) { values in
        let decoded = try arguments.decode(values)
        let result = try body(repeat each decoded)
        return try HostFunction.encode(result)
      }
    )
  }

  /// Makes a function without a result that answers at once; scripts get `:ok`.
  ///
  /// It runs on the scheduler's thread: it must be short and must not block.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - cost: What a call is charged, in reductions.
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  public init<each Parameter: Decodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    cost: Int = 1,
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Void
  ) {
    let arguments = Arguments<repeat each Parameter>()
    self.init(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .immediate(cost: max(cost, 0)) { values in
        let decoded = try arguments.decode(values)
        try body(repeat each decoded)
        return .atom("ok")
      }
    )
  }

  /// Makes a function that waits: the process that calls it waits, its scheduler goes on.
  ///
  /// The task is cancelled when that process ends before it is done.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  public init<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) async throws -> Result
  ) {
    let arguments = Arguments<repeat each Parameter>()
    self.init(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .waiting { values in
        let decoded = try arguments.decode(values)
        let result = try await body(repeat each decoded)
        return try HostFunction.encode(result)
      }
    )
  }

  /// Makes a function without a result that waits; scripts get `:ok`.
  ///
  /// The process that calls it waits, its scheduler goes on.
  ///
  /// The task is cancelled when that process ends before it is done.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  public init<each Parameter: Decodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) async throws -> Void
  ) {
    let arguments = Arguments<repeat each Parameter>()
    self.init(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .waiting { values in
        let decoded = try arguments.decode(values)
        try await body(repeat each decoded)
        return .atom("ok")
      }
    )
  }

  /// Makes a function that may block its thread, which is one of the machine's blocking pool: the process
  /// that calls it waits, its scheduler goes on.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  /// - Returns: The function.
  public static func blocking<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Result
  ) -> HostFunction {
    let arguments = Arguments<repeat each Parameter>()
    return HostFunction(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .blocking { values in
        let decoded = try arguments.decode(values)
        let result = try body(repeat each decoded)
        return try HostFunction.encode(result)
      }
    )
  }

  /// Makes a function without a result that may block its thread; scripts get `:ok`.
  ///
  /// - Parameters:
  ///   - name: The name that scripts call it by.
  ///   - parameters: The names of its parameters, for documentation.
  ///   - doc: What it does, in Markdown; `h` shows it in a shell.
  ///   - requirement: The capability that the machine must have been granted.
  ///   - body: What it does.
  /// - Returns: The function.
  public static func blocking<each Parameter: Decodable & Sendable>(
    _ name: String,
    _ parameters: String...,
    doc: String = "",
    requires requirement: Capability.Kind? = nil,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Void
  ) -> HostFunction {
    let arguments = Arguments<repeat each Parameter>()
    return HostFunction(
      name,
      parameters,
      count: arguments.count,
      doc,
      requirement,
      .blocking { values in
        let decoded = try arguments.decode(values)
        try body(repeat each decoded)
        return .atom("ok")
      }
    )
  }

  private static func encode(_ result: some Encodable) throws(HostError) -> Value {
    do throws(ValueError) {
      return try ValueEncoder().encode(result)
    } catch {
      throw HostError(reason: .tuple([.atom("host_error"), .string("the result: \(error)")]))
    }
  }
}

/// The types of a function's parameters.
private struct Arguments<each Parameter: Decodable & Sendable>: Sendable {
  /// How many there are.
  var count: Int {
    var count = 0
    repeat add((each Parameter).self, &count)
    return count
  }

  private func add<Each>(_ type: Each.Type, _ count: inout Int) { count += 1 }

  /// Makes arguments of values.
  func decode(_ values: [Value]) throws(HostError) -> (repeat each Parameter) {
    var index = 0
    do {
      return (repeat try next((each Parameter).self, values, &index))
    } catch {
      throw HostError(reason: .tuple([.atom("badarg"), .string("\(error)")]))
    }
  }

  private func next<Each: Decodable & Sendable>(
    _ type: Each.Type,
    _ values: [Value],
    _ index: inout Int
  ) throws(ValueError) -> Each {
    index += 1
    do throws(ValueError) {
      return try ValueDecoder().decode(type, from: values[index - 1])
    } catch {
      throw error.inside(.argument(index))
    }
  }
}

/// Swift functions that scripts call as those of one module.
///
/// ```swift
/// let stock = HostModule("Stock", doc: "What is in stock.") {
///   HostFunction("level", "sku", doc: "How many there are.") { (sku: String) in levels[sku] ?? 0 }
///   HostFunction("reserve", "sku", "count") { (sku: String, count: Int) async throws in
///     try await warehouse.reserve(sku, count)
///   }
/// }
/// ```
public struct HostModule: Sendable {
  /// The module's name.
  public let name: String
  let documentation: String
  let functions: [HostFunction]

  /// Makes a module.
  ///
  /// - Parameters:
  ///   - name: Its name, which begins with a capital letter.
  ///   - doc: What it is about, in Markdown; `h` shows it in a shell.
  ///   - functions: Its functions.
  public init(
    _ name: String,
    doc: String = "",
    @HostModuleBuilder _ functions: () -> [HostFunction]
  ) {
    self.name = name
    documentation = doc
    self.functions = functions()
  }

  init(_ name: String, _ function: HostFunction) {
    self.name = name
    documentation = ""
    functions = [function]
  }
}

/// Gathers the functions of a ``HostModule``.
@resultBuilder
public enum HostModuleBuilder {
  /// Takes a function.
  ///
  /// - Parameter function: The function.
  /// - Returns: A list of it alone.
  public static func buildExpression(_ function: HostFunction) -> [HostFunction] { [function] }

  /// Takes functions made elsewhere.
  ///
  /// - Parameter functions: The functions.
  /// - Returns: The functions.
  public static func buildExpression(_ functions: [HostFunction]) -> [HostFunction] { functions }

  /// Joins functions.
  ///
  /// - Parameter parts: The functions.
  /// - Returns: All of them.
  public static func buildBlock(_ parts: [HostFunction]...) -> [HostFunction] {
    parts.flatMap { $0 }
  }

  /// Takes functions that there may be.
  ///
  /// - Parameter part: The functions, or nil.
  /// - Returns: The functions.
  public static func buildOptional(_ part: [HostFunction]?) -> [HostFunction] { part ?? [] }

  /// Takes functions of the first case.
  ///
  /// - Parameter part: The functions.
  /// - Returns: The functions.
  public static func buildEither(first part: [HostFunction]) -> [HostFunction] { part }

  /// Takes functions of the second case.
  ///
  /// - Parameter part: The functions.
  /// - Returns: The functions.
  public static func buildEither(second part: [HostFunction]) -> [HostFunction] { part }

  /// Takes functions made in a loop.
  ///
  /// - Parameter parts: The functions.
  /// - Returns: All of them.
  public static func buildArray(_ parts: [[HostFunction]]) -> [HostFunction] {
    parts.flatMap { $0 }
  }
}

extension BytecodeMachine {
  /// Adds a module of Swift functions, which scripts may call from now on.
  ///
  /// A function of a module, name and number of parameters that there is already replaces it for code that
  /// is loaded later. Functions live as long as the machine: one that refers to the machine itself must do so
  /// weakly.
  ///
  /// - Parameter module: The module.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func define(_ module: HostModule) throws(VirtualMachineError) {
    let definitions = module.functions.map {
      HostDefinition(
        name: $0.name,
        parameters: $0.parameters,
        documentation: $0.documentation,
        requirement: $0.requirement,
        body: $0.body
      )
    }
    guard runtime.define(module.name, module.documentation, definitions) else {
      throw .systemLimit("host functions")
    }
  }

  /// Adds a Swift function that answers at once; see ``HostFunction``.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - cost: What a call is charged, in reductions.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func define<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    cost: Int = 1,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Result
  ) throws(VirtualMachineError) {
    try define(HostModule(module, HostFunction(function, doc: doc, cost: cost, body)))
  }

  /// Adds a Swift function without a result that answers at once; see ``HostFunction``.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - cost: What a call is charged, in reductions.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func define<each Parameter: Decodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    cost: Int = 1,
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Void
  ) throws(VirtualMachineError) {
    try define(HostModule(module, HostFunction(function, doc: doc, cost: cost, body)))
  }

  /// Adds a Swift function that waits; see ``HostFunction``.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func define<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    _ body: @escaping @Sendable (repeat each Parameter) async throws -> Result
  ) throws(VirtualMachineError) {
    try define(HostModule(module, HostFunction(function, doc: doc, body)))
  }

  /// Adds a Swift function without a result that waits; see ``HostFunction``.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func define<each Parameter: Decodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    _ body: @escaping @Sendable (repeat each Parameter) async throws -> Void
  ) throws(VirtualMachineError) {
    try define(HostModule(module, HostFunction(function, doc: doc, body)))
  }

  /// Adds a Swift function that may block its thread; see `HostFunction.blocking`.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func defineBlocking<each Parameter: Decodable & Sendable, Result: Encodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Result
  ) throws(VirtualMachineError) {
    try define(HostModule(module, .blocking(function, doc: doc, body)))
  }

  /// Adds a Swift function without a result that may block its thread; see
  /// `HostFunction.blocking`.
  ///
  /// - Parameters:
  ///   - module: The module that scripts find it in.
  ///   - function: Its name.
  ///   - doc: What it does, in Markdown.
  ///   - body: What it does.
  /// - Throws: `systemLimit` when the atom table or the table of functions is full.
  public func defineBlocking<each Parameter: Decodable & Sendable>(
    _ module: String,
    _ function: String,
    doc: String = "",
    _ body: @escaping @Sendable (repeat each Parameter) throws -> Void
  ) throws(VirtualMachineError) {
    try define(HostModule(module, .blocking(function, doc: doc, body)))
  }
}
