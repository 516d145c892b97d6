import MartletBytecode
import Synchronization

// What a Swift program does with a machine that has threads of its own.
extension Runtime {
  /// Starts the machine's threads; false when the system has none for it.
  package func startThreads() -> Bool {
    machine.pointee.isHosted = true
    let all = UInt64.max >> UInt64(64 - machine.pointee.schedulerCount)
    machine.pointee.parked.store(all, ordering: .releasing)
    machine.wake(machine.pointee.schedulers[0])
    return machine.pointee.started.load(ordering: .relaxed) & 1 != 0
  }

  /// The number that the identities of this machine's processes carry.
  package var serial: UInt64 { machine.pointee.serial }

  /// Starts a process with an exported function.
  package func spawn(
    module: String,
    function: String,
    arguments: [Value],
    options: OutsideOptions,
    tie: (any HostTie)?
  ) throws(OutsideProblem) -> ProcessID {
    let pid = try machine.spawnFromOutside(
      module: module,
      function: function,
      arguments: arguments,
      options: options,
      tie: tie
    )
    let process = ProcessID(bits: pid.bits, machine: serial)
    if tie == nil { noteStarted(process) }
    return process
  }

  /// The processes that the host has started and that may still be alive.
  struct Started {
    var pids: Set<UInt64> = []
    /// How many there may be before those that have ended are let go of.
    var limit = 64
  }

  private func noteStarted(_ process: ProcessID) {
    started.withLock { started in
      started.pids.insert(process.bits)
      guard started.pids.count > started.limit else { return }
      started.pids = started.pids.filter { isAlive(ProcessID(bits: $0, machine: serial)) }
      started.limit = max(64, started.pids.count * 2)
    }
  }

  /// Sends a message; says whether the receiver has taken it.
  package func send(_ message: Value, to process: ProcessID) throws(OutsideProblem) -> Bool {
    let target = try term(process)
    return try machine.sendFromOutside(message, to: target) == .delivered
  }

  /// The process that has a registered name.
  package func process(named name: String) -> ProcessID? {
    guard let atom = machine.pointee.atoms.pointee.find(Array(name.utf8)[...]),
      let pid = machine.pointee.names.find(atom), pid.isPid
    else { return nil }
    return ProcessID(bits: pid.bits, machine: serial)
  }

  /// Whether a process has not ended.
  package func isAlive(_ process: ProcessID) -> Bool {
    guard process.machine == serial,
      let block = machine.pointee.slabs.find(Term(bits: process.bits))
    else { return false }
    return block.pointee.queue.load(ordering: .relaxed) != Mailbox.dead
  }

  /// Ends a process, which cannot catch that.
  package func kill(_ process: ProcessID) { try? exit(process, reason: .atom("kill")) }

  /// Sends an exit signal.
  package func exit(_ process: ProcessID, reason: Value) throws(OutsideProblem) {
    let target = try term(process)
    try machine.exitFromOutside(target, reason: reason)
  }

  /// Stops a process from running.
  package func suspend(_ process: ProcessID) {
    if process.machine == serial { machine.signalFromOutside(.suspend, Term(bits: process.bits)) }
  }

  /// Lets a suspended process run again.
  package func resume(_ process: ProcessID) {
    if process.machine == serial { machine.signalFromOutside(.resume, Term(bits: process.bits)) }
  }

  /// Whether something in a value belongs to another machine.
  package func isForeign(_ value: Value) -> Bool {
    do throws(OutsideProblem) {
      _ = try machine.plan(value)
      return false
    } catch { return true }
  }

  /// Adds a module of host functions; false when there is no room for it.
  package func define(
    _ module: String,
    _ documentation: String,
    _ functions: [HostDefinition]
  ) -> Bool {
    let natives = functions.map { $0.native(machine.pointee.hostFunctions) }
    return machine.pointee.code.define(
      NativeModule(module, natives, doc: documentation, isOfHost: true),
      atoms: machine.pointee.atoms,
      capabilities: machine.pointee.sandbox.capabilities
    )
  }

  /// The names of all host functions, for the compiler.
  package var hostSignatures: [NativeSignature] {
    machine.pointee.code.nativeModules.filter(\.isOfHost).flatMap { module in
      module.functions.map {
        NativeSignature(
          FunctionName(module.name, $0.name, $0.parameters.count),
          isGuard: $0.isGuard
        )
      }
    }
  }

  /// Starts a process that stands for the host, with a function of `stdlib/host.mt`.
  package func openPort(
    _ function: String,
    _ arguments: [Value],
    _ options: OutsideOptions,
    window: Int
  ) throws(OutsideProblem) -> (HostPort, ProcessID) {
    let port = HostPort(window: window)
    let pid = try spawn(
      module: "Host",
      function: function,
      arguments: arguments,
      options: options,
      tie: port
    )
    ports.withLock { _ = $0.insert(pid.bits) }
    port.begin(
      wake: { [weak self] in
        // It waits for any message.
        _ = try? self?.send(.atom("$host_turn"), to: pid)
      },
      end: { [weak self] in self?.ports.withLock { _ = $0.remove(pid.bits) } }
    )
    return (port, pid)
  }

  /// How many processes are alive besides those that stand for the host.
  package var processCount: Int {
    max(0, machine.pointee.slabs.alive.load(ordering: .relaxed) - ports.withLock { $0.count })
  }

  /// Whether a process that the host has started is alive.
  package var hasStarted: Bool {
    started.withLock { $0.pids }.contains { isAlive(ProcessID(bits: $0, machine: serial)) }
  }

  /// Sends the exit signal `:shutdown` to processes.
  ///
  /// - Parameter all: Whether to all but those that stand for the host; otherwise only to those that the
  ///   host has started, so that supervisors among their children end these in order.
  package func askToEnd(all: Bool) {
    var pids: [Term] = []
    if all {
      let spared = ports.withLock { $0 }
      machine.pointee.slabs.forEachBlock {
        if !spared.contains($0.pid.bits) { pids.append($0.pid) }
      }
    } else {
      pids = started.withLock { $0.pids.map { Term(bits: $0) } }
    }
    for pid in pids { try? machine.exitFromOutside(pid, reason: .atom("shutdown")) }
  }

  /// The status that a script has ended the machine with, if one has.
  package var exitStatus: Int? { machine.pointee.hooks.ending.withLock { $0?.status } }

  /// Sets what is done when a script has ended the machine; it is called on a scheduler's thread.
  package func whenEnded(_ body: @escaping @Sendable () -> Void) {
    machine.pointee.whenEnded.withLock { $0 = body }
  }

  /// Takes the machine down on a thread of its own, since it waits for the schedulers' threads.
  package func tearDown(_ done: @escaping @Sendable () -> Void) {
    if !SystemThread.startDetached({ [self] in
      tearDown()
      done()
    }) {
      Runtime.tearDownHere(machine)
      done()
    }
  }

  private func term(_ process: ProcessID) throws(OutsideProblem) -> Term {
    guard process.machine == serial else { throw .foreign }
    return Term(bits: process.bits)
  }
}
