/// Maps: pairs in key order up to ``smallLimit`` pairs, a hash array mapped trie above.
///
/// A map has one form only: the same pairs always make the same boxes, whatever the order in which
/// they were put, so that equality compares two large maps node by node.
enum Maps {
  /// The most pairs of a map that is no trie.
  static let smallLimit = 32

  /// The number of pairs.
  @inline(__always)
  static func count(_ map: Term) -> Int {
    let header = map.header
    return header.kindBits == BoxKind.smallMap.rawValue ? header.size / 2 : map.element(0).small
  }

  /// Whether a map is a trie.
  @inline(__always)
  static func isLarge(_ map: Term) -> Bool {
    map.header.kindBits == BoxKind.largeMap.rawValue
  }

  /// The value under a key, or nil; where the map is large, the place is remembered.
  @inline(__always)
  static func find(_ map: Term, _ key: Term, _ context: ContextRef) -> Term? {
    isLarge(map)
      ? HashMap.find(map, key, context) : findInSmall(map, key, context.pointee.atoms)
  }

  /// The value under a key, or nil.
  @inline(__always)
  static func find(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Term? {
    isLarge(map) ? HashMap.find(map, key, atoms) : findInSmall(map, key, atoms)
  }

  @inline(__always)
  private static func findInSmall(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Term? {
    let header = map.header
    guard key.isImmediate else {
      guard let index = SmallMap.indexOfPointer(map, key, atoms) else { return nil }
      return map.element(header.size / 2 + index)
    }
    let count = header.size / 2
    let words = UnsafePointer(map.address + 1)
    var index = 0
    while index < count {
      if words[index] == key.bits { return Term(bits: words[count + index]) }
      index += 1
    }
    return nil
  }

  /// The map with a pair put in it; `map` is a map.
  static func put(
    _ call: inout NativeCall,
    map: Term,
    key: Term,
    value: Term
  ) throws(Raise) -> Term {
    isLarge(map)
      ? try HashMap.put(&call, map, key, value) : try SmallMap.put(&call, map, key, value)
  }

  /// The map without a key; `map` is a map.
  static func remove(_ call: inout NativeCall, map: Term, key: Term) throws(Raise) -> Term {
    isLarge(map) ? try HashMap.remove(&call, map, key) : try SmallMap.remove(&call, map, key)
  }

  /// All pairs in the order of the keys; large maps only.
  static func sortedPairs(_ map: Term, _ atoms: AtomTableRef) -> [MapPair] {
    var pairs: [MapPair] = []
    pairs.reserveCapacity(count(map))
    HashMap.appendPairs(of: map.element(1), to: &pairs)
    pairs.sort { TermOrder.compareKeys($0.key, $1.key, atoms) < 0 }
    return pairs
  }
}

// MARK: - What the interpreter calls

extension Maps {
  /// The X register `index` of a list of registers, four a word.
  @inline(__always)
  static func register(_ list: UnsafePointer<UInt64>, _ index: Int) -> Int {
    Int(UInt16(truncatingIfNeeded: list[index >> 2] >> UInt64((index & 3) << 4)))
  }

  /// Makes a map of `count` pairs in registers; of equal keys the last wins.
  static func make(
    _ context: ContextRef,
    pairs: UnsafePointer<UInt64>,
    count: Int,
    live: Int
  ) throws(Raise) -> Term {
    let call = NativeCall(context: context, first: 0, count: 0, live: live)
    guard count <= smallLimit else {
      let keys = (0..<count).map { context.pointee.x[register(pairs, 2 * $0)] }
      let plan = MapPlan(keys: keys, context.pointee.atoms)
      try call.reserve(plan.words)
      // The collector may have moved the terms, but not the registers.
      let x = context.pointee.x
      return call.write { writer in
        plan.write(&writer, context.pointee.atoms) { index in
          (x[register(pairs, 2 * index)], x[register(pairs, 2 * index + 1)])
        }
      }
    }
    try call.reserve(1 + 2 * count)
    let atoms = context.pointee.atoms
    let x = context.pointee.x
    return call.write { writer in
      let box = writer.top
      var size = 0
      // Keys are sorted into their places; there are few, and they mostly come in order.
      let values = box + 1 + count
      for pair in 0..<count {
        let key = x[register(pairs, 2 * pair)]
        let value = x[register(pairs, 2 * pair + 1)]
        var place = size
        var order = 1
        while place > 0 {
          order = TermOrder.compareKeys(key, Term(bits: box[place]), atoms)
          if order >= 0 { break }
          place -= 1
        }
        if place > 0 && order == 0 {
          values[place - 1] = value.bits
          continue
        }
        var index = size
        while index > place {
          box[1 + index] = box[index]
          values[index] = values[index - 1]
          index -= 1
        }
        box[1 + place] = key.bits
        values[place] = value.bits
        size += 1
      }
      box[0] = BoxHeader(.smallMap, size: 2 * size).bits
      if size != count { (box + 1 + size).update(from: values, count: size) }
      writer.top = box + 1 + 2 * size
      return Term(box: box)
    }
  }

  /// The map in a register with pairs replaced; raises `(:badkey, k)` or `(:badmap, v)`.
  static func update(
    _ context: ContextRef,
    map register: Int,
    pairs: UnsafePointer<UInt64>,
    count: Int,
    live: Int
  ) throws(Raise) -> Term {
    var call = NativeCall(context: context, first: 0, count: 0, live: live)
    let atoms = context.pointee.atoms
    let x = context.pointee.x
    guard x[register].isMap else { throw call.error(.badmap, x[register]) }
    for pair in 0..<count {
      let key = x[Maps.register(pairs, 2 * pair)]
      if find(x[register], key, context) == nil { throw call.error(.badkey, key) }
    }
    if isLarge(x[register]) {
      let kept = call.keep(x[register])
      for pair in 0..<count {
        call[kept] = try HashMap.put(
          &call,
          call[kept],
          x[Maps.register(pairs, 2 * pair)],
          x[Maps.register(pairs, 2 * pair + 1)]
        )
      }
      return call[kept]
    }
    let size = x[register].header.size
    try call.reserve(1 + size)
    let map = x[register]
    return call.write { writer in
      let box = writer.top
      box.update(from: map.address, count: size + 1)
      let copy = Term(box: box)
      for pair in 0..<count {
        let key = x[Maps.register(pairs, 2 * pair)]
        if let index = SmallMap.index(copy, key, atoms) {
          box[1 + size / 2 + index] = x[Maps.register(pairs, 2 * pair + 1)].bits
        }
      }
      writer.top = box + 1 + size
      return copy
    }
  }

  /// The value under a key; raises `(:badkey, k)` or `(:badmap, v)`.
  @inline(__always)
  static func get(_ context: ContextRef, map: Term, key: Term, live: Int) throws(Raise) -> Term {
    if map.isMap, let value = find(map, key, context.pointee.atoms) { return value }
    throw missing(context, map: map, key: key, live: live)
  }

  /// The value under a key, or the atom nil; raises `(:badmap, v)`.
  @inline(__always)
  static func index(_ context: ContextRef, map: Term, key: Term, live: Int) throws(Raise) -> Term {
    if map.isMap { return find(map, key, context) ?? .nil }
    throw missing(context, map: map, key: key, live: live)
  }

  @inline(never)
  private static func missing(_ context: ContextRef, map: Term, key: Term, live: Int) -> Raise {
    var call = NativeCall(context: context, first: 0, count: 0, live: live)
    return map.isMap ? call.error(.badkey, key) : call.error(.badmap, map)
  }
}

// MARK: - The literal area

extension Maps {
  /// The most words that a map of so many pairs can take.
  static func sizeOfMap(_ count: Int) -> Int {
    // In the worst case each key has a bucket of its own at the end of a chain of branches, which
    // it shares with as few others as need a branch.
    count <= smallLimit
      ? 1 + 2 * count
      : 3 + count * (4 + HashMap.levels * (1 + HashMap.fan) / (1 + MapBucket.limit))
  }

  /// Writes a map of pairs whose keys differ; see ``sizeOfMap(_:)`` for the space.
  static func write(
    _ writer: inout HeapWriter,
    keys: [Term],
    values: [Term],
    _ atoms: AtomTableRef
  ) -> Term {
    MapPlan(keys: keys, atoms).write(&writer, atoms) { (keys[$0], values[$0]) }
  }
}
