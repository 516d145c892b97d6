import Synchronization

/// The text of one atom; it never changes and never moves.
struct AtomEntry {
  /// The UTF-8 bytes.
  var text: UnsafeBufferPointer<UInt8>
  /// The first eight bytes, most significant first, so that most comparisons are one of words.
  var prefix: UInt64
  /// A hash of the text, the same in every run.
  var hash: UInt64
}

/// The atoms of one virtual machine.
///
/// Looking a name up by its number takes no lock: entries live in chunks that are written before
/// the number is handed out. Interning takes a lock. The table only grows, up to its limit.
struct AtomTable: ~Copyable {
  /// How many atoms a chunk holds.
  static let chunkSize = 4096
  /// The greatest limit that the chunk directory can hold.
  static let greatestLimit = 4096 * 4096

  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<AtomEntry>?>
  private let state: Mutex<State>
  /// How many atoms there may be.
  let limit: Int

  private struct State {
    var numbers: [ArraySlice<UInt8>: UInt32] = [:]
    var count = 0
  }

  init(limit: Int) {
    self.limit = min(max(limit, 1024), AtomTable.greatestLimit)
    let chunkCount = AtomTable.greatestLimit / AtomTable.chunkSize
    chunks = .allocate(capacity: chunkCount)
    chunks.initialize(repeating: nil, count: chunkCount)
    state = Mutex(State())
    for known in Atom.Known.allCases { _ = intern(Array(known.text.utf8)[...]) }
  }

  deinit {
    let count = state.withLock { $0.count }
    for index in 0..<count { entry(index).text.baseAddress?.deallocate() }
    for chunk in 0..<(count + AtomTable.chunkSize - 1) / AtomTable.chunkSize {
      chunks[chunk]?.deallocate()
    }
    chunks.deallocate()
  }

  /// How many atoms there are.
  var count: Int { state.withLock { $0.count } }

  @inline(__always)
  private func entry(_ index: Int) -> AtomEntry {
    chunks[index / AtomTable.chunkSize].unsafelyUnwrapped[index % AtomTable.chunkSize]
  }

  /// What the table knows of an atom.
  @inline(__always)
  subscript(atom: Atom) -> AtomEntry { entry(Int(atom.index)) }

  /// The text of an atom.
  func text(_ atom: Atom) -> String { String(decoding: self[atom].text, as: UTF8.self) }

  /// The atom of a text, or nil when there is none yet.
  func find(_ text: ArraySlice<UInt8>) -> Atom? {
    state.withLock { $0.numbers[text].map(Atom.init(index:)) }
  }

  /// The atom of a text, made when there is none yet; nil when the table is full.
  func intern(_ text: ArraySlice<UInt8>) -> Atom? {
    state.withLock { state in
      if let number = state.numbers[text] { return Atom(index: number) }
      guard state.count < limit else { return nil }
      let index = state.count
      let chunk = index / AtomTable.chunkSize
      if chunks[chunk] == nil { chunks[chunk] = .allocate(capacity: AtomTable.chunkSize) }
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(text.count, 1))
      var prefix: UInt64 = 0
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for (offset, byte) in text.enumerated() {
        bytes[offset] = byte
        if offset < 8 { prefix |= UInt64(byte) << UInt64(56 - 8 * offset) }
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
      // The last step spreads the bits: small differences at the end must reach every bit.
      hash ^= hash >> 32
      hash = hash &* 0x9E37_79B9_7F4A_7C15
      (chunks[chunk].unsafelyUnwrapped + index % AtomTable.chunkSize).initialize(
        to: AtomEntry(
          text: UnsafeBufferPointer(start: bytes, count: text.count),
          prefix: prefix,
          hash: hash ^ hash >> 29
        )
      )
      state.numbers[Array(text)[...]] = UInt32(index)
      state.count = index + 1
      return Atom(index: UInt32(index))
    }
  }

  /// The atom of a text, made when there is none yet; nil when the table is full.
  func intern(_ text: String) -> Atom? { intern(Array(text.utf8)[...]) }

  /// Compares two atoms by their text.
  func compare(_ left: Atom, _ right: Atom) -> Int {
    if left == right { return 0 }
    let first = self[left]
    let second = self[right]
    if first.prefix != second.prefix { return first.prefix < second.prefix ? -1 : 1 }
    let common = min(first.text.count, second.text.count)
    var offset = min(8, common)
    while offset < common {
      let one = first.text[offset]
      let other = second.text[offset]
      if one != other { return one < other ? -1 : 1 }
      offset += 1
    }
    return first.text.count < second.text.count ? -1 : 1
  }
}

/// Where the atoms of a machine are.
typealias AtomTableRef = UnsafeMutablePointer<AtomTable>
