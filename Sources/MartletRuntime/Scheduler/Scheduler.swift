import CMartletPlatform
import Synchronization

/// One scheduler: a thread, its run queues, its timers and its memory.
///
/// **Model.** A run queue is private to its thread: plain intrusive lists, one a priority, without
/// atomics. What a running process wakes or spawns goes to its own scheduler's queue. Work moves
/// between schedulers only by hand-over: a scheduler with at least two processes waiting gives
/// half of them (at most 64) to a thread that spins idle; a thread that sleeps is woken only when
/// others have waited for about as long as a wake-up takes. Measured: ping-pong 23-27 ns a message
/// with private queues, 39-41 with locked ones; 4,460 when every push wakes a sleeper. Hand-overs
/// that did not pay become rarer, see ``HandOvers``; idle threads sleep rather than spin where
/// spinning finds nothing, see ``Idling``.
///
/// **Rules.** 1. A process is in at most one queue; see ``Mailbox``. 2. After a process has been
/// handed over or has swapped in *waiting*, its old scheduler does not touch it. 3. The clock is
/// read about every 4,000 reductions; a timer is late by at most a slice.
struct Scheduler: ~Copyable {
  /// The reductions of one slice, unless a test asks for others.
  static let sliceReductions = 4_000
  /// What a switch counts in reductions: it takes time too, about what ten calls do.
  static let switchCost = 10
  /// How often a process may take memory for messages in one slice without being a flood.
  static let moderateGrowth = 4
  /// How often one that sends now and then does.
  static let smallGrowth = 1

  let index: Int
  let machine: MachineRef
  let pool: Pool
  let parker = Parker()
  /// Processes that other threads have made runnable, newest first, linked by `next`.
  let inbox = Atomic<UInt>(0)

  var wheel: TimerWheel
  var counters = SchedulerCounters()
  var queues: RunQueues
  /// Reductions that others have waited for since work was last handed over.
  fileprivate var debt = 0
  /// How long to spin and to sleep without work.
  fileprivate var idling = Idling()
  /// Whether work was handed over to this scheduler since it was last idle.
  let wasGiven = Atomic<Bool>(false)
  /// The reductions and slices when it was last idle.
  fileprivate var before: (reductions: UInt64, slices: UInt64) = (0, 0)
  /// What calls by name have found.
  let exports = ExportCache()
  /// Until when it does not wait for others that a change of code waits for.
  var impatientUntil: UInt64 = 0
  /// Reductions since the clock was read.
  fileprivate var sinceClock = 0
  fileprivate var nextTimer = UInt64.max
  private var freeBlocks: ProcessRef?
  private var freeCount = 0
  private var references: UInt64 = 0
  private var scratchBuffer: UnsafeMutablePointer<UInt64>
  private var scratchWords = 4096
  /// The slice in which a collection ran last, and how many ran in it.
  private var collectingSlice: UInt64 = 0
  private var collectionsInSlice = 0

  init(index: Int, machine: MachineRef, depot: Depot) {
    self.index = index
    self.machine = machine
    pool = Pool(depot: depot)
    wheel = TimerWheel(now: Clock.monotonic)
    queues = RunQueues(slice: machine.pointee.options.sliceReductions)
    scratchBuffer = .allocate(capacity: scratchWords)
  }

  deinit { scratchBuffer.deallocate() }
}

/// Where a scheduler is.
typealias SchedulerRef = UnsafeMutablePointer<Scheduler>

/// What a scheduler has done; read by others while it runs, so only roughly right then.
struct SchedulerCounters {
  var reductions: UInt64 = 0
  var slices: UInt64 = 0
  var collections: UInt64 = 0
  var wordsAllocated: UInt64 = 0
  var messages: UInt64 = 0
  var spawns: UInt64 = 0
  var handOvers: UInt64 = 0
  var sleeps: UInt64 = 0
}

// MARK: - Processes from other threads

extension Scheduler {
  /// Takes in what other threads have made runnable.
  mutating func takeInbox() {
    if inbox.load(ordering: .relaxed) == 0 { return }
    // Acquire: pairs with the release of the push, so the process is seen as it was left.
    var address = inbox.exchange(0, ordering: .acquiring)
    var reversed: ProcessRef?
    while let process = ProcessRef(bitPattern: address) {
      address = UInt(bitPattern: process.pointee.next)
      process.pointee.next = reversed
      reversed = process
    }
    while let process = reversed {
      reversed = process.pointee.next
      queues.append(process)
    }
  }

  /// Hands what a scheduler without a thread was given to another.
  static func moveInbox(of scheduler: SchedulerRef, to other: SchedulerRef) {
    var address = scheduler.pointee.inbox.exchange(0, ordering: .acquiring)
    while let process = ProcessRef(bitPattern: address) {
      address = UInt(bitPattern: process.pointee.next)
      push(process, to: other)
    }
  }

  /// Makes a process runnable here, from another thread.
  static func push(_ process: ProcessRef, to scheduler: SchedulerRef) {
    var old = scheduler.pointee.inbox.load(ordering: .relaxed)
    while true {
      process.pointee.next = ProcessRef(bitPattern: old)
      // Release: the owner that takes the inbox sees the process as it was left.
      let (exchanged, original) = scheduler.pointee.inbox.weakCompareExchange(
        expected: old,
        desired: UInt(bitPattern: process),
        successOrdering: .releasing,
        failureOrdering: .relaxed
      )
      if exchanged { return }
      old = original
    }
  }
}

// MARK: - Memory and numbers of its own

extension Scheduler {
  /// The scratch buffer of collections, with room for so many words.
  mutating func scratch(_ words: Int) -> UnsafeMutablePointer<UInt64> {
    if words > scratchWords {
      scratchBuffer.deallocate()
      scratchWords = max(words, scratchWords * 2)
      scratchBuffer = .allocate(capacity: scratchWords)
    }
    return scratchBuffer
  }

  /// Counts a collection; gives how many there have been in this slice, all of one process.
  mutating func countCollection() -> Int {
    counters.collections &+= 1
    if collectingSlice != counters.slices {
      collectingSlice = counters.slices
      collectionsInSlice = 0
    }
    collectionsInSlice += 1
    return collectionsInSlice
  }

  /// Makes a reference that no other has.
  ///
  /// The scheduler's index stands in it, so that the timer with the reference can be found.
  @inline(__always)
  mutating func makeReference() -> Term {
    references = references &+ 1
    return Term(reference: references << 6 | UInt64(index))
  }

  /// Takes a free control block; nil at the limit of processes.
  mutating func takeBlock() -> ProcessRef? {
    let alive = machine.pointee.slabs.alive.add(1, ordering: .relaxed).newValue
    guard alive <= machine.pointee.slabs.limit else {
      machine.pointee.slabs.alive.subtract(1, ordering: .relaxed)
      return nil
    }
    if freeBlocks == nil {
      guard let taken = machine.pointee.slabs.take(64) else {
        machine.pointee.slabs.alive.subtract(1, ordering: .relaxed)
        return nil
      }
      freeBlocks = taken.first
      freeCount = taken.count
    }
    let block = freeBlocks
    freeBlocks = block?.pointee.next
    freeCount -= 1
    return block
  }

  /// Gives the control block of a process that has ended back.
  mutating func giveBlock(_ block: ProcessRef) {
    machine.pointee.slabs.alive.subtract(1, ordering: .relaxed)
    block.pointee.next = freeBlocks
    freeBlocks = block
    freeCount += 1
    guard freeCount >= 256, let first = freeBlocks else { return }
    var last = first
    for _ in 1..<128 {
      if let next = last.pointee.next { last = next }
    }
    freeBlocks = last.pointee.next
    freeCount -= 128
    machine.pointee.slabs.give(first: first, last: last)
  }
}

// MARK: - Timers

extension UnsafeMutablePointer<Scheduler> {
  /// Starts a timer; it delivers `signal` to `target` at `deadline` nanoseconds.
  func startTimer(
    _ signal: SignalRef,
    to target: Term,
    reference: Term,
    deadline: UInt64
  ) -> TimerRef {
    let block = pointee.pool.take(Pool.sizeClass(MemoryLayout<Timer>.stride))
    let timer = block.assumingMemoryBound(to: Timer.self)
    timer.initialize(
      to: Timer(
        next: nil,
        previous: nil,
        deadline: 0,
        place: TimerWheel.nowhere,
        wheel: Int32(pointee.index),
        signal: signal,
        reference: reference,
        target: target
      )
    )
    pointee.wheel.start(timer, deadline: deadline)
    pointee.noteTimer(deadline)
    return timer
  }

  /// Frees a timer that is in no wheel.
  func freeTimer(_ timer: TimerRef) {
    pointee.pool.give(
      UnsafeMutableRawPointer(timer),
      Pool.sizeClass(MemoryLayout<Timer>.stride)
    )
  }

  /// Delivers what has expired.
  fileprivate func runTimers(now: UInt64) {
    var timer = pointee.wheel.expire(now: now)
    while let expired = timer {
      timer = expired.pointee.next
      let signal = expired.pointee.signal
      signal.pointee.flags.insert(.urgent)
      let target = expired.pointee.target
      // The timer of a receive belongs to its signal, see `Pool.drop`.
      if signal.pointee.kind != .timeout { freeTimer(expired) }
      if signal.pointee.kind == .message { Timers.countEnd(pointee.machine) }
      Delivery.send(signal, to: target, from: self, machine: pointee.machine)
    }
    pointee.forgetTimers()
  }
}

extension Scheduler {
  /// Remembers that something expires at `deadline`.
  @inline(__always)
  fileprivate mutating func noteTimer(_ deadline: UInt64) {
    if deadline < nextTimer { nextTimer = deadline }
  }

  /// Asks the wheel anew when something expires next.
  fileprivate mutating func forgetTimers() { nextTimer = wheel.nextDeadline ?? .max }
}

// MARK: - The loop of the thread

extension UnsafeMutablePointer<Scheduler> {
  /// Runs processes until the machine stops.
  func run() {
    #if os(Linux)
    martlet_precise_timers()
    #endif
    let context = Context.make(self)
    LongWork.enter(context)
    defer {
      LongWork.leave()
      Context.destroy(context)
    }
    let machine = pointee.machine
    // Sequentially with the start of this thread, see `CodeChanges`.
    if machine.pointee.attention.load(ordering: .sequentiallyConsistent) {
      machine.pointee.codeChanges.meet(self)
    }
    while true {
      // Acquire: costs nothing here, and code that has changed is seen as it is. Whoever wants
      // attention also wakes every thread.
      if machine.pointee.attention.load(ordering: .acquiring) {
        if machine.pointee.stopping.load(ordering: .relaxed) { break }
        machine.pointee.codeChanges.meet(self)
      }
      pointee.takeInbox()
      if let process = pointee.queues.popFirst() {
        let used = execute(process, context)
        pointee.account(used)
        if pointee.clockIsDue {
          pointee.clockWasRead()
          let now = Clock.monotonic
          if now >= pointee.nextTimer { runTimers(now: now) }
        }
        if pointee.queues.waiting >= 2 { share() }
      } else {
        idle()
      }
    }
  }

  /// Gives half of the waiting processes to a thread that has none.
  private func share() {
    let machine = pointee.machine
    // Relaxed: a stale view only delays a hand-over to the next slice.
    let spinning = machine.pointee.spinning.load(ordering: .relaxed)
    let parked = machine.pointee.parked.load(ordering: .relaxed)
    guard spinning | parked != 0 else { return }
    let debt = pointee.debt
    guard debt >= machine.pointee.handOvers.leastDebt(toSleeper: spinning == 0),
      let idle = machine.claim(spinning != 0 ? spinning : parked, parked: spinning == 0)
    else { return }
    pointee.debt = 0
    handOver(to: idle)
  }

  private func handOver(to other: SchedulerRef) {
    pointee.counters.handOvers += 1
    // Relaxed: the push below publishes it.
    other.pointee.wasGiven.store(true, ordering: .relaxed)
    for _ in 0..<min(pointee.queues.waiting / 2, HandOvers.most) {
      guard let process = pointee.queues.popToGive() else { break }
      Scheduler.push(process, to: other)
    }
    pointee.machine.wake(other)
  }

  /// Waits until there is something to run: spins a little, then sleeps.
  private func idle() {
    let machine = pointee.machine
    machine.pointee.flushOutput()
    let now = Clock.monotonic
    if now >= pointee.nextTimer {
      runTimers(now: now)
      return
    }
    if machine.pointee.schedulerCount > 1 {
      // Inside a program work comes from its threads, which need the processor to bring it: a call
      // and the next one after it took 13 microseconds with spinning and take 6 without.
      let spins = !machine.pointee.isHosted || pointee.wasGiven.load(ordering: .relaxed)
      pointee.judgeHandOver()
      if spins, spin(from: now) { return }
    }
    sleep()
  }

  /// Looks for work from other threads for a while; false when none has come.
  private func spin(from now: UInt64) -> Bool {
    let end = min(now &+ pointee.idling.spinTime, pointee.nextTimer)
    guard end &- now >= Idling.shortestSpin else { return false }
    let machine = pointee.machine
    let bit = UInt64(1) << UInt64(pointee.index)
    // Acquire and release: a thread that claims the bit then fills the inbox.
    machine.pointee.spinning.bitwiseOr(bit, ordering: .acquiringAndReleasing)
    var found = false
    while !found {
      for _ in 0..<64 {
        if pointee.inbox.load(ordering: .relaxed) != 0 {
          found = true
          break
        }
        martlet_pause()
      }
      if Clock.monotonic >= end { break }
    }
    machine.pointee.spinning.bitwiseAnd(~bit, ordering: .acquiringAndReleasing)
    if found || pointee.inbox.load(ordering: .acquiring) != 0 { return true }
    pointee.idling.spunInVain()
    return false
  }

  /// Sleeps until another thread brings work or a timer expires.
  private func sleep() {
    let machine = pointee.machine
    let bit = UInt64(1) << UInt64(pointee.index)
    machine.pointee.parked.bitwiseOr(bit, ordering: .acquiringAndReleasing)
    pointee.counters.sleeps += 1
    let began = Clock.monotonic
    pointee.parker.park(nanoseconds: Idling.sleepTime(until: pointee.nextTimer, from: began)) {
      pointee.inbox.load(ordering: .acquiring) != 0
        || machine.pointee.attention.load(ordering: .acquiring)
    }
    machine.pointee.parked.bitwiseAnd(~bit, ordering: .acquiringAndReleasing)
    if machine.pointee.schedulerCount > 1, pointee.inbox.load(ordering: .relaxed) != 0 {
      pointee.idling.wasWoken(after: Clock.monotonic &- began)
    }
  }
}

extension Scheduler {
  /// Counts the reductions of a slice.
  @inline(__always)
  fileprivate mutating func account(_ used: Int) {
    counters.reductions = counters.reductions &+ UInt64(used)
    counters.slices = counters.slices &+ 1
    let cost = used &+ Scheduler.switchCost
    sinceClock = sinceClock &+ cost
    queues.charge(cost)
    debt = queues.waiting > 0 ? debt &+ cost : 0
  }

  /// Tells what came of the work that was handed over to this scheduler, which has done it all.
  fileprivate mutating func judgeHandOver() {
    let turns = Int(counters.slices &- before.slices)
    if turns > 0, wasGiven.load(ordering: .relaxed) {
      wasGiven.store(false, ordering: .relaxed)
      let work = Int(counters.reductions &- before.reductions) &+ turns &* Scheduler.switchCost
      machine.pointee.handOvers.judge(work: work, turns: turns)
    }
    before = (counters.reductions, counters.slices)
  }

  @inline(__always)
  fileprivate var clockIsDue: Bool { sinceClock >= Scheduler.sliceReductions }

  fileprivate mutating func clockWasRead() { sinceClock = 0 }

  /// Whether there is something to do that should not wait long.
  func hasWork(_ now: UInt64) -> Bool {
    queues.waiting > 0 || inbox.load(ordering: .relaxed) != 0 || now >= nextTimer
  }
}

// MARK: - One slice

extension UnsafeMutablePointer<Scheduler> {
  /// Runs a process until it waits, ends or has used its slice; gives the reductions used.
  private func execute(_ process: ProcessRef, _ context: ContextRef) -> Int {
    var slice = pointee.machine.pointee.options.sliceReductions
    context.pointee.process = process
    context.pointee.reason = .nil
    context.pointee.reductions = slice
    context.pointee.enter(process)
    process.pointee.flags.remove(.favoured)
    // Relaxed: who has just subscribed hears of the next slice.
    let threshold = pointee.machine.pointee.events.sliceThreshold.load(ordering: .relaxed)
    var began = threshold == .max ? 0 : Clock.monotonic
    // Relaxed: only a hint; taking the queue is what synchronises.
    if process.pointee.queue.load(ordering: .relaxed) > Mailbox.waiting {
      Signals.take(context)
    }
    let isLimited = process.pointee.rare?.pointee.member != nil
    if isLimited {
      let given = Budget.begin(context, slice: slice)
      context.pointee.reductions &-= slice &- given
      slice = given
    }
    var charged = 0
    while true {
      var outcome: Outcome
      let flags = process.pointee.flags
      if flags.intersection([.exiting, .suspended, .waitsInNative, .collectSoon]).isEmpty {
        outcome = Interpreter.run(context)
      } else if flags.contains(.exiting) {
        outcome = .exit
      } else if !flags.intersection([.suspended, .waitsInNative]).isEmpty {
        outcome = .wait
      } else {
        collectNow(process, context)
        continue
      }
      let used = slice &- context.pointee.reductions
      if pointee.pool.growth != 0 { outcome = checkGrowth(context, outcome) }
      if threshold != .max {
        began = SystemEvents.checkSlice(context, began: began, threshold: threshold)
      }
      if isLimited {
        outcome = Budget.charge(context, used &- charged, outcome)
        charged = used
      }
      switch outcome {
      case .yield:
        process.pointee.reductions = process.pointee.reductions &+ UInt64(max(used, 0))
        context.pointee.leave(process)
        pointee.queues.appendSpent(process)
        return max(used, 0)
      case .exit:
        Exit.finish(context)
        return max(used, 0)
      case .wait:
        process.pointee.reductions = process.pointee.reductions &+ UInt64(max(used, 0))
        context.pointee.leave(process)
        // Release: whoever wakes the process sees it as it was left. After this nothing of it is
        // touched.
        let (waits, _) = process.pointee.queue.compareExchange(
          expected: Mailbox.empty,
          desired: Mailbox.waiting,
          ordering: .releasing
        )
        if waits { return max(used, 0) }
        process.pointee.reductions = process.pointee.reductions &- UInt64(max(used, 0))
        Signals.take(context)
      }
    }
  }

  /// Ends the process that took memory for messages, timers or processes in this slice when all
  /// together hold more than they may; what they take is only looked at here.
  @inline(never)
  private func checkGrowth(_ context: ContextRef, _ outcome: Outcome) -> Outcome {
    let growth = pointee.pool.growth
    pointee.pool.growth = 0
    let limit = pointee.machine.pointee.options.maxMemory
    // Whoever takes much is stopped a little earlier, and who takes hardly anything a little later, so
    // that the others can go on.
    var least = limit
    if growth > Scheduler.moderateGrowth {
      least -= limit / 16
    } else if growth <= Scheduler.smallGrowth {
      least += limit / 4
    }
    guard outcome != .exit, pointee.pool.ledger.pointee.bytes > least else { return outcome }
    Exit.killed(context, by: .heap_limit)
    return .exit
  }

  /// Collects because somebody asked for it; the registers are on the process's stack now.
  private func collectNow(_ process: ProcessRef, _ context: ContextRef) {
    process.pointee.flags.remove(.collectSoon)
    // A native that was interrupted may hold addresses.
    if process.pointee.flags.contains(.continues) { return }
    if !Collector.collect(context, need: 0, live: 0) { Exit.killed(context, by: .heap_limit) }
  }
}
