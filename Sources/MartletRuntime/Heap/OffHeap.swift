import Synchronization

/// Bytes outside all heaps that several terms share; freed with the last of them.
struct SharedBytes: ~Copyable {
  /// How many boxes and other owners there are.
  let owners: Atomic<Int>
  /// How many bytes are written; those behind them are free for whoever appends first.
  let used: Atomic<Int>
  /// How many bytes there is room for.
  let capacity: Int
  /// The ledger of the machine that they are counted in.
  let ledger: LedgerRef

  /// The bytes, which follow the header.
  static func bytes(_ shared: SharedBytesRef) -> UnsafeMutablePointer<UInt8> {
    (UnsafeMutableRawPointer(shared) + MemoryLayout<SharedBytes>.stride)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// Makes shared bytes with one owner; the first `count` are not yet initialised.
  static func make(count: Int, capacity: Int? = nil, in ledger: LedgerRef) -> SharedBytesRef {
    let capacity = capacity ?? count
    let size = MemoryLayout<SharedBytes>.stride + capacity
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    let shared = raw.assumingMemoryBound(to: SharedBytes.self)
    shared.initialize(
      to: SharedBytes(
        owners: Atomic(1),
        used: Atomic(count),
        capacity: capacity,
        ledger: ledger
      )
    )
    ledger.addShared(size)
    return shared
  }

  /// Claims `added` bytes behind the first `count`, for one who sees only those: false when others
  /// have appended there or there is no room.
  static func claim(_ shared: SharedBytesRef, after count: Int, _ added: Int) -> Bool {
    guard added <= shared.pointee.capacity - count else { return false }
    // Relaxed: the bytes become known to others through the term, which travels by signals.
    return shared.pointee.used.compareExchange(
      expected: count,
      desired: count + added,
      ordering: .relaxed
    ).exchanged
  }

  /// Adds an owner.
  @inline(__always)
  static func retain(_ shared: SharedBytesRef) {
    // Relaxed: whoever adds an owner already holds one.
    shared.pointee.owners.add(1, ordering: .relaxed)
  }

  /// Takes an owner away and frees the bytes with the last.
  static func release(_ shared: SharedBytesRef) {
    // The last one must see what the others did before they let go.
    if shared.pointee.owners.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
      let ledger = shared.pointee.ledger
      let size = MemoryLayout<SharedBytes>.stride + shared.pointee.capacity
      UnsafeMutableRawPointer(shared).deallocate()
      ledger.subtractShared(size)
    }
  }
}

/// Where shared bytes are.
typealias SharedBytesRef = UnsafeMutablePointer<SharedBytes>

/// The boxes of one area that own something outside it, linked through the boxes.
///
/// A collection walks the list of the area it empties: a box that has moved joins the list of its
/// new area, one that has not is dead and lets go of what it owns.
struct OffHeapList {
  /// The address of the first box, or 0.
  var first: UInt64 = 0

  /// Adds a box whose third word is the link.
  @inline(__always)
  mutating func add(_ box: UnsafeMutablePointer<UInt64>) {
    box[3] = first
    first = UInt64(UInt(bitPattern: box))
  }

  /// The box at an address of the list.
  @inline(__always)
  static func box(_ address: UInt64) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutablePointer(bitPattern: UInt(address)).unsafelyUnwrapped
  }

  /// Moves all boxes of another list to this one.
  mutating func append(_ other: OffHeapList) {
    var address = other.first
    while address != 0 {
      let box = OffHeapList.box(address)
      address = box[3]
      add(box)
    }
  }

  /// Lets go of everything, when the area is given up as a whole.
  func releaseAll() {
    var address = first
    while address != 0 {
      let box = OffHeapList.box(address)
      address = box[3]
      OffHeapList.releaseOwned(box)
    }
  }

  /// Lets what a box owns have one owner more, when the box has been copied.
  @inline(__always)
  static func retainOwned(_ box: UnsafeMutablePointer<UInt64>) {
    if BoxHeader(bits: box[0]).kindBits == BoxKind.hostObject.rawValue {
      HostReference.retain(box)
    } else if let shared = SharedBytesRef(bitPattern: UInt(box[1])) {
      SharedBytes.retain(shared)
    }
  }

  /// The words outside the heap that a box keeps alive.
  static func wordsOutside(_ box: UnsafeMutablePointer<UInt64>) -> Int {
    if BoxHeader(bits: box[0]).kindBits == BoxKind.hostObject.rawValue {
      return Term(bits: box[2]).small
    }
    return (SharedBytesRef(bitPattern: UInt(box[1]))?.pointee.capacity ?? 0) / 8
  }

  /// Lets go of what a box owns.
  static func releaseOwned(_ box: UnsafeMutablePointer<UInt64>) {
    if BoxHeader(bits: box[0]).kindBits == BoxKind.hostObject.rawValue {
      HostReference.release(box)
    } else if let shared = SharedBytesRef(bitPattern: UInt(box[1])) {
      SharedBytes.release(shared)
    }
  }
}
