/// Writes modules as bytes, from which ``BytecodeDecoder`` makes the same modules again.
///
/// ```
/// file     = "MTBC" version modules
/// module   = name file documentation functions constants imports lines code
/// function = name arity captured exported entry length handlers documentation parameters
/// import   = module name arity
/// line     = offset line
/// ```
///
/// Numbers are of variable length, seven bits a byte and the lowest first; those that may be
/// negative have their sign in the lowest bit. A text is its length and its UTF-8, one that may be
/// missing the length plus 1, and a list its count and its elements. Constants follow their parts,
/// so that deep ones are read without recursion; what is left at the end are the module's literals.
/// A line entry is told by its distance from the one before. Words of code have eight bytes, the
/// lowest first.
public struct BytecodeEncoder {
  /// What a file of bytecode begins with.
  static let signature = Array("MTBC".utf8)
  /// The version of the encoding, which also changes when an opcode changes its meaning.
  static let version = 1

  /// What stands before a constant.
  enum Tag: Int {
    case end, integer, bigInteger, negativeBigInteger, float, atom, binary
    case tuple, list, improperList, map, externalFunction
  }

  private var bytes = Self.signature

  private init() {}

  /// Returns the bytes of modules, in their order.
  public static func encode(_ modules: [BytecodeModule]) -> [UInt8] {
    var encoder = BytecodeEncoder()
    encoder.add(version)
    encoder.add(modules) { $0.add($1) }
    return encoder.bytes
  }

  private mutating func add(_ module: BytecodeModule) {
    add(module.name)
    add(module.file)
    add(module.documentation)
    add(module.functions) { $0.add($1) }
    for literal in module.literals { add(literal) }
    add(Tag.end)
    add(module.imports) { $0.add($1) }
    var last = LineEntry(offset: 0, line: 0)
    add(module.lines) { encoder, entry in
      encoder.add(signed: entry.offset &- last.offset)
      encoder.add(signed: entry.line &- last.line)
      last = entry
    }
    add(module.code) { $0.add(word: $1) }
  }

  private mutating func add(_ function: BytecodeFunction) {
    add(function.name)
    add(function.arity)
    add(function.captured)
    add(function.isExported ? 1 : 0)
    add(function.entry)
    add(function.length)
    add(function.handlers) { $0.add($1) }
    add(function.documentation)
    add(function.parameters) { $0.add($1) }
  }

  private mutating func add(_ function: FunctionName) {
    add(function.module)
    add(function.name)
    add(function.arity)
  }

  private mutating func add(_ constant: Constant) {
    switch constant {
    case .integer(let value):
      add(Tag.integer)
      add(signed: value)
    case .bigInteger(let isNegative, let magnitude):
      add(isNegative ? Tag.negativeBigInteger : Tag.bigInteger)
      add(magnitude) { $0.add(word: $1) }
    case .float(let bits):
      add(Tag.float)
      add(word: bits)
    case .atom(let text):
      add(Tag.atom)
      add(text)
    case .binary(let content):
      add(Tag.binary)
      add(content.count)
      bytes += content
    case .tuple(let elements):
      for element in elements { add(element) }
      add(Tag.tuple)
      add(elements.count)
    case .list(let elements, let tail):
      for element in elements { add(element) }
      if let tail { add(tail) }
      add(tail == nil ? Tag.list : Tag.improperList)
      add(elements.count)
    case .map(let keys, let values):
      for key in keys { add(key) }
      for value in values { add(value) }
      add(Tag.map)
      add(keys.count)
    case .externalFunction(let function):
      add(Tag.externalFunction)
      add(function)
    }
  }

  // MARK: Numbers, texts, lists

  private mutating func add(_ tag: Tag) { bytes.append(UInt8(tag.rawValue)) }

  private mutating func add(_ number: Int) {
    var rest = UInt(bitPattern: number)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func add(signed number: Int) { add(number << 1 ^ number >> 63) }

  private mutating func add(word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  private mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func add(_ text: String?) {
    add(text.map { $0.utf8.count + 1 } ?? 0)
    if let text { bytes += text.utf8 }
  }

  private mutating func add<Element>(
    _ list: [Element],
    _ body: (inout BytecodeEncoder, Element) -> Void
  ) {
    add(list.count)
    for element in list { body(&self, element) }
  }
}
