/// Maps of many pairs: a trie over the bits of the keys' hashes, three at a level, highest first.
///
/// A branch has a word for each of its eight children: a branch, a bucket (``MapBucket``) or
/// nothing. It is there exactly where more keys than a bucket holds share the bits above it, so
/// that the pairs alone decide the shape; they stand in the order of their hashes.
///
/// A branch needs no bitmap, so that a step down touches one cache line and is three instructions.
/// What is copied to put a pair into a map of a million is 65 words, where a trie of five bits
/// with bitmaps and a cell for each pair took 121.
enum HashMap {
  /// The bits of a hash that choose a child.
  static let width = 3
  /// The children of a branch.
  static let fan = 8
  /// How many levels of branches use up a hash.
  static let levels = 21

  /// What stands in a branch where no child is.
  @inline(__always)
  static var absent: Term { Term(bits: 0) }

  /// The header of every branch.
  @inline(__always)
  private static var branch: BoxHeader { BoxHeader(.mapNode, size: fan) }

  /// Whether a node is a branch.
  @inline(__always)
  static func isBranch(_ node: Term) -> Bool { node.header == branch }

  /// The child of a branch that the highest bits of a hash choose.
  @inline(__always)
  static func child(_ rest: UInt64) -> Int { Int(truncatingIfNeeded: rest >> UInt64(64 - width)) }

  /// The value under a key, or nil; a place that is found is remembered for ``put(_:_:_:_:)``.
  @inline(never)
  static func find(_ map: Term, _ key: Term, _ context: ContextRef) -> Term? {
    let atoms = context.pointee.atoms
    let code = hash(key, atoms)
    var place = Place()
    guard let bucket = place.descend(code, in: map),
      let index = MapBucket.index(of: key, in: bucket, place.rest(code), atoms)
    else { return nil }
    place.index = index
    place.isFound = true
    context.pointee.found = FoundPlace(map: map, key: key, code: code, place: place, bucket: bucket)
    return MapBucket.value(bucket, index)
  }

  /// The value under a key, or nil.
  @inline(never)
  static func find(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Term? {
    var rest = hash(key, atoms)
    var node = map.element(1)
    while isBranch(node) {
      node = node.element(child(rest))
      rest <<= UInt64(width)
      if node == absent { return nil }
    }
    guard let index = MapBucket.index(of: key, in: node, rest, atoms) else { return nil }
    return MapBucket.value(node, index)
  }

  /// Appends the pairs below a node, in the order of their hashes.
  static func appendPairs(of node: Term, to pairs: inout [MapPair]) {
    if node == absent { return }
    if isBranch(node) {
      // At most 21 deep.
      for index in 0..<fan { appendPairs(of: node.element(index), to: &pairs) }
      return
    }
    for index in 0..<MapBucket.count(node) {
      pairs.append(
        MapPair(key: MapBucket.key(node, index), value: MapBucket.value(node, index))
      )
    }
  }

  /// The words of a branch, or of a bucket in its place: what ``join(_:level:_:child:)`` takes.
  static let wordsToJoin = MapBucket.words(MapBucket.limit)

  /// Writes a branch over children, or a bucket with all their pairs when that can hold them; gives
  /// ``absent`` when there are none.
  static func join(
    _ writer: inout HeapWriter,
    level: Int,
    _ atoms: AtomTableRef,
    child: (Int) -> Term
  ) -> Term {
    var count = 0
    for index in 0..<fan {
      let node = child(index)
      if node != absent { count += isBranch(node) ? MapBucket.limit + 1 : MapBucket.count(node) }
    }
    if count == 0 { return absent }
    if count <= MapBucket.limit {
      var pairs: [MapPair] = []
      for index in 0..<fan { appendPairs(of: child(index), to: &pairs) }
      return MapBucket.write(&writer, count: count, level: level, atoms) { index in
        (pairs[index].key, pairs[index].value)
      }
    }
    let box = writer.box(.mapNode, size: fan)
    for index in 0..<fan { box[1 + index] = child(index).bits }
    return Term(box: box)
  }
}

/// A key and its value.
struct MapPair {
  var key: Term
  var value: Term
}

// MARK: - Places

extension HashMap {
  /// Where a key is in a map, or where it belongs; no collection makes it wrong.
  struct Place {
    /// How many branches lead to it.
    var depth = 0
    /// The words of the bucket there; 0 when there is none.
    var words = 0
    /// The number of its pair in the bucket.
    var index = 0
    /// Whether the key is there.
    var isFound = false

    /// Whether a pair more makes a branch of the bucket.
    var isFull: Bool {
      words == MapBucket.words(MapBucket.limit) && depth < HashMap.levels
    }

    /// The bits of a key's hash below those that lead to the place.
    @inline(__always)
    func rest(_ code: UInt64) -> UInt64 { code << UInt64(truncatingIfNeeded: width &* depth) }

    /// Goes down to the bucket that a hash leads to, if there is one.
    @inline(__always)
    mutating func descend(_ code: UInt64, in map: Term) -> Term? {
      var rest = code
      var node = map.element(1)
      while isBranch(node) {
        node = node.element(child(rest))
        rest <<= UInt64(width)
        depth &+= 1
        if node == absent { return nil }
      }
      words = node.header.size &+ 1
      return node
    }
  }

  /// The place where a key was found last.
  ///
  /// Who looks a key up often puts another value under it next: `Map.update` does. So that need not
  /// hash the key and go down the trie a second time. It is known by addresses: every collection, every
  /// switch of processes and the dropping of messages forget it.
  struct FoundPlace {
    var map = Term.none
    var key = Term.none
    var code: UInt64 = 0
    var place = Place()
    var bucket = Term.none
  }

  /// Finds the place of a key, and the bucket it is in.
  @inline(__always)
  private static func place(
    of key: Term,
    _ code: UInt64,
    in map: Term,
    _ atoms: AtomTableRef
  ) -> (Place, Term) {
    var place = Place()
    guard let node = place.descend(code, in: map) else { return (place, absent) }
    let rest = place.rest(code)
    if let index = MapBucket.index(of: key, in: node, rest, atoms) {
      place.index = index
      place.isFound = true
    } else {
      place.index = MapBucket.place(of: key, code, in: node, rest, atoms)
    }
    return (place, node)
  }

  /// Writes a map that differs below `depth` branches on the way to a key: copies of these branches,
  /// or the map and the branches themselves where they stand in a range.
  ///
  /// Gives the map, the word that the new node belongs in, and the node that it replaces.
  @inline(__always)
  private static func copyBranches(
    _ writer: inout HeapWriter,
    _ map: Term,
    count: Int,
    _ code: UInt64,
    depth: Int,
    inPlace own: AddressRange
  ) -> (map: Term, slot: UnsafeMutablePointer<UInt64>, node: Term) {
    var node = map.element(1)
    let box = own.contains(map) ? map.address : writer.box(.largeMap, size: 2)
    box[1] = Term(small: count).bits
    var slot = box + 2
    var rest = code
    for _ in 0..<depth {
      let child = child(rest)
      if own.contains(node) {
        slot = node.address + (1 + child)
      } else {
        let copy = writer.top
        copy.update(from: node.address, count: fan + 1)
        writer.top = copy + (fan + 1)
        slot.pointee = Term(box: copy).bits
        slot = copy + (1 + child)
      }
      node = node.element(child)
      rest <<= UInt64(width)
    }
    return (Term(box: box), slot, node)
  }

  /// The words that ``copyBranches(_:_:count:_:depth:)`` takes.
  @inline(__always)
  private static func wordsOfBranches(_ depth: Int) -> Int { 3 &+ (fan &+ 1) &* depth }
}

// MARK: - Putting

extension HashMap {
  /// The map with a pair put in it, or the map itself with the pair put in its place, if it is the
  /// one in building and nobody else sees it.
  static func put(
    _ call: inout NativeCall,
    _ map: Term,
    _ key: Term,
    _ value: Term,
    inPlace: Bool = false
  ) throws(Raise) -> Term {
    let atoms = call.atoms
    let known = call.context.pointee.found
    let isKnown = known.map == map && known.key == key
    let code = isKnown ? known.code : hash(key, atoms)
    let (place, bucket) =
      isKnown ? (known.place, known.bucket) : place(of: key, code, in: map, atoms)
    if place.isFound {
      if MapBucket.value(bucket, place.index) == value { return map }
      if inPlace && call.context.pointee.building.nodes.contains(bucket) {
        MapBucket.set(bucket, place.index, value)
        return map
      }
    }
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    let keptKey = call.keep(key)
    let keptValue = call.keep(value)
    if !place.isFound && place.isFull {
      let entries = split(bucket, place.index, code, atoms)
      return try put(
        &call,
        entries,
        at: place,
        code,
        map: keptMap,
        key: keptKey,
        value: keptValue,
        inPlace: inPlace
      )
    }
    try call.reserve(wordsOfBranches(place.depth) &+ place.words &+ 4)
    let own = ownNodes(call, keptMap, inPlace: inPlace)
    return call.write { writer in
      let target = call[keptMap]
      let (copy, slot, node) = copyBranches(
        &writer,
        target,
        count: target.element(0).small &+ (place.isFound ? 0 : 1),
        code,
        depth: place.depth,
        inPlace: own
      )
      if place.isFound {
        slot.pointee = MapBucket.replace(&writer, node, place.index, call[keptValue]).bits
      } else {
        let tag = MapBucket.tag(place.rest(code))
        slot.pointee =
          MapBucket.insert(&writer, node, place.index, tag: tag, call[keptKey], call[keptValue])
          .bits
      }
      return copy
    }
  }

  /// The nodes that may be changed in their places; what is known of them by their addresses is
  /// forgotten.
  @inline(__always)
  private static func ownNodes(
    _ call: NativeCall,
    _ map: NativeCall.Kept,
    inPlace: Bool
  ) -> AddressRange {
    call.context.pointee.found.map = .none
    // A collection in between has forgotten the map in building, and its nodes are elsewhere.
    let building = call.context.pointee.building
    return inPlace && building.map == call[map]
      ? building.nodes : AddressRange(start: 0, length: 0)
  }

  /// Puts a pair where a full bucket is: a branch over all these takes its place.
  @inline(never)
  private static func put(
    _ call: inout NativeCall,
    _ entries: [MapPlan.Entry],
    at place: Place,
    _ code: UInt64,
    map: NativeCall.Kept,
    key: NativeCall.Kept,
    value: NativeCall.Kept,
    inPlace: Bool
  ) throws(Raise) -> Term {
    try call.reserve(
      wordsOfBranches(place.depth) + MapPlan.words(of: entries[...], level: place.depth)
    )
    let own = ownNodes(call, map, inPlace: inPlace)
    return call.write { writer in
      let target = call[map]
      let (copy, slot, node) = copyBranches(
        &writer,
        target,
        count: target.element(0).small &+ 1,
        code,
        depth: place.depth,
        inPlace: own
      )
      slot.pointee =
        MapPlan.write(&writer, entries[...], level: place.depth) { index in
          index == MapBucket.limit
            ? (call[key], call[value]) : (MapBucket.key(node, index), MapBucket.value(node, index))
        }.bits
      return copy
    }
  }

  /// The pairs of a full bucket, and one more in its place among them, whose number is the last.
  @inline(never)
  private static func split(
    _ bucket: Term,
    _ place: Int,
    _ code: UInt64,
    _ atoms: AtomTableRef
  ) -> [MapPlan.Entry] {
    var entries = (0..<MapBucket.limit).map { index in
      (hash: hash(MapBucket.key(bucket, index), atoms), pair: index)
    }
    entries.insert((hash: code, pair: MapBucket.limit), at: place)
    return entries
  }
}

// MARK: - Removing

extension HashMap {
  /// The map without a key.
  static func remove(_ call: inout NativeCall, _ map: Term, _ key: Term) throws(Raise) -> Term {
    let atoms = call.atoms
    let code = hash(key, atoms)
    let (place, _) = place(of: key, code, in: map, atoms)
    guard place.isFound else { return map }
    let count = map.element(0).small - 1
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    if count <= Maps.smallLimit {
      let keptKey = call.keep(key)
      try call.reserve(1 + 2 * count)
      let pairs = Maps.sortedPairs(call[keptMap], atoms)
      let key = call[keptKey]
      return call.write { writer in
        let box = writer.box(.smallMap, size: 2 * count)
        var index = 1
        for pair in pairs where !TermOrder.same(pair.key, key, atoms) {
          box[index] = pair.key.bits
          box[index + count] = pair.value.bits
          index += 1
        }
        return Term(box: box)
      }
    }
    try call.reserve(3 + place.words + wordsToJoin * place.depth)
    let target = call[keptMap]
    return call.write { writer in
      let root = remove(&writer, target.element(1), code, place, level: 0, atoms)
      let box = writer.box(.largeMap, size: 2)
      box[1] = Term(small: count).bits
      box[2] = root.bits
      return Term(box: box)
    }
  }

  /// Writes a node without the pair at a place below it; gives ``absent`` when nothing is left.
  private static func remove(
    _ writer: inout HeapWriter,
    _ node: Term,
    _ code: UInt64,
    _ place: Place,
    level: Int,
    _ atoms: AtomTableRef
  ) -> Term {
    if level == place.depth {
      return MapBucket.remove(&writer, node, place.index, level: level, atoms)
    }
    let child = child(code << UInt64(width * level))
    // At most 21 deep.
    let rest = remove(&writer, node.element(child), code, place, level: level + 1, atoms)
    return join(&writer, level: level, atoms) { $0 == child ? rest : node.element($0) }
  }
}
