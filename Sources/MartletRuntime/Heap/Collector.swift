/// The garbage collector of one process's heap.
///
/// **Model.** A process owns one block: the young heap grows up from its start, the stack down from
/// its end. Most processes never have more. A small heap is collected whole: what is alive is
/// copied to a scratch buffer of the scheduler, laid out with the addresses that it will have in
/// the block, and copied back; so a collection needs no second block. A heap that outgrows
/// ``plainLimit`` gets a mature area: objects that have survived one collection (they lie below
/// the high-water mark) move there at the next, and the block becomes a nursery that fits the cache.
/// While most of them would survive twice, all move at once (``OldArea/promotesAtOnce``).
///
/// A large message becomes part of the mature area where it is, see ``OldArea/adopted``.
///
/// **Invariants.** Terms are immutable, so older objects never point to younger ones: a young
/// collection need not look at the mature area at all. Pointers into the literal area are never
/// followed. (A map in building, ``MapInBuilding``, is changed; but only nodes that are younger than
/// the last collection.) Everything else that is neither literal nor mature is young: the block, and received
/// messages that are still in their signals (fragments), which every collection empties.
///
/// **Roots.** The stack from `sp` to its end (return addresses look like small integers), the X
/// registers below `live`, the reason of an exception on its way, the trace, and in the rare state
/// the dictionary, the exit reason and the continuation's terms.
///
/// Rules for editors of this file:
/// 1. Nothing outside these roots may hold a heap pointer over a safepoint.
/// 2. From-space is unreadable once it is copied over: walk off-heap lists before that.
/// 3. `collect-always` moves the block at every safepoint and poisons the old one. Run it.
///
/// Measured for the design: binary trees of depth 16, 231 ms against 263 with plain copying.
/// C. J. Cheney, "A nonrecursive list compacting algorithm" (1970), is the algorithm of the scan.
enum Collector {
  /// Words that every process keeps free between heap and stack: return addresses of functions
  /// without a frame stand there.
  static let slack = 8
  /// The words of a new process's block: 448 bytes.
  static let firstBlock = 48
  /// The words up to which a block is collected whole.
  static let plainLimit = 8 * 1024
  /// A process that collects so often in one slice is busy: its block doubles, up to ``busyLimit``.
  ///
  /// Most processes never are, and keep the smallest. nbody: 2.3 million collections became
  /// 117,000.
  static let often = 4
  /// The words up to which the smallest blocks double at each fourth collection.
  ///
  /// A server whose slices are one request long is never busy, and collected 1.5 times a call; most
  /// processes that wait have not collected so often and stay small. A call took 20 % less.
  static let seasonedLimit = firstBlock * 4
  /// The words up to which the block of a busy process grows although little in it is alive.
  static let busyLimit = 4 * 1024
  /// The words up to which the nursery of a process doubles that builds a map which fills much of it.
  ///
  /// After each collection the map's nodes are copied when they are first changed, and what was
  /// copied is alive at the next; where the whole map has room nothing is copied any more. Counting
  /// the words of ten megabytes, when each slice of the process began anew: 418 collections became
  /// 214.
  static let buildingLimit = 256 * 1024
  /// The words of the block of a process that sleeps and has nothing but its return address: they
  /// stand in its control block, see ``Swift/UnsafeMutablePointer/home``.
  static let homeWords = 1
  /// The words of a nursery.
  static let nursery = 32 * 1024

  /// Makes room for `need` words; X registers below `live` are roots.
  ///
  /// - Returns: false when a limit stands against it: the process must end with `:heap_limit`.
  @inline(never)
  static func collect(
    _ context: ContextRef,
    need: Int,
    live: Int,
    whole: Bool = false
  ) -> Bool {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let often = scheduler.pointee.countCollection() >= often
    let isBuilding = context.pointee.building.isUnderWay
    context.pointee.forgetMaps()
    let allocated = UInt64(process.pointee.top - process.pointee.highWater)
    scheduler.pointee.counters.wordsAllocated += allocated
    if let rare = process.pointee.rare {
      rare.pointee.allocatedWords &+= allocated
      rare.pointee.collections += 1
    }

    // Relaxed: who has just subscribed hears of the next collection.
    let threshold = scheduler.pointee.machine.pointee.events.collectionThreshold
      .load(ordering: .relaxed)
    let began = threshold == .max ? 0 : Clock.monotonic
    let isSeasoned =
      process.pointee.flags.countCollection() && process.blockWords * 2 <= seasonedLimit
    var collection = Collection(
      context,
      live: live,
      need: need,
      isBusy: often || isSeasoned,
      isBuilding: isBuilding
    )
    let survived = collection.run(whole: whole)
    if threshold != .max {
      SystemEvents.checkCollection(context, began: began, threshold: threshold)
    }
    // What was copied is work of the process: about 16 words a reduction.
    context.pointee.reductions &-= 8 + collection.copiedWords / 16
    return survived
  }

  /// Cuts the heap of a process that goes to sleep to what is alive; X registers below `live` go
  /// onto its stack.
  ///
  /// The first thing that it does afterwards makes room again.
  static func hibernate(_ context: ContextRef, live: Int) -> Bool {
    guard collect(context, need: live + slack, live: live, whole: true) else { return false }
    let process = context.pointee.process
    var collection = Collection(context, live: live, need: 0, isBusy: false)
    if process.pointee.old == nil {
      // No slack: it goes on at a function's entry, and a function makes room before it calls.
      collection.shrink(keeping: live)
    }
    process.pointee.stack -= live
    for index in 0..<live { process.pointee.stack[index] = context.pointee.x[index].bits }
    return true
  }

  /// Makes sure that a process may hold `bytes` more outside its heap.
  ///
  /// When there is garbage in the way it goes: X registers below `live` are roots, and `need` words
  /// are free on the heap afterwards.
  static func reserveOffHeap(
    _ context: ContextRef,
    bytes: Int,
    need: Int = 0,
    live: Int
  ) -> Bool {
    if mayHold(context, bytes: bytes) { return true }
    return collect(context, need: need, live: live, whole: true) && mayHold(context, bytes: bytes)
  }

  /// Lets the process end that has gathered more bytes outside its heap than it may hold.
  static func checkGathered(_ context: ContextRef, _ bytes: Int) throws(Raise) {
    if bytes > 1 << 16, bytes > room(context) { throw Raise(class: .kill) }
  }

  /// How many bytes there may be while something is moved: a quarter more than otherwise.
  static func mostWithCopies(_ machine: MachineRef) -> Int {
    let most = machine.pointee.options.maxMemory
    return most > .max / 2 ? most : most + most / 4
  }

  /// How many bytes more the process may hold.
  static func room(_ context: ContextRef) -> Int {
    let machine = context.pointee.machine
    var room = machine.pointee.options.maxMemory - machine.pointee.ledger.pointee.bytes
    if let rare = context.pointee.process.pointee.rare, rare.pointee.maxHeapWords > 0 {
      let held = context.pointee.process.usedWords
      room = min(room, (rare.pointee.maxHeapWords - held) * 8)
    }
    return max(room, 0)
  }

  /// Whether a process may hold `bytes` more outside its heap, `besides` which it holds what is
  /// counted already.
  static func mayHold(_ context: ContextRef, bytes: Int, besides: Int = 0) -> Bool {
    let process = context.pointee.process
    guard bytes < 1 << 40 else { return false }
    let machine = context.pointee.machine
    if machine.pointee.ledger.pointee.bytes + bytes > machine.pointee.options.maxMemory {
      let held = process.blockWords * 8 + Int(process.pointee.outsideWords) * 8 + bytes + besides
      // What is shared outside is kept by small parts of it too, which are counted as such.
      if bytes > 1 << 12 || !machine.isSmall(held) { return false }
    }
    if let rare = process.pointee.rare, rare.pointee.maxHeapWords > 0 {
      let held = process.usedWords + Int(process.pointee.outsideWords) + (bytes + besides) / 8
      return held <= rare.pointee.maxHeapWords
    }
    return true
  }

  /// Allocates a block of words.
  static func allocateBlock(_ words: Int, _ pool: borrowing Pool) -> UnsafeMutablePointer<UInt64> {
    let sizeClass = Pool.sizeClass(words * 8)
    if sizeClass <= Pool.classCount {
      return pool.take(sizeClass).assumingMemoryBound(to: UInt64.self)
    }
    pool.ledger.pointee.add(words * 8)
    return .allocate(capacity: words)
  }

  /// Frees a block of words.
  static func freeBlock(
    _ block: UnsafeMutablePointer<UInt64>,
    _ words: Int,
    _ pool: borrowing Pool
  ) {
    if words == homeWords { return }
    let sizeClass = Pool.sizeClass(words * 8)
    if sizeClass <= Pool.classCount {
      pool.give(UnsafeMutableRawPointer(block), sizeClass)
    } else {
      pool.ledger.pointee.subtract(words * 8)
      block.deallocate()
    }
  }
}

extension UnsafeMutablePointer<Process> {
  /// Where the only word of a hibernating process stands: in place of the trace, which it does not
  /// have.
  ///
  /// That is 32 bytes less for each. The process gets a block before it runs on, since it is marked
  /// with `collectSoon`; and the word, a return address, means nothing to a collection.
  var home: UnsafeMutablePointer<UInt64> {
    withUnsafeMutablePointer(to: &pointee.trace.bits) { $0 }
  }

  /// The words of the heap and stack in use.
  var usedWords: Int {
    var words = pointee.top - pointee.heapStart + (pointee.heapEnd - pointee.stack)
    if let old = pointee.old { words += old.pointee.usedWords }
    return words
  }

  /// The words of all blocks.
  var blockWords: Int {
    var words = pointee.heapEnd - pointee.heapStart
    if let old = pointee.old { words += old.pointee.blockWords }
    return words
  }
}
