/// A range of addresses.
struct AddressRange {
  var start: UInt
  var length: UInt

  /// All addresses.
  static var everything: AddressRange { AddressRange(start: 0, length: .max) }

  /// Whether a term that is a pointer points into the range.
  @inline(__always)
  func contains(_ term: Term) -> Bool { UInt(term.bits) &- start < length }
}

/// Copies terms out of a heap: into messages, and into the first heap of a new process.
///
/// Immediates and literals are shared, bytes outside the heap get one more owner, everything else
/// is copied. First the size is counted, then the copy is made in one piece: the root, and then, by
/// scanning what has been copied, all that it refers to (Cheney's algorithm without forwarding).
/// Both phases can stop and go on, so that a large term does not hold a scheduler.
struct TermCopy: ~Copyable {
  private let literals: AddressRange
  private var pending = TermStack()
  /// The words that the copy takes, when ``measure(budget:)`` has finished.
  private(set) var words = 0
  /// Whether something of what was measured has bytes outside the heap.
  private(set) var ownsOutside = false

  private var root: Term
  private var base: UnsafeMutablePointer<UInt64>?
  private var scan: UnsafeMutablePointer<UInt64>?
  private var top: UnsafeMutablePointer<UInt64>?
  /// Boxes of the copy that own something outside it.
  private(set) var offHeap = OffHeapList()
  /// The copy of the root.
  private(set) var result: Term = .none

  init(_ root: Term, literals: AddressRange) {
    self.root = root
    self.literals = literals
    if root.isPointer && !literals.contains(root) { pending.push(root.bits) }
  }

  /// Counts the words; false when `budget` words were not enough, and the call is to be repeated.
  mutating func measure(budget: Int) -> Bool {
    let stop = words + budget
    while !pending.isEmpty {
      var term = Term(bits: pending.pop())
      while term.isCons && !literals.contains(term) {
        words += 2
        let head = term.head
        if head.isPointer && !literals.contains(head) { pending.push(head.bits) }
        term = term.tail
        if words > stop {
          if term.isPointer && !literals.contains(term) { pending.push(term.bits) }
          return false
        }
      }
      guard term.isBox, !literals.contains(term) else { continue }
      let header = term.header
      words += header.size + 1
      if header.ownsOutside { ownsOutside = true }
      if !header.isOpaque {
        for index in 0..<header.size {
          let child = term.element(index)
          if child.isPointer && !literals.contains(child) { pending.push(child.bits) }
        }
      }
      if words > stop { return false }
    }
    return true
  }

  /// Begins to copy to a place with room for ``words``.
  mutating func begin(at base: UnsafeMutablePointer<UInt64>) {
    self.base = base
    scan = base
    top = base
    result = root
    guard root.isPointer && !literals.contains(root) else { return }
    var hasPointers = true
    result = root.isCons ? copyCells(root, &hasPointers) : copyBox(root)
  }

  /// Copies; false when `budget` words were not enough, and the call is to be repeated.
  mutating func run(budget: Int) -> Bool {
    guard var scan, let base else { return true }
    let start = UInt(bitPattern: base)
    let length = UInt(words * 8)
    let stop = scan + budget
    while scan < top.unsafelyUnwrapped {
      let word = Term(bits: scan[0])
      if word.isHeader {
        let header = BoxHeader(bits: word.bits)
        scan += header.isOpaque ? header.size + 1 : 1
      } else {
        if word.isPointer && UInt(word.bits) &- start >= length && !literals.contains(word) {
          let copied = top.unsafelyUnwrapped
          var hasPointers = true
          scan[0] =
            word.isCons
            ? copyCells(word, &hasPointers).bits : copyBox(word).bits
          // Numbers and the like refer to nothing: what follows is to be scanned, the last tail.
          if !hasPointers && scan + 1 == copied { scan = top.unsafelyUnwrapped - 2 }
        }
        scan += 1
      }
      if scan > stop {
        self.scan = scan
        return false
      }
    }
    self.scan = scan
    return true
  }

  /// How many cells of a list are copied before what they refer to.
  ///
  /// They are scanned while the cache still holds them, and a copy can stop within a long list.
  private static let cellsAtOnce = 512

  /// Copies some cells of a list; what they refer to stays to be scanned, the rest of the list
  /// too.
  ///
  /// Also tells whether a head is a pointer.
  @inline(__always)
  private mutating func copyCells(_ list: Term, _ hasPointers: inout Bool) -> Term {
    let start = top.unsafelyUnwrapped
    let limit = start + 2 * TermCopy.cellsAtOnce
    var to = start
    var from = list
    var heads: UInt64 = 0
    while true {
      let head = from.head.bits
      let tail = from.tail
      heads |= head ^ head >> 1
      to[0] = head
      to[1] = tail.bits
      to += 2
      guard tail.isCons && !literals.contains(tail) && to < limit else { break }
      to[-1] = Term(cons: to).bits
      from = tail
    }
    top = to
    hasPointers = heads & 1 != 0
    return Term(cons: start)
  }

  /// Copies a box; what it refers to stays to be scanned.
  @inline(__always)
  private mutating func copyBox(_ term: Term) -> Term {
    let to = top.unsafelyUnwrapped
    let from = term.address
    let header = BoxHeader(bits: from[0])
    to.update(from: from, count: header.size + 1)
    if header.ownsOutside {
      OffHeapList.retainOwned(to)
      offHeap.add(to)
    }
    top = to + (header.size + 1)
    return Term(box: to)
  }

  /// Gives up a copy that was begun: lets go of what it has come to own.
  mutating func abandon() {
    offHeap.releaseAll()
    offHeap = OffHeapList()
  }
}

extension TermCopy {
  /// How many words a slice may spend on one copy before it yields: about half a millisecond.
  static let sliceBudget = 100_000

  /// Whether there is memory for copies of a term, within the limit of all heaps together.
  static func fits(_ term: Term, _ machine: MachineRef, copies: Int = 1) -> Bool {
    guard term.isPointer else { return true }
    var few = 0
    if SmallCopy.measure(term, &few, 0, machine.pointee.literals.range),
      copies < sliceBudget / 256
    {
      return true
    }
    let bytes = machine.pointee.options.maxMemory - machine.pointee.ledger.pointee.bytes
    // A limit that is used up is not for small terms to notice.
    let words = max(bytes / 8, sliceBudget) / max(copies, 1)
    var copy = TermCopy(term, literals: machine.pointee.literals.range)
    return copy.measure(budget: words)
  }

  /// The words that a copy of a term takes, and the copy made at once: for small terms and for
  /// places that cannot wait.
  static func copy(
    _ term: Term,
    literals: AddressRange,
    to place: (Int) -> UnsafeMutablePointer<UInt64>
  ) -> (Term, OffHeapList) {
    var copy = TermCopy(term, literals: literals)
    _ = copy.measure(budget: .max / 4)
    copy.begin(at: place(copy.words))
    _ = copy.run(budget: 1 << 40)
    return (copy.result, copy.offHeap)
  }
}
