import CMartletPlatform
import Synchronization

/// Changes of code that runs: they are made while no scheduler runs any.
///
/// The loop reads code with plain loads, so nobody may write to it meanwhile. Whoever wants a change
/// raises ``Machine/attention``, which each scheduler looks at between two slices; there they wait
/// for one another, and the last to come makes all changes that are wanted. That takes about as long
/// as a slice, costs nothing while nothing is wanted, and is right by the rules of memory, not only
/// by what processors do.
///
/// A scheduler that is held up, by output that nobody takes say, does not stop the others: those with
/// work give up waiting after a while and come again later.
final class CodeChanges: @unchecked Sendable {
  /// How long a scheduler with work waits for the others, and until it does so again; nanoseconds.
  ///
  /// They wait much longer than not, or they would wait at different times.
  private static let patience: UInt64 = 100_000_000
  private static let recovery: UInt64 = 10_000_000

  private struct State {
    /// Modules whose functions are entered elsewhere from now on.
    var modules: [LoadedModule] = []
    /// Who is to be told when that is so.
    var waiting: [@Sendable () -> Void] = []
    var isWanted = false
    /// The schedulers that wait, a bit each.
    var arrived: UInt64 = 0
  }

  private let state = Mutex(State())
  /// How many times changes have been made.
  private let rounds = Atomic<UInt64>(0)
  /// Counts arrivals, in the order that the mutex makes of them: the thread sanitizer does not see a
  /// mutex for which a thread had to wait, and would take each change for a race.
  private let arrivals = Atomic<UInt64>(0)

  /// Wants the functions of modules to be entered where ``TraceTable`` says; calls `done`, on any
  /// thread, when it is so.
  func request(
    _ modules: [LoadedModule],
    _ machine: MachineRef,
    done: (@Sendable () -> Void)? = nil
  ) {
    state.withLock { state in
      state.modules += modules
      if let done { state.waiting.append(done) }
      state.isWanted = true
    }
    // Sequentially with the start of threads: either the one that makes the changes sees that a
    // thread has been started, or the thread sees this.
    machine.pointee.attention.store(true, ordering: .sequentiallyConsistent)
    for index in 0..<machine.pointee.schedulerCount {
      machine.pointee.schedulers[index].pointee.parker.notify()
    }
  }

  /// Forgets what is wanted: the machine has stopped, and those who wait would keep it alive.
  func abandon() { state.withLock { $0 = State() } }

  /// Takes part, between two slices: waits for the other schedulers until the changes are made.
  func meet(_ scheduler: SchedulerRef) {
    let began = Clock.monotonic
    guard began >= scheduler.pointee.impatientUntil else { return }
    let machine = scheduler.pointee.machine
    while let round = arrive(scheduler) {
      for _ in 0..<256 where rounds.load(ordering: .acquiring) == round { martlet_pause() }
      if rounds.load(ordering: .acquiring) != round { return }
      if machine.pointee.stopping.load(ordering: .acquiring) { return }
      let now = Clock.monotonic
      if now > began + CodeChanges.patience, scheduler.pointee.hasWork(now) {
        let bit = UInt64(1) << UInt64(scheduler.pointee.index)
        state.withLock { $0.arrived &= ~bit }
        scheduler.pointee.impatientUntil = now + CodeChanges.recovery
        return
      }
      scheduler.pointee.parker.park(nanoseconds: 50_000) {
        rounds.load(ordering: .acquiring) != round
      }
    }
  }

  /// Notes that a scheduler is here, and makes the changes if it is the last; nil then, otherwise the
  /// round whose end it has to wait for.
  ///
  /// Never that of an earlier one: it counts as being here until the changes are made.
  private func arrive(_ scheduler: SchedulerRef) -> UInt64? {
    let machine = UnsafeTransfer(scheduler.pointee.machine)
    let bit = UInt64(1) << UInt64(scheduler.pointee.index)
    let (done, round) = state.withLock { state -> ([@Sendable () -> Void], UInt64?) in
      arrivals.add(1, ordering: .acquiringAndReleasing)
      defer { arrivals.add(1, ordering: .acquiringAndReleasing) }
      guard state.isWanted else { return ([], nil) }
      state.arrived |= bit
      let machine = machine.value
      let started = machine.pointee.started.load(ordering: .sequentiallyConsistent)
      guard state.arrived & started == started else {
        return ([], rounds.load(ordering: .relaxed))
      }
      machine.pointee.code.route(state.modules, machine.pointee.traces)
      let waiting = state.waiting
      state = State()
      machine.pointee.attention.store(false, ordering: .sequentiallyConsistent)
      // Who stops the machine sets the other first.
      if machine.pointee.stopping.load(ordering: .sequentiallyConsistent) {
        machine.pointee.attention.store(true, ordering: .sequentiallyConsistent)
      }
      // Release: whoever goes on sees the code as it is now.
      rounds.add(1, ordering: .releasing)
      return (waiting, nil)
    }
    for done in done { done() }
    return round
  }
}
