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
/// the number is handed out. Interning takes a lock. The table only grows, up to its limit. Texts are
/// found by the hashes that maps use too: with a dictionary of arrays, interning the names that each
/// machine begins with took twice as long.
struct AtomTable: ~Copyable {
  /// How many atoms a chunk holds.
  static let chunkSize = 4096
  /// The greatest limit that the chunk directory can hold.
  static let greatestLimit = chunkCount * chunkSize
  private static let chunkCount = 4096

  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<AtomEntry>?>
  private let state: Mutex<State>
  /// How many atoms there may be.
  let limit: Int
  /// Where their memory is counted, with that of everything else.
  private let share: LedgerShare
  /// The most bytes of everything: beyond that there are no new atoms.
  private let maxMemory: Int

  private struct State: @unchecked Sendable {
    /// Numbers plus 1 by the hashes of texts, 0 where there is none; at most half of them are taken.
    var places = [UInt32](repeating: 0, count: 1024)
    var count = 0
    /// Memory for texts: what is left of the last block, and all blocks.
    var room = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    var blocks: [UnsafeMutablePointer<UInt8>] = []
  }

  /// How much memory for texts is taken at once.
  private static let blockSize = 8192

  init(limit: Int, share: LedgerShare = LedgerShare(), maxMemory: Int = .max) {
    self.share = share
    self.maxMemory = maxMemory
    self.limit = min(max(limit, 1024), AtomTable.greatestLimit)
    chunks = SystemMemory.makeDirectory(AtomTable.chunkCount)
    state = Mutex(State())
    for known in Atom.Known.allCases { _ = intern(known.rawValue) }
  }

  deinit {
    state.withLock { state in
      for block in state.blocks { block.deallocate() }
      for chunk in 0..<(state.count + AtomTable.chunkSize - 1) / AtomTable.chunkSize {
        chunks[chunk]?.deallocate()
      }
    }
    SystemMemory.releaseDirectory(chunks, AtomTable.chunkCount)
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
    text.withUnsafeBufferPointer { text in
      let hash = AtomTable.hash(text)
      return state.withLock { state in
        let number = state.places[place(of: text, hash, state)]
        return number == 0 ? nil : Atom(index: number - 1)
      }
    }
  }

  /// The atom of a text, made when there is none yet; nil when the table is full.
  func intern(_ text: ArraySlice<UInt8>) -> Atom? {
    text.withUnsafeBufferPointer { intern($0) }
  }

  /// The atom of a text, made when there is none yet; nil when the table is full.
  func intern(_ text: String) -> Atom? {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  private func intern(_ text: UnsafeBufferPointer<UInt8>) -> Atom? {
    let hash = AtomTable.hash(text)
    return state.withLock { state in
      var place = place(of: text, hash, state)
      if state.places[place] != 0 { return Atom(index: state.places[place] - 1) }
      guard state.count < limit, share.ledger.pointee.bytes < maxMemory || state.count < 1024 * 8
      else { return nil }
      if state.count * 2 >= state.places.count {
        widen(&state)
        place = self.place(of: text, hash, state)
      }
      let index = state.count
      let chunk = index / AtomTable.chunkSize
      if chunks[chunk] == nil {
        chunks[chunk] = .allocate(capacity: AtomTable.chunkSize)
        share.ledger.pointee.add(AtomTable.chunkSize * MemoryLayout<AtomEntry>.stride)
      }
      var prefix: UInt64 = 0
      for (offset, byte) in text.prefix(8).enumerated() {
        prefix |= UInt64(byte) << UInt64(56 - 8 * offset)
      }
      (chunks[chunk].unsafelyUnwrapped + index % AtomTable.chunkSize).initialize(
        to: AtomEntry(text: keep(text, &state), prefix: prefix, hash: hash)
      )
      state.places[place] = UInt32(index + 1)
      state.count = index + 1
      return Atom(index: UInt32(index))
    }
  }

  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    // The last step spreads the bits: small differences at the end must reach every bit.
    hash ^= hash >> 32
    hash = hash &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 29
  }

  /// Where the number of a text is, or would be.
  private func place(
    of text: UnsafeBufferPointer<UInt8>,
    _ hash: UInt64,
    _ state: borrowing State
  ) -> Int {
    let mask = state.places.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while state.places[place] != 0 {
      let entry = entry(Int(state.places[place]) - 1)
      if entry.hash == hash, entry.text.elementsEqual(text) { break }
      place = (place + 1) & mask
    }
    return place
  }

  /// Makes twice as many places.
  private func widen(_ state: inout State) {
    let mask = state.places.count * 2 - 1
    share.ledger.pointee.add((mask + 1) / 2 * 4)
    var places = [UInt32](repeating: 0, count: mask + 1)
    for index in 0..<state.count {
      var place = Int(truncatingIfNeeded: entry(index).hash) & mask
      while places[place] != 0 { place = (place + 1) & mask }
      places[place] = UInt32(index + 1)
    }
    state.places = places
  }

  /// Copies a text to memory that stays.
  private func keep(
    _ text: UnsafeBufferPointer<UInt8>,
    _ state: inout State
  ) -> UnsafeBufferPointer<UInt8> {
    if text.count > state.room.count {
      let size = max(text.count, AtomTable.blockSize)
      let block = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
      state.blocks.append(block)
      share.ledger.pointee.add(size)
      state.room = UnsafeMutableBufferPointer(start: block, count: size)
    }
    let kept = UnsafeMutableBufferPointer(rebasing: state.room[..<text.count])
    _ = kept.initialize(from: text)
    state.room = UnsafeMutableBufferPointer(rebasing: state.room[text.count...])
    return UnsafeBufferPointer(kept)
  }

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
