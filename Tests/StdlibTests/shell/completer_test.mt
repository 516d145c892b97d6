# What the tab key offers. In the texts `|` is the cursor.

module Stand.In {
  ## Greets. And more.
  fn greet(name) { name }
}

fn known() {
  let values = %{
    m: %{alpha: 1, beta: %{gamma: "g", gone?: true}, call: fn(x) { x }, Big => 2, 3 => 4, "text" => 5,
      :"odd name" => 6},
    list_module: List,
    number: 42,
    broken: nil,
  }
  %{
    bindings: [:m, :list_module, :number, :broken, :missing, :m2],
    value: fn(name) { if name == :missing { :error } else { (:ok, Map.get(values, name)) } },
    functions: [(:mend, 1), (:mend, 3), (:nothing, 0)],
    helpers: nil,
  }
}

fn complete(marked) { complete(marked, known()) }
fn complete(marked, known) {
  let [before, behind] = String.split(marked, "|", 2)
  Shell.Completer.complete(before <> behind, byte_size(before), known)
}

# The texts with a candidate put in for each word.
fn texts(marked) {
  let [before, _] = String.split(marked, "|", 2)
  let (start, candidates) = complete(marked)
  for (text, _) in candidates { Binary.part(before, 0, start) <> text }
}

fn description(marked, wanted) {
  let (_, candidates) = complete(marked)
  match List.find(candidates, fn((text, _)) { text == wanted }) {
    (_, found) -> found
    nil        -> :missing
  }
}

fn expect_texts(marked, expected) {
  Test.expect(texts(marked) == expected, "\(inspect(marked)) gives \(inspect(texts(marked)))")
}

fn expect_among(marked, expected) {
  let found = texts(marked)
  for text in expected {
    Test.expect(List.member?(found, text), "\(inspect(text)) is not offered for \(inspect(marked)): \(inspect(found))")
  }
}

fn expect_none_of(marked, unwanted) {
  let found = texts(marked)
  for text in unwanted {
    Test.expect(not List.member?(found, text), "\(inspect(text)) is offered for \(inspect(marked))")
  }
}

fn in_folder(names, f) {
  let (:ok, folder) = File.make_temp_dir("/tmp")
  try {
    for name in names {
      let path = Path.join(folder, name)
      if String.ends_with?(name, "/") { File.make_dir!(path) } else { File.write!(path, "") }
    }
    f(folder)
  } after {
    File.remove_all(folder)
  }
}

# MARK: Names

Test.test("bare names are bindings, functions typed, built-in ones and keywords") {
  expect_texts("nu|", ["number"])
  expect_texts("men|", ["mend("])
  expect_texts("noth|", ["nothing()"])
  expect_texts("f(1, nu|", ["f(1, number"])
  expect_texts("[nu|]", ["[number"])
  expect_texts("x = 1; nu|", ["x = 1; number"])
  expect_texts("catc|", ["catch"])
  expect_among("m|", ["m", "m2", "match", "mend(", "monitor(", "module", "missing"])
  expect_among("|", ["m", "mend(", "if", "spawn("])
  expect_among("1..nu|", ["1..number"])
  expect_among("%{a:nu|", ["%{a:number"])
  expect_texts("zz|", [])
  expect_none_of("|", ["++("])
}

Test.test("descriptions tell the arities and the first sentence") {
  Test.expect_equal(description("nu|", "number"), "binding")
  Test.expect_equal(description("catc|", "catch"), "keyword")
  Test.expect_equal(description("men|", "mend("), "/1, /3  Typed at the prompt")
  Test.expect(String.starts_with?(description("List.ma|", "map("), "/2  "))
  Test.expect(String.starts_with?(description("List.revers|", "reverse("), "/1, /2  "))
}

Test.test("the cursor counts, not the end of the text") {
  expect_texts("nu|mber + 1", ["number"])
  Test.expect_equal(Shell.Completer.complete("number", 2, known()), (0, [("number", "binding")]))
  Test.expect_equal(Shell.Completer.complete("nu", 99, known()), (0, [("number", "binding")]))
  let (0, _) = Shell.Completer.complete("nu", -1, known())
  Test.expect_equal(Shell.Completer.complete("ü + nu", 7, known()), (5, [("number", "binding")]))
}

# MARK: Modules

Test.test("modules by their beginning, and their functions behind the dot") {
  expect_among("Lis|", ["List"])
  expect_among("GenS|", ["GenServer"])
  expect_texts("List.rev|", ["List.reverse("])
  expect_among("List.|", ["List.map(", "List.length("])
  expect_texts("Queue.no_such|", [])
  expect_texts("NoSuchModuleAnywhere.|", [])
  expect_among("&List.rev|", ["&List.reverse("])
  expect_among("List.map(xs, &String.up|", ["List.map(xs, &String.upcase("])
}

Test.test("modules within modules") {
  expect_among("Stan|", ["Stand"])
  expect_among("Stand.|", ["Stand.In"])
  expect_among("Stand.I|", ["Stand.In"])
  expect_texts("Stand.In.gr|", ["Stand.In.greet("])
}

Test.test("what is internal is not offered") {
  expect_none_of("Shell.|", ["Shell.Cursor", "Shell.Completer"])
  # It is loaded where there is a shell.
  Code.ensure_loaded!(Shell)
  expect_none_of("Sh|", ["Shell"])
  expect_none_of("Supervisor.|", ["Supervisor.Tree"])
  expect_among("Task.|", ["Task.Supervisor", "Task.async("])
  expect_none_of("Task.|", ["Task.Stream"])
}

Test.test("a binding that holds a module") {
  expect_texts("list_module.rev|", ["list_module.reverse("])
  expect_texts("number.|", [])
  expect_texts("broken.|", [])
}

# MARK: Maps

Test.test("keys of a map in a binding") {
  expect_texts("m.|", ["m.alpha", "m.beta", "m.call("])
  expect_texts("m.al|", ["m.alpha"])
  expect_texts("m.beta.|", ["m.beta.gamma", "m.beta.gone?"])
  expect_texts("m.beta.ga|", ["m.beta.gamma"])
  expect_texts("m.alpha.|", [])
  expect_texts("m.nothing_here.|", [])
  expect_texts("unknown.|", [])
  expect_texts("missing.|", [])
  expect_texts("f(x).al|", [])
  expect_texts("m.Al|", [])
  Test.expect_equal(description("m.al|", "alpha"), "integer")
  Test.expect_equal(description("m.be|", "beta"), "map")
}

# MARK: Atoms

Test.test("atoms that exist and registered names") {
  let kept = [:an_atom_for_completion]
  expect_texts(":an_atom_for_c|", [":an_atom_for_completion"])
  expect_texts("f(:an_atom_for_c|", ["f(:an_atom_for_completion"])
  expect_texts("%{a: :an_atom_for_c|", ["%{a: :an_atom_for_completion"])
  expect_texts(":\"an_atom_for_c|", [])
  Test.expect_equal(length(kept), 1)
  register(:a_registered_name_here, self())
  Test.expect_equal(description(":a_registered_n|", ":a_registered_name_here"), "registered name")
  expect_among("whereis(|", ["whereis(:a_registered_name_here"])
  expect_among("x = :a_registered_n| ! 1", ["x = :a_registered_name_here"])
}

# MARK: Where nothing is offered

Test.test("comments, quotes and numbers") {
  for marked in ["# nu|", "1 # it's nu|", "'n|", "12|", "0xF|", "1.|", "\"\"\"\nnu|", "List.map.x|", ":a.b|"] {
    Test.expect_equal((marked, texts(marked)), (marked, []))
  }
}

Test.test("behind comments, strings and quotes") {
  for before in ["# \"\n", "\"# \"; ", "'\"'; ", "'#'; ", "'\\''; ", ":\"# \\\" \"; ", "\"\"\"\n \" # \n\"\"\"; ",
      "\"\\(f(\")\"))\"; ", "\"\\\\\"; ", "\"open\n", "a:\"x\"; ", "don't\n"] {
    Test.expect_equal((before, texts(before <> "numb|")), (before, [before <> "number"]))
  }
}

Test.test("in interpolations") {
  expect_texts("\"a \\(numb|", ["\"a \\(number"])
  expect_texts("\"a \\(f(\"x \\(numb|", ["\"a \\(f(\"x \\(number"])
  expect_texts("\"\"\"\n \\(numb|", ["\"\"\"\n \\(number"])
  expect_texts("\"a \\(1) numb|", [])
}

# MARK: Files

Test.test("names of files in strings") {
  in_folder(["one.mt", "other/", ".hidden", "other/deep.txt", "q\"uote"]) { folder in
    let before = "File.read(\"" <> folder <> "/"
    expect_texts(before <> "|", [before <> "one.mt", before <> "other/", before <> "q\\\"uote"])
    expect_texts(before <> "o|", [before <> "one.mt", before <> "other/"])
    expect_texts(before <> ".|", [before <> ".hidden"])
    expect_texts(before <> "other/d|", [before <> "other/deep.txt"])
    expect_texts(before <> "none/d|", [])
    expect_texts(before <> "q\\\"u|", [before <> "q\\\"uote"])
    expect_texts("\"" <> folder <> "/on|e.mt\"", ["\"" <> folder <> "/one.mt"])
  }
  expect_texts("\"~|", ["\"~/"])
  expect_texts("\"a\0|", [])
  expect_among("\"/|", ["\"/tmp/"])
}

Test.test("relative names of files begin at the current folder") {
  let name = List.find(File.list!(File.current_dir!())) { name in not String.starts_with?(name, ".") }
  if name != nil {
    let found = texts("\"" <> name <> "|")
    Test.expect(List.any?(found) { text in String.starts_with?(text, "\"" <> name) })
  }
}

# MARK: Much, and nonsense

Test.test("much is cut") {
  let names = for i in 1..2_000 { String.to_atom("binding_\(i)") }
  let known = %{bindings: names, value: fn(_) { :error }, functions: [], helpers: nil}
  let (_, candidates) = complete("bind|", known)
  let (_, none) = complete("binding_1999.|", known)
  Test.expect_equal((length(candidates), none), (200, []))
  Test.expect_equal(candidates, List.sort(candidates))
}

Test.test("a shell that does not answer is no failure") {
  let known = %{bindings: [:gone], value: fn(_) { exit(:noproc) }}
  Test.expect_equal(complete("gone.|", known), (5, []))
}

Test.test("any text at all") {
  let pieces = ["\"", "\"\"\"", "\\(", "(", ")", "'", "\\", "#", "\n", ":", ".", "..", "m", "List", "beta", "x?", "~",
    "/", " ", "é", "12", "<<", "%{", "\0", <<255>>, <<200>>, "whereis("]
  let generator = Random.new(7)
  List.reduce(1..100, generator) { _, random in
    let (text, next) = nonsense(pieces, random, "")
    let (at, last) = Random.next_int(next, 0, byte_size(text))
    let (start, candidates) = Shell.Completer.complete(text, at, known())
    Test.expect(start >= 0 and start <= at, inspect((text, at)))
    Test.expect(List.all?(candidates) { (word, why) in String.valid?(word) and is_string(why) }, inspect((text, at)))
    last
  }
}

fn nonsense(pieces, random, text) {
  let (piece, next) = Random.next_int(random, 0, length(pieces) + 1)
  if piece >= length(pieces) { (text, next) } else { nonsense(pieces, next, text <> List.at(pieces, piece)) }
}
