import BigInt
import MartletBytecode
import Testing

@testable import MartletRuntime

/// The order, equality and hash of terms.
struct TermsOrderTests {
  let harness = TermsHarness()

  @Test
  func kindsAreOrdered() throws {
    try harness.makeRoom(1_000)
    let values: [Value] = [
      .int(-1), .int(1), .float(1.5), .atom("a"), .atom("b"), .tuple([]), .tuple([.int(9)]),
      .tuple([.int(1), .int(1)]), .map([]), .map([(.int(1), .int(1))]), .list([]),
      .list([.int(1)]), .binary([]), .binary([1]),
    ]
    let terms = try values.map(harness.make)
    for (i, a) in terms.enumerated() {
      for (j, b) in terms.enumerated() {
        #expect(TermOrder.compare(a, b, harness.atoms).signum() == (i - j).signum())
      }
    }
    let pid = Term(pidSlot: 1, generation: 0)
    let reference = Term(reference: 1)
    #expect(TermOrder.compare(terms[4], reference, harness.atoms) < 0)
    #expect(TermOrder.compare(reference, pid, harness.atoms) < 0)
    #expect(TermOrder.compare(pid, terms[5], harness.atoms) < 0)
  }

  @Test(arguments: 1...4)
  func orderIsTotalAndAgreesWithEqualityAndHash(seed: UInt64) throws {
    var generator = SeededGenerator(seed)
    try harness.makeRoom(1 << 20)
    var terms: [Term] = []
    for _ in 0..<120 { terms.append(try harness.make(harness.randomValue(&generator))) }
    let atoms = harness.atoms
    let context = harness.quiet
    context.pointee.reductions = 1 << 40
    for a in terms {
      for b in terms {
        let order = TermOrder.compare(a, b, atoms).signum()
        #expect(order == -TermOrder.compare(b, a, atoms).signum())
        #expect((TermOrder.equal(a, b, context) == .yes) == (order == 0))
        #expect((TermOrder.less(a, b, context) == .yes) == (order < 0))
        let same = TermOrder.same(a, b, atoms)
        #expect((TermOrder.exactlyEqual(a, b, context) == .yes) == same)
        #expect((TermOrder.compareKeys(a, b, atoms) == 0) == same)
        if same {
          #expect(order == 0)
          #expect(hash(a, atoms) == hash(b, atoms))
        }
      }
    }
    for _ in 0..<30_000 {
      let three = (0..<3).map { _ in terms[Int.random(in: 0..<terms.count, using: &generator)] }
      if TermOrder.compare(three[0], three[1], atoms) <= 0,
        TermOrder.compare(three[1], three[2], atoms) <= 0
      {
        #expect(TermOrder.compare(three[0], three[2], atoms) <= 0)
      }
      if TermOrder.compareKeys(three[0], three[1], atoms) <= 0,
        TermOrder.compareKeys(three[1], three[2], atoms) <= 0
      {
        #expect(TermOrder.compareKeys(three[0], three[2], atoms) <= 0)
      }
    }
  }

  @Test
  func integersAndFloatsCompareExactly() throws {
    try harness.makeRoom(10_000)
    var generator = SeededGenerator(7)
    for _ in 0..<3_000 {
      let exponent = Int.random(in: 0...130, using: &generator)
      let float =
        Double.random(in: -1...1, using: &generator)
        * Double(sign: .plus, exponent: exponent, significand: 1)
      guard let exact = BigInt(exactly: float.rounded(.towardZero)) else { continue }
      let integer = exact + BigInt(Int.random(in: -1...1, using: &generator))
      let whole = float == float.rounded(.towardZero)
      var expected = integer < exact ? -1 : integer > exact ? 1 : 0
      if expected == 0 && !whole { expected = float > 0 ? -1 : 1 }
      try harness.makeRoom(100)
      let call = harness.makeCall()
      let a = try call.integer(integer)
      let b = try call.float(float)
      #expect(TermOrder.compare(a, b, harness.atoms) == expected)
      #expect(TermOrder.compare(b, a, harness.atoms) == -expected)
    }
  }

  @Test
  func deepTermsNeedNoNativeStack() throws {
    try harness.makeRoom(3_000_000)
    let call = harness.makeCall()
    func deep(_ last: Int) -> Term {
      var term = Term(small: last)
      for level in 0..<200_000 {
        let inner = term
        term = call.write {
          level % 2 == 0 ? $0.cons(inner, .emptyList) : $0.tuple([inner])
        }
      }
      return term
    }
    let a = deep(1)
    let b = deep(1)
    let c = deep(2)
    #expect(TermOrder.same(a, b, harness.atoms))
    #expect(TermOrder.compare(a, c, harness.atoms) < 0)
    #expect(hash(a, harness.atoms) == hash(b, harness.atoms))
    #expect(hash(a, harness.atoms) != hash(c, harness.atoms))
    #expect(harness.text(a).utf8.count == 500_001)
  }

  @Test
  func longComparisonsYieldAndGoOn() throws {
    try harness.makeRoom(2_000_000)
    let call = harness.makeCall()
    func long(_ last: Int) -> Term {
      call.write { writer in
        var list = writer.cons(Term(small: last), .emptyList)
        for index in 0..<100_000 {
          let pair = writer.tuple(Term(small: index), .emptyList)
          list = writer.cons(pair, list)
        }
        return list
      }
    }
    let x = harness.loud.pointee.x
    x[0] = long(1)
    x[1] = long(1)
    x[2] = long(2)
    for (other, expected) in [(1, Truth.yes), (2, Truth.no)] {
      var yields = 0
      while true {
        harness.loud.pointee.reductions = 1_000
        let truth = TermOrder.equal(x[0], x[other], harness.loud)
        if truth != .yielded {
          #expect(truth == expected)
          break
        }
        yields += 1
        #expect(Collector.collect(harness.loud, need: 0, live: 3))
      }
      #expect(yields > 3)
      #expect(!harness.loud.pointee.process.pointee.flags.contains(.continues))
    }
  }
}
