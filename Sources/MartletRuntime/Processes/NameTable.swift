import Synchronization

/// The registered names: for each atom the pid that holds it, or 0.
///
/// Looking a name up takes two loads. The table is as wide as the atom table, in chunks that are
/// made when a name in them is registered.
struct NameTable: ~Copyable {
  private static let chunkSize = 1024
  private static let chunkCount = AtomTable.greatestLimit / chunkSize
  private typealias Chunk = UnsafeMutablePointer<Atomic<UInt64>>

  private let chunks: UnsafeMutablePointer<Atomic<UInt>>

  init() {
    // Zero pages from the system: 128 KiB of which a program touches one page.
    let bytes = NameTable.chunkCount * MemoryLayout<Atomic<UInt>>.stride
    if let memory = SystemMemory.reserve(bytes) {
      chunks = memory.assumingMemoryBound(to: Atomic<UInt>.self)
    } else {
      chunks = .allocate(capacity: NameTable.chunkCount)
      for index in 0..<NameTable.chunkCount { (chunks + index).initialize(to: Atomic(0)) }
    }
  }

  deinit {
    for index in 0..<NameTable.chunkCount {
      Chunk(bitPattern: chunks[index].load(ordering: .relaxed))?.deallocate()
    }
    SystemMemory.release(chunks, NameTable.chunkCount * MemoryLayout<Atomic<UInt>>.stride)
  }

  /// The pid that holds a name, or nil.
  @inline(__always)
  func find(_ name: Atom) -> Term? {
    let index = Int(name.index)
    // Acquire: pairs with the release that publishes the chunk.
    guard
      let chunk = Chunk(
        bitPattern: chunks[index / NameTable.chunkSize].load(ordering: .acquiring)
      )
    else { return nil }
    let bits = chunk[index % NameTable.chunkSize].load(ordering: .acquiring)
    return bits == 0 ? nil : Term(bits: bits)
  }

  /// Gives a name to a pid; false when it is taken.
  func insert(_ name: Atom, _ pid: Term) -> Bool {
    let index = Int(name.index)
    let place = chunks + index / NameTable.chunkSize
    var address = place.pointee.load(ordering: .acquiring)
    if address == 0 {
      let chunk = Chunk.allocate(capacity: NameTable.chunkSize)
      for offset in 0..<NameTable.chunkSize { (chunk + offset).initialize(to: Atomic(0)) }
      let (done, other) = place.pointee.compareExchange(
        expected: 0,
        desired: UInt(bitPattern: chunk),
        ordering: .acquiringAndReleasing
      )
      if !done { chunk.deallocate() }
      address = done ? UInt(bitPattern: chunk) : other
    }
    guard let chunk = Chunk(bitPattern: address) else { return false }
    return chunk[index % NameTable.chunkSize].compareExchange(
      expected: 0,
      desired: pid.bits,
      ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Takes a name from a pid; false when that pid does not hold it.
  @discardableResult
  func remove(_ name: Atom, _ pid: Term) -> Bool {
    let index = Int(name.index)
    guard
      let chunk = Chunk(
        bitPattern: chunks[index / NameTable.chunkSize].load(ordering: .acquiring)
      )
    else { return false }
    return chunk[index % NameTable.chunkSize].compareExchange(
      expected: pid.bits,
      desired: 0,
      ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// All names and their pids.
  func all() -> [(Atom, Term)] {
    var result: [(Atom, Term)] = []
    for chunkIndex in 0..<NameTable.chunkCount {
      guard let chunk = Chunk(bitPattern: chunks[chunkIndex].load(ordering: .acquiring)) else {
        continue
      }
      for offset in 0..<NameTable.chunkSize {
        let bits = chunk[offset].load(ordering: .acquiring)
        if bits != 0 {
          let index = UInt32(chunkIndex * NameTable.chunkSize + offset)
          result.append((Atom(index: index), Term(bits: bits)))
        }
      }
    }
    return result
  }
}
