#? no-stress
# What `h` shows: of everything in the library, in every width, and of what is not there.

fn view(width) { Shell.View.of(%{columns: width}) }
fn page(subject) { String.join(Shell.Help.page(subject, view(80)), "\n") }

# Code stays as it is written; everything else is wrapped.
fn prose?(line) {
  not String.starts_with?(line, "    ") and not String.starts_with?(String.trim_left(line), ">> ")
}

# The lines that are too wide, but for those of code and of examples with their results.
fn too_wide(lines, width) {
  let (_, wide) = List.reduce(lines, (false, [])) { line, (example, wide) in
    let example = String.starts_with?(String.trim_left(line), ">> ") or example and String.trim(line) != ""
    if not example and prose?(line) and String.length(line) > width { (example, [line | wide]) }
    else { (example, wide) }
  }
  wide
}

Test.test("every module's page in every width") {
  let modules = Code.modules()
  Test.expect(length(modules) > 40)
  for width in [20, 80, 200], module_name in modules {
    let lines = Shell.Help.page(module_name, view(width))
    Test.expect_equal((module_name, width, too_wide(lines, width)), (module_name, width, []))
  }
}

Test.test("every function's page in every width") {
  for module_name in Code.modules() {
    let names = List.uniq(List.map(Shell.Help.functions(module_name)) { f in f.name })
    for width in [20, 80], name in names {
      let lines = Shell.Help.page((module_name, name), view(width))
      Test.expect_equal((module_name, name, width, too_wide(lines, width)), (module_name, name, width, []))
    }
  }
}

Test.test("with colours the text is the same") {
  for module_name in [List, Supervisor, Process, Flow] {
    let colored = Shell.Help.page(module_name, Map.put(view(80), :color, true))
    Test.expect(String.contains?(String.join(colored, "\n"), "\e["))
  }
}

Test.test("a function") {
  Test.expect_equal(page((List, :filter_map)), page((List, :filter_map, 2)))
  Test.expect(String.starts_with?(page((List, :filter_map)), "List.filter_map("))
  Test.expect(String.contains?(page((List, :filter_map)), ">> List.filter_map("))
}

Test.test("a function with several numbers of parameters") {
  let lines = Shell.Help.page((Supervisor, :start_link), view(80))
  let heads = List.filter(lines) { line in String.starts_with?(line, "Supervisor.start_link(") }
  Test.expect_equal(length(heads), 3)
  let one = Shell.Help.page((Supervisor, :start_link, 1), view(80))
  Test.expect_equal(length(List.filter(one) { line in String.starts_with?(line, "Supervisor.") }), 1)
}

Test.test("function values, names and texts") {
  Test.expect_equal(page(&List.map/2), page((List, :map, 2)))
  Test.expect_equal(page("List.map/2"), page((List, :map, 2)))
  Test.expect_equal(page("List.map"), page((List, :map)))
  Test.expect_equal(page("List"), page(List))
  Test.expect_equal(page("spawn"), page(:spawn))
  Test.expect(String.starts_with?(page(:spawn), "spawn("))
  Test.expect(String.contains?(String.replace(page(fn(x) { x }), "\n", " "), "a function of 1 parameter without documentation"))
}

Test.test("forms of the language") {
  for name in [:if, :receive, :match, :for, :let, :fn, :module, :private, :try, :catch, :after, :when, :in, :as,
               :and, :or, :not, :else, :div, :rem, :band, :bor, :bxor, :bnot, :bsl, :bsr, :true, :false, :nil] {
    Test.expect(length(Shell.Help.page(name, view(80))) > 2, inspect(name))
  }
  Test.expect(String.starts_with?(page(:receive), "receive {"))
  Test.expect_equal(page("|>"), page(:"|>"))
}

Test.test("the helpers") {
  let text = String.join(Shell.Help.overview(view(100)), "\n")
  for f in Shell.Help.functions(Shell.Helpers) {
    Test.expect(String.contains?(text, "  " <> String.from_atom(f.name) <> "("), inspect(f.name))
    Test.expect(String.starts_with?(page(f.name), String.from_atom(f.name) <> "("))
  }
  for width in [20, 40, 80, 200] {
    Test.expect_equal(too_wide(Shell.Help.overview(view(width)), width), [])
  }
}

Test.test("what is nearly right") {
  Test.expect_equal(page((List, :mapp)), "There is no List.mapp. Did you mean List.map?")
  Test.expect_equal(page((List, :map, 7)), "There is no List.map/7. Did you mean List.map/2?")
  Test.expect_equal(page((Lisst, :map)), "There is no module Lisst. Did you mean List?")
  Test.expect_equal(page(:recieve), "There is no module, function or form called recieve. Did you mean receive?")
  Test.expect_equal(page(Supervisr), "There is no module, function or form called Supervisr. Did you mean Supervisor?")
  Test.expect_equal(page(:qqqqqqqqqqqq), "There is no module, function or form called qqqqqqqqqqqq.")
  Code.ensure_loaded!(Supervisor)
  Test.expect_equal(page((List, :which_children)), "There is no List.which_children. Did you mean Supervisor.which_children?")
}

Test.test("nonsense") {
  for subject in [1, 1.5, self(), make_ref(), %{}, [], (), (1, 2), (List, 3), (List, :map, :x), "", " ", ".", "/", "a.b.c/d",
                  String.repeat("x", 10_000), "List.", ".map", <<255, 254>>, (:a, :b, :c, :d)] {
    let lines = Shell.Help.page(subject, view(80))
    Test.expect(lines != [] and List.all?(lines, &is_string/1), Shell.View.line(subject, 60))
  }
}

Test.test("names that are near") {
  Test.expect_equal(Shell.Near.closest("", ["a"]), ["a"])
  Test.expect_equal(Shell.Near.closest("x", []), [])
  Test.expect_equal(Shell.Near.question(["a", "b", "c"]), " Did you mean a, b or c?")
}
