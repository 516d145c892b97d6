import Testing

@testable import MartletRuntime

/// `Map.put` in the place of a map that nobody else sees.
@Suite struct MapInBuildingTests {
  private let harness = TermsHarness()

  private var context: ContextRef { harness.quiet }
  private var top: UnsafeMutablePointer<UInt64> { context.pointee.process.pointee.top }

  /// A map of the numbers below 200, each with itself.
  private func makeMap() throws -> Term {
    try harness.makeRoom(20_000)
    let keys = (0..<200).map { Term(small: $0) }
    return harness.makeCall().write { Maps.write(&$0, keys: keys, values: keys, harness.atoms) }
  }

  /// What an instruction `putKey` gives when X0 is the map; `needed` registers matter behind it.
  private func put(_ map: Term, _ key: Int, _ value: Term, needed: UInt64 = 0) throws -> Term {
    context.pointee.x[0] = map
    context.pointee.x[1] = Term(small: key)
    context.pointee.x[2] = value
    return try Maps.put(context, first: 0, PutWord(bits: needed << 24), live: 3)
  }

  private func value(_ map: Term, _ key: Int) -> Term? {
    Maps.find(map, Term(small: key), harness.atoms)
  }

  @Test func whatNobodySeesIsChangedInItsPlace() throws {
    let map = try makeMap()
    let first = try put(map, 7, Term(small: -7))
    #expect(first != map)
    #expect(value(map, 7) == Term(small: 7))
    let before = top
    let second = try put(first, 7, Term(small: -8))
    #expect(second == first)
    #expect(top == before)
    #expect(value(second, 7) == Term(small: -8))
    // A key more.
    let third = try put(second, 1000, .true)
    #expect(third == first)
    #expect(Maps.count(third) == 201)
    #expect(value(third, 1000) == .true)
    #expect(Maps.count(map) == 200)
    #expect(value(map, 1000) == nil)
    for key in 0..<200 where key != 7 { #expect(value(third, key) == Term(small: key)) }
  }

  @Test func whatARegisterHoldsStays() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    context.pointee.x[5] = first
    let second = try put(first, 7, Term(small: -8), needed: 1 << 5)
    #expect(second != first)
    #expect(value(first, 7) == Term(small: -7))
    // Nobody has the second.
    #expect(try put(second, 7, Term(small: -9), needed: 1 << 5) == second)
    #expect(value(first, 7) == Term(small: -7))
  }

  @Test func whatTheHeapRefersToStays() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    let pair = harness.makeCall().write { $0.tuple(first, .nil) }
    let second = try put(first, 7, Term(small: -8))
    #expect(second != first)
    #expect(pair.element(0) == first)
    #expect(value(first, 7) == Term(small: -7))
  }

  @Test func mapsThatShareItsNodesStay() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    var call = harness.makeCall()
    let other = try HashMap.remove(&call, first, Term(small: 8))
    let second = try put(first, 7, Term(small: -8))
    #expect(second != first)
    #expect(value(other, 7) == Term(small: -7))
    #expect(value(other, 8) == nil)
  }

  @Test func aMapInItselfStays() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    let second = try put(first, 7, first)
    #expect(second != first)
    #expect(value(second, 7) == first)
    #expect(value(first, 7) == Term(small: -7))
  }

  @Test func muchInBetweenIsNotLookedThrough() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    _ = harness.makeCall().write { $0.list((0..<100).map { Term(small: $0) }) }
    #expect(try put(first, 7, Term(small: -8)) != first)
  }

  @Test func aCollectionForgetsIt() throws {
    let first = try put(try makeMap(), 7, Term(small: -7))
    context.pointee.x[0] = first
    #expect(Collector.collect(context, need: 5_000, live: 1))
    let moved = context.pointee.x[0]
    let second = try put(moved, 7, Term(small: -8))
    #expect(second != moved)
    #expect(value(moved, 7) == Term(small: -7))
  }

  @Test func manyPutsMakeWhatCopiesMake() throws {
    var random = SeededGenerator(15)
    var expected = [Int: Int](uniqueKeysWithValues: (0..<200).map { ($0, $0) })
    var map = try makeMap()
    for step in 0..<5_000 {
      let key = Int.random(in: 0..<900, using: &random)
      map = try put(map, key, Term(small: step))
      expected[key] = step
      if step % 500 == 0 {
        context.pointee.x[0] = map
        #expect(Collector.collect(context, need: 5_000, live: 1))
        map = context.pointee.x[0]
      }
    }
    #expect(Maps.count(map) == expected.count)
    for (key, number) in expected { #expect(value(map, key) == Term(small: number)) }
    // The same pairs have one form.
    context.pointee.x[0] = map
    try harness.makeRoom(40_000, live: 1)
    let keys = Array(expected.keys)
    let copy = harness.makeCall().write { writer in
      Maps.write(
        &writer,
        keys: keys.map { Term(small: $0) },
        values: keys.map { Term(small: expected[$0] ?? 0) },
        harness.atoms
      )
    }
    #expect(TermOrder.same(context.pointee.x[0], copy, harness.atoms))
  }
}
