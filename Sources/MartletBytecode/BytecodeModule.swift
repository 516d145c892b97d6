/// The name of a function: module, name and number of arguments.
public struct FunctionName: Hashable, Sendable, CustomStringConvertible {
  /// The module.
  public var module: String
  /// The name.
  public var name: String
  /// The number of arguments.
  public var arity: Int

  /// Makes a name.
  public init(_ module: String, _ name: String, _ arity: Int) {
    self.module = module
    self.name = name
    self.arity = arity
  }

  /// What is wrong, in words.
  public var description: String { "\(module).\(name)/\(arity)" }
}

/// A constant term of a module, before it is laid out in the literal area.
public indirect enum Constant: Hashable, Sendable {
  case integer(Int)
  /// An integer that does not fit a machine word: sign and magnitude, least significant word first.
  case bigInteger(negative: Bool, magnitude: [UInt64])
  /// A float by its bits, so that `0.0` and `-0.0` are two constants.
  case float(UInt64)
  case atom(String)
  case binary([UInt8])
  case tuple([Constant])
  case list([Constant], tail: Constant?)
  /// A map by its pairs; keys differ.
  case map([Constant], [Constant])
  /// `&Mod.f/2`.
  case externalFunction(FunctionName)

  /// The constant `[]`.
  public static var emptyList: Constant { .list([], tail: nil) }
}

/// A function of a module and where its code stands.
public struct BytecodeFunction: Equatable, Sendable {
  /// The name.
  public var name: String
  /// The number of registers that hold terms at entry: arguments, then captured values.
  public var arity: Int
  /// How many of them are captured values (of a closure's function).
  public var captured: Int
  /// Whether it can be called by its name from other modules.
  public var isExported: Bool
  /// The index of its first word in the module's code.
  public var entry: Int
  /// The number of words of its code.
  public var length: Int
  /// The entries of its exception handlers, as indices in the module's code.
  public var handlers: [Int]
  /// The documentation in the source, or nil.
  public var documentation: String?
  /// The source text of its parameters, for signatures such as `map(list, f)`.
  public var parameters: [String]

  /// Makes a function.
  public init(
    name: String,
    arity: Int,
    captured: Int = 0,
    isExported: Bool,
    entry: Int,
    length: Int,
    handlers: [Int] = [],
    documentation: String? = nil,
    parameters: [String] = []
  ) {
    self.name = name
    self.arity = arity
    self.captured = captured
    self.isExported = isExported
    self.entry = entry
    self.length = length
    self.handlers = handlers
    self.documentation = documentation
    self.parameters = parameters
  }
}

/// A line of the source and the first word of code that comes from it.
public struct LineEntry: Equatable, Sendable {
  /// The index of the first word.
  public var offset: Int
  /// The line.
  public var line: Int

  /// Makes an entry.
  public init(offset: Int, line: Int) {
    self.offset = offset
    self.line = line
  }
}

/// What the compiler hands to the runtime: the code of one module and all that it refers to.
public struct BytecodeModule: Equatable, Sendable {
  /// The name.
  public var name: String
  /// The source file, as traces show it.
  public var file: String
  /// The documentation in the source, or nil.
  public var documentation: String?
  /// The code of all functions.
  public var code: [UInt64]
  /// The functions, in the order of their code.
  public var functions: [BytecodeFunction]
  /// The constant terms.
  public var literals: [Constant]
  /// The functions of other modules that it calls.
  public var imports: [FunctionName]
  /// Sorted by offset; an entry holds until the next.
  public var lines: [LineEntry]

  /// Makes a module.
  public init(
    name: String,
    file: String,
    documentation: String? = nil,
    code: [UInt64] = [],
    functions: [BytecodeFunction] = [],
    literals: [Constant] = [],
    imports: [FunctionName] = [],
    lines: [LineEntry] = []
  ) {
    self.name = name
    self.file = file
    self.documentation = documentation
    self.code = code
    self.functions = functions
    self.literals = literals
    self.imports = imports
    self.lines = lines
  }

  /// The line of the source that the word at `offset` comes from, or nil.
  public func line(at offset: Int) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : lines[low - 1].line
  }
}

/// What the compiler has to know of a native function.
public struct NativeSignature: Hashable, Sendable {
  /// The function.
  public var function: FunctionName
  /// Whether it may stand in a guard: it has no effect and does not wait.
  public var isGuard: Bool

  /// Makes a signature.
  public init(_ function: FunctionName, isGuard: Bool = false) {
    self.function = function
    self.isGuard = isGuard
  }
}
