import Synchronization

/// The control block of a process.
///
/// It never moves, and its memory is never used for anything else (see ``Slabs``), so a pid leads to
/// it without a table and a sender may touch ``queue`` and ``pid`` whatever has become of the
/// process. Those two are all that another thread may touch, but for a look at the other atomics
/// (``ProcessGlance``): **only the scheduler that runs a process reads or writes the rest**;
/// whatever others want of a process, they send as a signal.
///
/// The heap block holds the young heap, which grows up from `heapStart` to ``top``, and the
/// stack, which grows down from ``heapEnd`` to ``stack``.
struct Process: ~Copyable {
  /// The pid; in a free block, that of the last process.
  ///
  /// Written by the owner, read by senders (relaxed; what decides is the addressee that each signal
  /// carries).
  let pid: Atomic<UInt64>
  /// Newest signal that came in, or one of the states in ``Mailbox``.
  let queue: Atomic<UInt>
  /// The registered name's atom plus 1, or 0.
  ///
  /// Others may set it, see ``NameTable``.
  let name: Atomic<UInt32>
  /// How many messages the mailbox holds; others may look, see ``messageCount``.
  let messages: Atomic<UInt32>
  /// The next process in the run queue, or the next free block.
  var next: ProcessRef?

  /// The words of the block and, above them, of the mature area; others may look, see
  /// ``HeapSizes``.
  let sizes: Atomic<UInt64>
  var heapEnd: UnsafeMutablePointer<UInt64>
  /// The first free word of the heap.
  var top: UnsafeMutablePointer<UInt64>
  /// The last word of the stack.
  var stack: UnsafeMutablePointer<UInt64>
  /// What lies below has survived a collection.
  var highWater: UnsafeMutablePointer<UInt64>
  /// The mature area, or nil while the heap is small.
  var old: UnsafeMutablePointer<OldArea>? {
    didSet { noteMatureSize() }
  }
  /// Boxes in the young heap that count memory outside it.
  var offHeap: OffHeapList

  /// Where the process goes on, see ``pc``; others may look.
  let place: Atomic<UInt>
  /// How many X registers were saved on the stack when the process was switched out.
  var live: UInt8
  var priority: Priority
  var flags: ProcessFlags
  /// Words of messages that were taken and not yet moved to the heap, and bytes off the heap (in
  /// words), since the last collection.
  var outsideWords: UInt32
  /// The address of the block's ``MailboxBounds``, if a process here ever had a limit; the lowest
  /// bit is set while the mailbox has none.
  ///
  /// Senders read it.
  let bounds: Atomic<UInt>
  /// All reductions so far, see ``reductions``; others may look.
  let reductionCount: Atomic<UInt64>

  var mailbox: Mailbox
  /// Messages that were received but not yet moved to the heap.
  var fragments: SignalRef?
  /// Links and monitors.
  var relations: UnsafeMutablePointer<Relations>?
  /// The trace of the exception caught last, a tuple of return addresses, or nil.
  var trace: Term
  /// What is seldom used.
  var rare: UnsafeMutablePointer<RareState>?
}

/// Where a control block is.
typealias ProcessRef = UnsafeMutablePointer<Process>

/// How soon a process runs: each level has its own run queue.
public enum Priority: UInt8, CaseIterable, Sendable {
  case low
  case normal
  case high
  case max
}

/// What is true of a process; only its scheduler reads and writes them.
struct ProcessFlags: OptionSet {
  var rawValue: UInt16

  /// Exit signals arrive as messages.
  static let trapExit = ProcessFlags(rawValue: 1 << 0)
  /// An exit signal has been handled: the process dies before it runs on.
  static let exiting = ProcessFlags(rawValue: 1 << 1)
  /// The time-out of a receive has come.
  static let timedOut = ProcessFlags(rawValue: 1 << 2)
  /// A timer for a receive is running.
  static let receiveTimer = ProcessFlags(rawValue: 1 << 3)
  /// A native waits for something other than a message.
  static let waitsInNative = ProcessFlags(rawValue: 1 << 4)
  /// Somebody is told what the process does.
  static let traced = ProcessFlags(rawValue: 1 << 5)
  /// The mailbox has a limit.
  static let bounded = ProcessFlags(rawValue: 1 << 6)
  /// The full mailbox lets go of its oldest messages.
  static let dropsOldest = ProcessFlags(rawValue: 1 << 11)
  /// Somebody has asked for a collection.
  static let collectSoon = ProcessFlags(rawValue: 1 << 12)
  /// Somebody has suspended the process.
  static let suspended = ProcessFlags(rawValue: 1 << 7)
  /// The process is the main one: its end ends the program.
  static let main = ProcessFlags(rawValue: 1 << 8)
  /// Was put at the front of its run queue once; the next time it goes to the back.
  static let favoured = ProcessFlags(rawValue: 1 << 9)
  /// A native's continuation is kept in the rare state.
  static let continues = ProcessFlags(rawValue: 1 << 10)
  /// Somebody was told that the mailbox is long, and it has not become short since.
  static let longMailbox = ProcessFlags(rawValue: 1 << 13)

  /// Counts a collection in the two highest bits; true for each fourth one.
  mutating func countCollection() -> Bool {
    rawValue = rawValue &+ 1 << 14
    return rawValue >> 14 == 0
  }
}

extension Process {
  /// How many messages the mailbox holds; only the owner changes it.
  ///
  /// What others read is a little old, and does not count what is still in ``queue``.
  @inline(__always)
  var messageCount: UInt32 {
    get { messages.load(ordering: .relaxed) }
    nonmutating set { messages.store(newValue, ordering: .relaxed) }
  }

  /// Where the process goes on.
  @inline(__always)
  var pc: UnsafePointer<UInt64> {
    get { UnsafePointer(bitPattern: place.load(ordering: .relaxed)).unsafelyUnwrapped }
    nonmutating set { place.store(UInt(bitPattern: newValue), ordering: .relaxed) }
  }

  /// All reductions so far.
  @inline(__always)
  var reductions: UInt64 {
    get { reductionCount.load(ordering: .relaxed) }
    nonmutating set { reductionCount.store(newValue, ordering: .relaxed) }
  }
}

extension UnsafeMutablePointer<Process> {
  /// The pid as a term.
  @inline(__always)
  var pid: Term { Term(bits: pointee.pid.load(ordering: .relaxed)) }

  /// The number of the device that the process prints to, if that is not standard output.
  var device: Int? {
    guard let rare = pointee.rare, rare.pointee.device != 0 else { return nil }
    return rare.pointee.device
  }

  /// The rare state, made when there is none.
  var rareState: UnsafeMutablePointer<RareState> {
    if let rare = pointee.rare { return rare }
    let rare = UnsafeMutablePointer<RareState>.allocate(capacity: 1)
    rare.initialize(to: RareState())
    pointee.rare = rare
    return rare
  }
}

/// What few processes have: it hangs off one pointer of the control block.
struct RareState {
  /// The limit of heap, messages and off-heap binaries together, in words; 0 means none.
  var maxHeapWords = 0
  /// What a native that gave up its scheduler goes on with.
  var continuation: NativeContinuation?
  /// The process dictionary, a map, or nil.
  var dictionary: Term = .nil
  /// Why the process must die, when it is `exiting`.
  var exitReason: Term = .nil
  /// The aliases that are active, with how each ends.
  var aliases = Aliases()
  /// The running receive timer's number, so that a late one is not taken for a new one.
  var timerNumber: UInt32 = 0
  /// The running receive timer.
  var timer: TimerRef?
  /// Timers that this process has started for itself.
  var timers: Set<UInt64> = []
  /// What other processes and threads are to tell a waiting native: the number of the question.
  var ticket: UInt32 = 0
  /// The answer to it.
  var answer: SignalRef?
  /// Signals that came after the one that ends the process, oldest first.
  var leftover: SignalRef?
  /// How many aliases there have been.
  var lastAlias: UInt32 = 0
  /// Whose full mailbox the process waits for, or nil: a place that was promised to it goes to
  /// another when it ends first.
  var blockedOn: Term = .nil
  /// How many are holding the process suspended.
  var suspendCount = 0
  /// What the process has subscribed to.
  var subscriptions: EventSubscriptions?
  /// How many messages the mailbox had when somebody was told that it is long.
  var toldMessages: UInt32 = 0
  /// Who is told what the process does.
  var traces: [Trace] = []
  /// The number of the device that the process prints to, or 0; those that it starts inherit it.
  var device = 0
  /// What ties the process to the host that started it.
  var tie: (any HostTie)?
  /// The budget that the process is charged to, if it has one.
  var member: BudgetMember?
  /// How often garbage was collected, and the words allocated until the last time; from when
  /// there is a rare state.
  var collections = 0
  var allocatedWords: UInt64 = 0
  /// How many bytes of tables the ledger counts for the process.
  private var countedBytes = 0

  /// Counts the tables that have no limit of their own; gives whether they have grown.
  mutating func countTables(_ ledger: LedgerRef) -> Bool {
    let bytes = aliases.bytes + (timers.isEmpty ? 0 : timers.capacity * 12)
    if bytes == countedBytes { return false }
    ledger.pointee.add(bytes - countedBytes)
    defer { countedBytes = bytes }
    return bytes > countedBytes
  }

  /// The tables are given up.
  mutating func uncountTables(_ ledger: LedgerRef) {
    if countedBytes > 0 { ledger.pointee.subtract(countedBytes) }
    countedBytes = 0
  }
}

/// The active aliases of a process by their numbers.
///
/// Most have one at a time, that of the call they wait for: a dictionary for it cost 6 % of a call
/// of a GenServer.
struct Aliases {
  private var number: UInt32 = 0
  private var mode: AliasMode?
  private var others: [UInt32: AliasMode] = [:]

  /// About the bytes of the table.
  var bytes: Int { others.isEmpty ? 0 : others.capacity * 8 }

  subscript(_ wanted: UInt32) -> AliasMode? {
    get {
      if mode != nil && wanted == number { return mode }
      return others.isEmpty ? nil : others[wanted]
    }
    set {
      if mode == nil ? newValue != nil && others[wanted] == nil : wanted == number {
        number = wanted
        mode = newValue
      } else if newValue != nil || !others.isEmpty {
        others[wanted] = newValue
      }
    }
  }
}

/// How an alias ends.
enum AliasMode: UInt8 {
  /// Only `unalias` ends it.
  case explicit
  /// The monitor's end ends it, or `unalias`.
  case demonitor
  /// A message sent through it ends it and the monitor, or `unalias`.
  case replyDemonitor
  /// A message sent through it ends it; there is no monitor.
  case reply
}
