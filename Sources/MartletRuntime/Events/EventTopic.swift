/// One who has subscribed to a topic.
struct EventSubscriber {
  let pid: Term
  /// What limits its events, if anything does.
  let limiter: RateLimiter?
  /// From where on it wants to be told, where there is something to measure.
  var threshold = 0
  /// Whether it does what the virtual machine would do otherwise: print reports.
  var takesOver = false
}

/// A topic that somebody has subscribed to.
///
/// Everything but its term changes only under the lock of its ``shard``. The subscribers stand in
/// pages, so that a subscription while an event is being delivered copies one page and not all.
final class EventTopic: @unchecked Sendable {
  /// The most words of a topic, with its binaries.
  static let wordLimit = 512
  private static let pageSize = 512
  /// About what a topic takes besides its term, with its place in the table.
  private static let ownBytes = 768
  /// About what a subscriber takes, with what it notes itself.
  static let subscriberBytes = 192

  /// The topic, outside all heaps.
  let term: Term
  let hash: UInt64
  let shard: Int
  /// Which of the virtual machine's own topics it is, if it is one.
  let system: SystemTopic?
  private let block: UnsafeMutablePointer<UInt64>?
  private let words: Int
  private let offHeap: OffHeapList
  private let share: LedgerShare

  private(set) var pages: [[EventSubscriber]] = []
  private(set) var count = 0
  /// Where each subscriber stands.
  private var places: [UInt64: Int] = [:]

  init(
    _ term: Term,
    hash: UInt64,
    shard: Int,
    literals: AddressRange,
    share: LedgerShare
  ) {
    self.share = share
    var copy = TermCopy(term, literals: literals)
    _ = copy.measure(budget: .max / 4)
    words = copy.words
    if words > 0 {
      let block = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
      copy.begin(at: block)
      _ = copy.run(budget: 1 << 40)
      self.term = copy.result
      self.block = block
    } else {
      self.term = term
      block = nil
    }
    offHeap = copy.offHeap
    share.ledger.pointee.add(words * 8 + EventTopic.ownBytes)
    self.hash = hash
    self.shard = shard
    system = SystemTopic(term)
  }

  deinit {
    offHeap.releaseAll()
    share.ledger.pointee.subtract(words * 8 + EventTopic.ownBytes)
    block?.deallocate()
  }

  /// Whether a term is small enough for a topic.
  static func fits(_ term: Term) -> Bool {
    guard term.isPointer else { return true }
    var stack = [term]
    var words = 0
    while let next = stack.popLast() {
      guard next.isPointer else { continue }
      if next.isCons {
        words += 2
        stack.append(next.head)
        stack.append(next.tail)
      } else if next.isBinary {
        words += 1 + Binaries.bytes(of: next).count / 8
      } else {
        let header = next.header
        words += header.size + 1
        if words <= wordLimit && !header.isOpaque {
          for index in 0..<header.size { stack.append(next.element(index)) }
        }
      }
      if words > wordLimit { return false }
    }
    return true
  }

  /// All subscribers.
  var subscribers: some Sequence<EventSubscriber> { pages.joined() }

  /// The entry of a process.
  func find(_ pid: Term) -> EventSubscriber? {
    places[pid.bits].map { pages[$0 / Self.pageSize][$0 % Self.pageSize] }
  }

  /// Adds a subscriber, or puts it in the place of its older entry.
  func add(_ subscriber: EventSubscriber) {
    if let place = places[subscriber.pid.bits] {
      pages[place / Self.pageSize][place % Self.pageSize] = subscriber
      return
    }
    if count % Self.pageSize == 0 { pages.append([]) }
    pages[count / Self.pageSize].append(subscriber)
    places[subscriber.pid.bits] = count
    share.ledger.pointee.add(EventTopic.subscriberBytes)
    count += 1
  }

  /// Removes a process; the last one takes its place.
  func remove(_ pid: Term) {
    guard let place = places.removeValue(forKey: pid.bits) else { return }
    share.ledger.pointee.subtract(EventTopic.subscriberBytes)
    count -= 1
    guard let last = pages[count / Self.pageSize].popLast() else { return }
    if count % Self.pageSize == 0 { pages.removeLast() }
    if last.pid != pid {
      pages[place / Self.pageSize][place % Self.pageSize] = last
      places[last.pid.bits] = place
    }
  }
}

/// What a process has subscribed to; only the process itself reads and changes it.
final class EventSubscriptions {
  /// The topics.
  var topics: [ObjectIdentifier: EventTopic] = [:]
  /// The system topics among them.
  var system: UInt32 = 0
  /// What limits the events of a topic, by its number.
  var limiters: [UInt64: (topic: EventTopic, limiter: RateLimiter)] = [:]
}
