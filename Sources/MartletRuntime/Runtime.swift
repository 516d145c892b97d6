import MartletBytecode
import Synchronization

/// The settings of a virtual machine.
public struct RuntimeConfiguration: Sendable {
  /// Scheduler threads; by default one a processor, at most 64.
  public var schedulers: Int
  /// What processes may use.
  public var limits = Limits()
  /// Reductions that a process may use before it gives others a turn.
  public var sliceReductions = 4_000
  /// Collects and moves every heap at every safepoint; for tests.
  public var collectsAlways = false
  /// What scripts may do; by default everything.
  public var capabilities = Capabilities.all

  /// Makes the default settings.
  public init() {
    schedulers = min(SystemMemory.processorCount, 64)
  }
}

extension RuntimeConfiguration {
  /// The most processes that may be alive at once.
  public var maxProcesses: Int {
    get { limits.maxProcesses }
    set { limits.maxProcesses = newValue }
  }
  /// The most bytes that heaps, messages and shared binaries may take together.
  public var maxMemory: Int {
    get { limits.maxMemoryBytes }
    set { limits.maxMemoryBytes = newValue }
  }
  /// The most atoms.
  public var maxAtoms: Int {
    get { limits.maxAtoms }
    set { limits.maxAtoms = newValue }
  }
}

/// How a program ended.
public struct ExitReport: Sendable {
  /// Whether the main process ended with `:normal`, `:shutdown` or `(:shutdown, _)`.
  public let isSuccess: Bool
  /// The status that the program asked for with `System.exit`, if it did.
  public let status: Int?
  /// What went wrong, when the main process failed.
  public let crash: CrashReport?
  /// The value that the main function returned, as `inspect` shows it, when that was asked for.
  public let value: String?
}

/// Counters of a virtual machine.
public struct RuntimeStatistics: Sendable {
  /// How many scheduler threads there are.
  public var schedulers = 0
  /// Whether every safepoint collects.
  public var collectsAlways = false
  /// The reductions of a slice.
  public var sliceReductions = 0
  /// How many processes are alive.
  public var processesAlive = 0
  /// Words of the heaps of all processes.
  public var heapWordsAlive = 0
  /// Bytes outside all heaps that terms share.
  public var offHeapBytes = 0
  /// Reductions of all processes.
  public var reductions: UInt64 = 0
  /// How often a process was given a scheduler.
  public var slices: UInt64 = 0
  /// How many collections there were.
  public var collections: UInt64 = 0
  /// Words allocated on heaps, as seen by collections.
  public var wordsAllocated: UInt64 = 0
  /// How many messages were sent.
  public var messages: UInt64 = 0
  /// How many processes were started by others.
  public var spawns: UInt64 = 0
  /// How often a scheduler gave work to another.
  public var handOvers: UInt64 = 0
  /// How often a scheduler thread went to sleep.
  public var sleeps: UInt64 = 0
  /// How many timers run.
  public var timersAlive = 0
  /// Bytes of all heaps, messages and shared binaries.
  public var memoryBytes = 0
  /// How many atoms there are.
  public var atoms = 0
  /// Bytes of constant terms.
  public var literalBytes = 0
}

/// A virtual machine: it owns the atoms, the code, the processes and the scheduler threads.
///
/// ```
/// let runtime = Runtime(configuration: RuntimeConfiguration())
/// try runtime.load(module)
/// let report = runtime.run(module: "hello", function: "<main>")
/// ```
public final class Runtime: @unchecked Sendable {
  let machine: MachineRef
  private let configuration: RuntimeConfiguration
  /// What programs print.
  public let output: Output

  /// Frees the machine when neither this nor work that is still blocked needs it.
  private let owner: MachineOwner

  /// Makes a machine; its threads start with ``run(module:function:)``.
  ///
  /// - Parameters:
  ///   - configuration: The settings.
  ///   - hooks: What it asks of the program around it.
  ///   - output: What programs print.
  ///   - errors: What programs write to standard error.
  ///   - natives: The modules of functions in Swift.
  public init(
    configuration: RuntimeConfiguration = RuntimeConfiguration(),
    hooks: MachineHooks = MachineHooks(),
    output: Output = Output(),
    errors: Output = .standardError,
    natives: [NativeModule] = NativeModule.all
  ) {
    PlatformMemory.keepFreedMemory()
    self.configuration = configuration
    self.output = output
    let schedulers = min(max(configuration.schedulers, 1), 64)
    machine = .allocate(capacity: 1)
    machine.initialize(
      to: Machine(
        options: MachineOptions(
          schedulers: schedulers,
          maxProcesses: configuration.maxProcesses,
          maxMemory: configuration.maxMemory,
          maxAtoms: configuration.maxAtoms,
          sliceReductions: max(configuration.sliceReductions, 1),
          collectsAlways: configuration.collectsAlways
        ),
        limits: configuration.limits,
        sandbox: Sandbox(configuration.capabilities),
        hooks: hooks,
        output: output,
        errors: errors
      )
    )
    owner = MachineOwner(machine)
    machine.pointee.owner = Unmanaged.passUnretained(owner)
    machine.pointee.code.install(
      natives,
      atoms: machine.pointee.atoms,
      capabilities: configuration.capabilities
    )
    for index in 0..<schedulers {
      let scheduler = SchedulerRef.allocate(capacity: 1)
      scheduler.initialize(
        to: Scheduler(index: index, machine: machine, depot: machine.pointee.depot)
      )
      machine.pointee.schedulers[index] = scheduler
      machine.pointee.schedulerCount += 1
    }
    let outside = SchedulerRef.allocate(capacity: 1)
    outside.initialize(to: Scheduler(index: 0, machine: machine, depot: machine.pointee.depot))
    let transfer = UnsafeTransfer(outside)
    machine.pointee.outside.withLock { $0.scheduler = transfer.value }
  }

  /// The processes that the host has started.
  let started = Mutex(Started())
  /// The processes that stand for the host.
  let ports = Mutex<Set<UInt64>>([])

  deinit {
    guard machine.pointee.isHosted else {
      machine.tearDown()
      return
    }
    if machine.pointee.tornDown.withLock({ $0 }) { return }
    // Whoever lets go of the machine last may be one of its own threads, as where a call ends that
    // nothing else refers to, and should not have to wait in any case.
    let transfer = UnsafeTransfer(machine)
    let kept = owner
    let isStarted = SystemThread.startDetached {
      transfer.value.tearDown()
      withExtendedLifetime(kept) {}
    }
    if !isStarted { Runtime.tearDownHere(machine) }
  }

  /// Takes a machine down on this thread; its own threads can only stop it.
  static func tearDownHere(_ machine: MachineRef) {
    if machine.isOnOwnThread { machine.stop() } else { machine.tearDown() }
  }

  /// Verifies a module and makes it the newest version of its name.
  ///
  /// - Throws: `LoadError` when the bytecode is not valid or a limit is reached.
  public func load(_ module: BytecodeModule) throws(LoadError) {
    try Loader(machine: machine).load(module)
  }

  /// Starts a process with an exported function without arguments, before the main one runs.
  ///
  /// - Returns: Whether there was room for it.
  @discardableResult
  public func start(module: String, function: String) -> Bool {
    start(module: module, function: function, Spawn.Options()) != nil
  }

  /// Starts a process with options; gives its pid.
  func start(module: String, function: String, _ options: Spawn.Options) -> Term? {
    guard let moduleAtom = machine.pointee.atoms.pointee.intern(module),
      let functionAtom = machine.pointee.atoms.pointee.intern(function)
    else { return nil }
    let export = machine.pointee.code.export(moduleAtom, functionAtom, 0)
    let scheduler = machine.pointee.schedulers[0]
    guard
      case .started(let pid, _) = Spawn.make(
        scheduler,
        .function(export, arguments: .emptyList),
        options
      ),
      let process = machine.pointee.slabs.block(pid.slot)
    else { return nil }
    scheduler.pointee.queues.append(process)
    return pid
  }

  /// Runs an exported function without arguments in the main process, and waits for its end.
  public func run(module: String, function: String) -> ExitReport {
    guard let moduleAtom = machine.pointee.atoms.pointee.intern(module),
      let functionAtom = machine.pointee.atoms.pointee.intern(function)
    else {
      return ExitReport(isSuccess: false, status: nil, crash: nil, value: nil)
    }
    let export = machine.pointee.code.export(moduleAtom, functionAtom, 0)
    var options = Spawn.Options()
    options.isMain = true
    let scheduler = machine.pointee.schedulers[0]
    guard
      case .started(let pid, _) = Spawn.make(
        scheduler,
        .function(export, arguments: .emptyList),
        options
      ),
      let process = machine.pointee.slabs.block(pid.slot)
    else { return ExitReport(isSuccess: false, status: nil, crash: nil, value: nil) }
    machine.pointee.events.main.store(pid.bits, ordering: .relaxed)
    scheduler.pointee.queues.append(process)
    // The first scheduler runs on this very thread; the others sleep until there is work for them.
    machine.pointee.started.store(1, ordering: .relaxed)
    let all = UInt64.max >> UInt64(64 - machine.pointee.schedulerCount)
    machine.pointee.parked.store(all & ~1, ordering: .releasing)
    scheduler.run()
    let report = machine.pointee.hooks.ending.withLock { $0 }
    stop()
    machine.tellReportsLeftOut()
    output.flush()
    return report ?? ExitReport(isSuccess: true, status: nil, crash: nil, value: nil)
  }

  /// Makes `device` the one that `Terminal.console` gives, where a shell of the program's own is.
  ///
  /// - Parameters:
  ///   - device: The device.
  ///   - scripts: What the shell evaluates first.
  public func setConsole(_ device: any ShellDevice, scripts: [ShellScript] = []) {
    machine.pointee.devices.setConsole(device, scripts: scripts)
  }

  /// Offers `device` to the process that waits in `Terminal.accept`.
  public func attach(_ device: any ShellDevice) { machine.pointee.devices.add(device) }

  /// Ends the main process from outside, as Ctrl-C does.
  public func interrupt() { machine.stop() }

  /// Stops all threads; processes do not run on.
  public func stop() { machine.stopThreads() }

  /// Stops, and frees every process and timer that is left.
  public func tearDown() { machine.tearDown() }

  /// The counters; exact when the machine has stopped.
  public var statistics: RuntimeStatistics {
    var result = RuntimeStatistics()
    result.schedulers = machine.pointee.schedulerCount
    result.collectsAlways = machine.pointee.options.collectsAlways
    result.sliceReductions = machine.pointee.options.sliceReductions
    result.processesAlive = machine.pointee.slabs.alive.load(ordering: .relaxed)
    machine.pointee.slabs.forEachBlock { result.heapWordsAlive += $0.blockWords }
    result.offHeapBytes = machine.pointee.ledger.pointee.sharedBytes
    result.memoryBytes = machine.pointee.ledger.pointee.bytes
    result.atoms = machine.pointee.atoms.pointee.count
    result.literalBytes = machine.pointee.literals.usedBytes
    for index in 0..<machine.pointee.schedulerCount {
      let counters = machine.pointee.schedulers[index].pointee.counters
      result.reductions += counters.reductions
      result.slices += counters.slices
      result.collections += counters.collections
      result.wordsAllocated += counters.wordsAllocated
      result.messages += counters.messages
      result.spawns += counters.spawns
      result.handOvers += counters.handOvers
      result.sleeps += counters.sleeps
      result.timersAlive += machine.pointee.schedulers[index].pointee.wheel.count
    }
    return result
  }

  /// The signatures of all native functions, for the compiler.
  public static var signatures: [NativeSignature] {
    NativeModule.all.flatMap { module in
      module.functions.map {
        NativeSignature(
          FunctionName(module.name, $0.name, $0.parameters.count),
          isGuard: $0.isGuard
        )
      }
    }
  }
}

/// Owns the memory of a machine.
///
/// Work on the blocking pool keeps it alive, since a read of standard input, say, may come back
/// when nobody else is left.
final class MachineOwner: @unchecked Sendable {
  private let machine: MachineRef

  init(_ machine: MachineRef) { self.machine = machine }

  deinit {
    machine.deinitialize(count: 1)
    machine.deallocate()
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Notes the end of the main process and stops the machine.
  func mainEnded(_ context: ContextRef, _ reason: Term) {
    let isSuccess =
      reason == .atom(.normal) || reason == .atom(.shutdown)
      || (reason.isTuple(of: 2) && reason.element(0) == .atom(.shutdown))
    let crash = isSuccess ? nil : CrashReport.make(context, exit: reason)
    pointee.hooks.ending.withLock { ending in
      if ending == nil {
        ending = ExitReport(isSuccess: isSuccess, status: nil, crash: crash, value: nil)
      }
    }
    stop()
  }

  /// Ends the program with a status.
  func end(status: Int) {
    pointee.hooks.ending.withLock { ending in
      if ending == nil {
        ending = ExitReport(isSuccess: status == 0, status: status, crash: nil, value: nil)
      }
    }
    stop()
    pointee.whenEnded.withLock { $0 }?()
  }

  /// Lets every scheduler thread end after its slice.
  func stop() {
    // Release: threads that see it see the report.
    pointee.stopping.store(true, ordering: .sequentiallyConsistent)
    pointee.attention.store(true, ordering: .sequentiallyConsistent)
    for index in 0..<pointee.schedulerCount { pointee.schedulers[index].pointee.parker.notify() }
  }
}
