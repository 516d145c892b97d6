/// A stable merge sort in the order of terms that can stop after any number of steps.
///
/// It sorts `count` terms in place and uses as many words behind them; both belong to the caller.
struct MergeSort {
  private let count: Int
  /// Sort by this element of the terms, which are tuples, or by the terms when negative.
  private let key: Int
  /// The length of sorted runs.
  private var width = 0
  /// Where the pair of runs begins that is being merged.
  private var low = 0
  /// The places of the merge: in the left run, in the right run and in the target; -1 before it.
  private var left = -1
  private var right = 0
  private var target = 0
  /// Whether the runs are now in the second half.
  private var isSwapped = false

  private static let firstWidth = 8
  /// How many parts of terms are compared in a step.
  private static let comparedInStep = 4

  /// Begins to sort.
  init(count: Int, key: Int = -1) {
    self.count = count
    self.key = key
  }

  @inline(__always)
  private func isLess(
    _ a: Term,
    _ b: Term,
    _ atoms: AtomTableRef,
    _ steps: inout Int
  ) -> Bool {
    var cost = 0
    defer { steps -= cost / MergeSort.comparedInStep }
    return key < 0
      ? TermOrder.compare(a, b, atoms, &cost) < 0
      : TermOrder.compare(a.element(key), b.element(key), atoms, &cost) < 0
  }

  /// Goes on; gives whether the terms are sorted.
  mutating func run(
    _ terms: UnsafeMutablePointer<Term>,
    _ atoms: AtomTableRef,
    _ steps: inout Int
  ) -> Bool {
    if width == 0 {
      guard sortRuns(terms, atoms, &steps) else { return false }
      width = MergeSort.firstWidth
      low = 0
    }
    while width < count {
      let source = isSwapped ? terms + count : terms
      let sink = isSwapped ? terms : terms + count
      while low < count {
        guard merge(source, sink, atoms, &steps) else { return false }
        low += 2 * width
        left = -1
      }
      low = 0
      width *= 2
      isSwapped.toggle()
    }
    if isSwapped {
      terms.update(from: terms + count, count: count)
      isSwapped = false
    }
    return true
  }

  /// Sorts runs of a few by insertion.
  private mutating func sortRuns(
    _ terms: UnsafeMutablePointer<Term>,
    _ atoms: AtomTableRef,
    _ steps: inout Int
  ) -> Bool {
    while low < count {
      if steps <= 0 { return false }
      let end = min(low + MergeSort.firstWidth, count)
      steps -= 2 * MergeSort.firstWidth
      for index in low + 1..<max(end, low + 1) {
        let term = terms[index]
        var place = index
        while place > low && isLess(term, terms[place - 1], atoms, &steps) {
          terms[place] = terms[place - 1]
          place -= 1
        }
        terms[place] = term
      }
      low = end
    }
    return true
  }

  /// Merges two neighbouring runs; gives whether it is done.
  private mutating func merge(
    _ source: UnsafeMutablePointer<Term>,
    _ sink: UnsafeMutablePointer<Term>,
    _ atoms: AtomTableRef,
    _ steps: inout Int
  ) -> Bool {
    let middle = min(low + width, count)
    let high = min(low + 2 * width, count)
    if left < 0 {
      if steps <= 0 { return false }
      if middle == high || !isLess(source[middle], source[middle - 1], atoms, &steps) {
        (sink + low).update(from: source + low, count: high - low)
        steps -= (high - low) / 8 + 1
        return true
      }
      left = low
      right = middle
      target = low
    }
    while left < middle && right < high {
      if steps <= 0 { return false }
      steps -= 1
      if isLess(source[right], source[left], atoms, &steps) {
        sink[target] = source[right]
        right += 1
      } else {
        sink[target] = source[left]
        left += 1
      }
      target += 1
    }
    (sink + target).update(from: source + left, count: middle - left)
    target += middle - left
    (sink + target).update(from: source + right, count: high - right)
    return true
  }
}
