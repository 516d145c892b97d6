/// The mature area of a heap: what survived, filled from below, and large messages.
struct OldArea {
  var start: UnsafeMutablePointer<UInt64>
  var top: UnsafeMutablePointer<UInt64>
  var end: UnsafeMutablePointer<UInt64>
  var offHeap = OffHeapList()
  /// Received messages that belong to the area and stay in their signals until everything is
  /// collected.
  ///
  /// What holds of mature objects holds of them: they refer to nothing younger than themselves.
  var adopted: SignalRef?
  /// The words in these messages.
  private(set) var adoptedWords = 0

  /// For how many collections yet all that survives is promoted, however young.
  var promotesAtOnce = 0

  /// The words that are filled.
  var usedWords: Int { top - start + adoptedWords }

  /// The words of all blocks.
  var blockWords: Int { end - start + adoptedWords }

  /// Makes a message that was taken from the mailbox part of the area.
  mutating func adopt(_ message: SignalRef) {
    offHeap.append(message.offHeap)
    message.pointee.flags.remove(.offHeap)
    message.pointee.next = adopted
    adopted = message
    adoptedWords += Int(message.pointee.words)
  }

  /// Takes note of how much of what had survived once was promoted.
  ///
  /// Where most survives twice, as in a map or list that grows, copying it within the young heap
  /// first is of no use: for a while everything is promoted at once. That spares a third of the
  /// collector's work for a map of a million keys, and as much for binary trees.
  mutating func countPromoted(_ promoted: Int, of survivors: Int) {
    if promotesAtOnce > 0 {
      promotesAtOnce -= 1
    } else if survivors > Collector.nursery / 8 && promoted > survivors / 4 * 3 {
      promotesAtOnce = OldArea.collectionsAtOnce
    }
  }

  /// How many collections promote at once before it is seen whether that is still right.
  private static let collectionsAtOnce = 16

  /// Whether a term lies in one of the messages from `first` on.
  @inline(__always)
  static func isAdopted(_ term: Term, _ first: SignalRef?) -> Bool {
    first != nil && isIn(first, term)
  }

  @inline(never)
  private static func isIn(_ first: SignalRef?, _ term: Term) -> Bool {
    var message = first
    while let current = message {
      if current.range.contains(term) { return true }
      message = current.pointee.next
    }
    return false
  }

  /// Frees an area whose off-heap boxes own nothing any more, or have moved.
  static func free(_ area: UnsafeMutablePointer<OldArea>, _ pool: borrowing Pool) {
    var message = area.pointee.adopted
    while let current = message {
      message = current.pointee.next
      pool.free(current)
    }
    pool.ledger.pointee.subtract((area.pointee.end - area.pointee.start) * 8)
    area.pointee.start.deallocate()
    area.deallocate()
  }
}

extension Collector {
  /// The words from which a message may stay where it is.
  private static let adoptFrom = plainLimit

  /// Whether a message shall become part of the process's mature area where it is.
  ///
  /// It is then copied once, by its sender: a list of a million elements took 12.9 ms from one
  /// process to another, of which the receiver's collection was 4, and takes 6. Many small ones
  /// beside a large area would make it slow to find out what belongs to it.
  static func adopts(_ process: ProcessRef, words: Int) -> Bool {
    guard words > adoptFrom else { return false }
    guard let old = process.pointee.old else { return true }
    return words > (old.pointee.top - old.pointee.start) / 64
  }

  /// Makes the way free for a message that will be adopted; X registers below `live` are roots.
  ///
  /// It is still in the mailbox, so what is collected here, once others have been adopted that are
  /// more than half of the area, is what was there before. So messages that are read and forgotten
  /// are never copied, and those that are kept are copied seldom.
  ///
  /// - Returns: false when a limit stands against it: the process must end with `:heap_limit`.
  static func prepareToAdopt(_ context: ContextRef, words: Int, live: Int) -> Bool {
    let process = context.pointee.process
    let limit = process.pointee.rare?.pointee.maxHeapWords ?? 0
    func fits() -> Bool { limit == 0 || process.usedWords + words <= limit }
    if let old = process.pointee.old,
      old.pointee.adoptedWords > max((old.pointee.top - old.pointee.start) / 2, nursery)
    {
      return collect(context, need: 0, live: live, whole: true) && fits()
    }
    return fits() || (collect(context, need: 0, live: live, whole: true) && fits())
  }

  /// Makes a message part of the mature area of the process that has taken it.
  static func adopt(_ process: ProcessRef, _ message: SignalRef, _ ledger: LedgerRef) {
    let area: UnsafeMutablePointer<OldArea>
    if let old = process.pointee.old {
      area = old
    } else {
      let start = UnsafeMutablePointer<UInt64>.allocate(capacity: nursery)
      ledger.pointee.add(nursery * 8)
      area = .allocate(capacity: 1)
      area.initialize(to: OldArea(start: start, top: start, end: start + nursery))
      process.pointee.old = area
    }
    area.pointee.adopt(message)
    process.pointee.noteMatureSize()
  }
}
