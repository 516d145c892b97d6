import MartletBytecode
import Testing

@testable import MartletRuntime

/// Maps against a dictionary.
struct TermsMapTests {
  let harness = TermsHarness()

  /// Sixteen bytes whose hash is that of all others that this makes.
  ///
  /// The hash of two words is `stir(stir(s, a), b)`, and `stir` begins with an exclusive or; so a
  /// second word that takes back what the first one did gives a collision.
  static func colliding(_ number: UInt64) -> [UInt8] {
    func stir(_ state: UInt64, _ word: UInt64) -> UInt64 {
      let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      return product.high ^ product.low
    }
    let second = stir(0xD1B5_4A32_D192_ED03 ^ 16, number) ^ 0x1234
    return withUnsafeBytes(of: number.littleEndian) { Array($0) }
      + withUnsafeBytes(of: second.littleEndian) { Array($0) }
  }

  @Test
  func collidingKeysCollide() throws {
    try harness.makeRoom(1_000)
    let a = try harness.make(.binary(TermsMapTests.colliding(1)))
    let b = try harness.make(.binary(TermsMapTests.colliding(2)))
    #expect(a != b)
    #expect(hash(a, harness.atoms) == hash(b, harness.atoms))
  }

  /// Key `number` of one of several kinds; kind 2 has only colliding hashes.
  private func key(_ number: Int, _ kind: Int) -> Value {
    switch kind {
    case 0: .int(number)
    case 1: .tuple([.atom("k"), .binary(Array("key \(number)".utf8)), .float(Double(number))])
    case 2: .binary(TermsMapTests.colliding(UInt64(number)))
    default:
      number % 3 == 0
        ? .binary(TermsMapTests.colliding(UInt64(number))) : .atom("atom\(number)")
    }
  }

  @Test(arguments: [0, 1, 2, 3], [8, 40, 90, 400])
  func mapsBehaveLikeADictionary(kind: Int, range: Int) throws {
    var generator = SeededGenerator(UInt64(kind * 1_000 + range))
    let range = kind == 2 ? min(range, 90) : range
    var model: [Int: Int] = [:]
    let x = harness.loud.pointee.x
    try harness.makeRoom(100)
    x[0] = try harness.make(.map([]))
    for step in 0..<(range * 6) {
      let number = Int.random(in: 0..<range, using: &generator)
      try harness.makeRoom(200, live: 1)
      x[1] = try harness.make(key(number, kind))
      x[2] = Term(small: step)
      if Int.random(in: 0..<10, using: &generator) < (step < range * 3 ? 8 : 3) {
        x[0] = try harness.run([x[0], x[1], x[2]]) { call throws(Raise) in
          try Maps.put(&call, map: call[0], key: call[1], value: call[2])
        }
        model[number] = step
      } else {
        x[0] = try harness.run([x[0], x[1]]) { call throws(Raise) in
          try Maps.remove(&call, map: call[0], key: call[1])
        }
        model[number] = nil
      }
      #expect(Maps.count(x[0]) == model.count)
      #expect(Maps.isLarge(x[0]) == (model.count > Maps.smallLimit))
      if step % max(range / 8, 1) == 0 { try check(x, model, kind, range) }
    }
    try check(x, model, kind, range)
  }

  /// Compares the map in the first register with a model, in every way there is to make it.
  private func check(
    _ x: UnsafeMutablePointer<Term>,
    _ model: [Int: Int],
    _ kind: Int,
    _ range: Int
  ) throws {
    try harness.makeRoom(60 * range + 10_000, live: 1)
    let map = x[0]
    let keys = try (0..<range).map { try harness.make(key($0, kind)) }
    for number in 0..<range {
      #expect(
        Maps.find(map, keys[number], harness.atoms) == model[number].map { Term(small: $0) }
      )
    }
    var iterator = MapIterator(map)
    var seen = 0
    while let pair = iterator.step() {
      seen += 1
      #expect(Maps.find(map, pair.key, harness.atoms) == pair.value)
    }
    #expect(seen == model.count)
    // Whatever the way it was made, the boxes are the same.
    let shuffled = model.keys.sorted()
    let plan = MapPlan(keys: shuffled.map { keys[$0] }, harness.atoms)
    let call = harness.makeCall()
    let before = harness.quiet.pointee.process.pointee.top
    let other = call.write { writer in
      plan.write(&writer, harness.atoms) { index in
        (keys[shuffled[index]], Term(small: model[shuffled[index]] ?? -1))
      }
    }
    #expect(harness.quiet.pointee.process.pointee.top - before == plan.words)
    #expect(TermOrder.same(map, other, harness.atoms))
    #expect(TermOrder.compare(map, other, harness.atoms) == 0)
    #expect(hash(map, harness.atoms) == hash(other, harness.atoms))
  }

  @Test(arguments: [0, 5, 33, 400, 3_000])
  func nativesMakeTheSameMaps(count: Int) throws {
    harness.slice = 50
    try harness.makeRoom(count * 40 + 1_000)
    var generator = SeededGenerator(UInt64(count))
    var pairs: [Value] = []
    for index in 0..<count {
      let number = Int.random(in: 0...max(count / 2, 1), using: &generator)
      pairs.append(.tuple([key(number, 3), .int(index)]))
    }
    let list = try harness.make(.list(pairs))
    let map = try harness.call(.map, "from_list", list)
    let x = harness.loud.pointee.x
    x[10] = map
    let size = Maps.count(map)
    let listed = try harness.call(.map, "to_list", map)
    let again = try harness.call(.map, "from_list", listed)
    #expect(Maps.count(again) == size)
    // Merging a map with itself changes nothing; with another, the second one's values win.
    let half = try harness.run([again]) { call throws(Raise) in
      let kept = call.keep(call[0])
      var rest = size / 2
      while rest > 0 {
        var iterator = MapIterator(call[kept])
        guard let pair = iterator.step() else { break }
        call[kept] = try Maps.remove(&call, map: call[kept], key: pair.key)
        rest -= 1
      }
      return call[kept]
    }
    #expect(Maps.count(half) == size - size / 2)
    let merged = try harness.run([x[0], half]) { call throws(Raise) in
      try MapNatives.merge(&call)
    }
    #expect(Maps.count(merged) == size)
    #expect(TermOrder.same(merged, x[0], harness.atoms))
  }

  @Test
  func updatesRaiseForMissingKeys() throws {
    try harness.makeRoom(100)
    let map = try harness.make(.map([(.atom("a"), .int(1))]))
    let x = harness.loud.pointee.x
    x[0] = map
    x[1] = try harness.make(.atom("b"))
    x[2] = Term(small: 5)
    let pairs: [UInt64] = [1 | 2 << 16]
    #expect(throws: Raise.self) {
      try Maps.update(harness.loud, map: 0, pairs: pairs, count: 1, live: 3)
    }
    #expect(harness.text(harness.loud.pointee.reason) == "(:badkey, :b)")
    #expect(throws: Raise.self) {
      try Maps.update(harness.loud, map: 2, pairs: pairs, count: 1, live: 3)
    }
    #expect(harness.text(harness.loud.pointee.reason) == "(:badmap, 5)")
    x[1] = try harness.make(.atom("a"))
    let updated = try Maps.update(harness.loud, map: 0, pairs: pairs, count: 1, live: 3)
    #expect(harness.text(updated) == "%{a: 5}")
  }

  @Test(arguments: [0, 1, 2, 3, 7, 32, 40])
  func literalsTakeTheLastOfEqualKeys(count: Int) throws {
    try harness.makeRoom(2_000)
    let x = harness.loud.pointee.x
    var registers: [UInt16] = []
    for index in 0..<count {
      x[2 * index] = try harness.make(.binary(Array("k\((index * 7) % 36)".utf8)))
      x[2 * index + 1] = Term(small: index)
      registers += [UInt16(2 * index), UInt16(2 * index + 1)]
    }
    while registers.count % 4 != 0 { registers.append(0) }
    let words = stride(from: 0, to: registers.count, by: 4).map { start in
      (0..<4).reduce(UInt64(0)) { $0 | UInt64(registers[start + $1]) << UInt64(16 * $1) }
    }
    let map = try Maps.make(harness.loud, pairs: words + [0], count: count, live: 2 * count)
    var model: [Int: Int] = [:]
    for index in 0..<count { model[(index * 7) % 36] = index }
    #expect(Maps.count(map) == model.count)
    for index in 0..<count {
      #expect(
        Maps.find(map, x[2 * index], harness.atoms)
          == Term(small: model[(index * 7) % 36] ?? -1)
      )
    }
  }
}
