import BigInt
import MartletBytecode
import Testing

@testable import MartletRuntime

/// Integers of any size against the package's, and numbers as text.
struct TermsArithmeticTests {
  let harness = TermsHarness()

  /// A bit operation on two's complement numbers; the package's own are wrong for some negative ones.
  private static func bitwise(
    _ a: BigInt,
    _ b: BigInt,
    _ operation: (BigUInt, BigUInt) -> BigUInt
  ) -> BigInt {
    let modulus = BigInt(1) << 1_500
    func unsigned(_ value: BigInt) -> BigUInt { (value < 0 ? value + modulus : value).magnitude }
    let result = BigInt(operation(unsigned(a), unsigned(b)))
    return result >= modulus >> 1 ? result - modulus : result
  }

  private static let operations: [(Opcode, @Sendable (BigInt, BigInt) -> BigInt?)] = [
    (.add, { $0 + $1 }), (.subtract, { $0 - $1 }), (.multiply, { $0 * $1 }),
    (.quotient, { $1 == 0 ? nil : $0 / $1 }), (.remainder, { $1 == 0 ? nil : $0 % $1 }),
    (.bitAnd, { bitwise($0, $1, &) }), (.bitOr, { bitwise($0, $1, |) }),
    (.bitXor, { bitwise($0, $1, ^) }),
  ]

  /// A random integer of up to 1,300 bits, mostly near the borders of words.
  private func random(_ generator: inout SeededGenerator) -> BigInt {
    let bits =
      [0, 3, 60, 61, 62, 63, 64, 65, 127, 128, 129, 200, 1_300].randomElement(using: &generator)
      ?? 0
    var value = BigInt(BigUInt.randomInteger(withMaximumWidth: bits, using: &generator))
    if Bool.random(using: &generator) {
      value = BigInt(1) << bits + BigInt(Int.random(in: -2...2, using: &generator))
    }
    return Bool.random(using: &generator) ? -value : value
  }

  private func result(_ op: Opcode, _ a: BigInt, _ b: BigInt) throws -> BigInt? {
    try harness.makeRoom(200)
    let first = try harness.makeCall().integer(a)
    let second = try harness.makeCall().integer(b)
    do {
      let term = try harness.run([first, second]) { call throws(Raise) in
        try Arithmetic.binary(op, call[0], call[1], &call)
      }
      // One form only: what fits a small integer is one.
      let value = Integers.bigInt(term)
      #expect(term.isSmall == (Int(exactly: value).map(Term.fits) ?? false))
      return value
    } catch { return nil }
  }

  @Test(arguments: 0..<8)
  func operationsAgree(index: Int) throws {
    let (op, expected) = TermsArithmeticTests.operations[index]
    var generator = SeededGenerator(UInt64(index))
    for _ in 0..<600 {
      let a = random(&generator)
      let b = random(&generator)
      #expect(try result(op, a, b) == expected(a, b), "\(a) \(op) \(b)")
    }
  }

  @Test
  func longMultiplicationsAgree() throws {
    var generator = SeededGenerator(99)
    let a = BigInt(BigUInt.randomInteger(withExactWidth: 30_000, using: &generator))
    let b = -BigInt(BigUInt.randomInteger(withExactWidth: 25_000, using: &generator))
    #expect(try result(.multiply, a, b) == a * b)
    #expect(try result(.quotient, a * b, a) == b)
    #expect(try result(.remainder, a * b + 5, a) == (a * b + 5) % a)
  }

  /// A shift to the right that rounds down, which the package's does not for negative numbers.
  private func floorShift(_ value: BigInt, _ count: Int) -> BigInt {
    value >= 0 ? value >> count : -((-value + (BigInt(1) << count) - 1) >> count)
  }

  @Test
  func shiftsAgree() throws {
    var generator = SeededGenerator(3)
    for _ in 0..<600 {
      let a = random(&generator)
      let count = Int.random(in: -200...200, using: &generator)
      let expected = count >= 0 ? a << count : floorShift(a, -count)
      #expect(try result(.shiftLeft, a, BigInt(count)) == expected, "\(a) bsl \(count)")
      #expect(try result(.shiftRight, a, BigInt(-count)) == expected, "\(a) bsr \(-count)")
    }
    for far in [BigInt(1) << 40, BigInt(1) << 80, BigInt(Integers.bitLimit)] {
      #expect(try result(.shiftLeft, 1, far) == nil)
      #expect(harness.text(harness.loud.pointee.reason) == ":system_limit")
      #expect(try result(.shiftLeft, 0, far) == 0)
      #expect(try result(.shiftRight, -7, far) == -1)
      #expect(try result(.shiftLeft, 7, -far) == 0)
    }
  }

  @Test
  func floatsMixAndStayFinite() throws {
    try harness.makeRoom(1_000)
    func value(_ op: Opcode, _ a: Value, _ b: Value) throws -> String {
      try harness.makeRoom(1_000)
      let first = try harness.make(a)
      let second = try harness.make(b)
      do {
        return harness.text(
          try harness.run([first, second]) { call throws(Raise) in
            try Arithmetic.binary(op, call[0], call[1], &call)
          }
        )
      } catch { return harness.text(harness.loud.pointee.reason) }
    }
    #expect(try value(.add, .int(1), .float(0.5)) == "1.5")
    #expect(try value(.divide, .int(7), .int(2)) == "3.5")
    #expect(try value(.divide, .int(7), .int(0)) == ":badarith")
    #expect(try value(.divide, .float(1), .float(0)) == ":badarith")
    #expect(try value(.multiply, .float(1e300), .float(1e300)) == ":badarith")
    #expect(try value(.add, .atom("a"), .int(1)) == ":badarith")
    #expect(try value(.quotient, .float(1), .int(1)) == ":badarith")
    let huge = Value.big(negative: false, [UInt64](repeating: .max, count: 20))
    #expect(try value(.add, huge, .float(1)) == ":badarith")
    #expect(try value(.divide, huge, huge) == ":badarith")
    let large = Value.big(negative: true, [0, 0, 1])
    #expect(try value(.divide, large, .int(2)) == "-1.7014118346046923e38")
  }

  @Test
  func integersConvertToTheNearestFloat() throws {
    var generator = SeededGenerator(12)
    for _ in 0..<2_000 {
      let value = random(&generator)
      try harness.makeRoom(100)
      let term = try harness.makeCall().integer(value)
      // Reading text rounds to the nearest, which the package's conversion does not.
      #expect(Integers.double(term) == Double(String(value)) ?? .infinity)
      let back = try harness.makeCall().integer(truncating: Double(value >> 300))
      #expect(Double(Integers.bigInt(back)) == Double(value >> 300))
    }
  }

  @Test
  func digitsAndReadingAgreeInEveryBase() throws {
    var generator = SeededGenerator(5)
    for base in 2...36 {
      for _ in 0..<40 {
        let value = random(&generator)
        let text = String(value, radix: base, uppercase: true)
        try harness.makeRoom(200)
        let term = try harness.makeCall().integer(value)
        var digits = IntegerDigits(term, base: base)
        var written: [UInt8]?
        while written == nil {
          var steps = 3
          written = digits.run(&steps)
        }
        #expect(String(decoding: written ?? [], as: UTF8.self) == text)
        var reader = IntegerReader(base: base)
        Array((text + ".").utf8).withUnsafeBufferPointer { bytes in
          var progress = IntegerReader.Progress.unfinished
          while progress == .unfinished {
            var steps = 3
            progress = reader.run(bytes, &steps)
          }
        }
        #expect(reader.position == text.utf8.count)
        let read = try harness.makeCall().integer(
          words: reader.words,
          negative: reader.negative
        )
        #expect(TermOrder.compare(read, term, harness.atoms) == 0)
      }
    }
  }

  @Test
  func floatsPrintShortestAndReadBack() throws {
    let cases: [(Double, String)] = [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (1e15, "1000000000000000.0"), (1e16, "1.0e16"),
      (123456789012345680, "1.2345678901234568e17"), (1e-4, "0.0001"), (0.00012, "0.00012"),
      (9.9e-5, "9.9e-5"), (1.5e-7, "1.5e-7"), (-2.5, "-2.5"),
      (Double.leastNonzeroMagnitude, "5.0e-324"),
      (1.7976931348623157e308, "1.7976931348623157e308"), (0.1, "0.1"), (100, "100.0"),
      (9007199254740992, "9007199254740992.0"), (1234.5678, "1234.5678"),
    ]
    for (value, text) in cases {
      #expect(String(decoding: FloatText.text(value), as: UTF8.self) == text)
    }
    var generator = SeededGenerator(8)
    for _ in 0..<5_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      let text = FloatText.text(value)
      text.withUnsafeBufferPointer { bytes in
        #expect(FloatText.length(bytes) == bytes.count)
        #expect(FloatText.value(bytes) == value)
      }
    }
  }

  @Test
  func nativesOfIntegers() throws {
    harness.slice = 20
    try harness.makeRoom(20_000)
    let long = BigInt(7).power(9_000)
    let term = try harness.makeCall().integer(long)
    let text = try harness.call(.integer, "to_string", term)
    #expect(harness.yields > 0)
    #expect(harness.text(text) == "\"\(long)\"")
    let parsed = try harness.call(.integer, "parse", text)
    #expect(harness.yields > 0)
    #expect(harness.text(parsed) == "(\(long), \"\")")
    let shown = try harness.call(.kernel, "inspect", parsed)
    #expect(harness.text(shown) == "\"(\(long), \\\"\\\")\"")
    let power = try harness.call(.integer, "pow", Term(small: -3), Term(small: 301))
    #expect(Integers.bigInt(power) == BigInt(-3).power(301))
    #expect(
      try harness.reason(.integer, "pow", Term(small: 2), Term(small: 1 << 30)) == ":system_limit"
    )
  }
}
