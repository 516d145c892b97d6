/// Makes a large map of a list of many pairs in steps.
///
/// The pairs are dealt out by the bits of their keys' hashes that choose the children of the upper
/// levels of the trie; then each share becomes a subtree at once, and the subtrees are joined.
final class MapBuilder: NativeContinuation {
  /// Where in `terms` the rest of the list is, where the subtrees begin, and behind them the pairs.
  static let list = 0
  static let subtrees = 1
  /// The levels above the subtrees, and how many subtrees there are below them.
  static let levels = 3
  static let shares = 512
  static let pairs = subtrees + shares

  fileprivate var phase = 0
  fileprivate var hashes: [UInt64] = []
  /// Where each share ends in `order`, and before that how many pairs it has.
  fileprivate var ends = [Int](repeating: 0, count: MapBuilder.shares + 1)
  fileprivate var order: [UInt32] = []
  fileprivate var index = 0
  fileprivate var count = 0

  /// Begins with nothing but the list.
  init(_ list: Term) {
    super.init()
    terms = [list]
    terms.append(contentsOf: repeatElement(HashMap.absent, count: MapBuilder.shares))
  }

  @inline(__always)
  fileprivate func key(_ pair: Int) -> Term { terms[MapBuilder.pairs + pair].element(0) }

  @inline(__always)
  fileprivate func value(_ pair: Int) -> Term { terms[MapBuilder.pairs + pair].element(1) }

  /// The share that a hash belongs to.
  @inline(__always)
  fileprivate func share(_ code: UInt64) -> Int {
    Int(truncatingIfNeeded: code >> UInt64(64 - HashMap.width * MapBuilder.levels))
  }
}

extension MapBuilder {
  /// Goes on; gives the map, or nil when the steps are used up.
  func run(_ call: inout NativeCall, _ steps: inout Int) throws(Raise) -> Term? {
    if phase == 0 {
      guard try gather(call, &steps) else { return nil }
      phase = 1
    }
    if phase == 1 {
      for share in 0..<MapBuilder.shares { ends[share + 1] += ends[share] }
      order = Array(repeating: 0, count: hashes.count)
      index = 0
      phase = 2
    }
    if phase == 2 {
      // From the start of each share on; afterwards its place holds the share's end.
      while index < hashes.count {
        if steps <= 0 { return nil }
        steps -= 1
        let share = share(hashes[index])
        order[ends[share]] = UInt32(index)
        ends[share] += 1
        index += 1
      }
      index = 0
      phase = 3
    }
    while phase == 3 {
      if steps <= 0 { return nil }
      try buildShare(call, &steps)
      index += 1
      if index == MapBuilder.shares { phase = 4 }
    }
    return try join(call)
  }

  private func gather(_ call: NativeCall, _ steps: inout Int) throws(Raise) -> Bool {
    var rest = terms[MapBuilder.list]
    while rest.isCons {
      if steps <= 0 {
        terms[MapBuilder.list] = rest
        return false
      }
      steps -= 2
      let pair = rest.head
      guard pair.isTuple(of: 2) else { throw call.badarg }
      terms.append(pair)
      let code = hash(pair.element(0), call.atoms)
      hashes.append(code)
      ends[share(code) + 1] += 1
      rest = rest.tail
    }
    guard rest.isEmptyList else { throw call.badarg }
    return true
  }

  /// Makes the subtree of a share.
  private func buildShare(_ call: NativeCall, _ steps: inout Int) throws(Raise) {
    let start = index == 0 ? 0 : ends[index - 1]
    let end = ends[index]
    steps -= 4 * (end - start) + 1
    if start == end { return }
    let atoms = call.atoms
    let entries = order[start..<end].map { (hash: hashes[Int($0)], pair: Int($0)) }
    let plan = MapPlan(share: entries, level: MapBuilder.levels, atoms) { self.key($0) }
    count += plan.count
    try call.reserve(plan.words)
    terms[MapBuilder.subtrees + index] = call.write { writer in
      plan.writeShare(&writer, level: MapBuilder.levels) { (self.key($0), self.value($0)) }
    }
  }

  /// Joins the subtrees under the upper levels.
  private func join(_ call: NativeCall) throws(Raise) -> Term {
    guard count > Maps.smallLimit else { return try joinSmall(call) }
    // 1, 8 and 64 nodes.
    try call.reserve(3 + 73 * HashMap.wordsToJoin)
    return call.write { writer in
      let root = node(&writer, first: 0, level: 0, call.atoms)
      let box = writer.box(.largeMap, size: 2)
      box[1] = Term(small: count).bits
      box[2] = root.bits
      return Term(box: box)
    }
  }

  /// Writes the node above the subtrees from `first` on.
  private func node(
    _ writer: inout HeapWriter,
    first: Int,
    level: Int,
    _ atoms: AtomTableRef
  ) -> Term {
    if level == MapBuilder.levels { return terms[MapBuilder.subtrees + first] }
    let step = MapBuilder.shares >> (HashMap.width * (level + 1))
    let children = (0..<HashMap.fan).map { index in
      node(&writer, first: first + step * index, level: level + 1, atoms)
    }
    return HashMap.join(&writer, level: level, atoms) { children[$0] }
  }

  /// All pairs in the subtrees.
  private var joinedPairs: [MapPair] {
    var pairs: [MapPair] = []
    for subtree in terms[MapBuilder.subtrees..<MapBuilder.pairs] {
      HashMap.appendPairs(of: subtree, to: &pairs)
    }
    return pairs
  }

  private func joinSmall(_ call: NativeCall) throws(Raise) -> Term {
    let plan = MapPlan(keys: joinedPairs.map(\.key), call.atoms)
    try call.reserve(plan.words)
    // They are read again: this may have moved them.
    let pairs = joinedPairs
    return call.write { writer in
      plan.write(&writer, call.atoms) { (pairs[$0].key, pairs[$0].value) }
    }
  }
}
