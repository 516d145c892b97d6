/// A choice of those pairs of a large map that have the smallest keys, in steps.
///
/// It goes through the map once and keeps what it has chosen in a heap whose root is the largest
/// key, and sorts that in the end; so to show fifty of a million pairs takes little more than to look
/// at each key.
struct PairSelection {
  /// How many pairs are chosen; the map has as many at least.
  let count: Int
  private var pairs: MapIterator
  private var found = 0
  /// How many pairs of the heap are not yet in their place; nil before the map has ended.
  private var unsorted: Int?

  /// Begins to choose.
  init(_ map: Term, count: Int) {
    self.count = count
    pairs = MapIterator(map)
  }

  /// Makes the choice good again when the map has moved.
  mutating func resume(_ map: Term) { pairs.resume(map) }

  /// Goes on; gives whether the end is reached.
  ///
  /// The pairs are in `terms` from `base` on, each with its key above its value, and in the end
  /// with the smallest key uppermost.
  mutating func run(
    _ terms: inout [Term],
    base: Int,
    _ atoms: AtomTableRef,
    _ steps: inout Int
  ) -> Bool {
    let heap = Heap(base: base, size: count, atoms: atoms)
    while unsorted == nil {
      if steps <= 0 { return false }
      steps -= 1
      guard count > 0, let pair = pairs.step() else {
        unsorted = count
        break
      }
      if found < count {
        heap.set(&terms, found, pair)
        steps -= heap.siftUp(&terms, found)
        found += 1
      } else if TermOrder.compareKeys(pair.key, heap.key(terms, 0), atoms) < 0 {
        heap.set(&terms, 0, pair)
        steps -= heap.siftDown(&terms, 0, count)
      }
    }
    while let left = unsorted, left > 1 {
      if steps <= 0 { return false }
      heap.swap(&terms, 0, left - 1)
      steps -= 1 + heap.siftDown(&terms, 0, left - 1)
      unsorted = left - 1
    }
    return true
  }

  /// Pairs in an array of terms, the first at its end.
  private struct Heap {
    let base: Int
    let size: Int
    let atoms: AtomTableRef

    private func place(_ index: Int) -> Int { base + 2 * (size - 1 - index) }

    func key(_ terms: [Term], _ index: Int) -> Term { terms[place(index) + 1] }

    func set(_ terms: inout [Term], _ index: Int, _ pair: (key: Term, value: Term)) {
      terms[place(index)] = pair.value
      terms[place(index) + 1] = pair.key
    }

    func swap(_ terms: inout [Term], _ one: Int, _ other: Int) {
      terms.swapAt(place(one), place(other))
      terms.swapAt(place(one) + 1, place(other) + 1)
    }

    private func isLess(_ terms: [Term], _ one: Int, _ other: Int) -> Bool {
      TermOrder.compareKeys(key(terms, one), key(terms, other), atoms) < 0
    }

    /// Moves a pair up to where none above it has a smaller key; gives how many steps it took.
    func siftUp(_ terms: inout [Term], _ start: Int) -> Int {
      var index = start
      var steps = 0
      while index > 0, isLess(terms, (index - 1) / 2, index) {
        swap(&terms, index, (index - 1) / 2)
        index = (index - 1) / 2
        steps += 1
      }
      return steps
    }

    /// Moves a pair down among the first `end`; gives how many steps it took.
    func siftDown(_ terms: inout [Term], _ start: Int, _ end: Int) -> Int {
      var index = start
      var steps = 0
      while true {
        var child = 2 * index + 1
        if child >= end { return steps }
        if child + 1 < end, isLess(terms, child, child + 1) { child += 1 }
        if !isLess(terms, index, child) { return steps }
        swap(&terms, index, child)
        index = child
        steps += 1
      }
    }
  }
}
