import MartletRuntime

/// Builds one frame.
struct FrameWriter {
  private var bytes: [UInt8] = [0, 0, 0, 0]

  /// Notes the kind, which comes first.
  mutating func begin(_ kind: UInt8) { bytes.append(kind) }

  /// Adds a number in all its bytes, most significant first.
  mutating func add<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a yes or a no.
  mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  /// Adds bytes with their number before them.
  mutating func add(_ data: [UInt8]) {
    add(UInt32(data.count))
    bytes += data
  }

  /// Adds a text with the number of its bytes before it.
  mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// The frame with its length in front.
  var finished: [UInt8] {
    var result = bytes
    let count = UInt32(bytes.count - 4).bigEndian
    withUnsafeBytes(of: count) { result.replaceSubrange(0..<4, with: $0) }
    return result
  }
}

/// Takes one frame apart; everything that is not there is nil.
struct FrameReader {
  private let data: [UInt8]
  private var position = 0

  /// Makes a reader of the bytes that follow a frame's length.
  init(_ data: [UInt8]) { self.data = data }

  /// Whether everything has been read.
  var isAtEnd: Bool { position == data.count }

  /// The next byte.
  mutating func byte() -> UInt8? {
    guard position < data.count else { return nil }
    position += 1
    return data[position - 1]
  }

  /// The next number of two bytes.
  mutating func shortNumber() -> UInt16? {
    guard let high = byte(), let low = byte() else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  /// The next number of four bytes.
  mutating func number() -> UInt32? {
    guard let high = shortNumber(), let low = shortNumber() else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  /// The next yes or no.
  mutating func flag() -> Bool? {
    switch byte() {
    case 0: false
    case 1: true
    default: nil
    }
  }

  /// The next bytes with their number before them.
  mutating func bytes() -> [UInt8]? {
    guard let count = number(), Int(count) <= data.count - position else { return nil }
    defer { position += Int(count) }
    return Array(data[position..<position + Int(count)])
  }

  /// The next text.
  mutating func text() -> String? { bytes().map { String(decoding: $0, as: UTF8.self) } }

  /// What a terminal is like.
  mutating func traits() -> ShellTraits? {
    guard let isInteractive = flag(), let usesColor = flag(), let movesCursor = flag(),
      let columns = number(), let rows = number()
    else { return nil }
    return ShellTraits(
      isInteractive: isInteractive,
      usesColor: usesColor,
      movesCursor: movesCursor,
      columns: min(max(Int(columns), 1), 10_000),
      rows: min(max(Int(rows), 1), 10_000)
    )
  }

  /// Passes over all that is left.
  mutating func skipRest() { position = data.count }
}
