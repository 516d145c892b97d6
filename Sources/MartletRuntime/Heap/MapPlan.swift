/// How the pairs of a map that is made at once will lie, worked out from the keys before any space
/// is reserved.
///
/// It names pairs by their number, so that it stays right when the terms move.
struct MapPlan {
  /// The number and the hash of each pair that stays, in the order in which the pairs will lie.
  private var order: [(hash: UInt64, pair: Int)] = []
  /// How many words the map takes.
  private(set) var words = 0

  /// How many pairs the map has.
  var count: Int { order.count }

  /// Plans a map of pairs by their keys; of equal keys the last one stays.
  init(keys: [Term], _ atoms: AtomTableRef) {
    order.reserveCapacity(keys.count)
    for (index, key) in keys.enumerated() { order.append((hash(key, atoms), index)) }
    order.sort { ($0.hash, $0.pair) < ($1.hash, $1.pair) }
    dropEqualKeys(atoms) { keys[$0] }
    if order.count <= Maps.smallLimit {
      order.sort { TermOrder.compareKeys(keys[$0.pair], keys[$1.pair], atoms) < 0 }
      words = 1 + 2 * order.count
    } else {
      words = 3 + MapPlan.words(of: order[...], level: 0)
    }
  }

  /// Plans a subtree at the third level, of pairs whose hashes share their highest ten bits.
  init(
    share: [(hash: UInt64, pair: Int)],
    _ atoms: AtomTableRef,
    key: (Int) -> Term
  ) {
    order = share
    order.sort { ($0.hash, $0.pair) < ($1.hash, $1.pair) }
    dropEqualKeys(atoms, key)
    words = MapPlan.words(of: order[...], level: 2)
  }

  /// Writes a subtree.
  func writeShare(_ writer: inout HeapWriter, pair: (Int) -> (Term, Term)) -> Term {
    write(&writer, order[...], level: 2, pair)
  }

  /// Of pairs with equal keys keeps the last; sorts those with equal hashes by key.
  private mutating func dropEqualKeys(_ atoms: AtomTableRef, _ key: (Int) -> Term) {
    var kept: [(hash: UInt64, pair: Int)] = []
    kept.reserveCapacity(order.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && order[end].hash == order[start].hash { end += 1 }
      if end == start + 1 {
        kept.append(order[start])
      } else {
        let run = order[start..<end].sorted {
          let result = TermOrder.compareKeys(key($0.pair), key($1.pair), atoms)
          return result != 0 ? result < 0 : $0.pair < $1.pair
        }
        for (index, entry) in run.enumerated()
        where index + 1 == run.count
          || !TermOrder.same(key(entry.pair), key(run[index + 1].pair), atoms)
        {
          kept.append(entry)
        }
      }
      start = end
    }
    order = kept
  }

  /// The five bits of a hash that choose a child at a level.
  @inline(__always)
  private static func chunk(_ hash: UInt64, _ level: Int) -> UInt64 {
    (hash << UInt64(5 * level)) >> 59
  }

  /// The end of the run of entries that go to the same child as the one at `start`.
  private static func endOfRun(
    _ entries: ArraySlice<(hash: UInt64, pair: Int)>,
    from start: Int,
    level: Int
  ) -> Int {
    let chunk = chunk(entries[start].hash, level)
    var end = start + 1
    while end < entries.endIndex && MapPlan.chunk(entries[end].hash, level) == chunk { end += 1 }
    return end
  }

  private static func words(
    of entries: ArraySlice<(hash: UInt64, pair: Int)>,
    level: Int
  ) -> Int {
    if entries.count == 1 && level > 0 { return 2 }
    if level >= HashMap.levels { return 1 + 3 * entries.count }
    var words = 2
    var start = entries.startIndex
    while start < entries.endIndex {
      let end = endOfRun(entries, from: start, level: level)
      words += 1 + MapPlan.words(of: entries[start..<end], level: level + 1)
      start = end
    }
    return words
  }

  /// Writes the map; `pair` gives key and value of a number, where they are now.
  func write(
    _ writer: inout HeapWriter,
    _ atoms: AtomTableRef,
    pair: (Int) -> (Term, Term)
  ) -> Term {
    if order.count <= Maps.smallLimit {
      let box = writer.box(.smallMap, size: 2 * order.count)
      for (index, entry) in order.enumerated() {
        let (key, value) = pair(entry.pair)
        box[1 + index] = key.bits
        box[1 + order.count + index] = value.bits
      }
      return Term(box: box)
    }
    let box = writer.box(.largeMap, size: 2)
    box[1] = Term(small: order.count).bits
    box[2] = write(&writer, order[...], level: 0, pair).bits
    return Term(box: box)
  }

  private func write(
    _ writer: inout HeapWriter,
    _ entries: ArraySlice<(hash: UInt64, pair: Int)>,
    level: Int,
    _ pair: (Int) -> (Term, Term)
  ) -> Term {
    if entries.count == 1 && level > 0 {
      let (key, value) = pair(entries[entries.startIndex].pair)
      return writer.cons(key, value)
    }
    if level >= HashMap.levels {
      let box = writer.box(.mapCollision, size: entries.count)
      for (index, entry) in entries.enumerated() {
        let (key, value) = pair(entry.pair)
        box[1 + index] = writer.cons(key, value).bits
      }
      return Term(box: box)
    }
    var bitmap: UInt64 = 0
    for entry in entries { bitmap |= 1 << MapPlan.chunk(entry.hash, level) }
    let box = writer.box(.mapNode, size: 1 + bitmap.nonzeroBitCount)
    box[1] = bitmap << 2
    var child = 2
    var start = entries.startIndex
    while start < entries.endIndex {
      let end = MapPlan.endOfRun(entries, from: start, level: level)
      // At most 14 deep.
      box[child] = write(&writer, entries[start..<end], level: level + 1, pair).bits
      child += 1
      start = end
    }
    return Term(box: box)
  }
}
