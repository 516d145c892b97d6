/// A first-in first-out list of processes, linked through their control blocks.
struct RunQueue {
  var first: ProcessRef?
  var last: ProcessRef?

  @inline(__always)
  mutating func append(_ process: ProcessRef) {
    process.pointee.next = nil
    if let last { last.pointee.next = process } else { first = process }
    last = process
  }

  @inline(__always)
  mutating func prepend(_ process: ProcessRef) {
    process.pointee.next = first
    first = process
    if last == nil { last = process }
  }

  @inline(__always)
  mutating func popFirst() -> ProcessRef? {
    guard let process = first else { return nil }
    first = process.pointee.next
    if first == nil { last = nil }
    return process
  }
}

/// The processes that wait for their turn on one scheduler.
///
/// Max goes before high before the rest, and of these one low turn comes for eight normal ones.
///
/// **Woken and spent.** A normal process that has used up its slice waits apart from those that
/// were woken or spawned. Between two spent ones the woken have as many turns as round-robin would
/// give them, and at least the work of one slice if they have that much to do. Without the second
/// rule a chain of short steps (a call and its answer, say) gets on by one step a slice beside an
/// endless loop, and what it works off falls behind: with one producer in a loop Savina's barber
/// sent 18.8 million messages on one scheduler, where 25,000 do.
struct RunQueues {
  /// How many processes there are.
  private(set) var waiting = 0
  private var low = RunQueue()
  private var normal = RunQueue()
  private var high = RunQueue()
  private var max = RunQueue()
  /// Normal processes that have used up their slices.
  private var spent = RunQueue()
  private var spentCount = 0
  /// The turns, and the reductions, that woken processes have before the next spent one.
  private var wokenTurns = 0
  private var wokenWork = 0
  /// What was left when the woken ones were divided by the spent ones: where these are more, a woken
  /// one has a turn in a round of them.
  private var wokenRest = 0
  /// Normal processes run since a low one had its turn.
  private var normalTurns = 0
  private let slice: Int

  init(slice: Int) { self.slice = slice }

  /// Adds a process that was woken or spawned.
  @inline(__always)
  mutating func append(_ process: ProcessRef) {
    waiting = waiting &+ 1
    switch process.pointee.priority {
    case .normal: normal.append(process)
    case .low: low.append(process)
    case .high: high.append(process)
    case .max: max.append(process)
    }
  }

  /// Adds a process that time has woken: before the others, but only once until it runs, so that
  /// one that every tick wakes does not starve them.
  @inline(never)
  mutating func appendUrgent(_ process: ProcessRef) {
    guard !process.pointee.flags.contains(.favoured) else { return append(process) }
    process.pointee.flags.insert(.favoured)
    waiting = waiting &+ 1
    switch process.pointee.priority {
    case .normal:
      normal.prepend(process)
      wokenTurns = Swift.max(wokenTurns, 1)
    case .low: low.prepend(process)
    case .high: high.prepend(process)
    case .max: max.prepend(process)
    }
  }

  /// Adds a process that has used up its slice.
  @inline(__always)
  mutating func appendSpent(_ process: ProcessRef) {
    guard process.pointee.priority == .normal else { return append(process) }
    waiting = waiting &+ 1
    spentCount = spentCount &+ 1
    spent.append(process)
  }

  /// Counts the reductions of a turn, with the switch.
  @inline(__always)
  mutating func charge(_ work: Int) { wokenWork = wokenWork &- work }

  /// Takes the process whose turn it is.
  @inline(__always)
  mutating func popFirst() -> ProcessRef? {
    guard waiting > 0 else { return nil }
    waiting = waiting &- 1
    if let process = max.popFirst() { return process }
    if let process = high.popFirst() { return process }
    if low.first == nil { return popNormal() }
    if normalTurns < 8, let process = popNormal() {
      normalTurns += 1
      return process
    }
    normalTurns = 0
    return low.popFirst()
  }

  @inline(__always)
  private mutating func popNormal() -> ProcessRef? {
    spent.first == nil ? normal.popFirst() : popBesideSpent()
  }

  @inline(never)
  private mutating func popBesideSpent() -> ProcessRef? {
    if wokenTurns > 0 || wokenWork > 0, let process = normal.popFirst() {
      wokenTurns = wokenTurns &- 1
      return process
    }
    let (turns, rest) = (waiting &+ 1 &- spentCount &+ wokenRest)
      .quotientAndRemainder(dividingBy: spentCount)
    wokenTurns = turns
    wokenRest = rest
    // Its own slice is charged, too.
    wokenWork = slice &* 2
    return popSpent()
  }

  private mutating func popSpent() -> ProcessRef? {
    guard let process = spent.popFirst() else { return nil }
    spentCount = spentCount &- 1
    return process
  }

  /// Takes a process for another scheduler: rather one that will keep it busy.
  mutating func popToGive() -> ProcessRef? {
    guard let process = popSpent() else { return popFirst() }
    waiting = waiting &- 1
    return process
  }
}
