extension NativeModule {
  /// Processes as others see them.
  static let processGlances = NativeModule(
    "Process",
    [
      Native(
        "glance",
        "pid",
        requires: .introspection,
        when: "for other processes than the caller",
        doc: """
          Gives what can be seen of a process from outside as a map, or nil when it has ended:
          `current_function`, `memory`, `message_queue_len`, `pid`, `reductions`, `registered_name`
          and `status`, as `Process.info` names them.

          The process is not asked, so this never waits, whatever the process does. What it gives
          is a little old for a process that runs: the function is the one in which it last gave its
          scheduler up, messages that came in since are not counted, and the memory is without the
          binaries that it shares with others. The status is `:running` for the caller, `:runnable`
          for one that runs or could, `:waiting` for all others.

          >> Process.glance(self()).status
          :running
          """
      ) { call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        try call.requireSight(of: call[0])
        guard let process = call.machine.pointee.slabs.find(call[0]),
          let glance = ProcessGlance(process, isSelf: process == call.process)
        else { return .nil }
        try call.reserve(ProcessGlance.words)
        var functions = ProcessGlance.Functions(call.machine)
        return call.write { glance.write(&$0, &functions) }
      },
      Native(
        "glances",
        requires: .introspection,
        doc: """
          Gives what can be seen of all processes from outside, as a list of maps; see
          `Process.glance`.

          >> List.any?(Process.glances()) { seen in seen.pid == self() }
          true
          """
      ) { call throws(Raise) in try ProcessGlances.list(&call) },
      Native(
        "glances",
        "item",
        "count",
        requires: .introspection,
        doc: """
          Gives what can be seen of those processes that have most of an item: `:reductions`,
          `:memory` or `:message_queue_len`. The first has most; there are at most `count`.

          >> length(Process.glances(:memory, 1))
          1
          """
      ) { call throws(Raise) in
        let items: [Term] = [.atom(.reductions), .atom(.memory), .atom(.message_queue_len)]
        guard items.contains(call[0]), call[1].isSmall, call[1].small >= 0 else {
          throw call.badarg
        }
        return try ProcessGlances.list(&call)
      },
    ]
  )
}

/// A look at all processes, in steps.
private final class ProcessGlances: NativeContinuation {
  private var slot = 0
  private var seen: [ProcessGlance] = []
  /// How many are not yet in the list, which is `terms[0]`.
  private var left: Int?

  private static let slotsInStep = 4_096
  private static let writtenInStep = 1_024

  /// All, or `call[1]` of them by `call[0]`.
  static func list(_ call: inout NativeCall) throws(Raise) -> Term {
    let earlier = call.continuation as? ProcessGlances
    let state = earlier ?? ProcessGlances()
    while state.left == nil {
      state.look(call)
      if call.reductionsLeft <= 0 { return call.yield(state) }
    }
    let list = call.keep(state.terms[0])
    while let left = state.left, left > 0 {
      let step = max(left - writtenInStep, 0)..<left
      try call.reserve(step.count * (ProcessGlance.words + 2))
      var functions = ProcessGlance.Functions(call.machine)
      call.write { writer in
        for glance in state.seen[step].reversed() {
          call[list] = writer.cons(glance.write(&writer, &functions), call[list])
        }
      }
      state.left = step.lowerBound
      call.charge(step.count / 4)
      if call.reductionsLeft <= 0 {
        state.terms[0] = call[list]
        return call.yield(state)
      }
    }
    if earlier != nil { call.finish() }
    return call[list]
  }

  /// Looks at some more processes.
  private func look(_ call: NativeCall) {
    let slots = call.machine.pointee.slabs.slots(from: slot, count: Self.slotsInStep) {
      if let glance = ProcessGlance($0, isSelf: $0 == call.process) { seen.append(glance) }
    }
    slot += slots
    call.charge(slots / 16 + 1)
    let most = call.count == 2 ? call[1].small : .max
    let isEnd = slots < Self.slotsInStep
    if call.count == 2, isEnd || seen.count > 2 * max(most, Self.slotsInStep) {
      seen.sort { ($0.value(of: call[0]) ?? 0) > ($1.value(of: call[0]) ?? 0) }
      seen.removeLast(max(0, seen.count - most))
    }
    if isEnd {
      left = seen.count
      terms = [.emptyList]
    }
  }
}
