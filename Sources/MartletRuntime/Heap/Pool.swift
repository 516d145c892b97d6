import Synchronization

/// Small blocks of memory in sizes of 32 bytes, for signals, first heaps and bookkeeping.
///
/// Every scheduler has its own lists, so taking and giving back costs a few instructions and a
/// block may be given back on another thread than it came from. Lists that grow past
/// ``depotAt`` hand a batch to the shared depot, empty ones take a batch from there. Against
/// malloc: ping-pong 23 ns instead of 28, counting 22 instead of 52 a message.
struct Pool: ~Copyable {
  /// The step between sizes in bytes.
  static let step = 32
  /// The number of sizes: up to 544 bytes.
  static let classCount = 17
  /// How many blocks pass to or from the depot at once.
  static let batch = 64
  /// When a list has so many blocks, a batch goes to the depot.
  static let depotAt = 256

  private struct List {
    var first: UnsafeMutableRawPointer?
    var count = 0
  }

  /// The lists by class.
  ///
  /// There is no class 0: its count says how often memory was asked for.
  private let lists: UnsafeMutablePointer<List>
  private let depot: Depot
  /// The ledger of the machine.
  let ledger: LedgerRef

  /// How often memory from outside was taken since this was last set to 0.
  var growth: Int {
    get { lists.pointee.count }
    nonmutating set { lists.pointee.count = newValue }
  }

  init(depot: Depot) {
    self.depot = depot
    ledger = depot.share.ledger
    lists = .allocate(capacity: Pool.classCount + 1)
    lists.initialize(repeating: List(), count: Pool.classCount + 1)
  }

  deinit { lists.deallocate() }

  /// The class of a size in bytes, from 1; above ``classCount`` a block is too large for the pool.
  @inline(__always)
  static func sizeClass(_ bytes: Int) -> Int { (bytes &+ (step &- 1)) / step }

  /// Takes a block of a class.
  @inline(__always)
  func take(_ sizeClass: Int) -> UnsafeMutableRawPointer {
    let list = lists + sizeClass
    guard let block = list.pointee.first else { return refill(sizeClass) }
    list.pointee.first = block.load(as: UnsafeMutableRawPointer?.self)
    list.pointee.count = list.pointee.count &- 1
    return block
  }

  /// Gives a block of a class back.
  @inline(__always)
  func give(_ block: UnsafeMutableRawPointer, _ sizeClass: Int) {
    let list = lists + sizeClass
    block.storeBytes(of: list.pointee.first, as: UnsafeMutableRawPointer?.self)
    list.pointee.first = block
    list.pointee.count = list.pointee.count &+ 1
    if list.pointee.count >= Pool.depotAt { spill(sizeClass) }
  }

  @inline(never)
  private func refill(_ sizeClass: Int) -> UnsafeMutableRawPointer {
    let list = lists + sizeClass
    growth += 1
    list.pointee.first = depot.takeBatch(sizeClass)
    list.pointee.count = Pool.batch
    return take(sizeClass)
  }

  @inline(never)
  private func spill(_ sizeClass: Int) {
    let list = lists + sizeClass
    let first = list.pointee.first.unsafelyUnwrapped
    var last = first
    for _ in 1..<Pool.batch {
      last = last.load(as: UnsafeMutableRawPointer?.self).unsafelyUnwrapped
    }
    list.pointee.first = last.load(as: UnsafeMutableRawPointer?.self)
    list.pointee.count = list.pointee.count - Pool.batch
    last.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    depot.giveBatch(first, sizeClass)
  }
}

/// Where the pools of all schedulers exchange batches of blocks; owns the memory of all of them.
final class Depot: Sendable {
  private struct State: @unchecked Sendable {
    var batches: [[UnsafeMutableRawPointer]] =
      Array(repeating: [], count: Pool.classCount + 1)
    var chunks: [UnsafeMutableRawPointer] = []
    var next: UnsafeMutableRawPointer?
    var left = 0
  }

  private let state = Mutex(State())
  /// Where the batches that are out are counted.
  let share: LedgerShare

  /// Makes a depot that counts in a ledger.
  init(share: LedgerShare = LedgerShare()) { self.share = share }

  /// How much memory is taken from the system at once.
  private static let chunkBytes = 1 << 20

  /// Takes a linked batch of blocks.
  func takeBatch(_ sizeClass: Int) -> UnsafeMutableRawPointer {
    nonisolated(unsafe) var result: UnsafeMutableRawPointer?
    let batchBytes = sizeClass * Pool.step * Pool.batch
    share.ledger.pointee.add(batchBytes)
    state.withLock { state in
      if let batch = state.batches[sizeClass].popLast() {
        result = batch
        return
      }
      let size = sizeClass * Pool.step
      if state.left < size * Pool.batch {
        // The first chunk is small, so that a short program touches little.
        let bytes = state.chunks.isEmpty ? Depot.chunkBytes / 4 : Depot.chunkBytes
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        state.chunks.append(chunk)
        state.next = chunk
        state.left = bytes
      }
      let first = state.next.unsafelyUnwrapped
      for index in 0..<Pool.batch {
        let following = index + 1 < Pool.batch ? first + (index + 1) * size : nil
        (first + index * size).storeBytes(of: following, as: UnsafeMutableRawPointer?.self)
      }
      state.next = first + size * Pool.batch
      state.left -= size * Pool.batch
      result = first
    }
    return result.unsafelyUnwrapped
  }

  /// Gives a linked batch of ``Pool/batch`` blocks back.
  func giveBatch(_ first: UnsafeMutableRawPointer, _ sizeClass: Int) {
    nonisolated(unsafe) let batch = first
    let batchBytes = sizeClass * Pool.step * Pool.batch
    share.ledger.pointee.subtract(batchBytes)
    state.withLock { state in
      state.batches[sizeClass].append(batch)
    }
  }

  deinit {
    state.withLock { state in
      for chunk in state.chunks { chunk.deallocate() }
    }
  }
}
