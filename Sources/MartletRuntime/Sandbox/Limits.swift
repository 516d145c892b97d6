/// What a machine and its processes may use at most.
///
/// A process that goes beyond a limit gets an exception or ends; the others, the machine and the
/// program around it go on. Whoever subscribes to the system topic `:limit` is told.
///
/// | limit | beyond it |
/// |---|---|
/// | ``maxProcesses``, ``maxAtoms``, ``maxTimers`` | the error `:system_limit` |
/// | ``maxMemoryBytes``, ``maxHeapBytes`` | the process ends with `:heap_limit` |
/// | ``reductionsPerSecond`` | processes pause until there is more |
/// | ``maxReductions`` | all processes end with `:reduction_limit` |
/// | ``mailboxLimit`` | what ``mailboxOverflow`` says |
public struct Limits: Sendable, Hashable {
  /// The most processes that may be alive at once.
  public var maxProcesses: Int
  /// The most bytes that heaps, messages, timers and binaries of the machine may take together.
  ///
  /// The process that asks for more ends. While a collection moves what is alive there are two copies
  /// of it, which together with everything else may take a quarter more: so one process can fill about
  /// six tenths of the memory by itself.
  public var maxMemoryBytes: Int
  /// The most atoms, those that the library has among them; at least 1,024.
  ///
  /// Atoms are never freed.
  public var maxAtoms: Int
  /// The most timers that programs have started and that have not expired; nil where only memory
  /// limits them.
  public var maxTimers: Int?
  /// The reductions a second of all processes together; nil for as many as there are.
  ///
  /// A reduction is about a function call. What was not used is saved up for a twentieth of a second.
  public var reductionsPerSecond: Int?
  /// The reductions of all processes together, as long as the machine lives; nil for any number.
  public var maxReductions: Int?
  /// The most bytes that one process may hold, with its messages and the binaries that it refers
  /// to, where its `spawn` does not say otherwise with `max_heap`; nil where only the memory of all
  /// limits it.
  public var maxHeapBytes: Int?
  /// The most messages in the mailbox of a process whose `spawn` does not say otherwise with
  /// `mailbox`; nil where only memory limits them.
  public var mailboxLimit: Int?
  /// What becomes of a message that finds a mailbox full by ``mailboxLimit``.
  public var mailboxOverflow: OverflowPolicy
  /// The most bytes that a value may take that is handed from a script to the host.
  public var maxValueBytes: Int
  /// The most threads for work that blocks: files, standard input, blocking host functions.
  ///
  /// More work than that waits for its turn.
  public var maxBlockingThreads: Int

  /// The memory that a machine may use unless it is told otherwise: three quarters of the computer's.
  public static var usualMemoryBytes: Int { SystemMemory.physicalBytes / 4 * 3 }

  /// Makes limits; without arguments those of the command.
  ///
  /// - Parameters:
  ///   - maxProcesses: The most processes alive at once.
  ///   - maxMemoryBytes: The most bytes of all processes together; by default three quarters of the
  ///     computer's memory.
  ///   - maxAtoms: The most atoms, at least 1,024.
  ///   - maxTimers: The most timers of programs.
  ///   - reductionsPerSecond: The reductions a second of all processes together.
  ///   - maxReductions: The reductions of all processes together.
  ///   - maxHeapBytes: The most bytes of a process that does not say otherwise.
  ///   - mailboxLimit: The most messages of a process that does not say otherwise.
  ///   - mailboxOverflow: What a mailbox that is full by `mailboxLimit` does.
  ///   - maxValueBytes: The most bytes of a value that is handed to the host.
  ///   - maxBlockingThreads: The most threads for work that blocks.
  public init(
    maxProcesses: Int = 1 << 22,
    maxMemoryBytes: Int = Limits.usualMemoryBytes,
    maxAtoms: Int = 1 << 20,
    maxTimers: Int? = nil,
    reductionsPerSecond: Int? = nil,
    maxReductions: Int? = nil,
    maxHeapBytes: Int? = nil,
    mailboxLimit: Int? = nil,
    mailboxOverflow: OverflowPolicy = .block,
    maxValueBytes: Int = 64 << 20,
    maxBlockingThreads: Int = 16
  ) {
    self.maxProcesses = maxProcesses
    self.maxMemoryBytes = maxMemoryBytes
    self.maxAtoms = maxAtoms
    self.maxTimers = maxTimers
    self.reductionsPerSecond = reductionsPerSecond
    self.maxReductions = maxReductions
    self.maxHeapBytes = maxHeapBytes
    self.mailboxLimit = mailboxLimit
    self.mailboxOverflow = mailboxOverflow
    self.maxValueBytes = maxValueBytes
    self.maxBlockingThreads = maxBlockingThreads
  }
}

/// What a process was lost to, or what it could not have: the `limit` of an event on `:limit`.
public enum LimitKind: String, Sendable, CaseIterable {
  /// All reductions of its budget are used up.
  case reductions
  /// The time of its budget is over.
  case time
  /// It held more memory than it may by itself.
  case heap
  /// All processes together held as much memory as they may.
  case memory
  /// There are as many processes as there may be.
  case processes
  /// There are as many atoms as there may be.
  case atoms
  /// There are as many timers as there may be.
  case timers
  /// Its mailbox was full, and it had asked to end then.
  case mailbox

  /// The limit that a process has met which ended with a reason; nil when it was none.
  ///
  /// - Parameter reason: The exit reason: `:reduction_limit`, `:time_limit`, `:heap_limit`, which is
  ///   that of the machine's memory too, or `:mailbox_overflow`.
  public init?(exitReason reason: Value) {
    switch reason {
    case .atom("reduction_limit"): self = .reductions
    case .atom("time_limit"): self = .time
    case .atom("heap_limit"): self = .heap
    case .atom("mailbox_overflow"): self = .mailbox
    default: return nil
    }
  }

  /// The atom that the event has.
  var atom: Atom.Known {
    switch self {
    case .reductions: .reductions
    case .time: .time
    case .heap: .heap
    case .memory: .memory
    case .processes: .processes
    case .atoms: .atoms
    case .timers: .timers
    case .mailbox: .mailbox
    }
  }
}
