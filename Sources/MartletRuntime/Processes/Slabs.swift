import Synchronization

/// All control blocks of a virtual machine.
///
/// A block's memory is never given back or used for anything else, so following a pid to its block
/// is always safe: a slot number is a slab and a place in it, the address a load and a
/// multiplication. There is no process table, and no reference counts, epochs or hazard pointers.
struct Slabs: ~Copyable {
  /// How many blocks a slab has.
  static let slabSize = 8192
  private static let directorySize = 1 << (Int(Term.slotBits) - 13)

  private let share: LedgerShare
  private let directory: UnsafeMutablePointer<ProcessRef?>
  let state: Mutex<State>
  /// How many processes there may be at once.
  let limit: Int
  /// How many there are.
  let alive = Atomic<Int>(0)

  struct State: @unchecked Sendable {
    var free: ProcessRef?
    var slabs = 0
    var used = 0
  }

  init(limit: Int, share: LedgerShare) {
    self.share = share
    self.limit = min(max(limit, 1), 1 << Int(Term.slotBits))
    directory = SystemMemory.makeDirectory(Slabs.directorySize)
    state = Mutex(State())
  }

  deinit {
    let bytes = Slabs.slabSize * MemoryLayout<Process>.stride
    for slot in 0..<state.withLock({ $0.used }) {
      let word = block(slot)?.pointee.bounds.load(ordering: .relaxed) ?? 0
      if let bounds = MailboxBoundsRef(bitPattern: word & ~1) {
        bounds.deinitialize(count: 1)
        bounds.deallocate()
      }
    }
    for slab in 0..<state.withLock({ $0.slabs }) {
      if let memory = directory[slab] {
        SystemMemory.release(memory, bytes)
      }
    }
    SystemMemory.releaseDirectory(directory, Slabs.directorySize)
  }

  /// The control block of a slot; nil when no process ever had it (a forged pid).
  @inline(__always)
  func block(_ slot: Int) -> ProcessRef? {
    guard let slab = directory[slot / Slabs.slabSize] else { return nil }
    return slab + slot % Slabs.slabSize
  }

  /// The control block that a pid names, or nil when that process is gone.
  @inline(__always)
  func find(_ pid: Term) -> ProcessRef? {
    guard let process = block(pid.slot),
      process.pointee.pid.load(ordering: .relaxed) == pid.bits
    else { return nil }
    return process
  }

  /// Takes up to `count` free blocks, linked by `next`; nil when the limit is reached.
  ///
  /// A block's pid word holds the pid of its last process; a fresh one's generation is the last
  /// that there is, so that the first process has generation 0.
  func take(_ count: Int) -> (first: ProcessRef, count: Int)? {
    nonisolated(unsafe) var taken: (first: ProcessRef, count: Int)?
    state.withLock { state in
      var first: ProcessRef?
      var last: ProcessRef?
      var number = 0
      while number < count {
        let block: ProcessRef
        if let free = state.free {
          state.free = free.pointee.next
          block = free
        } else if let new = fresh(&state) {
          block = new
        } else {
          break
        }
        block.pointee.next = nil
        if let last { last.pointee.next = block } else { first = block }
        last = block
        number += 1
      }
      if let first { taken = (first, number) }
    }
    return taken
  }

  /// Gives blocks back that are linked by `next`.
  func give(first: ProcessRef, last: ProcessRef) {
    nonisolated(unsafe) let (first, last) = (first, last)
    state.withLock { state in
      last.pointee.next = state.free
      state.free = first
    }
  }

  /// Calls `body` with the control block of every process that is alive.
  func forEachBlock(_ body: (ProcessRef) -> Void) {
    let used = state.withLock { $0.used }
    for slot in 0..<used {
      guard let block = block(slot),
        block.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
      else { continue }
      body(block)
    }
  }

  /// Calls `body` with the control blocks that are in use or were, from a slot on; gives how many
  /// there were, at most `count`.
  func slots(from first: Int, count: Int, _ body: (ProcessRef) -> Void) -> Int {
    let end = min(first + count, state.withLock { $0.used })
    for slot in first..<max(first, end) {
      if let block = block(slot) { body(block) }
    }
    return max(0, end - first)
  }

  /// Calls `body` with the pid of every process that is alive.
  func forEach(_ body: (Term) -> Void) {
    forEachBlock { body($0.pid) }
  }

  private func fresh(_ state: inout State) -> ProcessRef? {
    if state.used == state.slabs * Slabs.slabSize {
      guard state.slabs < Slabs.directorySize else { return nil }
      let bytes = Slabs.slabSize * MemoryLayout<Process>.stride
      guard let memory = SystemMemory.reserve(bytes) else { return nil }
      if state.slabs > 0 { SystemMemory.preferHugePages(memory, bytes) }
      share.ledger.pointee.add(bytes)
      directory[state.slabs] = memory.assumingMemoryBound(to: Process.self)
      state.slabs += 1
    }
    guard let block = block(state.used) else { return nil }
    block.initializeFree(slot: state.used)
    state.used += 1
    return block
  }
}

extension UnsafeMutablePointer<Process> {
  /// Makes a fresh block a free one.
  fileprivate func initializeFree(slot: Int) {
    let nowhere = UnsafeMutablePointer<UInt64>(bitPattern: 8).unsafelyUnwrapped
    initialize(
      to: Process(
        pid: Atomic(Term(pidSlot: slot, generation: .max).bits),
        queue: Atomic(Mailbox.dead),
        name: Atomic(0),
        messages: Atomic(0),
        next: nil,
        sizes: Atomic(0),
        heapEnd: nowhere,
        top: nowhere,
        stack: nowhere,
        highWater: nowhere,
        old: nil,
        offHeap: OffHeapList(),
        place: Atomic(UInt(bitPattern: nowhere)),
        live: 0,
        priority: .normal,
        flags: [],
        outsideWords: 0,
        bounds: Atomic(1),
        reductionCount: Atomic(0),
        mailbox: Mailbox(),
        fragments: nil,
        relations: nil,
        trace: .nil,
        rare: nil
      )
    )
  }
}
