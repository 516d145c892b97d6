/// Makes programs at random that parse and whose names are all defined, with every form of the
/// language in them.
struct ProgramGenerator {
  private var random: SplitMix
  private var scope: [String] = []
  private var count = 0

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Makes a module of four functions that call each other.
  mutating func module() -> String {
    var text = "module M {\n"
    for arity in 0..<4 {
      for _ in 0...pick(3) {
        scope = []
        var bound: [String] = []
        let parameters = (0..<arity).map { _ in pattern(2, &bound) }
        scope = bound
        let test = pick(3) == 0 ? " when " + condition(2) : ""
        text += "fn f\(arity)(\(parameters.joined(separator: ", ")))\(test) \(block(4))\n"
      }
    }
    return text + "}\n"
  }

  private mutating func pick(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

  private mutating func name() -> String {
    count += 1
    return "v\(count)"
  }

  // MARK: Expressions

  private mutating func block(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    var items: [String] = []
    for _ in 0...pick(4) {
      switch pick(4) {
      case 0:
        let value = expression(depth - 1)
        var bound: [String] = []
        let pattern = pattern(2, &bound)
        let arms = pick(3) == 0 ? " else { \(arm(depth - 1)) }" : ""
        items.append("let \(pattern) = (\(value))\(arms)")
        scope += bound
      default: items.append(expression(depth - 1))
      }
    }
    return "{\n" + items.joined(separator: "\n") + "\n}"
  }

  private mutating func leaf() -> String {
    if !scope.isEmpty, pick(3) > 0 { return scope[pick(scope.count)] }
    let literals = [
      "0", "1", "-7", "70000", "4611686018427387904", "1.5", ":a", ":b", "nil", "true", "\"s\"",
      "[]", "()", "%{}", "[1, 2]", "(1, :a)", "<<1, 2>>", "123456789012345678901234567890",
    ]
    return literals[pick(literals.count)]
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else { return leaf() }
    let e = { (generator: inout ProgramGenerator) in generator.expression(depth - 1) }
    switch pick(26) {
    case 0, 1: return leaf()
    case 2: return "(\(e(&self)) \(infix()) \(e(&self)))"
    case 3: return "(\(e(&self)), \(e(&self)))"
    case 4: return "[\(e(&self)), \(e(&self)) | \(e(&self))]"
    case 5: return "%{a: \(e(&self)), \(e(&self)) => \(e(&self))}"
    case 6: return "f1(\(e(&self)))"
    case 7: return "f2(\(e(&self)), \(e(&self)))"
    case 8: return "f3(\(e(&self)), \(e(&self)), \(e(&self)))"
    case 9: return "(if \(condition(depth - 1)) \(block(depth - 1)) else \(block(depth - 1)))"
    case 10:
      return "(match \(e(&self)) { \(arm(depth - 1))\n\(arm(depth - 1))\n\(arm(depth - 1)) })"
    case 11:
      return "(receive { \(arm(depth - 1))\n\(arm(depth - 1))\nafter \(e(&self)) -> \(e(&self)) })"
    case 12:
      let catches = "catch { (:error, \(leafPattern())) -> \(e(&self))\n\(arm(depth - 1)) }"
      return "(try \(block(depth - 1)) \(catches) after \(block(depth - 1)))"
    case 13: return "(try \(block(depth - 1)) catch { \(arm(depth - 1)) })"
    case 14: return loop(depth)
    case 15: return closure(depth)
    case 16: return "(\(e(&self)))(\(e(&self)))"
    case 17: return "(\(e(&self)) ! \(e(&self)))"
    case 18: return "\"x\\(\(leaf()))\\(f0())\""
    case 19: return "((\(e(&self))).key)"
    case 20: return "((\(e(&self)))[\(e(&self))])"
    case 21:
      return "<<(1 + \(e(&self))):16, (0 + \(e(&self)))/bytes, 7:3, (2 + \(e(&self))):(1 + 2)>>"
    case 22: return "List.map(\(e(&self)), &f1/1)"
    case 23: return "((\(e(&self))).call(\(e(&self))))"
    case 24: return "%{(\(e(&self))) | a: \(e(&self))}"
    default: return "(\(condition(depth - 1)))"
    }
  }

  private mutating func infix() -> String {
    let operators = [
      "+", "-", "*", "/", "div", "rem", "band", "bsl", "++", "<>", "..", "and", "or",
    ]
    return operators[pick(operators.count)]
  }

  /// Something that may also stand in a guard.
  private mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else { return leaf() }
    switch pick(9) {
    case 0: return "(\(condition(depth - 1)) and \(condition(depth - 1)))"
    case 1: return "(\(condition(depth - 1)) or \(condition(depth - 1)))"
    case 2: return "(not \(condition(depth - 1)))"
    case 3: return "is_integer(\(leaf()))"
    case 4: return "is_nil(\(leaf()))"
    case 5: return "(length(\(leaf())) > \(leaf()))"
    case 6: return "(elem(\(leaf()), \(leaf())) == \(leaf()) + 1)"
    case 7: return "(-(0 + \(leaf())) <= \(leaf()))"
    default: return "(\(leaf()) \(["==", "<", ">=", "!==", "==="][pick(5)]) \(leaf()))"
    }
  }

  private mutating func closure(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    var bound: [String] = []
    let parameter = pattern(1, &bound)
    scope += bound
    return "fn(\(parameter)) \(block(depth - 1))"
  }

  private mutating func loop(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    var generators: [String] = []
    for _ in 0...pick(2) {
      let source = pick(2) == 0 ? "\(leaf())..\(leaf())" : expression(depth - 1)
      var bound: [String] = []
      generators.append("\(pattern(1, &bound)) in (\(source))")
      scope += bound
    }
    let test = pick(2) == 0 ? " when \(condition(1))" : ""
    return "(for \(generators.joined(separator: ", "))\(test) \(block(depth - 1)))"
  }

  // MARK: Patterns

  private mutating func arm(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    var bound: [String] = []
    let pattern = pattern(2, &bound)
    scope += bound
    let test = pick(3) == 0 ? " when \(condition(2))" : ""
    return "\(pattern)\(test) -> \(block(depth - 1))"
  }

  private mutating func leafPattern() -> String {
    let literals = [
      "_", "0", "1", "2", "3", "4", "5", ":a", ":b", ":c", "nil", "1.5", "\"s\"", "[]",
    ]
    if !scope.isEmpty, pick(5) == 0 { return "^" + scope[pick(scope.count)] }
    return literals[pick(literals.count)]
  }

  private mutating func pattern(_ depth: Int, _ bound: inout [String]) -> String {
    switch depth > 0 ? pick(11) : pick(3) {
    case 0: return leafPattern()
    case 1 where !bound.isEmpty && pick(3) == 0: return bound[pick(bound.count)]
    case 1, 2:
      let name = name()
      bound.append(name)
      return name
    case 3: return "(\(pattern(depth - 1, &bound)), \(pattern(depth - 1, &bound)))"
    case 4:
      return "(:t, \(pattern(depth - 1, &bound)), \(pattern(depth - 1, &bound)))"
    case 5: return "[\(pattern(depth - 1, &bound)) | \(pattern(depth - 1, &bound))]"
    case 6: return "[\(pattern(depth - 1, &bound)), \(pattern(depth - 1, &bound))]"
    case 7: return "%{a: \(pattern(depth - 1, &bound)), \"k\" => \(pattern(depth - 1, &bound))}"
    case 8:
      let size = name()
      let rest = name()
      bound += [size, rest]
      return "<<\(size):8, 5:4, _:\(size), \(rest)/bits>>"
    case 9:
      let rest = name()
      bound.append(rest)
      return "\"GET \" <> \(rest)"
    default:
      let inner = pattern(depth - 1, &bound)
      let name = name()
      bound.append(name)
      return "(\(inner) as \(name))"
    }
  }
}
