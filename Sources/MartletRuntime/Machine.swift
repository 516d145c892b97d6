import MartletBytecode
import Synchronization

/// The settings of a virtual machine that its inner loops read: plain data.
struct MachineOptions {
  var schedulers: Int
  var maxProcesses: Int
  /// Bytes that all heaps, messages and shared binaries may hold together.
  var maxMemory: Int
  var maxAtoms: Int
  /// Reductions of a slice.
  var sliceReductions: Int
  /// Collect and move at every safepoint.
  var collectsAlways: Bool
}

/// The state of one virtual machine that all its schedulers share.
struct Machine: ~Copyable {
  /// Which of all machines of the program this is: what one has made means nothing to another.
  let serial = serials.add(1, ordering: .relaxed).newValue
  private static let serials = Atomic<UInt64>(0)

  let options: MachineOptions
  let atoms: AtomTableRef
  let slabs: Slabs
  let names: NameTable
  let depot: Depot
  /// How much memory is in use; lives at least as long as the machine.
  let ledger: LedgerRef
  /// Keeps the ledger.
  let share: LedgerShare
  let literals: LiteralArea
  let code: CodeRegistry
  let blocking: BlockingPool
  let events: EventTable
  let traces = TraceTable()
  let codeChanges = CodeChanges()
  let output: Output
  /// Where programs write errors.
  let errors: Output
  let hooks: MachineHooks
  let limits: Limits
  /// What all processes use together, where that is limited.
  let budget: Budget?
  /// Whether there is something that holds of processes that do not say otherwise.
  let limitsProcesses: Bool
  let devices = DeviceTable()
  let sandbox: Sandbox
  /// Whether scripts may read the clock; here as well, where no reference is counted to ask.
  let hasClock: Bool
  /// The functions of the host.
  let hostFunctions = HostShutter()
  /// What is done when a script has ended the machine.
  let whenEnded = Mutex<(@Sendable () -> Void)?>(nil)

  /// Whether it runs on threads of its own inside a program; set before any of them starts.
  var isHosted = false
  /// Held while the machine is taken down; whether that is done.
  let tornDown = Mutex(false)

  /// What frees the machine; set before any thread starts.
  var owner: Unmanaged<MachineOwner>?
  let schedulers: UnsafeMutablePointer<SchedulerRef>
  var schedulerCount = 0
  /// Schedulers whose threads spin without work, a bit each.
  let spinning = Atomic<UInt64>(0)
  /// Schedulers whose threads sleep, a bit each.
  let parked = Atomic<UInt64>(0)
  let handOvers = HandOvers()
  let stopping = Atomic<Bool>(false)
  /// Whether schedulers have to look up between two slices: the machine stops, or code changes.
  let attention = Atomic<Bool>(false)
  /// Schedulers that have a thread, a bit each.
  let started = Atomic<UInt64>(0)
  let threads = Mutex<[SystemThread]>([])
  /// The timers of programs, where there is a limit.
  let timers = Atomic<Int>(0)
  private let turn = Atomic<Int>(0)
  /// Timers and signals of threads that are no schedulers.
  let outside: Mutex<OutsidePool>

  init(
    options: MachineOptions,
    limits: Limits,
    sandbox: Sandbox,
    hooks: MachineHooks,
    output: Output,
    errors: Output
  ) {
    self.limits = limits
    if limits.maxReductions != nil || limits.reductionsPerSecond != nil {
      budget = Budget(
        reductions: limits.maxReductions,
        reductionsPerSecond: limits.reductionsPerSecond
      )
    } else {
      budget = nil
    }
    limitsProcesses = budget != nil || limits.maxHeapBytes != nil || limits.mailboxLimit != nil
    blocking = BlockingPool(maximum: limits.maxBlockingThreads)
    self.options = options
    self.sandbox = sandbox
    hasClock = sandbox.hasClock
    self.hooks = hooks
    self.output = output
    self.errors = errors
    atoms = .allocate(capacity: 1)
    let share = LedgerShare()
    self.share = share
    atoms.initialize(
      to: AtomTable(limit: options.maxAtoms, share: share, maxMemory: options.maxMemory)
    )
    ledger = share.ledger
    depot = Depot(share: share)
    slabs = Slabs(limit: options.maxProcesses, share: share)
    names = NameTable()
    literals = LiteralArea()
    events = EventTable(literals: literals.range, share: share)
    code = CodeRegistry()
    schedulers = .allocate(capacity: options.schedulers)
    outside = Mutex(OutsidePool(pool: Pool(depot: depot)))
  }

  deinit {
    for index in 0..<schedulerCount {
      schedulers[index].deinitialize(count: 1)
      schedulers[index].deallocate()
    }
    schedulers.deallocate()
    if let scheduler = outside.withLock({ UnsafeTransfer($0.scheduler) }).value {
      scheduler.deinitialize(count: 1)
      scheduler.deallocate()
    }
    // What was sent while the machine was taken down may have started a thread that nobody has met.
    threads.withLock { for thread in $0 { thread.detach() } }
    atoms.deinitialize(count: 1)
    atoms.deallocate()
  }

  /// Writes out what programs have printed.
  @inline(__always)
  func flushOutput() {
    if !output.isEmpty { output.flushIfPending() }
  }
}

/// Where the shared state of a machine is.
typealias MachineRef = UnsafeMutablePointer<Machine>

/// What threads that are no schedulers work with, one at a time.
struct OutsidePool: ~Copyable, @unchecked Sendable {
  let pool: Pool
  /// A scheduler that never runs: it has control blocks for the processes that they start.
  var scheduler: SchedulerRef?
  /// Whether the machine takes nothing from outside any more.
  var isClosed = false
}

/// What became of a text that a program wanted compiled.
public struct CompiledText: Sendable {
  /// The modules, or nil when the text has errors.
  public let modules: [BytecodeModule]?
  /// What there is to say about the text, as people read it.
  public let messages: String

  /// Makes the result.
  public init(modules: [BytecodeModule]?, messages: String) {
    self.modules = modules
    self.messages = messages
  }
}

/// What a machine asks of the program around it.
public final class MachineHooks: Sendable {
  /// Finds and compiles the modules of a name; called on a thread that may block.
  public let findModule: @Sendable (String) -> [BytecodeModule]?
  /// Tells of a process that has crashed.
  public let reportCrash: @Sendable (CrashReport) -> Void
  /// The text of a report, with colour or without.
  public let renderCrash: @Sendable (CrashReport, Bool) -> String
  /// Compiles a statement of a shell, on a thread that may block; nil where there is no compiler.
  public let compileStatement: (@Sendable (StatementText) -> CompiledStatement)?
  /// Tells of a module that was found and could not be loaded, and why.
  public let reportLoadError: @Sendable (LoadError) -> Void
  /// Compiles a text under a file's name, on a thread that may block; nil where there is no compiler.
  public let compile: (@Sendable (_ name: String, _ text: [UInt8]) -> CompiledText)?
  /// The names of the modules that `findModule` would find; called on a thread that may block.
  public let listModules: @Sendable () -> [String]
  /// The arguments of the program.
  public let arguments: [String]
  /// How the program ended, once it has.
  let ending = Mutex<ExitReport?>(nil)

  /// Makes the hooks.
  public init(
    arguments: [String] = [],
    findModule: @escaping @Sendable (String) -> [BytecodeModule]? = { _ in nil },
    reportCrash: @escaping @Sendable (CrashReport) -> Void = { _ in },
    reportLoadError: @escaping @Sendable (LoadError) -> Void = { _ in },
    compile: (@Sendable (_ name: String, _ text: [UInt8]) -> CompiledText)? = nil,
    compileStatement: (@Sendable (StatementText) -> CompiledStatement)? = nil,
    renderCrash: @escaping @Sendable (CrashReport, Bool) -> String = { report, _ in
      "process \(report.process) crashed: \(report.reason)\n"
    },
    listModules: @escaping @Sendable () -> [String] = { [] }
  ) {
    self.arguments = arguments
    self.findModule = findModule
    self.reportCrash = reportCrash
    self.reportLoadError = reportLoadError
    self.compile = compile
    self.compileStatement = compileStatement
    self.renderCrash = renderCrash
    self.listModules = listModules
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Claims one of the idle schedulers in `candidates`; nil when others were faster.
  func claim(_ candidates: UInt64, parked: Bool) -> SchedulerRef? {
    var left = candidates
    while left != 0 {
      let bit = left & (~left &+ 1)
      // Acquire and release: whoever gets the bit is the only one to hand work over.
      let old =
        parked
        ? pointee.parked.bitwiseAnd(~bit, ordering: .acquiringAndReleasing).oldValue
        : pointee.spinning.bitwiseAnd(~bit, ordering: .acquiringAndReleasing).oldValue
      if old & bit != 0 { return pointee.schedulers[bit.trailingZeroBitCount] }
      left &= ~bit
    }
    return nil
  }

  /// Makes a process runnable from a thread that is no scheduler.
  func wakeFromOutside(_ process: ProcessRef) {
    // The first one that is idle: later ones may have no thread yet.
    let idle =
      pointee.spinning.load(ordering: .acquiring) | pointee.parked.load(ordering: .acquiring)
    let scheduler: SchedulerRef
    if idle != 0 {
      scheduler = pointee.schedulers[idle.trailingZeroBitCount]
    } else {
      let turn = pointee.nextTurn()
      scheduler = pointee.schedulers[turn % pointee.schedulerCount]
    }
    Scheduler.push(process, to: scheduler)
    wake(scheduler)
  }

  /// Wakes the thread of a scheduler that has got work.
  ///
  /// Its first work starts the thread: a short program needs no second one, and of a hello that was
  /// 5 % of the time.
  func wake(_ scheduler: SchedulerRef) {
    let bit = UInt64(1) << UInt64(scheduler.pointee.index)
    if pointee.started.load(ordering: .relaxed) & bit == 0,
      // Sequentially with changes of code, see `CodeChanges`.
      pointee.started.bitwiseOr(bit, ordering: .sequentiallyConsistent).oldValue & bit == 0
    {
      start(scheduler, bit)
    }
    scheduler.pointee.parker.notify()
  }

  private func start(_ scheduler: SchedulerRef, _ bit: UInt64) {
    pointee.parked.bitwiseAnd(~bit, ordering: .relaxed)
    // A machine that is taken down meanwhile lives until the thread has seen that.
    let owner = pointee.owner?.takeUnretainedValue()
    let transfer = UnsafeTransfer(scheduler)
    let thread = SystemThread(stackBytes: 4 << 20) {
      transfer.value.run()
      withExtendedLifetime(owner) {}
    }
    if let thread {
      pointee.threads.withLock { $0.append(thread) }
      return
    }
    // Without the thread its work is that of the first scheduler, which always runs.
    pointee.started.bitwiseAnd(~bit, ordering: .sequentiallyConsistent)
    let first = pointee.schedulers[0]
    Scheduler.moveInbox(of: scheduler, to: first)
    first.pointee.parker.notify()
  }

  /// Waits until all threads but that of the first scheduler have ended.
  func joinThreads() {
    // One that is still running may start another.
    while let thread = pointee.threads.withLock({ $0.popLast() }) { thread.join() }
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Whether this is one of the machine's own threads, which cannot wait for all of them.
  var isOnOwnThread: Bool { pointee.threads.withLock { $0.contains { $0.isCurrent } } }

  /// Stops, and frees every process and timer that is left; the second time there is nothing to do.
  func tearDown() {
    pointee.outside.withLock { $0.isClosed = true }
    let machine = UnsafeTransfer(self)
    // Whoever comes second waits: processes are freed when no thread runs them any more, and once.
    pointee.tornDown.withLock { isDone in
      if isDone { return }
      machine.value.stopThreads()
      machine.value.freeProcesses()
      isDone = true
    }
  }

  /// Stops all threads; processes do not run on.
  func stopThreads() {
    stop()
    joinThreads()
    pointee.codeChanges.abandon()
    pointee.blocking.stop()
  }

  private func freeProcesses() {
    let scheduler = pointee.schedulers[0]
    pointee.slabs.forEachBlock { Exit.discard($0, scheduler) }
    for index in 0..<pointee.schedulerCount {
      while let timer = pointee.schedulers[index].pointee.wheel.popAny() {
        let signal = timer.pointee.signal
        if signal.pointee.kind != .timeout { scheduler.freeTimer(timer) }
        scheduler.pointee.pool.drop(signal)
      }
    }
    pointee.hostFunctions.close()
  }
}

extension Machine {
  /// A number for taking turns.
  func nextTurn() -> Int { turn.add(1, ordering: .relaxed).newValue & 0xFFFF }
}
