/// One run of the ``Collector``.
struct Collection: ~Copyable {
  private let context: ContextRef
  private let process: ProcessRef
  private let scheduler: SchedulerRef
  private let live: Int
  private let need: Int
  /// Whether the process has collected often in this slice.
  private let isBusy: Bool
  /// Whether the process builds a large map.
  private let isBuilding: Bool
  /// What stays where it is whoever collects: literals, or all that is not in the young heap when
  /// nothing else is to be moved.
  private var settled: AddressRange
  /// The message that a receive looks at: guards may collect while registers refer to its parts,
  /// and it stays in its signal until it is taken.
  private let unreceived: AddressRange
  /// The mature area and the messages that belong to it in a young collection, empty otherwise.
  private var mature = AddressRange(start: 0, length: 0)
  private var adopted: SignalRef?
  /// What is filled of the block's heap.
  private var young = AddressRange(start: 0, length: 0)
  /// What is to be promoted in a young collection: the part of the block that has survived before.
  private var survivors = AddressRange(start: 0, length: 0)

  /// Where young objects are written, and how far that is from the addresses they will have.
  private var to: UnsafeMutablePointer<UInt64>
  private var toStart: UnsafeMutablePointer<UInt64>
  private var distance = 0
  /// How many words were copied.
  private(set) var copiedWords = 0
  /// Where mature objects are written.
  private var promoted: UnsafeMutablePointer<UInt64>

  init(_ context: ContextRef, live: Int, need: Int, isBusy: Bool, isBuilding: Bool = false) {
    self.isBusy = isBusy
    self.isBuilding = isBuilding
    self.context = context
    process = context.pointee.process
    scheduler = context.pointee.scheduler
    self.live = live
    self.need = need
    settled = context.pointee.machine.pointee.literals.range
    let message = process.pointee.mailbox.current
    unreceived = message?.range ?? AddressRange(start: 0, length: 0)
    to = process.pointee.heapStart
    toStart = to
    promoted = to
  }

  /// Collects and makes room; false when a limit stands against it.
  ///
  /// `whole` says that what has long survived is to be looked at too.
  mutating func run(whole isWhole: Bool = false) -> Bool {
    let young = process.pointee.top - process.pointee.heapStart + fragmentWords
    let whole = young + (process.pointee.heapEnd - process.pointee.stack) + Collector.slack
    let block = process.pointee.heapEnd - process.pointee.heapStart
    if let old = process.pointee.old {
      if !isWhole && old.pointee.end - old.pointee.top >= young {
        // What survives goes back to the block, so it must have the room.
        if whole > block, !moveForCollection(whole) { return false }
        collectYoung(old)
      } else if !collectAll() {
        return false
      }
    } else if max(block, whole) <= Collector.plainLimit {
      if whole > block, !moveForCollection(whole) { return false }
      collectPlain()
    } else if !collectAll() {
      return false
    }
    process.pointee.outsideWords = limitWords > 0 ? sharedWords : 0
    return makeRoom()
  }

  /// Moves to a block that holds so many words; false when a limit stands against it.
  private mutating func moveForCollection(_ words: Int) -> Bool {
    let block = process.pointee.heapEnd - process.pointee.heapStart
    let target = roundUp(words)
    let machine = context.pointee.machine
    let bytes = scheduler.pointee.pool.ledger.pointee.bytes
    let fits =
      bytes + (target - block) * 8 <= machine.pointee.options.maxMemory
      && bytes + target * 8 <= Collector.mostWithCopies(machine)
    guard fits || machine.isSmall(target * 8) else { return false }
    moveBlock(to: target)
    return true
  }

  /// The words outside the heap that its boxes keep alive, each counted once.
  private var sharedWords: UInt32 {
    var seen: Set<UInt64> = []
    var words = 0
    for list in [process.pointee.offHeap, process.pointee.old?.pointee.offHeap ?? OffHeapList()] {
      var address = list.first
      while address != 0 {
        let box = OffHeapList.box(address)
        address = box[3]
        guard seen.insert(box[1]).inserted else { continue }
        words += OffHeapList.wordsOutside(box)
      }
    }
    return UInt32(min(words, 1 << 30))
  }

  /// The words in received messages that are still in their signals.
  private var fragmentWords: Int {
    var words = 0
    var fragment = process.pointee.fragments
    while let current = fragment {
      words += Int(current.pointee.words)
      fragment = current.pointee.next
    }
    return words
  }
}

// MARK: - The three ways to collect

extension Collection {
  /// Collects a small heap whole, by way of the scratch buffer.
  private mutating func collectPlain() {
    let fragments = fragmentWords
    findYoung(alone: fragments == 0)
    useScratch(process.pointee.top - process.pointee.heapStart + fragments)
    evacuateRoots()
    scanYoung(from: toStart)
    var list = OffHeapList()
    sweep(process.pointee.offHeap, young: &list)
    process.pointee.offHeap = list
    freeFragments()
    copiedWords = to - toStart
    copyBack()
  }

  /// Collects the young heap: what had survived before moves to the mature area.
  private mutating func collectYoung(_ old: UnsafeMutablePointer<OldArea>) {
    mature = AddressRange(
      start: UInt(bitPattern: old.pointee.start),
      length: UInt(bitPattern: old.pointee.end) - UInt(bitPattern: old.pointee.start)
    )
    adopted = old.pointee.adopted
    let fragments = fragmentWords
    findYoung(alone: fragments == 0)
    let aged = process.pointee.highWater - process.pointee.heapStart
    survivors =
      old.pointee.promotesAtOnce > 0
      ? .everything : AddressRange(start: young.start, length: UInt(aged) * 8)
    let firstPromoted = old.pointee.top
    promoted = firstPromoted
    useScratch(process.pointee.top - process.pointee.heapStart + fragments)
    evacuateRoots()
    var scannedYoung = toStart
    var scannedOld = firstPromoted
    while scannedYoung < to || scannedOld < promoted {
      scannedOld = scanMature(from: scannedOld)
      scannedYoung = scanYoung(from: scannedYoung)
    }
    old.pointee.top = promoted
    old.pointee.countPromoted(promoted - firstPromoted, of: aged)
    copiedWords = (to - toStart) + (promoted - firstPromoted)
    var list = OffHeapList()
    sweep(process.pointee.offHeap, young: &list)
    process.pointee.offHeap = list
    freeFragments()
    copyBack()
  }

  /// Collects everything into a new mature area; the young heap is empty afterwards.
  private mutating func collectAll() -> Bool {
    var words = process.pointee.top - process.pointee.heapStart + fragmentWords
    if let old = process.pointee.old { words += old.pointee.usedWords }
    // Room to promote into for a while: half of what there is, or one nursery. Where little turns
    // out to be alive, thrice of that is enough, and the rest is never touched.
    let capacity = words + max(words / 2, Collector.nursery)
    // What there is now is given back afterwards, but until then there are two.
    let machine = context.pointee.machine
    let most = Collector.mostWithCopies(machine)
    let all = scheduler.pointee.pool.ledger.pointee.bytes
    if all + words * 8 > most, !machine.isSmall(words * 8) { return false }
    let usedBytes = process.blockWords * 8
    let block = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    to = block
    toStart = block
    distance = 0
    findYoung(alone: false)
    evacuateRoots()
    scanYoung(from: toStart)
    var list = OffHeapList()
    sweep(process.pointee.offHeap, young: &list)
    if let old = process.pointee.old { sweep(old.pointee.offHeap, young: &list) }
    freeFragments()
    copiedWords = to - block
    let promotesAtOnce = process.pointee.old?.pointee.promotesAtOnce ?? 0
    if let old = process.pointee.old { OldArea.free(old, scheduler.pointee.pool) }
    // So that what fills up can be collected once more where there is little memory.
    let others = all - usedBytes
    let fair = max((most - others) / 16 - Collector.nursery, copiedWords + Collector.nursery)
    let room = min(capacity, copiedWords + max(copiedWords * 3, Collector.nursery), fair)
    scheduler.pointee.pool.ledger.pointee.add(room * 8)
    let old = UnsafeMutablePointer<OldArea>.allocate(capacity: 1)
    old.initialize(to: OldArea(start: block, top: to, end: block + room))
    old.pointee.offHeap = list
    old.pointee.promotesAtOnce = promotesAtOnce
    process.pointee.old = old
    process.pointee.offHeap = OffHeapList()
    process.pointee.top = process.pointee.heapStart
    process.pointee.highWater = process.pointee.heapStart
    return true
  }

  /// Finds out what is young; `alone` says that nothing but the young heap is to be moved.
  private mutating func findYoung(alone: Bool) {
    young = AddressRange(
      start: UInt(bitPattern: process.pointee.heapStart),
      length: UInt(bitPattern: process.pointee.top) - UInt(bitPattern: process.pointee.heapStart)
    )
    if alone { settled = .everything }
  }

  /// Young objects go to the scratch buffer, with the addresses of the block's start.
  private mutating func useScratch(_ words: Int) {
    toStart = scheduler.pointee.scratch(words)
    to = toStart
    distance = UnsafeMutableRawPointer(process.pointee.heapStart) - UnsafeMutableRawPointer(toStart)
  }

  /// Moves what is in the scratch buffer to where it belongs.
  private func copyBack() {
    let words = to - toStart
    process.pointee.heapStart.update(from: toStart, count: words)
    process.pointee.top = process.pointee.heapStart + words
    process.pointee.highWater = process.pointee.top
  }
}

// MARK: - Moving

extension Collection {
  /// Makes a word refer to the new place of what it refers to.
  @inline(__always)
  private mutating func evacuate(_ slot: UnsafeMutablePointer<UInt64>) {
    let term = Term(bits: slot[0])
    if term.isPointer { slot[0] = move(term).bits }
  }

  /// Like ``evacuate(_:)`` for a register or slot, which alone may refer to a message not yet taken.
  @inline(__always)
  private mutating func evacuateRegister(_ slot: UnsafeMutablePointer<UInt64>) {
    let term = Term(bits: slot[0])
    if term.isPointer, !unreceived.contains(term) { slot[0] = move(term).bits }
  }

  /// Moves what a pointer refers to, unless that has been done or must not be.
  @inline(__always)
  private mutating func move(_ term: Term) -> Term {
    if !young.contains(term) && stays(term) { return term }
    let from = term.address
    if term.isCons {
      if from[0] == Term.moved.bits { return Term(bits: from[1]) }
      let copy: Term
      if survivors.contains(term) {
        promoted[0] = from[0]
        promoted[1] = from[1]
        copy = Term(cons: promoted)
        promoted += 2
      } else {
        to[0] = from[0]
        to[1] = from[1]
        copy = Term(bits: UInt64(bitPattern: Int64(Int(bitPattern: to) &+ distance)) | Term.consTag)
        to += 2
      }
      from[0] = Term.moved.bits
      from[1] = copy.bits
      return copy
    }
    let header = BoxHeader(bits: from[0])
    if !header.isHeader { return Term(bits: header.bits) }
    let words = header.size &+ 1
    let copy: Term
    if survivors.contains(term) {
      copyWords(from, promoted, words)
      copy = Term(box: promoted)
      promoted += words
    } else {
      copyWords(from, to, words)
      copy = Term(bits: UInt64(bitPattern: Int64(Int(bitPattern: to) &+ distance)) | Term.boxTag)
      to += words
    }
    from[0] = copy.bits
    return copy
  }

  /// Whether what lies outside the young heap stays where it is.
  @inline(__always)
  private func stays(_ term: Term) -> Bool {
    settled.contains(term) || mature.contains(term) || OldArea.isAdopted(term, adopted)
  }

  @inline(__always)
  private func copyWords(
    _ from: UnsafeMutablePointer<UInt64>,
    _ to: UnsafeMutablePointer<UInt64>,
    _ words: Int
  ) {
    // Most boxes are small: a loop is cheaper than a call of memcpy.
    if words <= 8 {
      var index = 0
      while index < words {
        to[index] = from[index]
        index = index &+ 1
      }
    } else {
      to.update(from: from, count: words)
    }
  }

  /// Moves what the young objects that were written refer to; gives where it stopped.
  @discardableResult
  private mutating func scanYoung(
    from start: UnsafeMutablePointer<UInt64>
  ) -> UnsafeMutablePointer<UInt64> {
    var scan = start
    while scan < to { scan = scanWord(scan) }
    return scan
  }

  /// Moves what the promoted objects refer to; gives where it stopped.
  private mutating func scanMature(
    from start: UnsafeMutablePointer<UInt64>
  ) -> UnsafeMutablePointer<UInt64> {
    var scan = start
    while scan < promoted { scan = scanWord(scan) }
    return scan
  }

  @inline(__always)
  private mutating func scanWord(
    _ scan: UnsafeMutablePointer<UInt64>
  ) -> UnsafeMutablePointer<UInt64> {
    let word = Term(bits: scan[0])
    if word.isPointer {
      scan[0] = move(word).bits
      return scan + 1
    }
    guard word.isHeader else { return scan + 1 }
    let header = BoxHeader(bits: word.bits)
    return scan + (header.isOpaque ? header.size &+ 1 : 1)
  }

  private mutating func evacuateRoots() {
    let x = UnsafeMutableRawPointer(context.pointee.x).assumingMemoryBound(to: UInt64.self)
    for index in 0..<live { evacuateRegister(x + index) }
    var slot = process.pointee.stack
    let end = process.pointee.heapEnd
    while slot < end {
      evacuateRegister(slot)
      slot += 1
    }
    context.pointee.reason = moved(context.pointee.reason)
    process.pointee.trace = moved(process.pointee.trace)
    guard let rare = process.pointee.rare else { return }
    rare.pointee.dictionary = moved(rare.pointee.dictionary)
    rare.pointee.exitReason = moved(rare.pointee.exitReason)
    if let continuation = rare.pointee.continuation {
      // In one access: one for each term took most of a collection when a native holds a million.
      continuation.terms.withUnsafeMutableBufferPointer { terms in
        for index in terms.indices { terms[index] = moved(terms[index]) }
      }
    }
  }

  @inline(__always)
  private mutating func moved(_ term: Term) -> Term { term.isPointer ? move(term) : term }
}

// MARK: - What hangs off the heap

extension Collection {
  /// Lets go of what dead boxes own and links those that live into the lists of their new areas.
  private func sweep(_ list: OffHeapList, young: inout OffHeapList) {
    var address = list.first
    while address != 0 {
      let box = OffHeapList.box(address)
      let following = box[3]
      if BoxHeader(bits: box[0]).isHeader {
        OffHeapList.releaseOwned(box)
      } else {
        let moved = Term(bits: box[0])
        if mature.contains(moved), let old = process.pointee.old {
          old.pointee.offHeap.add(moved.address)
        } else {
          // The box stands in the scratch buffer still; the link must tell its final address.
          let final = UInt(moved.bits & ~Term.tagMask)
          let now = UInt(bitPattern: Int(bitPattern: final) &- distance)
          OffHeapList.box(UInt64(now))[3] = young.first
          young.first = UInt64(final)
        }
      }
      address = following
    }
  }

  private func freeFragments() {
    var fragment = process.pointee.fragments
    process.pointee.fragments = nil
    while let current = fragment {
      fragment = current.pointee.next
      scheduler.pointee.pool.free(current)
    }
  }
}

// MARK: - Room

extension Collection {
  /// Gives the process a block in which `need` words are free, larger or smaller than before.
  private func makeRoom() -> Bool {
    let block = process.pointee.heapEnd - process.pointee.heapStart
    let used =
      process.pointee.top - process.pointee.heapStart
      + (process.pointee.heapEnd - process.pointee.stack)
    let required = used + need + Collector.slack
    let options = context.pointee.machine.pointee.options
    let mature = process.pointee.old?.pointee.usedWords ?? 0
    // What may still be asked for: a process that is near its limit would only collect, again and
    // again, for less and less room; so the last sixteenth is not given out in pieces.
    var ceiling = Int.max
    if limitWords > 0 { ceiling = limitWords - mature }
    if required > ceiling - (ceiling == .max ? 0 : limitWords / 16) { return false }

    var target = block
    let least = process.pointee.old == nil ? Collector.firstBlock : Collector.nursery
    if required * 4 > block * 3 || block < least {
      target = max(least, roundUp(required * 2))
      target = min(target, max(required, ceiling))
      let bytes = scheduler.pointee.pool.ledger.pointee.bytes
      // Until the smaller block is given back there are two.
      let most = (Collector.mostWithCopies(context.pointee.machine) - bytes) / 8
      let free = min((options.maxMemory - bytes) / 8, max(most - block, 0))
      if target - block > free, !context.pointee.machine.isSmall((mature + required * 2) * 8) {
        target = max(min(target, block + free), block)
        if required + required / 16 > target { return false }
      }
    } else if isBuilding, process.pointee.old != nil, copiedWords > block / 4 {
      if block < Collector.buildingLimit && limitWords == 0 { target = block * 2 }
    } else if isBusy {
      if block < Collector.busyLimit && limitWords == 0 { target = block * 2 }
    } else if block > least * 4 && required * 8 < block {
      target = max(least, roundUp(required * 2))
    }
    if target == block && !options.collectsAlways { return true }
    moveBlock(to: target)
    return true
  }

  /// Moves to the smallest block that holds what is there and `free` words.
  mutating func shrink(keeping free: Int) {
    let used =
      process.pointee.top - process.pointee.heapStart
      + (process.pointee.heapEnd - process.pointee.stack)
    if used + free == Collector.homeWords {
      moveBlock(to: Collector.homeWords)
      process.pointee.flags.insert(.collectSoon)
      return
    }
    let target = (used + free + 3) / 4 * 4
    if target < process.pointee.heapEnd - process.pointee.heapStart { moveBlock(to: target) }
  }

  private var limitWords: Int { process.pointee.rare?.pointee.maxHeapWords ?? 0 }

  /// Sizes grow by steps of a quarter, so that few different ones are asked for.
  private func roundUp(_ words: Int) -> Int {
    if words <= Collector.firstBlock { return Collector.firstBlock }
    var step = 16
    while step * 8 < words { step *= 2 }
    return (words + step - 1) / step * step
  }

  /// Moves heap and stack to a new block.
  func moveBlock(to words: Int) {
    let pool = scheduler
    let from = process.pointee.heapStart
    let oldWords = process.pointee.heapEnd - from
    let heapWords = process.pointee.top - from
    let stackWords = process.pointee.heapEnd - process.pointee.stack
    let block =
      words == Collector.homeWords
      ? process.home : Collector.allocateBlock(words, pool.pointee.pool)
    let range = AddressRange(start: UInt(bitPattern: from), length: UInt(heapWords * 8))
    let delta = UInt64(
      bitPattern: Int64(UnsafeMutableRawPointer(block) - UnsafeMutableRawPointer(from))
    )
    block.update(from: from, count: heapWords)
    let stack = block + (words - stackWords)
    stack.update(from: process.pointee.stack, count: stackWords)

    Relocation.shift(block, heapWords, range, delta)
    Relocation.shift(stack, stackWords, range, delta)
    let x = UnsafeMutableRawPointer(context.pointee.x).assumingMemoryBound(to: UInt64.self)
    Relocation.shift(x, live, range, delta)
    Relocation.shift(&context.pointee.reason, range, delta)
    Relocation.shift(&process.pointee.trace, range, delta)
    if let rare = process.pointee.rare {
      Relocation.shift(&rare.pointee.dictionary, range, delta)
      Relocation.shift(&rare.pointee.exitReason, range, delta)
      if let continuation = rare.pointee.continuation {
        continuation.terms.withUnsafeMutableBufferPointer { terms in
          for index in terms.indices { Relocation.shift(&terms[index], range, delta) }
        }
      }
    }
    Relocation.shiftList(&process.pointee.offHeap, range, delta)

    if context.pointee.machine.pointee.options.collectsAlways {
      // A stale pointer must not find anything that looks right.
      from.update(repeating: 0xDEAD_DEAD_DEAD_DEAF, count: oldWords)
    }
    Collector.freeBlock(from, oldWords, pool.pointee.pool)
    if oldWords == Collector.homeWords { process.pointee.trace = .nil }
    process.pointee.setBlock(block, words: words)
    process.pointee.top = block + heapWords
    process.pointee.highWater = block + (process.pointee.highWater - from)
    process.pointee.stack = stack
  }
}

/// Moves terms by adding an offset to what points into a range.
enum Relocation {
  /// Shifts the terms in `count` words, which may be boxes and cons cells.
  @inline(__always)
  static func shift(
    _ words: UnsafeMutablePointer<UInt64>,
    _ count: Int,
    _ range: AddressRange,
    _ delta: UInt64
  ) {
    var index = 0
    while index < count {
      let term = Term(bits: words[index])
      if term.isPointer {
        if range.contains(term) { words[index] = term.bits &+ delta }
      } else if term.isHeader {
        let header = BoxHeader(bits: term.bits)
        if header.isOpaque { index = index &+ header.size }
      }
      index = index &+ 1
    }
  }

  /// Shifts one term.
  @inline(__always)
  static func shift(_ term: inout Term, _ range: AddressRange, _ delta: UInt64) {
    if term.isPointer && range.contains(term) { term.bits = term.bits &+ delta }
  }

  /// Shifts the links of a list of boxes, some of which have moved.
  static func shiftList(_ list: inout OffHeapList, _ range: AddressRange, _ delta: UInt64) {
    func shifted(_ address: UInt64) -> UInt64 {
      UInt(address) &- range.start < range.length ? address &+ delta : address
    }
    list.first = shifted(list.first)
    var address = list.first
    while address != 0 {
      let box = OffHeapList.box(address)
      if box[3] != 0 { box[3] = shifted(box[3]) }
      address = box[3]
    }
  }
}
