import Synchronization

extension UnsafeMutablePointer<Machine> {
  /// Whether a process that will hold so many bytes may go on although the memory of all is used up.
  ///
  /// Otherwise who holds it all and asks for nothing more would let everybody else end: those that
  /// hold a quarter of an equal part or less go on, until there is a quarter more.
  func isSmall(_ bytes: Int) -> Bool {
    let limit = pointee.options.maxMemory
    let alive = max(pointee.slabs.alive.load(ordering: .relaxed), 1)
    return bytes <= max(limit / alive / 4, 1 << 12)
      && pointee.ledger.pointee.bytes <= limit + limit / 4
  }
}
