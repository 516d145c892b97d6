/// What a test gives that may have to give its scheduler up.
enum Truth {
  case no
  case yes
  /// The slice is used up; the same test is to be made again later and goes on where it was.
  case yielded
}

/// The order of terms: number < atom < reference < function < pid < tuple < map < list < binary.
///
/// Numbers compare exactly, whatever their kinds. Tuples compare by size, then elements; maps by
/// size, then keys in order, then values; lists element by element; binaries byte by byte.
///
/// The questions that a program asks (`equal`, `exactlyEqual`, `less`) are charged and may yield;
/// those that the runtime asks itself run to their end.
enum TermOrder {
  /// Whether `a == b`: numbers by value, at every depth.
  @inline(__always)
  static func equal(_ a: Term, _ b: Term, _ context: ContextRef) -> Truth {
    if a.bits == b.bits { return .yes }
    if a.isImmediate && b.isImmediate { return .no }
    return decide(a, b, context, ordering: false, exact: false, wanted: 0)
  }

  /// Whether `a === b`.
  @inline(__always)
  static func exactlyEqual(_ a: Term, _ b: Term, _ context: ContextRef) -> Truth {
    if a.bits == b.bits { return .yes }
    // Tags of pointers differ from each other and from those of immediates.
    if a.isImmediate || (a.bits ^ b.bits) & Term.tagMask != 0 { return .no }
    return decide(a, b, context, ordering: false, exact: true, wanted: 0)
  }

  /// Whether `a < b`.
  @inline(__always)
  static func less(_ a: Term, _ b: Term, _ context: ContextRef) -> Truth {
    if a.isSmall && b.isSmall {
      return Int64(bitPattern: a.bits) < Int64(bitPattern: b.bits) ? .yes : .no
    }
    return decide(a, b, context, ordering: true, exact: false, wanted: -1)
  }

  /// Compares in the order of terms: negative, zero or positive.
  @inline(__always)
  static func compare(_ a: Term, _ b: Term, _ atoms: AtomTableRef) -> Int {
    if a.bits == b.bits { return 0 }
    if a.isSmall && b.isSmall {
      return Int64(bitPattern: a.bits) < Int64(bitPattern: b.bits) ? -1 : 1
    }
    return compareSlowly(a, b, atoms, ordering: true, exact: false)
  }

  /// Compares in the order of map keys: an integer stands before an equal float.
  @inline(__always)
  static func compareKeys(_ a: Term, _ b: Term, _ atoms: AtomTableRef) -> Int {
    if a.bits == b.bits { return 0 }
    if a.isSmall && b.isSmall {
      return Int64(bitPattern: a.bits) < Int64(bitPattern: b.bits) ? -1 : 1
    }
    return compareSlowly(a, b, atoms, ordering: true, exact: true)
  }

  /// Whether two terms are the same by `===`.
  @inline(__always)
  static func same(_ a: Term, _ b: Term, _ atoms: AtomTableRef) -> Bool {
    if a.bits == b.bits { return true }
    if a.isImmediate || (a.bits ^ b.bits) & Term.tagMask != 0 { return false }
    return compareSlowly(a, b, atoms, ordering: false, exact: true) == 0
  }

  @inline(never)
  private static func compareSlowly(
    _ a: Term,
    _ b: Term,
    _ atoms: AtomTableRef,
    ordering: Bool,
    exact: Bool
  ) -> Int {
    if let result = LeafOrder.compare(a, b, atoms, ordering: ordering, exact: exact) {
      return result
    }
    var cost = 0
    return compareSlowly(a, b, atoms, ordering: ordering, exact: exact, &cost)
  }

  /// Compares what is no leaf to the end, and adds the steps that took to `cost`.
  ///
  /// Terms whose parts are shared can be larger as trees than any memory. What takes long is
  /// therefore compared as a graph: each pair of parts once.
  @inline(never)
  private static func compareSlowly(
    _ a: Term,
    _ b: Term,
    _ atoms: AtomTableRef,
    ordering: Bool,
    exact: Bool,
    _ cost: inout Int
  ) -> Int {
    var comparison = Comparison(a, b, atoms, ordering: ordering, exact: exact)
    var steps = stepsWithoutMemory
    if let result = comparison.run(&steps) {
      cost += stepsWithoutMemory - steps
      return result
    }
    comparison.remember()
    steps = Int.max
    defer { cost += stepsWithoutMemory + (Int.max - steps) }
    return comparison.run(&steps) ?? 0
  }

  /// After how many steps a comparison begins to remember what it has compared.
  private static let stepsWithoutMemory = 1 << 13

  /// Compares like ``compare(_:_:_:)``, and adds to `cost` what that takes.
  static func compare(_ a: Term, _ b: Term, _ atoms: AtomTableRef, _ cost: inout Int) -> Int {
    if a.bits == b.bits { return 0 }
    if let result = LeafOrder.compare(a, b, atoms, ordering: true, exact: false) { return result }
    return compareSlowly(a, b, atoms, ordering: true, exact: false, &cost)
  }

  /// Whether two terms are the same by `===`; adds to `cost` what that takes.
  static func same(_ a: Term, _ b: Term, _ atoms: AtomTableRef, _ cost: inout Int) -> Bool {
    if a.bits == b.bits { return true }
    if a.isImmediate || (a.bits ^ b.bits) & Term.tagMask != 0 { return false }
    if let result = LeafOrder.compare(a, b, atoms, ordering: false, exact: true) {
      return result == 0
    }
    return compareSlowly(a, b, atoms, ordering: false, exact: true, &cost) == 0
  }

  /// How many steps of a comparison count as one reduction.
  private static let stepsInReduction = 16

  @inline(never)
  private static func decide(
    _ a: Term,
    _ b: Term,
    _ context: ContextRef,
    ordering: Bool,
    exact: Bool,
    wanted: Int
  ) -> Truth {
    let atoms = context.pointee.atoms
    if let result = LeafOrder.compare(a, b, atoms, ordering: ordering, exact: exact) {
      return result.signum() == wanted ? .yes : .no
    }
    let call = NativeCall(context: context, first: 0, count: 0, live: 0)
    var comparison = Comparison(a, b, atoms, ordering: ordering, exact: exact)
    let earlier = call.continuation as? ComparisonState
    if let earlier { comparison.restore(earlier) }
    let budget = max(context.pointee.reductions, 16) * stepsInReduction
    var steps = budget
    let result = comparison.run(&steps)
    context.pointee.reductions -= (budget - steps) / stepsInReduction
    guard let result else {
      _ = call.yield(comparison.saved())
      return .yielded
    }
    if earlier != nil { call.finish() }
    return result.signum() == wanted ? .yes : .no
  }
}

/// A comparison that was interrupted.
private final class ComparisonState: NativeContinuation {
  /// Position and exactness of each pair in `terms`.
  var positions: [(position: Int, exact: Bool)] = []
}

/// A comparison of two terms of any depth, with a stack of its own.
private struct Comparison {
  /// Two terms to compare as a whole (position -1), or two boxes from an element on.
  private struct Frame {
    var a: Term
    var b: Term
    var position: Int
    var exact: Bool
  }

  private var frames: [Frame]
  private let atoms: AtomTableRef
  /// Whether it matters which of two different terms is the less.
  private let ordering: Bool
  /// The pairs whose comparison has begun, once that is remembered: when one is met again, the first
  /// comparison is over and has found no difference.
  private var begun: Set<Pair>?

  private struct Pair: Hashable {
    let a: UInt64
    let b: UInt64
  }

  /// The most pairs that are remembered at once.
  private static let pairLimit = 1 << 23

  init(_ a: Term, _ b: Term, _ atoms: AtomTableRef, ordering: Bool, exact: Bool) {
    self.atoms = atoms
    self.ordering = ordering
    frames = [Frame(a: a, b: b, position: -1, exact: exact)]
  }

  /// Begins to remember what has been compared.
  mutating func remember() { begun = [] }

  /// Whether two parts have been compared before; remembers them otherwise.
  private mutating func isKnown(_ a: Term, _ b: Term, exact: Bool) -> Bool {
    guard let count = begun?.count else { return false }
    if count >= Comparison.pairLimit { begun?.removeAll(keepingCapacity: true) }
    // The highest bits of addresses are free.
    let mark: UInt64 = exact ? 1 << 62 : 0
    return begun?.insert(Pair(a: a.bits ^ mark, b: b.bits)).inserted == false
  }

  mutating func restore(_ state: ComparisonState) {
    frames.removeAll(keepingCapacity: true)
    for (index, saved) in state.positions.enumerated() {
      frames.append(
        Frame(
          a: state.terms[2 * index],
          b: state.terms[2 * index + 1],
          position: saved.position,
          exact: saved.exact
        )
      )
    }
  }

  func saved() -> ComparisonState {
    let state = ComparisonState()
    for frame in frames {
      state.terms.append(frame.a)
      state.terms.append(frame.b)
      state.positions.append((frame.position, frame.exact))
    }
    return state
  }

  /// Goes on until the result is known, or nil when the steps are used up.
  mutating func run(_ steps: inout Int) -> Int? {
    while let frame = frames.last {
      if steps <= 0 { return nil }
      steps -= 1
      let result: Int
      if frame.position < 0 {
        frames.removeLast()
        result = compareWhole(frame.a, frame.b, exact: frame.exact, &steps)
      } else {
        result = compareElements(frame, &steps)
      }
      if result != 0 { return result }
    }
    return 0
  }

  /// Compares two terms as far as no stack is needed and pushes what remains.
  private mutating func compareWhole(
    _ first: Term,
    _ second: Term,
    exact: Bool,
    _ steps: inout Int
  ) -> Int {
    var a = first
    var b = second
    while true {
      if let result = LeafOrder.compare(a, b, atoms, ordering: ordering, exact: exact) {
        return result
      }
      if begun != nil, isKnown(a, b, exact: exact) { return 0 }
      guard a.isCons else { return push(a, b, exact: exact) }
      // Along two lists while the heads are equal without looking deeper.
      var result: Int?
      repeat {
        let head = a.head
        let other = b.head
        a = a.tail
        b = b.tail
        steps -= 1
        result =
          head.bits == other.bits
          ? 0 : LeafOrder.compare(head, other, atoms, ordering: ordering, exact: exact)
        if let result, result != 0 { return result }
        if result == nil {
          frames.append(Frame(a: a, b: b, position: -1, exact: exact))
          a = head
          b = other
        }
      } while result != nil && a.isCons && b.isCons && steps > 0 && a.bits != b.bits
      if steps <= 0 {
        frames.append(Frame(a: a, b: b, position: -1, exact: exact))
        return 0
      }
    }
  }

  /// Pushes two boxes of the same kind and size.
  private mutating func push(_ a: Term, _ b: Term, exact: Bool) -> Int {
    let kind = a.header.kind
    if kind == .largeMap {
      guard ordering else {
        return pushNodes(a.element(1), b.element(1), exact: exact)
      }
      pushPairs(a, b, exact: exact)
      return 0
    }
    frames.append(Frame(a: a, b: b, position: kind == .closure ? 1 : 0, exact: exact))
    return 0
  }

  private mutating func pushNodes(_ a: Term, _ b: Term, exact: Bool) -> Int {
    // Equal maps have tries of the same shape, so that a difference decides.
    if a.header != b.header { return 1 }
    frames.append(Frame(a: a, b: b, position: 0, exact: exact))
    return 0
  }

  /// Pushes all keys in order, and beneath them the values, of two large maps of the same size.
  ///
  /// Keys are compared to put them in order, and may be such maps themselves.
  private mutating func pushPairs(_ a: Term, _ b: Term, exact: Bool) {
    let (first, second) =
      LongWork.nested(cost: 2_048 + 16 * Maps.count(a)) {
        (Maps.sortedPairs(a, atoms), Maps.sortedPairs(b, atoms))
      } ?? ([], [])
    let count = min(first.count, second.count)
    frames.reserveCapacity(frames.count + 2 * count)
    for index in stride(from: count - 1, through: 0, by: -1) {
      frames.append(
        Frame(a: first[index].value, b: second[index].value, position: -1, exact: exact)
      )
    }
    for index in stride(from: count - 1, through: 0, by: -1) {
      frames.append(Frame(a: first[index].key, b: second[index].key, position: -1, exact: true))
    }
  }

  /// Compares the elements of the topmost two boxes until one is met that needs a frame of its own.
  private mutating func compareElements(_ frame: Frame, _ steps: inout Int) -> Int {
    let header = frame.a.header
    let kind = header.kind
    if kind == .mapNode || kind == .mapBucket { return compareChildren(frame, &steps) }
    // The first half of a small map are the keys.
    let keys = kind == .smallMap ? header.size / 2 : 0
    var position = frame.position
    while position < header.size {
      if steps <= 0 {
        frames[frames.count - 1].position = position
        return 0
      }
      steps -= 1
      let x = frame.a.element(position)
      let y = frame.b.element(position)
      let exact = frame.exact || position < keys
      position += 1
      if x.bits == y.bits { continue }
      if let result = LeafOrder.compare(x, y, atoms, ordering: ordering, exact: exact) {
        if result != 0 { return result }
        continue
      }
      // The last element takes the place of its box, so that deep terms need no deep stack.
      if position == header.size {
        frames.removeLast()
      } else {
        frames[frames.count - 1].position = position
      }
      frames.append(Frame(a: x, b: y, position: -1, exact: exact))
      return 0
    }
    frames.removeLast()
    return 0
  }

  /// Compares the children of two branches, or the pairs of two buckets, up to one that needs a
  /// frame of its own; for equality only.
  private mutating func compareChildren(_ frame: Frame, _ steps: inout Int) -> Int {
    let header = frame.a.header
    let isBranch = header.kindBits == BoxKind.mapNode.rawValue
    var position = frame.position
    while position < header.size {
      let x = frame.a.element(position)
      let y = frame.b.element(position)
      // Behind the tags of a bucket, keys and values take turns.
      let isKey = position & 1 != 0
      position += 1
      steps -= 1
      if x.bits == y.bits { continue }
      if isBranch {
        guard x.isBox && y.isBox else { return 1 }
        frames[frames.count - 1].position = position
        return pushNodes(x, y, exact: frame.exact)
      }
      if position == 1 { return 1 }
      let exact = frame.exact || isKey
      if let result = LeafOrder.compare(x, y, atoms, ordering: ordering, exact: exact) {
        if result != 0 { return result }
        continue
      }
      frames[frames.count - 1].position = position
      frames.append(Frame(a: x, b: y, position: -1, exact: exact))
      return 0
    }
    frames.removeLast()
    return 0
  }
}
