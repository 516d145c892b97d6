#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension NativeModule {
  /// Mathematical functions of floats; what has no finite result raises `:badarith`.
  static let math = NativeModule(
    "Math",
    [
      Native(
        "pi",
        doc: """
          The ratio of a circle's circumference to its diameter.

          >> Math.pi()
          3.141592653589793
          """
      ) { call throws(Raise) in try call.float(Double.pi) },
      Native(
        "e",
        doc: """
          The base of the natural logarithm.

          >> Math.e()
          2.718281828459045
          """
      ) { call throws(Raise) in try call.float(M_E) },
      function("sqrt", "The square root.", "Math.sqrt(9)", "3.0") { $0.squareRoot() },
      function("cbrt", "The cube root.", "Math.cbrt(27)", "3.0") { x in
        // The C library may be off by one unit in the last place even for whole numbers.
        let root = cbrt(x)
        let whole = root.rounded()
        return whole * whole * whole == x ? whole : root
      },
      function("sin", "The sine of an angle in radians.", "Math.sin(0)", "0.0") { sin($0) },
      function("cos", "The cosine of an angle in radians.", "Math.cos(0)", "1.0") { cos($0) },
      function("tan", "The tangent of an angle in radians.", "Math.tan(0)", "0.0") { tan($0) },
      function("asin", "The angle of a sine.", "Math.asin(0)", "0.0") { asin($0) },
      function("acos", "The angle of a cosine.", "Math.acos(1)", "0.0") { acos($0) },
      function("atan", "The angle of a tangent.", "Math.atan(0)", "0.0") { atan($0) },
      function("sinh", "The hyperbolic sine.", "Math.sinh(0)", "0.0") { sinh($0) },
      function("cosh", "The hyperbolic cosine.", "Math.cosh(0)", "1.0") { cosh($0) },
      function("tanh", "The hyperbolic tangent.", "Math.tanh(0)", "0.0") { tanh($0) },
      function("exp", "The power of e.", "Math.exp(0)", "1.0") { exp($0) },
      function("log", "The natural logarithm.", "Math.log(1)", "0.0") { log($0) },
      function("log2", "The logarithm to base 2.", "Math.log2(8)", "3.0") { log2($0) },
      function("log10", "The logarithm to base 10.", "Math.log10(1000)", "3.0") { log10($0) },
      function("floor", "The next whole float below.", "Math.floor(1.5)", "1.0") {
        $0.rounded(.down)
      },
      function("ceil", "The next whole float above.", "Math.ceil(1.5)", "2.0") { $0.rounded(.up) },
      Native(
        "pow",
        "x",
        "y",
        doc: """
          `x` to the power of `y`, as a float; for integers see `Integer.pow`.

          >> Math.pow(2, 10)
          1024.0
          """
      ) { call throws(Raise) in try call.float(pow(call.double(0), call.double(1))) },
      Native(
        "atan2",
        "y",
        "x",
        doc: """
          The angle of the point (`x`, `y`), from -pi to pi.

          >> Math.atan2(0, 1)
          0.0
          """
      ) { call throws(Raise) in try call.float(atan2(call.double(0), call.double(1))) },
      Native(
        "hypot",
        "x",
        "y",
        doc: """
          The length of the hypotenuse over `x` and `y`.

          >> Math.hypot(3, 4)
          5.0
          """
      ) { call throws(Raise) in try call.float(hypot(call.double(0), call.double(1))) },
    ]
  )

  private static func function(
    _ name: String,
    _ summary: String,
    _ example: String,
    _ result: String,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> Native {
    Native(name, "x", doc: "\(summary)\n\n>> \(example)\n\(result)") { call throws(Raise) in
      try call.float(body(call.double(0)))
    }
  }
}

extension NativeCall {
  /// An argument as a float; `:badarith` when it is no number or too large.
  func double(_ index: Int) throws(Raise) -> Double {
    guard let value = Arithmetic.double(self[index]) else { throw error(.badarith) }
    return value
  }
}
