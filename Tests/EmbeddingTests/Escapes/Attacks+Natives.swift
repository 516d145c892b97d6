import Martlet

// Functions of the library that are asked for more than they can give.
extension Attack {
  /// Terms that share their parts: of a few words, and endless when they are written out.
  static let sharing = """
    fn share(x, 0) { x }
    fn share(x, n) { share((x, x), n - 1) }
    fn nest(_, x, 0) { x < Map.put(x, 1, 2) }
    fn nest(m, x, n) { nest(m, Map.put(Map.put(m, x, 1), Map.put(x, 1, 2), 1), n - 1) }
    fn deep(x, 0) { x }
    fn deep(x, n) { deep([x], n - 1) }
    """

  // Without optimisation some take longer than they may.
  private static let heapOrError = ["limit", "error :system_limit", "error :badarg", "timeout"]

  private static func native(
    _ expression: String,
    _ expected: [String] = heapOrError,
    _ milliseconds: Int = 3_000
  ) -> Attack {
    var attack = Attack(expression, "fn run() { \(expression) }\n\(sharing)") {
      $0.milliseconds = milliseconds
    }
    attack = Attack(attack, expected)
    return attack
  }

  private init(_ other: Attack, _ expected: [String]) {
    name = other.name
    script = other.script
    self.expected = expected
    milliseconds = other.milliseconds
  }

  static let natives: [Attack] = [
    native(
      "List.max(for _ in 1..1_000 { share(1, 40) })",
      ["value", "something", "timeout", "limit"],
      3_000
    ),
    native(
      "List.uniq(for _ in 1..1_000 { share(1, 40) })",
      ["value", "something", "timeout", "limit"],
      3_000
    ),
    native(
      "Map.get(Map.from_list(for i in 1..100 { (i, i) }), share(1, 60))",
      ["value", "something", "timeout", "limit"],
      3_000
    ),
    native(
      "let m = Map.from_list(for i in 1..100 { (i, i) })\nnest(m, m, 60)",
      ["limit", "timeout", "value"],
      3_000
    ),
    native(
      "let m = Map.from_list(for i in 1..100 { (i, i) })\nnest(m, m, 10_000)",
      ["limit", "timeout", "value"],
      3_000
    ),
    native("String.repeat(\"x\", 10_000_000_000)"),
    native("String.repeat(\"x\", 1 bsl 62)"),
    native("String.repeat(\"\", 1 bsl 61)", ["value", "error"]),
    native("String.pad_left(\"x\", 10_000_000_000)"),
    native("let s = String.repeat(\"a\", 1_000_000)\nString.replace(s, \"a\", s)"),
    native(
      "let s = String.repeat(\"ab\", 5_000_000)\nString.split(s, \"a\")",
      ["limit", "timeout"]
    ),
    native("String.graphemes(String.repeat(\"ab\", 5_000_000))", ["limit", "timeout"]),
    native("String.upcase(String.repeat(\"ß\", 10_000_000))", ["limit", "timeout", "value"]),
    native("String.join(List.duplicate(String.repeat(\"a\", 100_000), 10_000), \"\")"),
    native(
      "String.contains?(String.repeat(\"a\", 2_000_000), String.repeat(\"a\", 999_999) <> \"b\")",
      ["value false", "timeout"]
    ),
    native("List.duplicate(1, 10_000_000_000)"),
    native("List.range(1, 1 bsl 61)"),
    native("1..1_000_000_000_000"),
    native("Tuple.duplicate(1, 10_000_000_000)"),
    native("List.flatten(share([1], 40))", ["limit", "timeout", "error"], 500),
    native("List.concat(List.duplicate(List.duplicate(1, 100_000), 100_000))"),
    native(
      "length(List.sort(for i in 1..300_000 { i * 7_919 rem 1_000_003 }))",
      ["value", "timeout"]
    ),
    native(
      "List.sort(for _ in 1..1_000 { share(1, 40) })",
      ["value", "something", "timeout", "limit"],
      3_000
    ),
    native("List.uniq(for i in 1..300_000 { [i] }) |> length()", ["value", "timeout", "limit"]),
    native(
      "(for i in 1..100_000 { i }) -- (for i in 1..100_000 { 0 - i })",
      ["value", "something", "timeout"]
    ),
    native("share(1, 60) == share(1, 60)", ["timeout", "value"], 500),
    native("share(1, 60) < share(1, 60)", ["timeout", "value"], 500),
    native("%{share(1, 60) => 1}", ["value", "something", "timeout", "limit"], 3_000),
    native("inspect(share(1, 60))", ["limit", "timeout", "a text", "value"], 1_000),
    native("print(share(1, 60))", ["limit", "timeout", "value"], 1_000),
    native("byte_size(inspect(share(1, 22)))", ["value", "timeout", "limit"], 1_000),
    native("inspect(deep(nil, 1_000_000))", ["a text", "value", "limit", "timeout"]),
    native("deep(nil, 1_000_000) == deep(nil, 1_000_000)", ["value", "timeout"]),
    native("map_size(%{deep(nil, 1_000_000) => 1})", ["value", "timeout", "error"]),
    native("List.flatten(deep(nil, 1_000_000))", ["value", "something", "timeout", "limit"]),
    native("Integer.pow(3, 1_000_000_000_000)"),
    native("Integer.pow(3, 10_000_000)", ["limit", "error", "timeout", "value", "something"]),
    native("1 bsl 10_000_000_000_000"),
    native("1 bsl 4_000_000_000"),
    native(
      "Integer.to_string(1 bsl 3_000_000) |> byte_size()",
      ["value", "error", "limit", "timeout"]
    ),
    native(
      "Integer.parse(String.repeat(\"9\", 1_000_000)) |> is_tuple()",
      ["value", "error", "timeout"]
    ),
    native("\"\\(1 bsl 2_000_000)\" |> byte_size()", ["value", "error", "limit", "timeout"]),
    native("Integer.gcd(1 bsl 1_000_000, (1 bsl 999_999) - 1)", ["value", "error", "timeout"]),
    native("Integer.sqrt(1 bsl 2_000_000) |> Integer.bit_length()", ["value", "error", "timeout"]),
    native(
      "(1 bsl 4_000_000) div ((1 bsl 2_000_000) - 1) |> Integer.bit_length()",
      ["value", "error", "timeout"]
    ),
    native("Integer.digits(1 bsl 1_000_000) |> length()", ["value", "error", "timeout", "limit"]),
    native(
      "List.product(for i in 1..50_000 { i }) |> Integer.bit_length()",
      ["value", "error", "timeout", "limit"]
    ),
    native("Float.to_string(1.5, 1_000_000_000)"),
    native("let n = 80_000_000_000\n<<0:n>>", heapOrError),
    native("let n = 8_000_000_000_000_000_000\n<<0:n>>", heapOrError),
    native("Binary.copy(String.repeat(\"a\", 40_000_000)) |> byte_size()", heapOrError + ["value"]),
    native(
      "Binary.split(String.repeat(\"a\", 20_000_000), \"a\") |> length()",
      heapOrError + ["timeout"]
    ),
    native(
      "Binary.to_list(String.repeat(\"a\", 20_000_000)) |> length()",
      heapOrError + ["timeout"]
    ),
    native(
      "String.to_integer(String.repeat(\"9\", 2_000_000)) |> Integer.bit_length()",
      ["value", "error", "timeout"]
    ),
    native(
      "Integer.to_string(Integer.pow(7, 1_000_000), 3) |> byte_size()",
      ["value", "error", "limit", "timeout"]
    ),
  ]
}
