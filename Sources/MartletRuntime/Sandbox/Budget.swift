import Synchronization

/// What the processes of a call, a plug-in or a whole machine may use together: reductions in total,
/// reductions a second, and time.
///
/// A process has one budget or none, and those that it starts inherit it. A budget may lie within
/// another: then what is used of the one is used of the other too. What a process has used is charged
/// when its slice ends, and slices are cut to what is left, so that a total is exceeded by a slice of
/// each scheduler at most.
///
/// **Pausing.** Of a share of reductions a second each process reserves what its next slice is likely
/// to take, at the end of what others have reserved; when that is more than ``savings`` ahead, it
/// pauses until its turn comes. So processes take turns in the order in which they ask, each is woken
/// once for each slice, and nobody polls. Afterwards the difference to what it took is settled. The
/// time until which all is paid is a single word: J. Turner's leaky bucket in the form of the ATM
/// Forum's generic cell rate algorithm (1996).
///
/// **Ending.** ``expire(_:)`` ends all members at once, whatever they do, with a signal as a kill is.
package final class Budget: Sendable {
  /// Why a budget is over.
  package enum Reason: UInt8, Sendable {
    case reductions = 1
    case time

    /// What its processes end with.
    var exitReason: Atom.Known {
      switch self {
      case .reductions: .reduction_limit
      case .time: .time_limit
      }
    }
  }

  /// How much of a share is saved up, in nanoseconds of it.
  static let savings: UInt64 = 50_000_000
  /// The shortest pause in nanoseconds: what is saved up meanwhile is used afterwards.
  static let shortestPause: UInt64 = 1_000_000

  /// The budget that this one lies within.
  let parent: Budget?
  /// The monotonic nanoseconds at which its processes end, also those of the parent; `.max` without.
  let deadline: UInt64
  /// Whether it, or one that it lies within, has a share a second.
  let hasRate: Bool
  /// The reductions a second, 0 without limit.
  private let rate: UInt64
  private let hasTotal: Bool
  private let remaining: Atomic<Int>
  private let used = Atomic<Int>(0)
  /// The monotonic nanoseconds until which what was used and reserved takes the share.
  private let paidUntil = Atomic<UInt64>(0)
  private let over = Atomic<UInt8>(0)
  private let members = Mutex(Members())

  /// Makes a budget.
  ///
  /// - Parameters:
  ///   - reductions: All that its processes may use together; nil for any number.
  ///   - reductionsPerSecond: What they may use in a second; nil for any number.
  ///   - deadline: When they end, in nanoseconds of `Clock.monotonic`; nil for never.
  ///   - parent: The budget that this one lies within.
  package init(
    reductions: Int? = nil,
    reductionsPerSecond: Int? = nil,
    deadline: UInt64? = nil,
    parent: Budget? = nil
  ) {
    self.parent = parent
    self.deadline = min(deadline ?? .max, parent?.deadline ?? .max)
    rate = reductionsPerSecond.map { UInt64(max($0, 1)) } ?? 0
    hasRate = reductionsPerSecond != nil || parent?.hasRate == true
    hasTotal = reductions != nil
    remaining = Atomic(max(reductions ?? .max, 0))
    parent?.adopt(self)
  }

  deinit { parent?.disown(self) }

  /// Why the budget is over, or nil while it is not.
  package var ending: Reason? { Reason(rawValue: over.load(ordering: .acquiring)) }

  /// The reductions that were used of it.
  package var usedReductions: Int { used.load(ordering: .relaxed) }
}

// MARK: - What is used

extension Budget {
  /// How many reductions of a slice a process may have now; at least 1.
  func grant(_ slice: Int) -> Int {
    var granted = slice
    var budget: Budget? = self
    while let current = budget {
      if current.hasTotal {
        granted = min(granted, current.remaining.load(ordering: .relaxed))
      }
      // A slice of a small share would be a long turn.
      if current.rate > 0 { granted = min(granted, max(Int(current.rate / 50), 100)) }
      budget = current.parent
    }
    return max(granted, 1)
  }

  /// Counts what was used, `reserved` of which is paid already; gives the budget whose total that has
  /// used up.
  func charge(_ reductions: Int, reserved: Int) -> Budget? {
    var spent: Budget?
    var budget: Budget? = self
    while let current = budget {
      current.used.add(reductions, ordering: .relaxed)
      if current.hasTotal,
        current.remaining.subtract(reductions, ordering: .relaxed).newValue <= 0
      {
        spent = current
      }
      if current.rate > 0 { current.settle(reductions - reserved) }
      budget = current.parent
    }
    return spent
  }

  /// Reserves what a slice is likely to take; gives the time at which the process's turn comes, or 0
  /// when it need not wait.
  func reserve(_ reductions: Int, now: UInt64) -> UInt64 {
    var turn: UInt64 = 0
    var budget: Budget? = self
    while let current = budget {
      if current.rate > 0 { turn = max(turn, current.enter(reductions, now)) }
      budget = current.parent
    }
    return turn
  }

  private func enter(_ reductions: Int, _ now: UInt64) -> UInt64 {
    let cost = time(reductions)
    var old = paidUntil.load(ordering: .relaxed)
    while true {
      let start = max(old, now)
      // Relaxed: the word is all that there is to see.
      let (exchanged, original) = paidUntil.weakCompareExchange(
        expected: old,
        desired: start &+ cost,
        ordering: .relaxed
      )
      if exchanged {
        guard start &- now > Budget.savings else { return 0 }
        return max(start &- Budget.savings, now &+ Budget.shortestPause)
      }
      old = original
    }
  }

  /// Adds to what is paid, or takes away from it.
  private func settle(_ reductions: Int) {
    if reductions > 0 {
      paidUntil.add(time(reductions), ordering: .relaxed)
    } else if reductions < 0 {
      paidUntil.subtract(time(-reductions), ordering: .relaxed)
    }
  }

  /// The nanoseconds that reductions take of the share.
  private func time(_ reductions: Int) -> UInt64 {
    UInt64(min(reductions, 1 << 33)) &* 1_000_000_000 / rate
  }
}

// MARK: - The end

extension Budget {
  private struct Weak {
    weak var budget: Budget?
  }

  /// Who is to be told of the end.
  private struct Found {
    let pids: [Term]
    let machine: MachineRef?
    let owner: MachineOwner?
    let children: [Budget]
  }

  private struct Members: @unchecked Sendable {
    /// The processes, linked.
    var first: BudgetMember?
    /// Their machine, which lives as long as they do.
    var machine: MachineRef?
    /// The budgets within this one.
    var children: [ObjectIdentifier: Weak] = [:]
  }

  /// Ends all processes of the budget and of those within it, from any thread.
  ///
  /// Only the first reason counts.
  package func expire(_ reason: Reason) { expire(reason, from: nil) }

  /// Ends all processes, from the thread of a scheduler or from another.
  func expire(_ reason: Reason, from scheduler: SchedulerRef?) {
    let isFirst = over.compareExchange(
      expected: 0,
      desired: reason.rawValue,
      ordering: .sequentiallyConsistent
    ).exchanged
    guard isFirst else { return }
    let found = members.withLock { state -> UnsafeTransfer<Found> in
      var pids: [Term] = []
      var member = state.first
      while let current = member {
        pids.append(current.pid)
        member = current.next
      }
      // A process that has not left yet keeps its machine, and from here on this does.
      let owner = pids.isEmpty ? nil : state.machine?.pointee.owner?.takeUnretainedValue()
      let children = state.children.values.compactMap(\.budget)
      return UnsafeTransfer(
        Found(pids: pids, machine: state.machine, owner: owner, children: children)
      )
    }.value
    withExtendedLifetime(found.owner) {
      for pid in found.pids { found.machine?.kill(pid, by: reason.exitReason, from: scheduler) }
    }
    for child in found.children { child.expire(reason, from: scheduler) }
  }

  private func adopt(_ child: Budget) {
    members.withLock { $0.children[ObjectIdentifier(child)] = Weak(budget: child) }
    // After the entry: an end before it is seen here, one after it finds the child.
    let reason = over.load(ordering: .sequentiallyConsistent)
    if reason != 0 { child.over.store(reason, ordering: .sequentiallyConsistent) }
  }

  private func disown(_ child: Budget) {
    _ = members.withLock { $0.children.removeValue(forKey: ObjectIdentifier(child)) }
  }

  /// Adds a process of a machine.
  fileprivate func add(_ member: BudgetMember, _ machine: MachineRef) {
    let transfer = UnsafeTransfer((member, machine))
    members.withLock { state in
      let (member, machine) = transfer.value
      state.machine = machine
      member.next = state.first
      state.first?.previous = member
      state.first = member
    }
  }

  fileprivate func remove(_ member: BudgetMember) {
    let transfer = UnsafeTransfer(member)
    members.withLock { state in
      let member = transfer.value
      member.next?.previous = member.previous
      if let previous = member.previous {
        previous.next = member.next
      } else {
        state.first = member.next
      }
      member.next = nil
      member.previous = nil
    }
  }
}

/// A process that has a budget.
///
/// The links are the budget's, under its lock; the rest belongs to the process.
final class BudgetMember {
  /// The budget.
  let budget: Budget
  /// The process.
  let pid: Term
  fileprivate var next: BudgetMember?
  fileprivate unowned(unsafe) var previous: BudgetMember?
  /// What was reserved for the next slice, and not used yet.
  private var reserved = 0
  /// What slices have taken of late.
  private var usual = 500
  /// Whether the process waits for its turn.
  private(set) var isPaused = false
  /// The timer that ends the pause.
  private var pause = Term.none
  /// The timer that ends the process.
  private var end = Term.none

  /// Makes a process that is not yet known to others a member.
  init(_ process: ProcessRef, _ budget: Budget, _ scheduler: SchedulerRef) {
    self.budget = budget
    pid = process.pid
    budget.add(self, scheduler.pointee.machine)
  }

  /// Starts the timer that ends the process, on the first scheduler that runs it.
  private func startEnd(_ scheduler: SchedulerRef) {
    end = scheduler.pointee.makeReference()
    let signal = scheduler.pointee.pool.killSignal(to: pid, by: .time_limit)
    _ = scheduler.startTimer(signal, to: pid, reference: end, deadline: budget.deadline)
  }

  /// Takes the process out of the budget.
  func leave(_ scheduler: SchedulerRef) {
    if reserved > 0 { _ = budget.charge(0, reserved: reserved) }
    reserved = 0
    if pause != .none { Timers.cancel(pause, scheduler) }
    if end != .none { Timers.cancel(end, scheduler) }
    budget.remove(self)
  }

  /// The turn of the process has come.
  func resume() {
    isPaused = false
    pause = .none
  }

  /// Prepares a slice: gives the reductions that it may have, or lets the process end or pause.
  fileprivate func begin(_ context: ContextRef, _ slice: Int) -> Int {
    let process = context.pointee.process
    if end == .none && budget.deadline != .max { startEnd(context.pointee.scheduler) }
    let stopped: ProcessFlags = [.exiting, .suspended, .waitsInNative]
    guard process.pointee.flags.intersection(stopped).isEmpty else { return slice }
    if let reason = budget.ending {
      Exit.killed(context, by: reason.exitReason)
      return slice
    }
    if budget.hasRate && reserved == 0 {
      let now = Clock.monotonic
      reserved = usual
      let turn = budget.reserve(usual, now: now)
      if turn != 0 {
        isPaused = true
        process.pointee.flags.insert(.suspended)
        let scheduler = context.pointee.scheduler
        pause = scheduler.pointee.makeReference()
        let signal = scheduler.pointee.pool.signal(.turn, to: pid, term: .nil)
        _ = scheduler.startTimer(signal, to: pid, reference: pause, deadline: turn)
        return slice
      }
    }
    return budget.grant(slice)
  }

  /// Charges what was used since the last time.
  fileprivate func charge(_ reductions: Int, _ context: ContextRef) {
    // When nothing was done the process still has its turn.
    guard reductions > 0 else { return }
    let spent = budget.charge(reductions, reserved: reserved)
    reserved = 0
    usual = max((usual + min(reductions, 1 << 20)) / 2, 10)
    spent?.expire(.reductions, from: context.pointee.scheduler)
  }
}

// MARK: - Slices

extension Budget {
  /// Prepares a slice of a process that has a budget; gives the reductions that it may have.
  @inline(never)
  static func begin(_ context: ContextRef, slice: Int) -> Int {
    context.pointee.process.pointee.rare?.pointee.member?.begin(context, slice) ?? slice
  }

  /// Charges a process what it has used; gives what becomes of it.
  @inline(never)
  static func charge(_ context: ContextRef, _ used: Int, _ outcome: Outcome) -> Outcome {
    guard let member = context.pointee.process.pointee.rare?.pointee.member else {
      return outcome
    }
    member.charge(max(used, 0), context)
    guard outcome != .exit, let reason = member.budget.ending else { return outcome }
    Exit.killed(context, by: reason.exitReason)
    return .exit
  }
}
