/// What is told of a process that is traced; see ``ProcessFlags/traced``.
///
/// Everything here is called where that flag is set, so what is not traced pays for a look at flags
/// that are looked at anyway, or for one bit of a word in the cache.
enum TracedProcess {
  /// The running process is traced from now on.
  static func begin(_ context: ContextRef, _ trace: Trace) {
    context.pointee.process.rareState.pointee.traces.append(trace)
    context.pointee.process.pointee.flags.insert(.traced)
  }

  /// The signal that a process is traced from now on.
  @inline(never)
  static func begin(_ context: ContextRef, _ signal: SignalRef) {
    let reference = Term(bits: signal.extra)
    context.pointee.scheduler.pointee.pool.free(signal)
    guard let trace = context.pointee.machine.pointee.traces.find(reference) else { return }
    begin(context, trace)
  }

  /// The process was sent that signal and is dead.
  static func isDead(_ reference: Term, _ scheduler: SchedulerRef) {
    let machine = scheduler.pointee.machine
    guard let trace = machine.pointee.traces.find(reference) else { return }
    trace.end(.exit, scheduler)
    _ = machine.pointee.traces.remove(trace)
  }

  /// The process has sent a message.
  @inline(never)
  static func sent(_ context: ContextRef, _ message: Term, to target: Term) {
    tell(context, .send) {
      [.term(.atom(.send)), SystemEvents.shown(message, context.pointee.scheduler), .term(target)]
    }
  }

  /// The last message in the mailbox has just come in.
  @inline(never)
  static func received(_ context: ContextRef) {
    guard let last = context.pointee.process.pointee.mailbox.tail else { return }
    tell(context, .receive) {
      [.term(.atom(.receive)), SystemEvents.shown(last.pointee.term, context.pointee.scheduler)]
    }
  }

  /// The process has started another.
  @inline(never)
  static func spawned(_ context: ContextRef, _ child: Term) {
    tell(context, .spawn) { [.term(.atom(.spawn)), .term(child)] }
  }

  /// The process ends.
  @inline(never)
  static func exited(_ context: ContextRef, _ reason: Term) {
    tell(context, .exit) {
      [.term(.atom(.exit)), SystemEvents.shown(reason, context.pointee.scheduler)]
    }
    for trace in context.pointee.process.rareState.pointee.traces {
      trace.end(.exit, context.pointee.scheduler)
      _ = context.pointee.machine.pointee.traces.remove(trace)
    }
  }

  private static func tell(
    _ context: ContextRef,
    _ kind: Trace.Kinds,
    _ event: () -> [ProcessInformation.Value]
  ) {
    let process = context.pointee.process
    let traces = process.rareState.pointee.traces
    var isOver = false
    for trace in traces {
      if trace.kinds.contains(kind) { _ = trace.tell(context, event) }
      if trace.isOver { isOver = true }
    }
    guard isOver else { return }
    let left = traces.filter { !$0.isOver }
    process.rareState.pointee.traces = left
    if left.isEmpty { process.pointee.flags.remove(.traced) }
  }
}
