/// What a signal is.
enum SignalKind: UInt8 {
  /// A message; `term` is what was sent.
  case message
  /// An exit signal; `term` is the message `(:EXIT, from, reason)` that it becomes when trapped.
  case exit
  /// An exit signal through a link: counts only while the link stands.
  case linkExit
  /// `from` has linked itself to the receiver.
  case link
  /// `from` has ended its link; `number` is to be acknowledged.
  case unlink
  /// The other end knows that the link `number` has ended.
  case unlinkAcknowledged
  /// `from` monitors the receiver; `term` is the reference.
  case monitor
  /// `from` no longer monitors the receiver; `term` is the reference.
  case demonitor
  /// A monitored process has ended; `term` is the message `(:DOWN, reference, …)`.
  case down
  /// A request `(reference, from, item)` for information.
  case informationRequest
  /// The receive timer `number` has expired.
  case timeout
  /// What a native waits for has come to pass.
  case nativeDone
  /// Suspends the receiver until resumed.
  case suspend
  case resume
  /// Asks the receiver to collect its garbage; `term` is `(reference, from)`.
  case collect
  /// The time has come to tell how many events were too much.
  case eventsDue
  /// The turn of a process that has paused, since it had used up its share, has come.
  case turn
  /// The receiver is traced from now on; `extra` is the reference of the trace.
  case trace
}

/// One signal on its way or in a mailbox: 32 bytes, then the copied term in the same block.
///
/// Whatever happens to a process from outside is a signal in its queue: so order is kept, and only
/// a process touches its own heap.
struct Signal {
  /// The next older signal in the outer queue, the next newer one in the mailbox.
  var next: SignalRef?
  /// The pid, or the alias, that it was sent to.
  ///
  /// The receiver drops what is not its own.
  var addressee: Term
  var term: Term
  var kind: SignalKind
  var flags: SignalFlags
  /// The pool's class of the block; 255 when it came from malloc.
  var sizeClass: UInt8
  /// Spare; keeps the header at 32 bytes.
  var spare: UInt8 = 0
  /// How many words of the payload belong to ``term``'s copy; of a time-out, its number.
  var words: UInt32
}

/// Where a signal is.
typealias SignalRef = UnsafeMutablePointer<Signal>

/// Marks of a signal.
struct SignalFlags: OptionSet {
  let rawValue: UInt8

  /// The first word of the payload is the head of a list of off-heap boxes in it.
  static let offHeap = SignalFlags(rawValue: 1)
  /// The first word of the payload is the sender's pid (or a number).
  static let extra = SignalFlags(rawValue: 2)
  /// The message counts against the mailbox's limit.
  static let counted = SignalFlags(rawValue: 4)
  /// The exit signal is one of `kill` sent by `exit(pid, :kill)`.
  static let kill = SignalFlags(rawValue: 8)
  /// The receiver should be put at the front of its run queue.
  static let urgent = SignalFlags(rawValue: 16)
  /// The message is an event: it becomes no dead letter.
  static let event = SignalFlags(rawValue: 32)
}

extension UnsafeMutablePointer<Signal> {
  /// The words behind the header.
  ///
  /// Word 0 is ``extra``; terms begin at word 1.
  @inline(__always)
  var payload: UnsafeMutablePointer<UInt64> {
    (UnsafeMutableRawPointer(self) + MemoryLayout<Signal>.stride)
      .assumingMemoryBound(to: UInt64.self)
  }

  /// Word 0 of the payload, in blocks that have one.
  @inline(__always)
  var extra: UInt64 {
    get { payload[0] }
    nonmutating set { payload[0] = newValue }
  }

  /// Where the copied term begins.
  @inline(__always)
  var copy: UnsafeMutablePointer<UInt64> { payload + 1 }

  /// Where the copied term is.
  var range: AddressRange {
    AddressRange(start: UInt(bitPattern: copy), length: UInt(pointee.words) * 8)
  }

  /// The boxes in the copy that own something outside it.
  var offHeap: OffHeapList {
    pointee.flags.contains(.offHeap) ? OffHeapList(first: extra) : OffHeapList()
  }
}

extension Pool {
  /// The class of blocks from malloc.
  static let fromMalloc: UInt8 = 255

  /// Makes a signal with room for `words` words of a copied term and for the extra word.
  @inline(__always)
  func signal(
    _ kind: SignalKind,
    to addressee: Term,
    term: Term,
    words: Int = 0,
    extra: Bool = false
  ) -> SignalRef {
    let bytes =
      MemoryLayout<Signal>.stride &+ (words > 0 || extra ? (words &+ 1) &* 8 : 0)
    let sizeClass = Pool.sizeClass(bytes)
    let block: UnsafeMutableRawPointer
    if sizeClass <= Pool.classCount {
      block = take(sizeClass)
    } else {
      block = large(bytes)
      growth += 1
    }
    let signal = block.assumingMemoryBound(to: Signal.self)
    signal.initialize(
      to: Signal(
        next: nil,
        addressee: addressee,
        term: term,
        kind: kind,
        flags: [],
        sizeClass: sizeClass <= Pool.classCount ? UInt8(sizeClass) : Pool.fromMalloc,
        words: UInt32(truncatingIfNeeded: words)
      )
    )
    return signal
  }

  @inline(never)
  private func large(_ bytes: Int) -> UnsafeMutableRawPointer {
    // The size stands before the block for the ledger.
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes + 16, alignment: 16)
    raw.storeBytes(of: bytes, as: Int.self)
    ledger.pointee.add(bytes)
    return raw + 16
  }

  /// Frees a signal whose copy owns nothing outside itself any more.
  @inline(__always)
  func free(_ signal: SignalRef) {
    if signal.pointee.sizeClass != Pool.fromMalloc {
      give(UnsafeMutableRawPointer(signal), Int(signal.pointee.sizeClass))
    } else {
      let raw = UnsafeMutableRawPointer(signal) - 16
      ledger.pointee.subtract(raw.load(as: Int.self))
      raw.deallocate()
    }
  }

  /// Frees a signal that nobody will read, and what belongs to it.
  func drop(_ signal: SignalRef) {
    signal.offHeap.releaseAll()
    if signal.pointee.kind == .timeout,
      let timer = UnsafeMutableRawPointer(bitPattern: UInt(signal.extra))
    {
      give(timer, Pool.sizeClass(MemoryLayout<Timer>.stride))
    }
    free(signal)
  }
}
