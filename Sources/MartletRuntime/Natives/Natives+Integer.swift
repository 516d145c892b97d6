import BigInt
import MartletBytecode

extension NativeModule {
  /// Integers.
  static let integer = NativeModule(
    "Integer",
    [
      Native(
        "parse",
        "text",
        doc: """
          The integer that a text begins with and the rest of the text, or `:error`.

          >> Integer.parse("12 km")
          (12, " km")
          """
      ) { call throws(Raise) in try IntegerNatives.parse(&call, base: 10) },
      Native(
        "parse",
        "text",
        "base",
        doc: """
          Like `Integer.parse(text)` with digits to a base of 2 to 36.

          >> Integer.parse("ff", 16)
          (255, "")
          """
      ) { call throws(Raise) in
        try IntegerNatives.parse(&call, base: IntegerNatives.base(call))
      },
      Native(
        "to_string",
        "integer",
        doc: """
          The decimal digits.

          >> Integer.to_string(-42)
          "-42"
          """
      ) { call throws(Raise) in try IntegerNatives.toString(&call, base: 10) },
      Native(
        "to_string",
        "integer",
        "base",
        doc: """
          The digits to a base of 2 to 36.

          >> Integer.to_string(255, 16)
          "FF"
          """
      ) { call throws(Raise) in
        try IntegerNatives.toString(&call, base: IntegerNatives.base(call))
      },
      Native(
        "pow",
        "base",
        "exponent",
        doc: """
          The integer power; the exponent is not negative.

          >> Integer.pow(2, 70)
          1180591620717411303424
          """
      ) { call throws(Raise) in
        guard call[0].isInteger, call[1].isInteger, !Integers.isNegative(call[1]) else {
          throw call.error(.badarith)
        }
        let base = call[0]
        if !base.isSmall || base.small.magnitude > 1 {
          // So that the loop below is short.
          guard call[1].isSmall, call[1].small <= Integers.bitLimit else {
            throw call.error(.system_limit)
          }
        }
        var exponent = call[1].isSmall ? call[1].small : call[1].word(0).isMultiple(of: 2) ? 2 : 1
        let power = call.keep(base)
        let result = call.keep(Term(small: 1))
        while true {
          if exponent & 1 == 1 {
            call[result] = try Arithmetic.binary(.multiply, call[result], call[power], &call)
          }
          exponent >>= 1
          if exponent == 0 { return call[result] }
          call[power] = try Arithmetic.binary(.multiply, call[power], call[power], &call)
        }
      },
      Native(
        "gcd",
        "first",
        "second",
        doc: """
          The greatest common divisor, never negative.

          >> Integer.gcd(12, -18)
          6
          """
      ) { call throws(Raise) in
        guard call[0].isInteger, call[1].isInteger else { throw call.badarg }
        if call[0].isSmall && call[1].isSmall {
          var a = call[0].small.magnitude
          var b = call[1].small.magnitude
          while b != 0 { (a, b) = (b, a % b) }
          return try call.integer(magnitude: UInt64(a), negative: false)
        }
        let words = Integers.wordCount(call[0]) + Integers.wordCount(call[1])
        // Its steps are as many as there are bits, each as long as the numbers.
        guard words <= 2048 else { throw call.error(.system_limit) }
        call.charge(words * words / 32)
        let result = Integers.bigInt(call[0])
          .greatestCommonDivisor(with: Integers.bigInt(call[1]))
        return try call.integer(result)
      },
      Native(
        "sqrt",
        "integer",
        doc: """
          The whole part of the square root.

          >> Integer.sqrt(17)
          4
          """
      ) { call throws(Raise) in
        guard call[0].isInteger, !Integers.isNegative(call[0]) else { throw call.error(.badarith) }
        let words = Integers.wordCount(call[0])
        guard words <= 2048 else { throw call.error(.system_limit) }
        call.charge(words * words / 32)
        return try call.integer(BigInt(Integers.bigInt(call[0]).magnitude.squareRoot()))
      },
      Native(
        "digits",
        "integer",
        doc: """
          The decimal digits, the highest first; those of a negative number have its sign.

          >> Integer.digits(120)
          [1, 2, 0]
          """
      ) { call throws(Raise) in try IntegerNatives.digits(&call) },
      Native(
        "bit_length",
        "integer",
        doc: """
          The number of bits of the magnitude.

          >> Integer.bit_length(255)
          8
          """
      ) { call throws(Raise) in
        guard call[0].isInteger else { throw call.badarg }
        return Term(small: Integers.bitWidth(call[0]))
      },
    ]
  )
}

private enum IntegerNatives {
  static func base(_ call: NativeCall) throws(Raise) -> Int {
    guard call[1].isSmall, (2...36).contains(call[1].small) else { throw call.badarg }
    return call[1].small
  }

  /// A number that is being written.
  private final class Writing: NativeContinuation {
    var digits: IntegerDigits
    init(_ digits: IntegerDigits) { self.digits = digits }
  }

  /// A number that is being read.
  private final class Reading: NativeContinuation {
    var reader: IntegerReader
    init(_ reader: IntegerReader) { self.reader = reader }
  }

  /// The text of the first argument, or nil when the slice is used up.
  private static func text(_ call: inout NativeCall, base: Int) throws(Raise) -> [UInt8]? {
    guard call[0].isInteger else { throw call.badarg }
    let state = call.continuation as? Writing ?? Writing(IntegerDigits(call[0], base: base))
    let budget = max(call.reductionsLeft, 64) * 16
    var steps = budget
    let text = state.digits.run(&steps)
    call.charge((budget - steps) / 16)
    if text == nil {
      _ = call.yield(state)
    } else {
      call.finish()
    }
    return text
  }

  static func toString(_ call: inout NativeCall, base: Int) throws(Raise) -> Term {
    guard let text = try text(&call, base: base) else { return .yield }
    return try call.binary(text)
  }

  static func digits(_ call: inout NativeCall) throws(Raise) -> Term {
    guard let text = try text(&call, base: 10) else { return .yield }
    let isNegative = Integers.isNegative(call[0])
    let digits = isNegative ? text.dropFirst() : text[...]
    try call.reserve(2 * digits.count)
    var index = digits.startIndex
    return call.shortList(digits.count) { _ in
      let digit = Int(digits[index]) - 0x30
      index += 1
      return Term(small: isNegative ? -digit : digit)
    }
  }

  static func parse(_ call: inout NativeCall, base: Int) throws(Raise) -> Term {
    guard call[0].isBinary else { throw call.badarg }
    let state = call.continuation as? Reading ?? Reading(IntegerReader(base: base))
    let budget = max(call.reductionsLeft, 64) * 16
    var steps = budget
    let progress = state.reader.run(Binaries.bytes(of: call[0]), &steps)
    call.charge((budget - steps) / 16)
    if progress == .unfinished { return call.yield(state) }
    call.finish()
    if progress == .tooLarge { throw call.error(.system_limit) }
    let reader = state.reader
    guard reader.digits > 0 else { return .atom(.error) }
    let number = call.keep(try call.integer(words: reader.words, negative: reader.negative))
    let rest = call.keep(
      try Binaries.part(
        &call,
        of: call[0],
        offset: reader.position,
        count: Binaries.count(call[0]) - reader.position
      )
    )
    try call.reserve(3)
    return call.write { $0.tuple(call[number], call[rest]) }
  }
}
