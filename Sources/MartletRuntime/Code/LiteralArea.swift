import Synchronization

/// The constant terms of all loaded code, in an address range of their own.
///
/// One comparison tells the collector and the message copy to leave a literal alone; they are
/// shared by all processes and never freed while the machine lives.
struct LiteralArea: ~Copyable {
  private static let reservedBytes = 1 << 30

  let range: AddressRange
  private let base: UnsafeMutableRawPointer
  private let top: Mutex<Int>

  init() {
    // Only what is touched takes memory. Without the room, the area is small.
    if let memory = SystemMemory.reserve(LiteralArea.reservedBytes) {
      base = memory
      range = AddressRange(
        start: UInt(bitPattern: memory),
        length: UInt(LiteralArea.reservedBytes)
      )
    } else {
      base = .allocate(byteCount: 1 << 20, alignment: 16)
      range = AddressRange(start: UInt(bitPattern: base), length: 1 << 20)
    }
    top = Mutex(0)
  }

  deinit { SystemMemory.release(base, Int(range.length)) }

  /// Takes room for so many words; nil when the area is full.
  func take(_ words: Int) -> UnsafeMutablePointer<UInt64>? {
    let offset = top.withLock { top -> Int? in
      guard words < Int(range.length) / 8 - top else { return nil }
      defer { top += words }
      return top
    }
    return offset.map { base.assumingMemoryBound(to: UInt64.self) + $0 }
  }

  /// Bytes in use.
  var usedBytes: Int { top.withLock { $0 * 8 } }
}
