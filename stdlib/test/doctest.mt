## Internal: the examples in documentation texts, as tests.
##
## >> Test.Doctest.examples("## Adds.\n##\n## >> 1 + 1\n## 2\n")
## [(3, "1 + 1", "2")]
module Test.Doctest {
  ## Internal: the examples of a source text, as `(line, source, expected)`; expected is nil when no
  ## result is given.
  ##
  ## >> Test.Doctest.examples("  ## >> print(1)\n  fn f() { }")
  ## [(1, "print(1)", nil)]
  fn examples(text) { examples(String.lines(text), 1, []) }

  private fn examples([line | rest], number, done) {
    match documented(line) {
      ">> " <> source -> examples(rest, number + 1, [(number, source, result(rest)) | done])
      _               -> examples(rest, number + 1, done)
    }
  }
  private fn examples([], _number, done) { List.reverse(done) }

  private fn result([line | _]) {
    match documented(line) {
      ">> " <> _ -> nil
      ""         -> nil
      text       -> text
    }
  }
  private fn result([]) { nil }

  private fn documented(line) {
    match String.trim_left(line) {
      "## " <> text -> text
      _             -> ""
    }
  }

  ## Internal: a test for each example in the file at a path.
  ##
  ## >> try { Test.Doctest.tests("no/such/file") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "no/such/file")
  fn tests(path) {
    let text = File.read!(path)
    load_modules(text, path)
    let examples = examples(text)
    match compiled(examples, path) {
      (:ok, functions) -> List.zip_with(examples, functions) { example, f in test(example, path, f) }
      # One that does not compile must not take the others with it.
      (:error, _)      -> for example in examples { test(example, path, alone(example, path)) }
    }
  }

  # The examples' own modules come from the file, unless they are found by their names anyway.
  private fn load_modules(text, path) {
    let found = List.all?(modules(text)) { name in elem(Code.ensure_loaded(name), 0) == :ok }
    if not found {
      match Code.load_file(path) {
        (:ok, _)            -> :ok
        (:error, messages) -> raise((:not_compiled, path, messages))
      }
    }
  }

  ## Internal: the names of the modules that a source text defines.
  ##
  ## >> Test.Doctest.modules("module Net.Tcp {\n}\nmodule Json { }")
  ## [Net.Tcp, Json]
  fn modules(text) {
    List.filter_map(String.lines(text)) { line in
      match String.trim_left(line) {
        "module " <> rest -> String.to_atom(hd(String.split(String.replace(rest, "{", " "))))
        _                 -> nil
      }
    }
  }

  # Every example stands in its own line of an otherwise empty file, so that traces and messages of the
  # compiler name the right places.
  private fn compiled([], _path) { (:ok, []) }
  private fn compiled(examples, path) {
    let lines = lines(examples, 1, "[", [])
    evaluated(String.join(lines, "\n") <> "]\n", path)
  }

  # `open` begins the next line, whose number is `now`.
  private fn lines([(now, source, _) | rest], now, open, done) {
    lines(rest, now + 1, "}, ", [open <> "fn() { " <> source | done])
  }
  private fn lines([_ | _] as examples, now, open, done) {
    lines(examples, now + 1, "", [open | done])
  }
  private fn lines([], _number, close, done) { List.reverse([close | done]) }

  private fn alone((number, source, _), path) {
    let text = String.repeat("\n", number - 1) <> "fn() { " <> source <> "\n}\n"
    match evaluated(text, path) {
      (:ok, f)           -> f
      (:error, messages) -> fn() {
        raise((:test_failure, %{title: "the example does not compile", details: [(:lines, messages)]}))
      }
    }
  }

  private fn evaluated(text, path) {
    match Code.load_text(text, path) {
      (:ok, modules) -> (:ok, apply(List.last(modules), :"<main>", []))
      error          -> error
    }
  }

  private fn test((number, source, expected), path, f) {
    %{name: source, line: (path, number), tags: [:doctest], skip: nil, timeout: nil,
      f: fn() { check(f, expected) }}
  }

  private fn check(f, nil) { f() }
  private fn check(f, "raised " <> _ as expected) {
    let result = try { inspect(f()) } catch { (class, reason) -> "raised " <> inspect((class, reason)) }
    compare(result, expected)
  }
  private fn check(f, expected) { compare(inspect(f()), expected) }

  private fn compare(result, expected) when result == expected { :ok }
  private fn compare(result, expected) {
    raise((:test_failure, %{title: "the example gives something else",
      details: [(:texts, expected, result)]}))
  }
}
