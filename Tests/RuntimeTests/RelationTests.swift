import Testing

@testable import MartletRuntime

/// The lists of links and monitors against an array.
@Suite struct RelationTests {
  @Test(arguments: 0..<8)
  func behavesLikeAnArray(_ seed: Int) {
    var random = SeededGenerator(UInt64(seed))
    let pool = Pool(depot: Depot())
    var list = RelationList()
    var model: [(key: Term, other: Term)] = []
    var next = 1
    for step in 0..<6_000 {
      // Over and under the number from which on there is an index, and down to nothing.
      let growing = (step / 500).isMultiple(of: 2)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<(growing ? 6 : 2):
        let key = Term(reference: UInt64(next) << 6)
        next += 1
        list.add(key, other: Term(small: next), pool)
        model.append((key, Term(small: next)))
      case 9:
        let first = list.popFirst(pool)
        #expect(first?.key == model.first?.key)
        if !model.isEmpty { model.removeFirst() }
      default:
        guard let place = model.indices.randomElement(using: &random) else {
          #expect(list.find(Term(reference: 64)) == nil)
          continue
        }
        let key = model[place].key
        guard let relation = list.find(key) else {
          Issue.record("\(key) is not found")
          return
        }
        #expect(relation.pointee.other == model[place].other)
        list.remove(relation, pool)
        #expect(list.find(key) == nil)
        model.remove(at: place)
      }
      #expect(list.count == model.count)
      if step.isMultiple(of: 50) { #expect(list.all.map(\.key) == model.map(\.key)) }
    }
    while let relation = list.popFirst(pool) {
      #expect(relation.key == model.removeFirst().key)
    }
    #expect(model.isEmpty && list.count == 0 && list.first == nil)
  }
}
