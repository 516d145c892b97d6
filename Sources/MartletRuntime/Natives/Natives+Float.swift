#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension NativeModule {
  /// Floats.
  static let float = NativeModule(
    "Float",
    [
      Native(
        "round",
        "number",
        doc: """
          The nearest integer; halves go away from zero.

          >> Float.round(2.5)
          3
          """
      ) { call throws(Raise) in try FloatNatives.integer(&call, .toNearestOrAwayFromZero) },
      Native(
        "floor",
        "number",
        doc: """
          The greatest integer that is not above.

          >> Float.floor(-1.5)
          -2
          """
      ) { call throws(Raise) in try FloatNatives.integer(&call, .down) },
      Native(
        "ceil",
        "number",
        doc: """
          The least integer that is not below.

          >> Float.ceil(1.2)
          2
          """
      ) { call throws(Raise) in try FloatNatives.integer(&call, .up) },
      Native(
        "truncate",
        "number",
        doc: """
          The integer without the fraction.

          >> Float.truncate(-1.5)
          -1
          """
      ) { call throws(Raise) in try FloatNatives.integer(&call, .towardZero) },
      Native(
        "round",
        "number",
        "digits",
        doc: """
          A float with so many digits after its point, up to 15.

          >> Float.round(3.14159, 2)
          3.14
          """
      ) { call throws(Raise) in
        let text = try FloatNatives.decimal(call, most: 15)
        guard let value = Double(text) else { throw call.badarg }
        return try call.float(value)
      },
      Native(
        "to_string",
        "number",
        "digits",
        doc: """
          The text with exactly so many digits after its point, up to 100.

          >> Float.to_string(2.0, 2)
          "2.00"
          """
      ) { call throws(Raise) in try call.binary(FloatNatives.decimal(call, most: 100)) },
      Native(
        "to_string",
        "number",
        doc: """
          The shortest text that reads back as the same float.

          >> Float.to_string(0.1)
          "0.1"
          """
      ) { call throws(Raise) in try call.binary(FloatText.text(call.double(0))) },
      Native(
        "parse",
        "text",
        doc: """
          The float that a text begins with and the rest of the text, or `:error`.

          >> Float.parse("1.5 km")
          (1.5, " km")
          """
      ) { call throws(Raise) in
        let bytes = try call.text(0)
        // Longer numbers are not read; they would have to be looked at in steps.
        let start = UnsafeBufferPointer(rebasing: bytes.prefix(4096))
        let count = FloatText.length(start)
        guard count > 0,
          let value = FloatText.value(UnsafeBufferPointer(rebasing: start[..<count]))
        else { return .atom(.error) }
        let rest = call.keep(
          try Binaries.part(
            &call,
            of: call[0],
            offset: count,
            count: Binaries.count(call[0]) - count
          )
        )
        try call.reserve(5)
        return call.write { writer in
          let float = writer.float(value)
          return writer.tuple(float, call[rest])
        }
      },
      Native(
        "from_integer",
        "integer",
        doc: """
          The nearest float to an integer.

          >> Float.from_integer(2)
          2.0
          """
      ) { call throws(Raise) in try call.float(call.double(0)) },
    ]
  )
}

private enum FloatNatives {
  static func integer(
    _ call: inout NativeCall,
    _ rule: FloatingPointRoundingRule
  ) throws(Raise) -> Term {
    if call[0].isInteger { return call[0] }
    guard call[0].isFloat else { throw call.badarg }
    return try call.integer(truncating: call[0].float.rounded(rule))
  }

  /// The first argument with as many digits after its point as the second says.
  static func decimal(_ call: NativeCall, most: Int) throws(Raise) -> String {
    guard call[1].isSmall, call[1].small >= 0, call[1].small <= most, call[0].isNumber else {
      throw call.badarg
    }
    let value = try call.double(0)
    let digits = call[1].small
    // The greatest float has 309 digits before its point.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let count = withVaList([Int32(digits), value]) {
        vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0)
      }
      return String(
        decoding: UnsafeRawBufferPointer(buffer).prefix(max(0, Int(count))),
        as: UTF8.self
      )
    }
  }
}
