import MartletBytecode

/// `Test.expect(left == right)` as a call that gets both sides, so that its report can show them.
///
/// Nothing else changes: both sides are evaluated once, from left to right, and the result is that of
/// the comparison.
struct Expectation {
  /// The module of tests.
  static let module = "Test"

  /// The function to call instead.
  let function: FunctionName
  /// Its arguments.
  let arguments: [Core]

  /// Makes the call that stands for one of `function`, if there is a better one.
  init?(of function: FunctionName, _ arguments: [Core], _ environment: CompilerEnvironment) {
    guard function == FunctionName(Self.module, "expect", 1), let condition = arguments.first,
      let (name, better) = Self.parts(of: condition)
    else { return nil }
    let wanted = FunctionName(Self.module, name, better.count)
    // A program may have a module `Test` of its own.
    let known = environment.knownModules[Self.module] ?? []
    guard known.contains(.init(wanted.name, wanted.arity)) else { return nil }
    self.function = wanted
    self.arguments = better
  }

  /// The function for a condition and what it gets, or nil when the value alone says it all.
  private static func parts(of condition: Core) -> (String, [Core])? {
    switch condition.kind {
    case .compare(let comparison, let left, let right):
      let name = Core(.constant(.atom(comparison.symbol)), condition.line)
      return ("expect_comparison", [name, left, right])
    case .not(let value): return ("expect_not", [value])
    case .typeTest(let opcode, let value):
      let names = Resolver.typeTests.filter { $0.value == opcode }.keys
      // `is_string` and `is_binary` are one: the shorter name sorts last.
      guard let name = names.max() else { return nil }
      return ("expect_kind", [Core(.constant(.atom(name)), condition.line), value])
    default: return nil
    }
  }
}

extension Comparison {
  /// The operator in the language.
  fileprivate var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .identical: "==="
    case .notIdentical: "!=="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}
