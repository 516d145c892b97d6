/// Why bytes are no bytecode.
public struct BytecodeDecodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let description: String
  /// The offset of the byte at which it was found.
  public let offset: Int
}

/// Reads the modules that ``BytecodeEncoder`` has written.
///
/// Whatever the bytes are, reading them ends with modules or an error, and takes memory in
/// proportion to their number. What the modules mean is for the ``Verifier`` to judge.
public struct BytecodeDecoder {
  private let bytes: [UInt8]
  private var at = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns the modules in `bytes`.
  public static func decode(_ bytes: [UInt8]) throws(BytecodeDecodingError) -> [BytecodeModule] {
    var decoder = BytecodeDecoder(bytes)
    let signature = BytecodeEncoder.signature
    guard bytes.starts(with: signature) else { throw decoder.error("this is no bytecode") }
    decoder.at = signature.count
    let version = try decoder.number()
    guard version == BytecodeEncoder.version else {
      throw decoder.error(
        "the bytecode has version \(version), not \(BytecodeEncoder.version); compile it again"
      )
    }
    let modules = try decoder.list { (decoder) throws(BytecodeDecodingError) in
      try decoder.module()
    }
    guard decoder.at == bytes.count else {
      throw decoder.error("something follows the last module")
    }
    return modules
  }

  private mutating func module() throws(BytecodeDecodingError) -> BytecodeModule {
    let name = try text()
    let file = try text()
    let documentation = try optionalText()
    let functions = try list { (decoder) throws(BytecodeDecodingError) in try decoder.function() }
    let literals = try constants()
    let imports = try list { (decoder) throws(BytecodeDecodingError) in
      try decoder.functionName()
    }
    var last = LineEntry(offset: 0, line: 0)
    let lines = try list { (decoder) throws(BytecodeDecodingError) in
      last.offset &+= try decoder.signedNumber()
      last.line &+= try decoder.signedNumber()
      return last
    }
    return BytecodeModule(
      name: name,
      file: file,
      documentation: documentation,
      code: try words(),
      functions: functions,
      literals: literals,
      imports: imports,
      lines: lines
    )
  }

  private mutating func function() throws(BytecodeDecodingError) -> BytecodeFunction {
    BytecodeFunction(
      name: try text(),
      arity: try number(),
      captured: try number(),
      isExported: try number() != 0,
      entry: try number(),
      length: try number(),
      handlers: try list { (decoder) throws(BytecodeDecodingError) in try decoder.number() },
      documentation: try optionalText(),
      parameters: try list { (decoder) throws(BytecodeDecodingError) in try decoder.text() }
    )
  }

  private mutating func functionName() throws(BytecodeDecodingError) -> FunctionName {
    FunctionName(try text(), try text(), try number())
  }

  // MARK: Constants

  /// How deep constants may be nested; the compiler's are limited by the nesting of the source.
  private static let maximumDepth = 1_000

  /// A constant and how many others enclose its innermost part.
  private typealias Finished = (constant: Constant, depth: Int)

  private mutating func constants() throws(BytecodeDecodingError) -> [Constant] {
    var finished: [Finished] = []
    while true {
      guard let tag = BytecodeEncoder.Tag(rawValue: Int(try byte())) else {
        throw error("there is no such kind of constant")
      }
      if tag == .end { return finished.map(\.constant) }
      let next = try constant(tag, after: &finished)
      finished.append(next)
    }
  }

  private mutating func constant(
    _ tag: BytecodeEncoder.Tag,
    after finished: inout [Finished]
  ) throws(BytecodeDecodingError) -> Finished {
    switch tag {
    case .integer: return (.integer(try signedNumber()), 0)
    case .bigInteger: return (.bigInteger(negative: false, magnitude: try words()), 0)
    case .negativeBigInteger: return (.bigInteger(negative: true, magnitude: try words()), 0)
    case .float: return (.float(try word()), 0)
    case .atom: return (.atom(try text()), 0)
    case .binary: return (.binary(Array(try slice(try number()))), 0)
    case .externalFunction: return (.externalFunction(try functionName()), 0)
    case .tuple:
      let elements = try parts(try number(), of: &finished)
      return (.tuple(elements.constants), elements.depth)
    case .list:
      let elements = try parts(try number(), of: &finished)
      return (.list(elements.constants, tail: nil), elements.depth)
    case .improperList:
      let tail = try parts(1, of: &finished)
      let elements = try parts(try number(), of: &finished)
      return (
        .list(elements.constants, tail: tail.constants.first), max(elements.depth, tail.depth)
      )
    case .map:
      let count = try number()
      let values = try parts(count, of: &finished)
      let keys = try parts(count, of: &finished)
      return (.map(keys.constants, values.constants), max(keys.depth, values.depth))
    case .end: throw error("there is no such kind of constant")
    }
  }

  /// Takes the last `count` constants; gives the depth of what encloses them.
  private func parts(
    _ count: Int,
    of finished: inout [Finished]
  ) throws(BytecodeDecodingError)
    -> (constants: [Constant], depth: Int)
  {
    guard count <= finished.count else { throw error("a constant lacks parts") }
    let parts = finished.suffix(count)
    let depth = 1 + (parts.map(\.depth).max() ?? 0)
    guard depth <= Self.maximumDepth else { throw error("a constant is nested too deep") }
    defer { finished.removeLast(count) }
    return (parts.map(\.constant), depth)
  }

  // MARK: Numbers, texts, lists

  private func error(_ description: String) -> BytecodeDecodingError {
    BytecodeDecodingError(description: description, offset: at)
  }

  private mutating func byte() throws(BytecodeDecodingError) -> UInt8 {
    guard at < bytes.count else { throw error("the bytecode ends too early") }
    defer { at += 1 }
    return bytes[at]
  }

  /// A number that is not negative.
  private mutating func number() throws(BytecodeDecodingError) -> Int {
    guard let number = Int(exactly: try bits()) else { throw error("a number is too large") }
    return number
  }

  private mutating func signedNumber() throws(BytecodeDecodingError) -> Int {
    let bits = try bits()
    return Int(bitPattern: bits >> 1) ^ -Int(bitPattern: bits & 1)
  }

  private mutating func bits() throws(BytecodeDecodingError) -> UInt {
    var result: UInt = 0
    var shift: UInt = 0
    while true {
      let byte = try byte()
      let digit = UInt(byte & 0x7F)
      // The tenth byte holds the last bit.
      guard shift < 63 || (shift == 63 && digit <= 1) else { throw error("a number is too large") }
      result |= digit << shift
      if byte < 0x80 { return result }
      shift += 7
    }
  }

  private mutating func word() throws(BytecodeDecodingError) -> UInt64 {
    let slice = try slice(8)
    return slice.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
  }

  private mutating func words() throws(BytecodeDecodingError) -> [UInt64] {
    let count = try number()
    guard count <= (bytes.count - at) / 8 else { throw error("the bytecode ends too early") }
    let slice = try slice(count * 8)
    return slice.withUnsafeBytes { source in
      [UInt64](unsafeUninitializedCapacity: count) { target, filled in
        for index in 0..<count {
          let word = source.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
          target.initializeElement(at: index, to: UInt64(littleEndian: word))
        }
        filled = count
      }
    }
  }

  private mutating func slice(_ count: Int) throws(BytecodeDecodingError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - at else { throw error("the bytecode ends too early") }
    defer { at += count }
    return bytes[at..<at + count]
  }

  private mutating func text() throws(BytecodeDecodingError) -> String {
    try text(count: try number())
  }

  private mutating func optionalText() throws(BytecodeDecodingError) -> String? {
    let count = try number()
    return count == 0 ? nil : try text(count: count - 1)
  }

  private mutating func text(count: Int) throws(BytecodeDecodingError) -> String {
    guard let text = String(validating: try slice(count), as: UTF8.self) else {
      throw error("a text is not UTF-8")
    }
    return text
  }

  private mutating func list<Element>(
    _ body: (inout BytecodeDecoder) throws(BytecodeDecodingError) -> Element
  ) throws(BytecodeDecodingError) -> [Element] {
    let count = try number()
    // Each element has a byte at least, so that a wrong count takes no memory.
    guard count <= bytes.count - at else { throw error("the bytecode ends too early") }
    var result: [Element] = []
    result.reserveCapacity(count)
    for _ in 0..<count { result.append(try body(&self)) }
    return result
  }
}
