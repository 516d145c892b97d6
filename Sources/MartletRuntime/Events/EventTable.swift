import Synchronization

/// Who has subscribed to what.
///
/// Topics stand in shards by their hash, each with a lock that is held for a look-up or a change and
/// never while something is delivered: a publisher takes the pages of a topic's subscribers, which
/// do not change any more, and delivers afterwards. What nobody has subscribed to is not there; the
/// topics of the virtual machine itself always are, and a word tells at the price of a load which
/// of them somebody wants.
struct EventTable: ~Copyable {
  private static let shardCount = 16
  /// The most subscribers of a system topic: an event is delivered to all of them at once.
  static let systemLimit = 100

  private struct Shard {
    var topics: [UInt64: [EventTopic]] = [:]
  }

  private let share: LedgerShare
  private let shards: UnsafeMutablePointer<Mutex<Shard>>
  private let system: [EventTopic]
  private let lastNumber = Atomic<UInt64>(0)

  /// The system topics that have subscribers.
  private let wanted = Atomic<UInt32>(0)
  /// The system topics of which a subscriber takes over what the virtual machine would do.
  private let takenOver = Atomic<UInt32>(0)
  /// The least number of messages that somebody calls a long mailbox.
  let mailboxThreshold = Atomic<UInt32>(.max)
  /// The least nanoseconds that somebody calls a long collection.
  let collectionThreshold = Atomic<UInt64>(.max)
  /// The least nanoseconds that somebody calls a long slice.
  let sliceThreshold = Atomic<UInt64>(.max)

  /// Limits the reports that are printed.
  let reports = RateLimiter(number: 0, rate: 50)
  /// The main process, which is there as long as the program.
  let main = Atomic<UInt64>(0)

  init(literals: AddressRange, share: LedgerShare) {
    self.share = share
    shards = .allocate(capacity: EventTable.shardCount)
    for index in 0..<EventTable.shardCount {
      (shards + index).initialize(to: Mutex(Shard()))
    }
    system = SystemTopic.allCases.map { topic in
      EventTopic(
        .atom(topic.atom),
        hash: 0,
        shard: Int(topic.rawValue) % EventTable.shardCount,
        literals: literals,
        share: share
      )
    }
  }

  deinit {
    for index in 0..<EventTable.shardCount { (shards + index).deinitialize(count: 1) }
    shards.deallocate()
  }

  /// Whether a system topic has subscribers: a hint that needs no lock.
  @inline(__always)
  func isWanted(_ topic: SystemTopic) -> Bool {
    wanted.load(ordering: .relaxed) & topic.bit != 0
  }
}

// MARK: - Looking up

extension EventTable {
  /// Calls `body` with a topic, if anybody has subscribed to it, under the lock.
  private func withTopic<Result>(
    _ term: Term,
    _ atoms: AtomTableRef,
    _ body: (EventTopic) -> Result
  ) -> Result? {
    if let topic = SystemTopic(term) {
      let found = system[Int(topic.rawValue)]
      nonisolated(unsafe) var result: Result?
      shards[found.shard].withLock { _ in result = body(found) }
      return result
    }
    let code = hash(term, atoms)
    nonisolated(unsafe) var result: Result?
    shards[EventTable.shard(of: code)].withLock { shard in
      let found = shard.topics[code]?.first { TermOrder.same($0.term, term, atoms) }
      result = found.map(body)
    }
    return result
  }

  private static func shard(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> 32) & (shardCount - 1)
  }

  /// The subscribers of a topic, in pages.
  func subscribers(_ term: Term, _ atoms: AtomTableRef) -> [[EventSubscriber]] {
    if let topic = SystemTopic(term) { return subscribers(topic) }
    return withTopic(term, atoms) { $0.pages } ?? []
  }

  /// The subscribers of a system topic, in pages.
  func subscribers(_ topic: SystemTopic) -> [[EventSubscriber]] {
    guard isWanted(topic) else { return [] }
    let found = system[Int(topic.rawValue)]
    return shards[found.shard].withLock { _ in found.pages }
  }

  /// Whether somebody has taken over what the virtual machine would do about a topic.
  func isTakenOver(_ term: Term, _ atoms: AtomTableRef) -> Bool {
    if let topic = SystemTopic(term) {
      return takenOver.load(ordering: .relaxed) & topic.bit != 0
    }
    return withTopic(term, atoms) { $0.subscribers.contains { $0.takesOver } } ?? false
  }
}

// MARK: - Subscribing

extension EventTable {
  /// What a subscriber asks for.
  struct Options {
    /// Events a second; nil for the usual rate of the topic.
    var rate: Int?
    var threshold: Int?
    var takesOver = false
  }

  /// Subscribes a process that runs, or changes its options; false when there are as many as there
  /// may be.
  func subscribe(
    _ pid: Term,
    to term: Term,
    _ options: Options,
    _ mine: EventSubscriptions,
    _ machine: MachineRef
  ) -> Bool {
    let atoms = machine.pointee.atoms
    let systemTopic = SystemTopic(term)
    let rate = options.rate ?? (systemTopic == nil ? .max : RateLimiter.usualRate)
    func enter(_ topic: EventTopic) -> Bool {
      let old = topic.find(pid)
      if old == nil, systemTopic != nil, topic.count >= EventTable.systemLimit { return false }
      var limiter = old?.limiter
      if let limiter {
        limiter.setRate(rate)
      } else if rate != .max {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        let made = RateLimiter(number: number, rate: rate)
        mine.limiters[number] = (topic, made)
        limiter = made
      }
      topic.add(
        EventSubscriber(
          pid: pid,
          limiter: limiter,
          threshold: options.threshold ?? systemTopic?.defaultThreshold ?? 0,
          takesOver: options.takesOver
        )
      )
      mine.topics[ObjectIdentifier(topic)] = topic
      if let systemTopic {
        mine.system |= systemTopic.bit
        note(topic, systemTopic)
      }
      return true
    }
    if let systemTopic {
      let topic = system[Int(systemTopic.rawValue)]
      return shards[topic.shard].withLock { _ in enter(topic) }
    }
    let code = hash(term, atoms)
    let place = EventTable.shard(of: code)
    let literals = machine.pointee.literals.range
    return shards[place].withLock { shard in
      if let found = shard.topics[code]?.first(where: { TermOrder.same($0.term, term, atoms) }) {
        return enter(found)
      }
      let topic = EventTopic(
        term,
        hash: code,
        shard: place,
        literals: literals,
        share: share
      )
      shard.topics[code, default: []].append(topic)
      return enter(topic)
    }
  }

  /// Ends a subscription of a process that runs.
  func unsubscribe(
    _ pid: Term,
    from term: Term,
    _ mine: EventSubscriptions,
    _ atoms: AtomTableRef
  ) {
    guard let topic = withTopic(term, atoms, { $0 }),
      mine.topics.removeValue(forKey: ObjectIdentifier(topic)) != nil
    else { return }
    if let system = topic.system { mine.system &= ~system.bit }
    leave(topic, pid)
    mine.limiters = mine.limiters.filter { $0.value.topic !== topic }
  }

  /// Ends all subscriptions of a process that has ended.
  func end(_ mine: EventSubscriptions, _ pid: Term) {
    for topic in mine.topics.values { leave(topic, pid) }
    mine.topics = [:]
    mine.limiters = [:]
  }

  private func leave(_ topic: EventTopic, _ pid: Term) {
    shards[topic.shard].withLock { shard in
      topic.remove(pid)
      if let system = topic.system {
        note(topic, system)
      } else if topic.count == 0 {
        shard.topics[topic.hash]?.removeAll { $0 === topic }
        if shard.topics[topic.hash]?.isEmpty == true { shard.topics[topic.hash] = nil }
      }
    }
  }

  /// Tells those who look without a lock what has changed; under the lock of the topic.
  private func note(_ topic: EventTopic, _ system: SystemTopic) {
    if topic.count > 0 {
      wanted.bitwiseOr(system.bit, ordering: .relaxed)
    } else {
      wanted.bitwiseAnd(~system.bit, ordering: .relaxed)
    }
    if topic.subscribers.contains(where: { $0.takesOver }) {
      takenOver.bitwiseOr(system.bit, ordering: .relaxed)
    } else {
      takenOver.bitwiseAnd(~system.bit, ordering: .relaxed)
    }
    let least = topic.subscribers.map(\.threshold).min()
    let nanoseconds = least.map { UInt64($0) * 1_000_000 } ?? .max
    switch system {
    case .longMailbox:
      mailboxThreshold.store(least.map { UInt32(clamping: $0) } ?? .max, ordering: .relaxed)
    case .longCollection: collectionThreshold.store(nanoseconds, ordering: .relaxed)
    case .longSlice: sliceThreshold.store(nanoseconds, ordering: .relaxed)
    default: break
    }
  }
}
