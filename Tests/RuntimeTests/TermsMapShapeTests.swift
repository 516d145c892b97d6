import MartletBytecode
import Testing

@testable import MartletRuntime

/// The boxes of large maps: what `HashMap` and `MapBucket` promise about them.
struct TermsMapShapeTests {
  let harness = TermsHarness()

  /// Numbers whose hashes begin with the same ten bits, so that a map of them is deep.
  static let alike: [Int] = {
    let harness = TermsHarness()
    return (0..<200_000).filter { hash(Term(small: $0), harness.atoms) >> 54 == 0b10_1101_0011 }
  }()

  enum Keys: CaseIterable {
    case scattered
    case alike
    case colliding
    case texts

    fileprivate func value(_ number: Int) -> Value {
      switch self {
      case .scattered: .int(number &* 2_654_435_761)
      case .alike: .int(TermsMapShapeTests.alike[number])
      case .colliding:
        number % 4 == 0
          ? .binary(TermsMapTests.colliding(UInt64(number))) : .atom("atom\(number)")
      // Of every length, in the heap and outside it, one the beginning of the next.
      case .texts: .binary(Array(repeating: 0x61, count: number))
      }
    }
  }

  /// Whether all that decides the shape of a map is as it must be.
  private func isInShape(_ map: Term) -> Bool {
    guard Maps.isLarge(map) else { return Maps.count(map) <= Maps.smallLimit }
    return HashMap.isBranch(map.element(1))
      && count(below: map.element(1), prefix: 0, level: 0) == Maps.count(map)
  }

  /// The pairs below a node, or nil when something is wrong there.
  private func count(below node: Term, prefix: UInt64, level: Int) -> Int? {
    let atoms = harness.atoms
    if HashMap.isBranch(node) {
      var count = 0
      for index in 0..<HashMap.fan where node.element(index) != HashMap.absent {
        guard
          let below = self.count(
            below: node.element(index),
            prefix: prefix << UInt64(HashMap.width) | UInt64(index),
            level: level + 1
          )
        else { return nil }
        count += below
      }
      return count > MapBucket.limit ? count : nil
    }
    guard node.isBox(.mapBucket) else { return nil }
    let count = MapBucket.count(node)
    guard count > 0, count <= MapBucket.limit || level == HashMap.levels else { return nil }
    let used = UInt64(HashMap.width * level)
    var tags = node.word(0) >> 2
    for index in 0..<count {
      let key = MapBucket.key(node, index)
      let code = hash(key, atoms)
      guard level == 0 || code >> (64 - used) == prefix else { return nil }
      if count <= MapBucket.limit {
        guard tags & 127 == MapBucket.tag(code << used) else { return nil }
        tags >>= 7
      }
      guard index > 0 else { continue }
      let before = MapBucket.key(node, index - 1)
      let earlier = hash(before, atoms)
      guard
        earlier < code || earlier == code && TermOrder.compareKeys(before, key, atoms) < 0
      else { return nil }
    }
    return tags == 0 ? count : nil
  }

  private func put(_ key: Value, _ value: Int) throws {
    let x = harness.loud.pointee.x
    try harness.makeRoom(200, live: 1)
    x[0] = try harness.run([x[0], harness.make(key), Term(small: value)]) { call throws(Raise) in
      try Maps.put(&call, map: call[0], key: call[1], value: call[2])
    }
  }

  private func remove(_ key: Value) throws {
    let x = harness.loud.pointee.x
    try harness.makeRoom(200, live: 1)
    x[0] = try harness.run([x[0], harness.make(key)]) { call throws(Raise) in
      try Maps.remove(&call, map: call[0], key: call[1])
    }
  }

  @Test(arguments: Keys.allCases)
  func everyStepKeepsTheShape(keys: Keys) throws {
    let range = 140
    var generator = SeededGenerator(UInt64(range))
    let x = harness.loud.pointee.x
    try harness.makeRoom(200)
    x[0] = try harness.make(.map([]))
    for (step, number) in (0..<range).shuffled(using: &generator).enumerated() {
      try put(keys.value(number), number)
      #expect(isInShape(x[0]), "after \(step) were put")
      #expect(Maps.count(x[0]) == step + 1)
    }
    for number in 0..<range {
      try harness.makeRoom(200, live: 1)
      let key = try harness.make(keys.value(number))
      #expect(Maps.find(x[0], key, harness.atoms) == Term(small: number))
      try put(keys.value(number), -number)
    }
    #expect(isInShape(x[0]))
    for (step, number) in (0..<range).shuffled(using: &generator).enumerated() {
      try remove(keys.value(number))
      #expect(isInShape(x[0]), "after \(step) were removed")
      #expect(Maps.count(x[0]) == range - step - 1)
    }
  }

  @Test(arguments: Keys.allCases)
  func absentKeysAreNotFound(keys: Keys) throws {
    let x = harness.loud.pointee.x
    try harness.makeRoom(200)
    x[0] = try harness.make(.map([]))
    for number in 0..<70 { try put(keys.value(2 * number), number) }
    for number in 0..<70 {
      try harness.makeRoom(200, live: 1)
      let key = try harness.make(keys.value(2 * number + 1))
      #expect(Maps.find(x[0], key, harness.atoms) == nil)
      try remove(keys.value(2 * number + 1))
    }
    #expect(Maps.count(x[0]) == 70)
    #expect(isInShape(x[0]))
  }

  @Test(arguments: [600, 5_000])
  func bulkAndStepsMakeTheSameBoxes(count: Int) throws {
    harness.slice = 200
    var generator = SeededGenerator(UInt64(count))
    // Some keys come twice, and a part of the trie is deep.
    let numbers = (0..<count).map { _ in
      Bool.random(using: &generator)
        ? TermsMapShapeTests.alike[Int.random(in: 0..<150, using: &generator)]
        : Int.random(in: 0..<count, using: &generator)
    }
    let x = harness.loud.pointee.x
    try harness.makeRoom(200)
    x[0] = try harness.make(.map([]))
    for (index, number) in numbers.enumerated() { try put(.int(number), index) }
    try harness.makeRoom(count * 6 + 1_000, live: 1)
    let list = try harness.make(
      .list(numbers.enumerated().map { .tuple([.int($1), .int($0)]) })
    )
    // The map that was made step by step goes along, so that it is moved with the rest.
    x[1] = x[0]
    let fromList = try #require(NativeModule.map.functions.first { $0.name == "from_list" })
    let bulk = try harness.run([list, x[1]]) { call throws(Raise) in try fromList.body(&call) }
    #expect(harness.yields > 0)
    #expect(isInShape(bulk))
    #expect(TermOrder.same(bulk, x[1], harness.atoms))
  }

  @Test
  func fewPairsInBulkMakeOneBucketOfManyShares() throws {
    // Over 500 elements go through the builder, and most of its shares stay empty.
    for keys in [20, 40, 60] {
      let list = Value.list((0..<600).map { .tuple([.int($0 % keys), .int($0)]) })
      try harness.makeRoom(10_000)
      let map = try harness.call(.map, "from_list", harness.make(list))
      #expect(Maps.count(map) == keys)
      #expect(isInShape(map))
    }
  }

  @Test
  func mergesAreInShape() throws {
    harness.slice = 100
    let x = harness.loud.pointee.x
    for (first, second) in [(300, 300), (1_000, 20), (20, 1_000), (400, 300)] {
      try harness.makeRoom(150_000)
      let a = try harness.make(.map((0..<first).map { (.int($0), .int($0)) }))
      let b = try harness.make(.map((0..<second).map { (.int($0 + 10), .int(-$0)) }))
      let merged = try harness.run([a, b]) { call throws(Raise) in try MapNatives.merge(&call) }
      #expect(isInShape(merged))
      #expect(Maps.count(merged) == max(first, second + 10))
      for number in [0, 9, 10, 10 + second - 1] {
        let expected = number >= 10 ? 10 - number : number
        #expect(Maps.find(merged, Term(small: number), harness.atoms) == Term(small: expected))
      }
      x[0] = .nil
    }
  }

  @Test(arguments: [3, 32, 33, 499, 500, 501, 1_700])
  func listsFollowTheTrie(count: Int) throws {
    harness.slice = 50
    try harness.makeRoom(count * 80 + 1_000)
    let x = harness.loud.pointee.x
    let map = try harness.make(.map((0..<count).map { (.int($0), .list([.int($0)])) }))
    for (name, part) in [("keys", 0), ("values", 1), ("to_list", 2)] {
      var list = try harness.call(.map, name, part == 0 ? map : x[0])
      var iterator = MapIterator(x[0])
      while let pair = iterator.step() {
        let expected = [pair.key, pair.value, .nil][part]
        if part < 2 { #expect(list.head == expected) }
        if part == 2 {
          #expect(list.head.element(0) == pair.key)
          #expect(list.head.element(1) == pair.value)
        }
        list = list.tail
      }
      #expect(list == .emptyList)
    }
  }

  @Test
  func equalityLooksAtKeysExactly() throws {
    func map(_ key: (Int) -> Value, _ value: (Int) -> Value) throws -> Term {
      try harness.make(.map((0..<100).map { (key($0), value($0)) }))
    }
    try harness.makeRoom(60_000)
    let atoms = harness.atoms
    let integers = try map({ .int($0) }, { .int($0) })
    let floats = try map({ .int($0) }, { .float(Double($0)) })
    let otherKeys = try map({ $0 == 50 ? .float(50) : .int($0) }, { .int($0) })
    let otherValue = try map({ .int($0) }, { $0 == 99 ? .list([.int(1)]) : .int($0) })
    let nested = try map({ .int($0) }, { .tuple([.int($0), .float(1)]) })
    let nestedToo = try map({ .int($0) }, { .tuple([.int($0), .int(1)]) })
    func equal(_ a: Term, _ b: Term) -> Truth { TermOrder.equal(a, b, harness.quiet) }
    #expect(equal(integers, floats) == .yes)
    #expect(!TermOrder.same(integers, floats, atoms))
    #expect(TermOrder.compare(integers, floats, atoms) == 0)
    #expect(equal(integers, otherKeys) == .no)
    #expect(equal(integers, otherValue) == .no)
    #expect(TermOrder.compare(integers, otherValue, atoms) < 0)
    #expect(TermOrder.compare(otherValue, integers, atoms) > 0)
    #expect(equal(nested, nestedToo) == .yes)
    #expect(!TermOrder.same(nested, nestedToo, atoms))
  }

  @Test
  func largeMapsPrintInKeyOrder() throws {
    try harness.makeRoom(20_000)
    let map = try harness.make(.map((0..<100).map { (.int(99 - $0), .list([.int($0)])) }))
    let text = (0..<100).map { "\($0) => [\(99 - $0)]" }.joined(separator: ", ")
    #expect(harness.text(map) == "%{\(text)}")
  }

  @Test
  func copiesAreTheSame() throws {
    try harness.makeRoom(40_000)
    let map = try harness.make(.map((0..<200).map { (.int($0), .list([.int($0)])) }))
    var block: UnsafeMutablePointer<UInt64>?
    let (copy, _) = TermCopy.copy(
      map,
      literals: harness.quiet.pointee.machine.pointee.literals.range
    ) { words in
      let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: words)
      block = memory
      return memory
    }
    #expect(copy != map)
    #expect(isInShape(copy))
    #expect(TermOrder.same(copy, map, harness.atoms))
    block?.deallocate()
  }

  @Test
  func hashesTellTextsOfAllLengthsApart() throws {
    try harness.makeRoom(10_000)
    var seen: Set<UInt64> = []
    for count in 0..<100 {
      for byte: UInt8 in [0, 1, 0xFF] {
        let text = try harness.make(.binary(Array(repeating: byte, count: count)))
        seen.insert(hash(text, harness.atoms))
      }
    }
    #expect(seen.count == 1 + 3 * 99)
  }
}
