/// Makes programs at random that are well formed and make no sense: every form and many library
/// functions, on values of every kind.
struct NonsenseGenerator {
  private var random: FuzzRandom
  private var scope: [String] = []
  private var count = 0

  init(seed: Int) { random = FuzzRandom(seed) }

  /// Makes a program.
  mutating func program() -> String {
    var text = ""
    for number in 0..<4 {
      scope = ["a", "b"]
      text += "fn f\(number)(a, b) {\n\(block(3))\n}\n"
    }
    scope = ["me"]
    text += "let me = self()\n"
    for _ in 0..<6 {
      // Most statements fail; the next ones are to run all the same.
      text += "try {\n\(block(3))\n} catch { (c, r) -> (c, inspect(r)) }\n"
    }
    for _ in 0..<3 {
      let options = random.pick([
        "", "max_heap: 100_000, ", "priority: :low, ", "mailbox: 2, overflow: :drop_oldest, ",
        "link: true, ", "name: :n, ", "priority: :max, max_heap: 50_000, ", "mailbox: 1, ",
      ])
      text += "try { spawn(\(options)monitor: true) {\n\(block(3))\n} } catch { x -> x }\n"
    }
    return text + "receive { x -> x; after 2 -> :ok }\n"
  }

  private mutating func block(_ depth: Int) -> String {
    let outer = scope
    defer { scope = outer }
    var lines: [String] = []
    for _ in 0...random.pick(3) {
      if random.pick(2) == 0 {
        count += 1
        lines.append("let v\(count) = \(expression(depth))")
        scope.append("v\(count)")
      } else {
        lines.append(expression(depth))
      }
    }
    lines.append(expression(depth - 1))
    return lines.joined(separator: "\n")
  }

  private mutating func leaf() -> String {
    if random.pick(2) == 0, !scope.isEmpty { return random.pick(scope) }
    return random.pick([
      "0", "1", "(-1)", "7", "255", "4611686018427387904", "(-4611686018427387905)", "1 bsl 200",
      "1.5", "1.0e308", "0.0", ":a", ":ok", "nil", "true", "\"\"", "\"text\"", "\"h\\u{e9}llo\"",
      "[]", "[1, 2, 3]", "[1 | 2]", "()", "(1, :a, \"x\")", "%{}", "%{a: 1, \"k\" => [2]}",
      "<<255, 254>>", "self()", "make_ref()", "&f0/2", "fn(x) { x }", "1..50", ":infinity",
      "String.repeat(\"long\", 60)", "&List.map/2", "alias()",
    ])
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else { return leaf() }
    func e(_ generator: inout NonsenseGenerator) -> String { generator.expression(depth - 1) }
    switch random.pick(24) {
    case 0, 1: return leaf()
    case 2, 3:
      let infix = random.pick([
        "+", "-", "*", "/", "div", "rem", "band", "bor", "bxor", "bsr", "++", "--", "<>", "==",
        "===", "<", ">=", "!=", "and", "or",
      ])
      return "((\(e(&self))) \(infix) (\(e(&self))))"
    case 4: return "(\(e(&self)), \(e(&self)))"
    case 5: return "[\(e(&self)) | \(e(&self))]"
    case 6: return "%{(\(e(&self))) => \(e(&self)), b: \(e(&self))}"
    case 7: return "f\(random.pick(4))(\(e(&self)), \(e(&self)))"
    case 8: return "(if (\(e(&self))) { \(e(&self)) } else { \(e(&self)) })"
    case 9:
      let arms = [
        "(x, y) -> [x | y]", "[x | _] when x > 1 -> x", "%{a: x} -> x",
        "<<x:16, y/bytes>> -> (x, y)",
        "\"te\" <> x -> x", "x when is_integer(x) -> x + 1", "_ -> \(leaf())",
      ]
      return "(match (\(e(&self))) { \(arms.joined(separator: "; ")) })"
    case 10: return "(try { \(e(&self)) } catch { (c, r) -> (c, r) } after { \(e(&self)) })"
    case 11:
      return
        "(for x in (\(e(&self))) when x != \(random.pick(["0", "nil", ":a"])) { (x, \(e(&self))) })"
    case 12: return "(\(e(&self)))(\(e(&self)))"
    case 13: return "((\(random.pick(scope))) ! \(e(&self)))"
    case 14: return "(receive { (x, _) -> x; [x] -> x; after \(random.pick(3)) -> \(e(&self)) })"
    case 15: return "<<(0 + \(e(&self))):\(random.pick(70)), (\(e(&self)))/bytes>>"
    case 16:
      return "spawn\(random.pick(["", "_link", "_monitor"])) { \(e(&self)) }"
    case 17: return "\"\\(\(e(&self)))\""
    default: return call(depth)
    }
  }

  private mutating func call(_ depth: Int) -> String {
    let (name, arity) = random.pick(Self.functions)
    let arguments = (0..<arity).map { _ in expression(depth - 1) }
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  private static let functions: [(String, Int)] = [
    ("List.reverse", 1), ("List.sort", 1), ("List.uniq", 1), ("List.sum", 1), ("List.flatten", 1),
    ("List.zip", 2), ("List.map", 2), ("List.take", 2), ("List.drop", 2), ("List.at", 2),
    ("List.member?", 2), ("List.concat", 1), ("List.last", 1), ("List.length", 1),
    ("Map.put", 3), ("Map.get", 3), ("Map.delete", 2), ("Map.merge", 2), ("Map.keys", 1),
    ("Map.to_list", 1), ("Map.from_list", 1), ("Map.values", 1), ("Map.size", 1),
    ("Tuple.to_list", 1), ("Tuple.from_list", 1), ("elem", 2), ("hd", 1), ("tl", 1),
    ("length", 1), ("tuple_size", 1), ("map_size", 1), ("byte_size", 1), ("abs", 1),
    ("String.length", 1), ("String.upcase", 1), ("String.split", 2), ("String.join", 2),
    ("String.slice", 3), ("String.replace", 3), ("String.trim", 1), ("String.reverse", 1),
    ("String.to_integer", 1), ("String.to_float", 1), ("String.graphemes", 1),
    ("String.codepoints", 1), ("String.contains?", 2), ("String.pad_left", 2),
    ("Binary.part", 3), ("Binary.at", 2), ("Binary.to_list", 1), ("Binary.from_list", 1),
    ("Binary.split", 2), ("Binary.match", 2), ("Binary.encode_hex", 1), ("Binary.copy", 1),
    ("Integer.pow", 2), ("Float.round", 1), ("Float.floor", 1), ("Math.sqrt", 1), ("Math.pow", 2),
    ("inspect", 1), ("to_string", 1), ("print", 1), ("exit", 1), ("exit", 2), ("raise", 1),
    ("throw", 1), ("link", 1), ("unlink", 1), ("monitor", 1), ("demonitor", 1), ("unalias", 1),
    ("register", 2), ("unregister", 1), ("whereis", 1), ("send", 2), ("apply", 2), ("apply", 3),
    ("Process.info", 1), ("Process.info", 2), ("Process.flag", 2), ("Process.list", 0),
    ("Process.send_after", 3), ("Process.cancel_timer", 1), ("Process.put", 2),
    ("Process.get", 1), ("Process.freeze", 1), ("Process.thaw", 1), ("stacktrace", 0),
    ("self", 0), ("make_ref", 0), ("spawn", 1), ("spawn", 3), ("Set.from_list", 1),
  ]
}
