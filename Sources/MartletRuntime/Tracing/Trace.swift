import Synchronization

/// Somebody's wish to be told what functions are called, or what a process does.
///
/// It ends after so many events, when its tracer has ended, when the process it is about has, or when
/// it is stopped; the tracer is told that once.
final class Trace: @unchecked Sendable {
  /// What is watched.
  enum Target {
    /// Functions of a module by name and arity, where they are given; those of its later versions
    /// too.
    case functions(module: Atom, function: Atom?, arity: Int?)
    /// One function of one version, by the address of its code.
    case code(UInt)
    case process(Term)
  }

  /// Why a trace has ended.
  enum Ending {
    case limit
    case stopped
    /// The process has ended.
    case exit
    /// The tracer has: there is nobody to tell.
    case tracerEnded

    fileprivate var atom: Atom.Known? {
      switch self {
      case .limit: .limit
      case .stopped: .stopped
      case .exit: .exit
      case .tracerEnded: nil
      }
    }
  }

  /// What a process can be watched for.
  struct Kinds: OptionSet {
    let rawValue: UInt8
    static let send = Kinds(rawValue: 1)
    static let receive = Kinds(rawValue: 2)
    static let spawn = Kinds(rawValue: 4)
    static let exit = Kinds(rawValue: 8)
    static let all: Kinds = [.send, .receive, .spawn, .exit]
  }

  private struct State {
    var left: Int
    var dropped = 0
    var isOver = false
  }

  /// How many events a tracer without a limit of its mailbox may have waiting; what comes then is
  /// dropped and counted.
  private static let mostWaiting: UInt32 = 10_000
  /// What an event counts in reductions, so that the tracer has its turn soon.
  private static let cost = 20

  let reference: Term
  let tracer: Term
  let target: Target
  /// Of functions: whether to tell what calls came to.
  let returns: Bool
  /// Of a process: what to tell.
  let kinds: Kinds
  private let state: Mutex<State>

  init(
    reference: Term,
    tracer: Term,
    target: Target,
    limit: Int,
    returns: Bool = false,
    kinds: Kinds = .all
  ) {
    self.reference = reference
    self.tracer = tracer
    self.target = target
    self.returns = returns
    self.kinds = kinds
    state = Mutex(State(left: limit))
  }

  /// Whether it has ended.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// Tells the tracer of something that the running process does; true when it was told and the
  /// trace goes on.
  func tell(_ context: ContextRef, _ event: () -> [ProcessInformation.Value]) -> Bool {
    let process = context.pointee.process
    guard tracer != process.pid else { return false }
    context.pointee.reductions &-= Trace.cost
    var ending: Ending?
    var isTold = false
    // Under the lock, so that nothing comes after the end.
    state.withLock { state in
      guard !state.isOver else { return }
      switch post(context, event) {
      case .delivered:
        state.left -= 1
        isTold = true
        if state.left == 0 { ending = .limit }
      case .full: state.dropped += 1
      case .dead: ending = .tracerEnded
      }
    }
    guard let ending else { return isTold }
    let machine = context.pointee.machine
    end(ending, context.pointee.scheduler)
    let modules = machine.pointee.traces.remove(self)
    if !modules.isEmpty { machine.pointee.codeChanges.request(modules, machine) }
    return false
  }

  private func post(
    _ context: ContextRef,
    _ event: () -> [ProcessInformation.Value]
  ) -> EventDelivery.Outcome {
    let scheduler = context.pointee.scheduler
    guard let process = context.pointee.machine.pointee.slabs.find(tracer) else { return .dead }
    if process.mailboxBounds == nil, process.pointee.messageCount >= Trace.mostWaiting {
      return .full
    }
    let beginning: [ProcessInformation.Value] = [
      .term(.atom(.trace)), .term(context.pointee.process.pid),
    ]
    return EventDelivery.post(
      scheduler.signal(.message, to: tracer, .tuple(beginning + event())),
      to: tracer,
      scheduler,
      from: nil
    )
  }

  /// Ends it and tells the tracer `(:trace_end, reference, reason, dropped)`; once.
  func end(_ ending: Ending, _ scheduler: SchedulerRef) {
    let dropped = state.withLock { state -> Int? in
      if state.isOver { return nil }
      state.isOver = true
      return state.dropped
    }
    guard let dropped, let reason = ending.atom else { return }
    let signal = scheduler.signal(
      .message,
      to: tracer,
      .tuple([
        .term(.atom(.trace_end)), .term(reference), .term(.atom(reason)), .number(dropped),
      ])
    )
    // Even to a full mailbox, and no dead letter.
    signal.pointee.flags.insert(.event)
    let machine = scheduler.pointee.machine
    if let process = machine.pointee.slabs.find(tracer),
      Delivery.post(signal, to: process, from: scheduler, machine: machine)
    {
      return
    }
    scheduler.pointee.pool.drop(signal)
  }
}
