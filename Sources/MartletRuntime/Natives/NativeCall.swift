/// An exception on its way; its class is here, its reason in the `Context`.
///
/// It is a trivial value, so throwing costs no allocation.
public struct Raise: Error {
  /// The class, as `catch` arms see it.
  enum Class: UInt8 {
    case error
    case exit
    case `throw`
    /// Not an exception: the process dies at once, and nothing can catch it.
    case kill
  }

  let `class`: Class
}

/// What a native function that gave up its scheduler goes on with when it is called again.
///
/// While the process is switched out nothing moves; afterwards the terms in ``terms`` are kept and
/// updated by every collection, and nothing else in the object may be a term.
open class NativeContinuation {
  /// The terms that the continuation holds.
  public final var terms: [Term] = []
  /// The bytes of it that are counted, and where.
  private final var counted = 0
  private final var ledger: LedgerShare?

  /// Makes a continuation that holds nothing.
  public init() {}

  deinit { ledger?.ledger.pointee.subtract(counted) }

  /// The bytes that it holds besides its terms, about.
  var otherBytes: Int { 0 }

  /// Less is not counted.
  private static let least = 1 << 14

  /// Counts what it holds, which may be more than when it was counted last; gives that.
  final func count(in share: LedgerShare) -> Int {
    let bytes = terms.capacity * MemoryLayout<Term>.stride + otherBytes
    guard bytes > NativeContinuation.least || counted > 0 else { return 0 }
    share.ledger.pointee.add(bytes - counted)
    counted = bytes
    ledger = share
    return bytes
  }
}

/// One call of a native function: its arguments, and the door to the process that makes it.
///
/// Arguments are roots of the collector: read `call[i]` anew after anything that may collect, which
/// is everything marked `throws` here. What must survive besides is put aside with `keep(_:)`.
public struct NativeCall {
  let context: ContextRef
  /// The first argument's register.
  let arguments: UnsafeMutablePointer<Term>
  /// The number of arguments.
  public let count: Int
  /// How many X registers are roots; grows with ``keep(_:)``.
  var live: Int

  @inline(__always)
  init(context: ContextRef, first: Int, count: Int, live: Int) {
    self.context = context
    arguments = context.pointee.x + first
    self.count = count
    self.live = live
  }

  /// Argument `index`, where it is now.
  @inline(__always)
  public subscript(index: Int) -> Term { arguments[index] }

  /// The process that makes the call.
  @inline(__always) var process: ProcessRef { context.pointee.process }
  /// The virtual machine.
  @inline(__always) var machine: MachineRef { context.pointee.machine }
  /// The atoms of the virtual machine.
  @inline(__always) var atoms: AtomTableRef { context.pointee.atoms }
}

// MARK: - Raising

extension NativeCall {
  /// The error `reason`, to be thrown.
  func error(_ reason: Term) -> Raise {
    context.pointee.reason = reason
    return Raise(class: .error)
  }

  /// The error whose reason is an atom, to be thrown.
  func error(_ reason: Atom.Known) -> Raise { error(.atom(reason)) }

  /// The error `(kind, value)`, to be thrown; `value` is one of the call's terms.
  mutating func error(_ kind: Atom.Known, _ value: Term) -> Raise {
    let kept = keep(value)
    do {
      try reserve(3)
      return error(write { $0.tuple(.atom(kind), self[kept]) })
    } catch { return error }
  }

  /// The exit with `reason`, to be thrown.
  func exit(_ reason: Term) -> Raise {
    context.pointee.reason = reason
    return Raise(class: .exit)
  }

  /// `:badarg`, to be thrown.
  var badarg: Raise { error(.badarg) }
}

// MARK: - Memory

extension NativeCall {
  /// A term that was put aside; see ``NativeCall/keep(_:)``.
  struct Kept {
    fileprivate let index: Int
  }

  /// How many terms a native may put aside at once.
  static let keepLimit = 60

  /// Puts a term aside where the collector finds and updates it.
  @inline(__always)
  mutating func keep(_ term: Term) -> Kept {
    precondition(live < Context.registerCount)
    context.pointee.x[live] = term
    live += 1
    return Kept(index: live - 1)
  }

  /// A term put aside, where it is now.
  @inline(__always)
  subscript(kept: Kept) -> Term {
    get { context.pointee.x[kept.index] }
    nonmutating set { context.pointee.x[kept.index] = newValue }
  }

  /// Makes sure that the heap has room for so many words; may collect.
  @inline(__always)
  func reserve(_ words: Int) throws(Raise) {
    let process = context.pointee.process
    if process.pointee.stack < process.pointee.top + (words &+ context.pointee.slack) {
      try collect(words)
    }
  }

  @inline(never)
  private func collect(_ words: Int) throws(Raise) {
    guard Collector.collect(context, need: words, live: live) else {
      throw Raise(class: .kill)
    }
  }

  /// Writes to the heap, where `reserve` has made room.
  @inline(__always)
  func write<Result>(_ body: (inout HeapWriter) -> Result) -> Result {
    let process = context.pointee.process
    var writer = HeapWriter(top: process.pointee.top)
    let result = body(&writer)
    process.pointee.top = writer.top
    return result
  }

  /// Makes an integer of any machine word.
  @inline(__always)
  func integer(_ value: Int) throws(Raise) -> Term {
    if Term.fits(value) { return Term(small: value) }
    try reserve(2)
    return write { writer in
      let box = writer.box(.bigInteger, size: 1, aux: value < 0 ? 1 : 0)
      box[1] = UInt64(value.magnitude)
      return Term(box: box)
    }
  }

  /// Makes a float; raises `:badarith` when it is not finite.
  @inline(__always)
  func float(_ value: Double) throws(Raise) -> Term {
    guard value.isFinite else { throw error(.badarith) }
    try reserve(2)
    return write { $0.float(value) }
  }

  /// The most bytes that a binary on the heap has; longer ones are shared outside it.
  static let heapBinaryLimit = 64

  /// Makes a binary of `count` bytes that `fill` writes.
  func binary(
    count: Int,
    fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) throws(Raise) -> Term {
    if count <= NativeCall.heapBinaryLimit {
      try reserve(HeapWriter.wordsForHeapBinary(count))
      return write { writer in
        let (term, bytes) = writer.heapBinary(count: count)
        fill(bytes)
        return term
      }
    }
    try reserve(5)
    guard Collector.reserveOffHeap(context, bytes: count, need: 5, live: live) else {
      throw Raise(class: .kill)
    }
    let shared = SharedBytes.make(count: count, in: machine.pointee.ledger)
    fill(SharedBytes.bytes(shared))
    charge(count / 256)
    let process = context.pointee.process
    process.pointee.outsideWords = process.pointee.outsideWords &+ UInt32(min(count / 8, 1 << 28))
    return write { $0.sharedBinary(shared, count: count, list: &process.pointee.offHeap) }
  }

  /// Makes a binary of bytes.
  func binary(_ bytes: [UInt8]) throws(Raise) -> Term {
    try binary(count: bytes.count) { target in
      bytes.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { target.update(from: base, count: source.count) }
      }
    }
  }

  /// Makes a binary of a string's UTF-8.
  func binary(_ text: String) throws(Raise) -> Term {
    var text = text
    return try binary(text.withUTF8 { Array($0) })
  }

  /// Makes a list of terms; they are not updated if this collects, so they must be immediates or
  /// kept ones read by the caller afterwards.
  func listOfImmediates(_ elements: [Term]) throws(Raise) -> Term {
    try reserve(2 * elements.count)
    return write { $0.list(elements) }
  }

  /// The atom of a text; raises `:system_limit` when the table is full.
  func atom(_ text: String) throws(Raise) -> Term {
    guard let atom = atoms.pointee.intern(text) else {
      SystemEvents.limited(context, .atoms, isLost: false)
      throw error(.system_limit)
    }
    return Term(atom)
  }
}

// MARK: - Time

extension NativeCall {
  /// Charges work: one reduction is about what a function call costs.
  @inline(__always)
  func charge(_ reductions: Int) { context.pointee.reductions &-= reductions }

  /// How many reductions are left in this slice; at or below 0 a long native should yield.
  @inline(__always)
  var reductionsLeft: Int { context.pointee.reductions }

  /// What the call goes on with, or nil the first time.
  var continuation: NativeContinuation? {
    guard process.pointee.flags.contains(.continues) else { return nil }
    return process.pointee.rare?.pointee.continuation
  }

  /// Gives the scheduler up; the same call is made again later, with this continuation.
  ///
  /// The process ends instead when what the continuation holds is more than it may.
  func yield(_ continuation: NativeContinuation) -> Term {
    process.rareState.pointee.continuation = continuation
    let held = continuation.count(in: machine.pointee.share)
    if held > 0, !Collector.mayHold(context, bytes: 0, besides: held) {
      Exit.killed(context, by: .heap_limit)
    }
    process.pointee.flags.insert(.continues)
    return .yield
  }

  /// Forgets the continuation; a native that had one calls this before it returns or raises.
  func finish() {
    process.pointee.flags.remove(.continues)
    process.pointee.rare?.pointee.continuation = nil
  }
}
