/// The ends of a large map's trie: the pairs whose hashes begin alike, in one box.
///
/// ```
/// header | tags | key 0 | value 0 | key 1 | value 1 | …
/// ```
///
/// Up to ``limit`` pairs stand in the order of their hashes, those of equal hashes in key order. A
/// tag is the next seven bits of a key's hash, below those that led to the bucket; all tags stand
/// in one word that looks like a small integer, and are compared at once. So a search looks at one
/// key only (among five, at another one in 32 times) and takes no branch that cannot be foreseen.
/// A bucket of more pairs is there only where the hashes are used up; its tags are zero.
enum MapBucket {
  /// The most pairs, unless their hashes hardly differ.
  static let limit = 8

  /// The bits of a tag.
  private static let tagBits: UInt64 = 7
  /// The lowest bit of each tag.
  private static let lowest: UInt64 = 0x0002_0408_1020_4081
  /// The highest bit of each tag.
  private static let highest: UInt64 = 0x0081_0204_0810_2040

  /// The tag of a hash, of which the bits that led to the bucket have been shifted out.
  @inline(__always)
  static func tag(_ rest: UInt64) -> UInt64 { rest >> (64 - tagBits) }

  /// The words of a bucket, with its header.
  @inline(__always)
  static func words(_ count: Int) -> Int { 2 + 2 * count }

  /// How many pairs a bucket has.
  @inline(__always)
  static func count(_ bucket: Term) -> Int { bucket.header.size >> 1 }

  @inline(__always)
  static func key(_ bucket: Term, _ index: Int) -> Term { bucket.element(1 &+ 2 &* index) }

  @inline(__always)
  static func value(_ bucket: Term, _ index: Int) -> Term { bucket.element(2 &+ 2 &* index) }

  /// Puts another value in the place of one: only in a bucket that nobody else sees.
  @inline(__always)
  static func set(_ bucket: Term, _ index: Int, _ value: Term) {
    bucket.address[3 &+ 2 &* index] = value.bits
  }

  @inline(__always)
  private static func tags(_ bucket: Term) -> UInt64 { bucket.word(0) >> 2 }

  /// The bits of the tags before a place.
  @inline(__always)
  private static func below(_ index: Int) -> UInt64 {
    1 << (tagBits &* UInt64(truncatingIfNeeded: index)) &- 1
  }
}

// MARK: - Searching

extension MapBucket {
  /// The number of the pair with a key, or nil.
  @inline(__always)
  static func index(
    of key: Term,
    in bucket: Term,
    _ rest: UInt64,
    _ atoms: AtomTableRef
  ) -> Int? {
    let count = count(bucket)
    if count > limit { return indexAmongMany(key, bucket, atoms) }
    // A tag that is the same becomes zero, and only zeros (and perhaps what follows one) have
    // their highest bit set by the subtraction.
    let other = tags(bucket) ^ (tag(rest) &* lowest)
    var hits = (other &- lowest) & ~other & highest & below(count)
    while hits != 0 {
      let index = hits.trailingZeroBitCount / Int(tagBits)
      if isSame(MapBucket.key(bucket, index), key, atoms) { return index }
      hits &= hits &- 1
    }
    return nil
  }

  @inline(never)
  private static func indexAmongMany(
    _ key: Term,
    _ bucket: Term,
    _ atoms: AtomTableRef
  ) -> Int? {
    (0..<count(bucket)).first { isSame(MapBucket.key(bucket, $0), key, atoms) }
  }

  /// Whether two keys are the same.
  ///
  /// Short texts are compared here word by word: they are what most keys are that take a look
  /// outside their word.
  @inline(__always)
  private static func isSame(_ a: Term, _ b: Term, _ atoms: AtomTableRef) -> Bool {
    if a.bits == b.bits { return true }
    if b.isImmediate { return false }
    if a.isBox && b.isBox(.heapBinary) {
      let header = b.header
      if a.header == header {
        let last = header.size &- 1
        if last < 0 { return true }
        var index = 0
        while index < last {
          if a.word(index) != b.word(index) { return false }
          index &+= 1
        }
        // What lies behind the text's end does not count.
        return (a.word(last) ^ b.word(last)).littleEndian << (8 &* UInt64(header.aux)) == 0
      }
    }
    return TermOrder.same(a, b, atoms)
  }

  /// The place in a bucket where a key belongs that is not there.
  static func place(
    of key: Term,
    _ code: UInt64,
    in bucket: Term,
    _ rest: UInt64,
    _ atoms: AtomTableRef
  ) -> Int {
    let count = count(bucket)
    var place = 0
    if count <= limit {
      let tag = tag(rest)
      var tags = tags(bucket)
      while place < count && tags & below(1) < tag {
        tags >>= tagBits
        place += 1
      }
      if place == count || tags & below(1) != tag { return place }
    }
    while place < count {
      let stored = MapBucket.key(bucket, place)
      let other = hash(stored, atoms)
      if code < other { break }
      if code == other && TermOrder.compareKeys(key, stored, atoms) < 0 { break }
      place += 1
    }
    return place
  }
}

// MARK: - Writing

extension MapBucket {
  /// Writes a bucket with another value for one of its keys.
  @inline(__always)
  static func replace(
    _ writer: inout HeapWriter,
    _ bucket: Term,
    _ place: Int,
    _ value: Term
  ) -> Term {
    let size = bucket.header.size
    let box = writer.top
    box.update(from: bucket.address, count: size + 1)
    box[3 + 2 * place] = value.bits
    writer.top = box + (size + 1)
    return Term(box: box)
  }

  /// Writes a bucket with one pair more; the bucket may be ``HashMap/absent``.
  @inline(__always)
  static func insert(
    _ writer: inout HeapWriter,
    _ bucket: Term,
    _ place: Int,
    tag: UInt64,
    _ key: Term,
    _ value: Term
  ) -> Term {
    guard bucket != HashMap.absent else {
      let box = writer.box(.mapBucket, size: 3)
      box[1] = tag << 2
      box[2] = key.bits
      box[3] = value.bits
      return Term(box: box)
    }
    let count = count(bucket)
    let source = bucket.address + 2
    let box = writer.box(.mapBucket, size: 3 + 2 * count)
    if count < limit {
      let tags = tags(bucket)
      let below = below(place)
      let shift = tagBits &* UInt64(truncatingIfNeeded: place)
      box[1] = (tags & below | tag << shift | (tags & ~below) << tagBits) << 2
    } else {
      box[1] = 0
    }
    (box + 2).update(from: source, count: 2 * place)
    box[2 + 2 * place] = key.bits
    box[3 + 2 * place] = value.bits
    (box + 4 + 2 * place).update(from: source + 2 * place, count: 2 * (count - place))
    return Term(box: box)
  }

  /// Writes a bucket without one of its pairs; gives ``HashMap/absent`` when none is left.
  static func remove(
    _ writer: inout HeapWriter,
    _ bucket: Term,
    _ place: Int,
    level: Int,
    _ atoms: AtomTableRef
  ) -> Term {
    let count = count(bucket)
    if count == 1 { return HashMap.absent }
    return write(&writer, count: count - 1, level: level, atoms) { index in
      let index = index < place ? index : index + 1
      return (key(bucket, index), value(bucket, index))
    }
  }

  /// Writes a bucket of pairs that stand in its order; works their tags out.
  static func write(
    _ writer: inout HeapWriter,
    count: Int,
    level: Int,
    _ atoms: AtomTableRef,
    pair: (Int) -> (Term, Term)
  ) -> Term {
    write(&writer, count: count, pair: pair) { index in
      tag(hash(pair(index).0, atoms) << UInt64(HashMap.width * level))
    }
  }

  /// Writes a bucket of pairs that stand in its order, and their tags.
  @inline(__always)
  static func write(
    _ writer: inout HeapWriter,
    count: Int,
    pair: (Int) -> (Term, Term),
    tag: (Int) -> UInt64
  ) -> Term {
    let box = writer.box(.mapBucket, size: 1 + 2 * count)
    var tags: UInt64 = 0
    for index in 0..<count {
      if count <= limit { tags |= tag(index) << (tagBits * UInt64(index)) }
      let (key, value) = pair(index)
      box[2 + 2 * index] = key.bits
      box[3 + 2 * index] = value.bits
    }
    box[1] = tags << 2
    return Term(box: box)
  }
}
