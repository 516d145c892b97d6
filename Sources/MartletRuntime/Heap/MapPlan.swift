/// How the pairs of a map that is made at once will lie, worked out from the keys before any space
/// is reserved.
///
/// It names pairs by their number, so that it stays right when the terms move.
struct MapPlan {
  /// A pair by its number, and the hash of its key.
  typealias Entry = (hash: UInt64, pair: Int)

  /// The number and the hash of each pair that stays, in the order in which the pairs will lie.
  private var order: [Entry] = []
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

  /// Plans a subtree at a level, of pairs whose hashes share all bits above it.
  init(
    share: [Entry],
    level: Int,
    _ atoms: AtomTableRef,
    key: (Int) -> Term
  ) {
    order = share
    order.sort { ($0.hash, $0.pair) < ($1.hash, $1.pair) }
    dropEqualKeys(atoms, key)
    words = MapPlan.words(of: order[...], level: level)
  }

  /// Writes a subtree.
  func writeShare(
    _ writer: inout HeapWriter,
    level: Int,
    pair: (Int) -> (Term, Term)
  ) -> Term {
    MapPlan.write(&writer, order[...], level: level, pair)
  }

  /// Of pairs with equal keys keeps the last; sorts those with equal hashes by key.
  private mutating func dropEqualKeys(_ atoms: AtomTableRef, _ key: (Int) -> Term) {
    var kept: [Entry] = []
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

  /// The bits of a hash that choose a child at a level, and the bits below them.
  @inline(__always)
  private static func rest(_ hash: UInt64, _ level: Int) -> UInt64 {
    hash << UInt64(HashMap.width * level)
  }

  /// Whether so many pairs whose hashes share all bits above a level make a bucket.
  @inline(__always)
  private static func isBucket(_ count: Int, _ level: Int) -> Bool {
    count <= MapBucket.limit || level >= HashMap.levels
  }

  /// The end of the run of entries that go to the same child as the one at `start`.
  private static func endOfRun(
    _ entries: ArraySlice<Entry>,
    from start: Int,
    level: Int
  ) -> Int {
    let child = HashMap.child(rest(entries[start].hash, level))
    var end = start + 1
    while end < entries.endIndex && HashMap.child(rest(entries[end].hash, level)) == child {
      end += 1
    }
    return end
  }

  /// The words of a subtree at a level, of entries in their order.
  static func words(of entries: ArraySlice<Entry>, level: Int) -> Int {
    if isBucket(entries.count, level) { return MapBucket.words(entries.count) }
    var words = 1 + HashMap.fan
    var start = entries.startIndex
    while start < entries.endIndex {
      let end = endOfRun(entries, from: start, level: level)
      // At most 21 deep.
      words += MapPlan.words(of: entries[start..<end], level: level + 1)
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
    box[2] = MapPlan.write(&writer, order[...], level: 0, pair).bits
    return Term(box: box)
  }

  /// Writes a subtree at a level, of entries in their order.
  static func write(
    _ writer: inout HeapWriter,
    _ entries: ArraySlice<Entry>,
    level: Int,
    _ pair: (Int) -> (Term, Term)
  ) -> Term {
    if isBucket(entries.count, level) {
      let first = entries.startIndex
      return MapBucket.write(&writer, count: entries.count) { index in
        pair(entries[first + index].pair)
      } tag: { index in
        MapBucket.tag(rest(entries[first + index].hash, level))
      }
    }
    let box = writer.box(.mapNode, size: HashMap.fan)
    for child in 0..<HashMap.fan { box[1 + child] = HashMap.absent.bits }
    var start = entries.startIndex
    while start < entries.endIndex {
      let end = endOfRun(entries, from: start, level: level)
      let child = HashMap.child(rest(entries[start].hash, level))
      // At most 21 deep.
      box[1 + child] = write(&writer, entries[start..<end], level: level + 1, pair).bits
      start = end
    }
    return Term(box: box)
  }
}
