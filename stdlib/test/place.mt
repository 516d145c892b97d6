## Internal: places in source files.
##
## >> Test.Place.source_of("a/b.mt")
## "a/b.mt"
module Test.Place {
  ## Internal: where in a file `Test.test` was called, as `(file, line)`, or nil.
  ##
  ## >> is_tuple(Test.Place.caller()) or Test.Place.caller() == nil
  ## true
  fn caller() {
    let trace = try { raise(:here) } catch { (:error, _) -> stacktrace() }
    of(trace)
  }

  ## Internal: the innermost place of a trace that is not in this framework, as `(file, line)`, or nil.
  ##
  ## >> Test.Place.of([(Test, :expect, 1, %{file: "test.mt", line: 3}), (Shop, :buy, 2, %{file: "shop.mt", line: 7})])
  ## ("shop.mt", 7)
  fn of(trace) {
    List.find_map(trace) { frame in if own?(frame) { nil } else { place(frame) } }
  }

  ## Internal: the innermost place of a trace in a file, as `(file, line)`, or nil.
  ##
  ## >> Test.Place.in_file([(Shop, :buy, 2, %{file: "shop.mt", line: 7})], "other.mt")
  ## nil
  fn in_file(trace, file) {
    List.find_map(trace) { frame in
      let own = own?(frame)
      match place(frame) {
        (^file, line) when not own -> (file, line)
        _             -> nil
      }
    }
  }

  ## Internal: whether a call is one of this framework.
  ##
  ## >> Test.Place.own?((Test.Runner, :main, 1, %{}))
  ## true
  fn own?((module_name, _, _, _)) {
    module_name == Test or String.starts_with?(String.from_atom(module_name), "Test.")
  }

  private fn place((_, _, _, %{file: file, line: line})) { (file, line) }
  private fn place(_) { nil }

  ## Internal: the path of a source file that is given by its path or by a module that it holds.
  ##
  ## >> try { Test.Place.source_of(NoSuchModuleHere) } catch { (:error, reason) -> reason }
  ## (:no_source, NoSuchModuleHere)
  fn source_of(path) when is_string(path) {
    let file = Process.get(:"$test_file")
    let beside = if file == nil { path } else { Path.join(Path.dirname(file.path), path) }
    if File.exists?(beside) { beside } else { path }
  }
  fn source_of(name) when is_atom(name) {
    let wanted = file_of(name)
    let folders = match Process.get(:"$test_file") {
      nil  -> ["."]
      file -> [Path.dirname(file.path) | file.folders]
    }
    let library = System.get_env("MARTLET_STDLIB", "stdlib")
    let places = for folder in folders ++ [library] { Path.join(folder, wanted) }
    List.find(places) { path in File.exists?(path) } or raise((:no_source, name))
  }

  # As the command finds modules: `Net.TcpSocket` is in `net/tcp_socket.mt`.
  private fn file_of(name) {
    let parts = for part in String.split(String.from_atom(name), ".") { snake(part, "") }
    String.join(parts, "/") <> ".mt"
  }

  private fn snake(<<c, rest/bytes>>, before) when c >= 'A' and c <= 'Z' {
    let gap = if before != "" and (before == "a" or next_small?(rest)) { "_" } else { "" }
    gap <> <<(c + 32)>> <> snake(rest, "A")
  }
  private fn snake(<<c, rest/bytes>>, _before) {
    <<c>> <> snake(rest, if c == '_' { "" } else { "a" })
  }
  private fn snake(<<>>, _) { "" }

  private fn next_small?(<<c, _/bytes>>) { c >= 'a' and c <= 'z' }
  private fn next_small?(_) { false }

  ## Internal: a line of a file, or nil.
  ##
  ## >> Test.Place.line("no such file", 3)
  ## nil
  fn line(file, number) {
    match File.read_lines(file) {
      (:ok, lines) -> List.at(lines, number - 1)
      _            -> nil
    }
  }

  ## Internal: the number of the line that says a test's name, or nil.
  ##
  ## >> Test.Place.named("no such file", "a test")
  ## nil
  fn named(file, name) {
    match File.read_lines(file) {
      (:ok, lines) -> {
        let index = List.find_index(lines) { line in String.contains?(line, inspect(name)) }
        if index == nil { nil } else { index + 1 }
      }
      _            -> nil
    }
  }
}
