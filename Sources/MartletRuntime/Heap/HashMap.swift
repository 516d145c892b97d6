/// Maps of many pairs: a trie over the bits of the keys' hashes, five at a level, highest first.
///
/// A node is there exactly where two keys or more share the bits above it, so that the pairs alone
/// decide the shape; keys with equal hashes meet in a collision node, in key order. The leaves stand
/// in the order of their hashes.
enum HashMap {
  /// How many levels of nodes use up the 64 bits of a hash.
  static let levels = 13

  /// The bit of a node's bitmap that the highest five bits of a hash choose.
  @inline(__always)
  static func bit(_ hash: UInt64) -> UInt64 { 1 << (hash >> 59) }

  /// A node's bitmap.
  @inline(__always)
  static func bitmap(_ node: Term) -> UInt64 { node.word(0) >> 2 }

  /// The place of the child for a bit, among the words of a node.
  @inline(__always)
  static func place(_ bitmap: UInt64, _ bit: UInt64) -> Int {
    1 + (bitmap & (bit - 1)).nonzeroBitCount
  }

  @inline(__always)
  static func isCollision(_ node: Term) -> Bool {
    node.header.kindBits == BoxKind.mapCollision.rawValue
  }

  /// The value under a key, or nil.
  @inline(never)
  static func find(_ map: Term, _ key: Term, _ atoms: AtomTableRef) -> Term? {
    var rest = hash(key, atoms)
    var node = map.element(1)
    while true {
      if node.isCons {
        return TermOrder.same(node.head, key, atoms) ? node.tail : nil
      }
      if isCollision(node) {
        for index in 0..<node.header.size {
          let leaf = node.element(index)
          if TermOrder.same(leaf.head, key, atoms) { return leaf.tail }
        }
        return nil
      }
      let bitmap = bitmap(node)
      let bit = bit(rest)
      if bitmap & bit == 0 { return nil }
      node = node.element(place(bitmap, bit))
      rest <<= 5
    }
  }

  /// Appends the leaves below a node, in trie order.
  static func appendLeaves(of node: Term, to leaves: inout [Term]) {
    if node.isCons {
      leaves.append(node)
      return
    }
    // At most 14 deep.
    for index in (isCollision(node) ? 0 : 1)..<node.header.size {
      appendLeaves(of: node.element(index), to: &leaves)
    }
  }
}

// MARK: - Putting

extension HashMap {
  /// The map with a pair put in it.
  static func put(
    _ call: inout NativeCall,
    _ map: Term,
    _ key: Term,
    _ value: Term
  ) throws(Raise) -> Term {
    let atoms = call.atoms
    let code = hash(key, atoms)
    guard let words = wordsToPut(map, key, value, code, atoms) else { return map }
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    let keptKey = call.keep(key)
    let keptValue = call.keep(value)
    try call.reserve(words)
    let target = call[keptMap]
    let pair = (key: call[keptKey], value: call[keptValue])
    return call.write { writePut(&$0, target, pair.key, pair.value, code, atoms) }
  }

  /// How many words ``writePut(_:_:_:_:_:_:)`` takes, or nil when the very pair is there.
  private static func wordsToPut(
    _ map: Term,
    _ key: Term,
    _ value: Term,
    _ code: UInt64,
    _ atoms: AtomTableRef
  ) -> Int? {
    var words = 3
    var rest = code
    var level = 0
    var node = map.element(1)
    while true {
      if node.isCons {
        if TermOrder.same(node.head, key, atoms) {
          return node.tail == value ? nil : words + 2
        }
        // A leaf, perhaps a chain of nodes of one child, and a node of two.
        return words + 2 + 4 + 3 * (levels - level)
      }
      let size = node.header.size
      words += size + 1
      if isCollision(node) { return words + 3 }
      let bitmap = bitmap(node)
      let bit = bit(rest)
      if bitmap & bit == 0 { return words + 3 }
      node = node.element(place(bitmap, bit))
      rest <<= 5
      level += 1
    }
  }

  /// Writes the map with a pair put in it, sharing all that is not on the way to the pair.
  private static func writePut(
    _ writer: inout HeapWriter,
    _ map: Term,
    _ key: Term,
    _ value: Term,
    _ code: UInt64,
    _ atoms: AtomTableRef
  ) -> Term {
    let box = writer.box(.largeMap, size: 2)
    var slot = box + 2
    var rest = code
    var level = 0
    var node = map.element(1)
    var added = 1
    while true {
      if node.isCons {
        let leaf = writer.cons(key, value)
        if TermOrder.same(node.head, key, atoms) {
          slot.pointee = leaf.bits
          added = 0
        } else {
          let other = level < levels ? hash(node.head, atoms) << UInt64(5 * level) : 0
          slot.pointee =
            split(&writer, leaf, rest, node, other, level: level, atoms).bits
        }
        break
      }
      if isCollision(node) {
        let (copy, isNew) = putInCollision(&writer, node, key, value, atoms)
        slot.pointee = copy.bits
        added = isNew ? 1 : 0
        break
      }
      let size = node.header.size
      let source = node.address
      let bitmap = bitmap(node)
      let bit = bit(rest)
      let place = place(bitmap, bit)
      if bitmap & bit == 0 {
        let copy = writer.box(.mapNode, size: size + 1)
        slot.pointee = Term(box: copy).bits
        copy[1] = (bitmap | bit) << 2
        (copy + 2).update(from: source + 2, count: place - 1)
        (copy + 2 + place).update(from: source + 1 + place, count: size - place)
        let leaf = writer.cons(key, value)
        copy[1 + place] = leaf.bits
        break
      }
      let copy = writer.box(.mapNode, size: size)
      (copy + 1).update(from: source + 1, count: size)
      slot.pointee = Term(box: copy).bits
      slot = copy + 1 + place
      node = node.element(place)
      rest <<= 5
      level += 1
    }
    box[1] = Term(small: map.element(0).small + added).bits
    return Term(box: box)
  }

  /// Writes the nodes that tell two leaves apart.
  private static func split(
    _ writer: inout HeapWriter,
    _ leaf: Term,
    _ code: UInt64,
    _ other: Term,
    _ otherCode: UInt64,
    level: Int,
    _ atoms: AtomTableRef
  ) -> Term {
    if level >= levels {
      let box = writer.box(.mapCollision, size: 2)
      let isFirst = TermOrder.compareKeys(leaf.head, other.head, atoms) < 0
      box[1] = isFirst ? leaf.bits : other.bits
      box[2] = isFirst ? other.bits : leaf.bits
      return Term(box: box)
    }
    let bit = bit(code)
    let otherBit = HashMap.bit(otherCode)
    if bit == otherBit {
      let box = writer.box(.mapNode, size: 2)
      box[1] = bit << 2
      // At most 13 deep.
      box[2] =
        split(&writer, leaf, code << 5, other, otherCode << 5, level: level + 1, atoms).bits
      return Term(box: box)
    }
    let box = writer.box(.mapNode, size: 3)
    box[1] = (bit | otherBit) << 2
    box[2] = bit < otherBit ? leaf.bits : other.bits
    box[3] = bit < otherBit ? other.bits : leaf.bits
    return Term(box: box)
  }

  private static func putInCollision(
    _ writer: inout HeapWriter,
    _ node: Term,
    _ key: Term,
    _ value: Term,
    _ atoms: AtomTableRef
  ) -> (Term, isNew: Bool) {
    let size = node.header.size
    let source = node.address + 1
    let leaf = writer.cons(key, value)
    var place = 0
    var order = 1
    while place < size {
      order = TermOrder.compareKeys(key, Term(bits: source[place]).head, atoms)
      if order <= 0 { break }
      place += 1
    }
    let isNew = place == size || order != 0
    let box = writer.box(.mapCollision, size: isNew ? size + 1 : size)
    let rest = isNew ? place : place + 1
    (box + 1).update(from: source, count: place)
    box[1 + place] = leaf.bits
    (box + 2 + place).update(from: source + rest, count: size - rest)
    return (Term(box: box), isNew)
  }
}

// MARK: - Removing

extension HashMap {
  /// The map without a key.
  static func remove(_ call: inout NativeCall, _ map: Term, _ key: Term) throws(Raise) -> Term {
    let atoms = call.atoms
    guard find(map, key, atoms) != nil else { return map }
    let code = hash(key, atoms)
    let count = map.element(0).small - 1
    let live = call.live
    defer { call.live = live }
    let keptMap = call.keep(map)
    let keptKey = call.keep(key)
    if count <= Maps.smallLimit {
      try call.reserve(1 + 2 * count)
      let pairs = Maps.sortedPairs(call[keptMap], atoms)
      let key = call[keptKey]
      return call.write { writer in
        let box = writer.box(.smallMap, size: 2 * count)
        var index = 1
        for pair in pairs where !TermOrder.same(pair.head, key, atoms) {
          box[index] = pair.head.bits
          box[index + count] = pair.tail.bits
          index += 1
        }
        return Term(box: box)
      }
    }
    try call.reserve(wordsToRemove(map, code))
    let target = call[keptMap]
    let removed = call[keptKey]
    return call.write { writer in
      let root = removing(&writer, target.element(1), removed, code, level: 0, atoms)
      let box = writer.box(.largeMap, size: 2)
      box[1] = Term(small: count).bits
      box[2] = root.bits
      return Term(box: box)
    }
  }

  private static func wordsToRemove(_ map: Term, _ code: UInt64) -> Int {
    var words = 3
    var rest = code
    var node = map.element(1)
    while node.isBox {
      words += node.header.size + 1
      if isCollision(node) { break }
      node = node.element(place(bitmap(node), bit(rest)))
      rest <<= 5
    }
    return words
  }

  /// Writes a node without a key that is below it: a node, the one leaf that is left, or
  /// ``Term/none`` when nothing is.
  private static func removing(
    _ writer: inout HeapWriter,
    _ node: Term,
    _ key: Term,
    _ rest: UInt64,
    level: Int,
    _ atoms: AtomTableRef
  ) -> Term {
    if node.isCons { return .none }
    let size = node.header.size
    let source = node.address + 1
    if isCollision(node) {
      let place =
        (0..<size).first { TermOrder.same(node.element($0).head, key, atoms) } ?? 0
      if size == 2 { return node.element(1 - place) }
      let box = writer.box(.mapCollision, size: size - 1)
      (box + 1).update(from: source, count: place)
      (box + 1 + place).update(from: source + place + 1, count: size - place - 1)
      return Term(box: box)
    }
    let bitmap = bitmap(node)
    let bit = bit(rest)
    let place = place(bitmap, bit)
    // At most 14 deep.
    let child = removing(&writer, node.element(place), key, rest << 5, level: level + 1, atoms)
    if child == .none {
      if level > 0 && size == 3 && node.element(3 - place).isCons { return node.element(3 - place) }
      let box = writer.box(.mapNode, size: size - 1)
      box[1] = (bitmap & ~bit) << 2
      (box + 2).update(from: source + 1, count: place - 1)
      (box + 1 + place).update(from: source + place + 1, count: size - place - 1)
      return Term(box: box)
    }
    if child.isCons && level > 0 && size == 2 { return child }
    let box = writer.box(.mapNode, size: size)
    (box + 1).update(from: source, count: size)
    box[1 + place] = child.bits
    return Term(box: box)
  }
}
