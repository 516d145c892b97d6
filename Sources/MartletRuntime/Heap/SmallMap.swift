/// Maps of few pairs: the keys in order, then the values, in one box.
enum SmallMap {
  /// The place of a key, or nil.
  @inline(__always)
  static func index(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Int? {
    guard key.isImmediate else { return indexOfPointer(map, key, atoms) }
    let count = map.header.size / 2
    for index in 0..<count where map.word(index) == key.bits { return index }
    return nil
  }

  /// The place of a key that is no immediate.
  @inline(never)
  static func indexOfPointer(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Int? {
    let count = map.header.size / 2
    for index in 0..<count where TermOrder.same(map.element(index), key, atoms) { return index }
    return nil
  }

  /// The place where a key that the map does not have belongs.
  static func place(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Int {
    var low = 0
    var high = map.header.size / 2
    while low < high {
      let middle = (low + high) / 2
      if TermOrder.compareKeys(map.element(middle), key, atoms) < 0 {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The map with a pair put in it.
  static func put(
    _ call: inout NativeCall,
    _ map: Term,
    _ key: Term,
    _ value: Term
  ) throws(Raise) -> Term {
    let atoms = call.atoms
    let size = map.header.size
    let count = size / 2
    if let index = index(map, key, atoms) {
      if map.element(count + index) == value { return map }
      return try replace(&call, map, at: count + index, value)
    }
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    let keptKey = call.keep(key)
    let keptValue = call.keep(value)
    guard count < Maps.smallLimit else {
      var keys = (0..<count).map { map.element($0) }
      keys.append(key)
      let plan = MapPlan(keys: keys, atoms)
      try call.reserve(plan.words)
      let map = call[keptMap]
      let pair = (call[keptKey], call[keptValue])
      return call.write { writer in
        plan.write(&writer, atoms) { index in
          index < count ? (map.element(index), map.element(count + index)) : pair
        }
      }
    }
    let place = place(map, key, atoms)
    try call.reserve(size + 3)
    let source = call[keptMap].address + 1
    let newKey = call[keptKey].bits
    let newValue = call[keptValue].bits
    return call.write { writer in
      let box = writer.box(.smallMap, size: size + 2)
      let keys = box + 1
      let values = keys + count + 1
      keys.update(from: source, count: place)
      keys[place] = newKey
      (keys + place + 1).update(from: source + place, count: count - place)
      values.update(from: source + count, count: place)
      values[place] = newValue
      (values + place + 1).update(from: source + count + place, count: count - place)
      return Term(box: box)
    }
  }

  /// A copy of the map with one word replaced.
  private static func replace(
    _ call: inout NativeCall,
    _ map: Term,
    at index: Int,
    _ value: Term
  ) throws(Raise) -> Term {
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    let keptValue = call.keep(value)
    let size = map.header.size
    try call.reserve(size + 1)
    let source = call[keptMap].address
    let bits = call[keptValue].bits
    return call.write { writer in
      let box = writer.box(.smallMap, size: size)
      box.update(from: source, count: size + 1)
      box[1 + index] = bits
      return Term(box: box)
    }
  }

  /// The map without a key.
  static func remove(_ call: inout NativeCall, _ map: Term, _ key: Term) throws(Raise) -> Term {
    guard let place = index(map, key, call.atoms) else { return map }
    let live = call.live
    defer { call.live = live }
    let kept = call.keep(map)
    let size = map.header.size
    let count = size / 2
    try call.reserve(size)
    let source = call[kept].address + 1
    return call.write { writer in
      let box = writer.box(.smallMap, size: size - 2)
      let keys = box + 1
      let values = keys + count - 1
      keys.update(from: source, count: place)
      (keys + place).update(from: source + place + 1, count: count - 1 - place)
      values.update(from: source + count, count: place)
      (values + place).update(from: source + count + place + 1, count: count - 1 - place)
      return Term(box: box)
    }
  }
}
