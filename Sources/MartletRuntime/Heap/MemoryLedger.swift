import Synchronization

/// How many bytes all heaps, messages and shared binaries of one machine hold together.
///
/// Counted where memory comes from the system or goes back, never per term. Shared bytes know the
/// ledger that they are counted in, since they are let go of anywhere; so it lives until neither a
/// ``LedgerShare`` nor any shared bytes are left. What counts the shared bytes counts the shares
/// too: nothing is counted twice.
struct MemoryLedger: ~Copyable {
  private let total = Atomic<Int>(0)
  /// Shared bytes with their headers, and one for each share.
  private let uses = Atomic<Int>(0)
  private let shares = Atomic<Int>(0)

  /// Counts bytes that were taken from the system.
  func add(_ bytes: Int) { total.add(bytes, ordering: .relaxed) }

  /// Counts bytes that went back.
  func subtract(_ bytes: Int) { total.subtract(bytes, ordering: .relaxed) }

  /// All bytes, inside and outside of heaps.
  var bytes: Int { total.load(ordering: .relaxed) }

  /// Bytes outside all heaps that terms share.
  var sharedBytes: Int {
    uses.load(ordering: .relaxed) - shares.load(ordering: .relaxed)
  }

  fileprivate func use(_ count: Int) { uses.add(count, ordering: .relaxed) }

  fileprivate func countShare(_ count: Int) { shares.add(count, ordering: .relaxed) }

  /// Whether those were the last uses.
  fileprivate func unuse(_ count: Int) -> Bool {
    // Whoever frees the ledger must see what the others did before they let go.
    uses.subtract(count, ordering: .acquiringAndReleasing).newValue == 0
  }
}

/// Where a ledger is.
typealias LedgerRef = UnsafeMutablePointer<MemoryLedger>

extension UnsafeMutablePointer<MemoryLedger> {
  /// Counts shared bytes of a size, which is above 0.
  func addShared(_ bytes: Int) {
    pointee.add(bytes)
    pointee.use(bytes)
  }

  /// Counts shared bytes that nobody owns any more; the ledger may be gone afterwards.
  func subtractShared(_ bytes: Int) {
    pointee.subtract(bytes)
    release(bytes)
  }

  fileprivate func release(_ count: Int) {
    guard pointee.unuse(count) else { return }
    deinitialize(count: 1)
    deallocate()
  }
}

/// Keeps a ledger alive: the machine has one, and so has each of its parts that counts by itself.
final class LedgerShare: @unchecked Sendable {
  /// The ledger, which is all atomics.
  let ledger: LedgerRef

  /// Makes a new ledger.
  init() {
    ledger = .allocate(capacity: 1)
    ledger.initialize(to: MemoryLedger())
    ledger.pointee.use(1)
    ledger.pointee.countShare(1)
  }

  deinit {
    ledger.pointee.countShare(-1)
    ledger.release(1)
  }
}
