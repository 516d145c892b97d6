extension Value: CustomStringConvertible, CustomDebugStringConvertible {
  /// The value as `inspect` shows it in scripts: `%{id: 7, lines: [(:sku, 3)]}`.
  public var description: String {
    var writer = ValueWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The beginning of ``description``, for messages.
  package var summary: String {
    var writer = ValueWriter(limit: 100)
    writer.write(self)
    writer.cut()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The same as ``description``.
  public var debugDescription: String { description }
}

/// Writes values as source; see `Inspector`, which does the same for terms.
private struct ValueWriter {
  private(set) var bytes: [UInt8] = []
  /// About how many bytes are wanted.
  private let limit: Int

  init(limit: Int = .max) {
    self.limit = limit
  }

  private var isFull: Bool { bytes.count > limit }

  /// Cuts off what is beyond the limit.
  mutating func cut() {
    guard isFull else { return }
    var end = limit
    while end > 0 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
    bytes.removeLast(bytes.count - end)
    append("…")
  }

  mutating func write(_ value: Value) {
    switch value {
    case .nil: append("nil")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(value.description)
    case .bigInteger(let value):
      // So many digits would take long.
      let isShown = limit == .max || value.bitWidth <= 4 * limit
      append(isShown ? String(value) : "an integer of \(value.bitWidth) bits")
    case .float(let value):
      if value.isFinite { FloatText.append(value, to: &bytes) } else { append(value.description) }
    case .atom(let text):
      let isBare = text == "nil" || text == "true" || text == "false"
      text.withBytes { AtomText.append($0, isBare: isBare, to: &bytes) }
    case .string(let text): text.withBytes { writeText($0) }
    case .binary(let binary): binary.withUnsafeBufferPointer { writeBytes($0) }
    case .list(let elements): write(elements, "[", "]")
    case .tuple(let elements): write(elements, "(", elements.count == 1 ? ",)" : ")")
    case .map(let pairs): writePairs(pairs)
    case .pid(let pid): append(pid.description)
    case .reference(let reference): append(reference.description)
    case .object(let object): append(object.description)
    case .function(let function): append(function.description)
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ elements: [Value], _ start: String, _ end: String) {
    append(start)
    for (index, element) in elements.enumerated() {
      if isFull { return }
      if index > 0 { append(", ") }
      write(element)
    }
    append(end)
  }

  private mutating func writePairs(_ pairs: [Value: Value]) {
    append("%{")
    let keys = pairs.count > 1 ? pairs.keys.sorted(by: Value.stands(_:before:)) : Array(pairs.keys)
    for (index, key) in keys.enumerated() {
      if isFull { return }
      if index > 0 { append(", ") }
      writeKey(key)
      write(pairs[key] ?? .nil)
    }
    append("}")
  }

  private mutating func writeKey(_ key: Value) {
    let name: String? =
      switch key {
      case .nil: "nil"
      case .bool(let value): value ? "true" : "false"
      case .atom(let text): text
      default: nil
      }
    if let name, name.withBytes({ AtomText.shape($0) == .name }) {
      append(name)
      append(": ")
    } else {
      write(key)
      append(" => ")
    }
  }

  /// Writes a text between quotes, or its bytes when something in it cannot be shown.
  private mutating func writeText(_ text: UnsafeBufferPointer<UInt8>) {
    var position = 0
    // What is beyond the limit will not be shown.
    while position < text.count && position <= limit {
      guard let decoded = UTF8Decoding.scalar(text, at: position),
        Inspector.isPrintable(decoded.scalar)
      else {
        writeBytes(text)
        return
      }
      position += decoded.count
    }
    append("\"")
    Inspector.appendEscaped(text, 0..<position, to: &bytes)
    append("\"")
  }

  private mutating func writeBytes(_ binary: UnsafeBufferPointer<UInt8>) {
    append("<<")
    for (index, byte) in binary.enumerated() {
      if isFull { return }
      if index > 0 { append(", ") }
      append(byte.description)
    }
    append(">>")
  }
}

extension String {
  /// Calls a closure with the text's bytes.
  fileprivate func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var text = self
    return text.withUTF8(body)
  }
}
