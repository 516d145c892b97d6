## Internal: what `h` shows: the helpers, and what is written about modules, functions and the forms of
## the language.
module Shell.Help {
  let groups = [
    ("Documentation", [:h, :i, :exports, :bytecode]),
    ("Values", [:v, :all, :flush, :time]),
    ("Files and code", [:c, :r, :ls, :cd, :pwd]),
    ("Processes", [:processes, :top, :tree, :regs, :observe, :trace, :untrace, :break]),
  ]

  let keys = [
    ("Tab", "completes modules, functions, names, keys of maps and paths"),
    ("Up, Down", "go through what was typed before; Ctrl-R searches it"),
    ("Ctrl-C", "drops what is typed, or ends what runs"),
    ("Ctrl-D", "leaves the shell"),
  ]

  let more = """
    `h(List)` is about a module, `h(List.map)` about a function, `h(receive)` about a form of the language,
    `h(tree)` about a helper.
    """

  let takes = """
    `h` takes a module, a function as `List.map` or `List.map/2`, a function value, or the name of a helper, of
    a function that is available everywhere or of a form of the language. `i(value)` describes any value.
    """

  # MARK: The helpers

  ## Internal: the lines about all helpers.
  fn overview(view) {
    let documented = functions(Shell.Helpers)
    let shown = List.flat_map(groups) { (title, names) in
      let entries = List.filter_map(names) { name in helper(name, documented) }
      [Shell.View.paint(title, :title, view) | explained(entries, view)] ++ [""]
    }
    List.concat([
      shown,
      [Shell.View.paint("Keys", :title, view) | explained(keys, view)],
      [""],
      Shell.Markdown.wrap(more, view.width, view),
    ])
  }

  # That with the fewest parameters stands for all of a name.
  private fn helper(name, documented) {
    match of_name(documented, name, nil) {
      []          -> nil
      [first | _] -> (signature(first), Shell.Markdown.summary(first.doc or ""))
    }
  }

  ## Internal: what a helper says that was called with something else than it takes.
  fn taken(name, view) {
    let heading = "`\(String.from_atom(name))` does not take that. This is what it takes:"
    Shell.Markdown.wrap(heading, view.width, view) ++ ["" | page(name, view)]
  }

  # MARK: Pages

  ## Internal: the lines about what is asked for.
  fn page(subject, view) {
    match subject {
      (module_name, name) when is_atom(module_name) and is_atom(name) -> {
        function(module_name, name, nil, view)
      }
      (module_name, name, arity) when is_atom(module_name) and is_atom(name) and is_integer(arity) -> {
        function(module_name, name, arity, view)
      }
      (name, arity) when is_atom(name) and is_integer(arity) -> bare(name, arity, view)
      name when is_atom(name) -> named(name, view)
      f when is_function(f)   -> value(f, view)
      text when is_string(text) -> typed(text, view)
      _ -> usage(view)
    }
  }

  ## Internal: what `h` says when it does not know what is meant.
  fn usage(view) {
    Shell.Markdown.wrap(takes, view.width, view)
  }

  private fn named(name, view) {
    match Shell.Forms.find(name) {
      (usage, text) -> entry(usage, text, view)
      nil           -> {
        match Shell.Shells.module_of(name, nil) {
          nil -> module_page(name, view)
          _   -> bare(name, nil, view)
        }
      }
    }
  }

  private fn bare(name, arity, view) {
    match Shell.Shells.module_of(name, arity) {
      nil         -> {
        let others = if named?(name) { functions(Shell.Shells.module_of(name, nil)) } else { [] }
        let near = for f in of_name(others, name, nil) { "\(String.from_atom(name))/\(f.arity)" }
        nothing("There is no function \(String.from_atom(name))/\(arity).", near, view)
      }
      module_name -> entries_of(nil, of_name(functions(module_name), name, arity), view)
    }
  }

  private fn named?(name) { Shell.Shells.module_of(name, nil) != nil }

  private fn module_page(name, view) {
    match Code.docs(name) {
      (:error, _) -> unknown_name(name, view)
      docs        -> {
        let shown = List.reject(docs.functions) { f in internal?(f) and not internal?(docs) }
        let place = Shell.View.cut(about(docs), view.width)
        List.concat([
          title(inspect(name), view),
          [Shell.View.paint(place, :faint, view), ""],
          indented(body(docs.doc, view), view),
          listed(shown, view),
        ])
      }
    }
  }

  private fn listed([], _view) { [] }
  private fn listed(functions, view) {
    let entries = for f in functions { (signature(f), Shell.Markdown.summary(f.doc or "")) }
    ["", Shell.View.paint("Functions", :title, view) | explained(entries, view)]
  }

  private fn about(docs) {
    let count = Shell.View.count(List.length(docs.functions), "function")
    match docs.file {
      nil                  -> "module, " <> count
      "martlet(" <> number -> "module, \(count), typed as statement \(String.remove_suffix(number, ")"))"
      file                 -> "module, \(count), \(file)"
    }
  }

  private fn unknown_name(name, view) {
    let text = String.from_atom(name)
    let names = List.concat([
      List.map(Shell.Forms.names(), &String.from_atom/1),
      names(functions(Shell.Helpers)),
      names(functions(Kernel)),
      modules(),
    ])
    nothing("There is no module, function or form called \(text).", Shell.Near.closest(text, names), view)
  }

  private fn function(module_name, name, arity, view) {
    match Code.docs(module_name) {
      (:error, _) -> {
        let near = Shell.Near.closest(String.from_atom(module_name), modules())
        nothing("There is no module \(String.from_atom(module_name)).", near, view)
      }
      docs -> {
        match of_name(docs.functions, name, arity) {
          []    -> unknown_function(module_name, name, arity, docs.functions, view)
          found -> entries_of(module_name, found, view)
        }
      }
    }
  }

  private fn modules() { List.map(Code.modules(), &String.from_atom/1) }

  private fn unknown_function(module_name, name, arity, functions, view) {
    let prefix = String.from_atom(module_name) <> "."
    let text = String.from_atom(name)
    let others = of_name(functions, name, nil)
    let near = if others != [] {
      for f in others { "\(prefix)\(text)/\(f.arity)" }
    } else {
      match Shell.Near.closest(text, names(functions)) {
        []    -> elsewhere(name, module_name)
        names -> List.map(names) { name in prefix <> name }
      }
    }
    let wanted = if arity == nil { prefix <> text } else { "\(prefix)\(text)/\(arity)" }
    nothing("There is no \(wanted).", near, view)
  }

  # Modules that are loaded and have a function of that name.
  private fn elsewhere(name, but) {
    let found = List.filter(Code.loaded()) { module_name in
      module_name != but and module_named?(module_name)
        and List.any?(functions(module_name)) { f in f.name == name and not internal?(f) }
    }
    for module_name in List.take(found, 3) { "\(String.from_atom(module_name)).\(String.from_atom(name))" }
  }

  # Files have modules of their own, with small letters, and so have statements of the shell.
  private fn module_named?(name) {
    let text = String.from_atom(name)
    let <<first, _/bytes>> = text else { _ -> false }
    first >= 'A' and first <= 'Z' and not String.starts_with?(text, "Shell.")
  }

  private fn nothing(text, near, view) {
    Shell.Markdown.wrap(text <> Shell.Near.question(near), view.width, view)
  }

  private fn value(f, view) {
    let (module_name, name, arity, _) = Code.function_info(f)
    match of_name(functions(module_name), name, arity) {
      []    -> {
        let kind = "a function of \(Shell.View.count(arity, "parameter")) without documentation"
        Shell.Markdown.wrap("`\(inspect(f))` is \(kind); `i` describes it.", view.width, view)
      }
      found -> {
        let shown = if module_name == Shell.Shells.functions_module() { nil } else { module_name }
        entries_of(shown, found, view)
      }
    }
  }

  # A name as text: "List.map/2", "List.map", "List" or "spawn".
  private fn typed(text, view) {
    let (path, arity) = match String.split_once(String.trim(text), "/") {
      (path, number) when path != "" -> (path, String.parse_integer(number))
      _                              -> (String.trim(text), nil)
    }
    match split_path(path) {
      (module_name, name)        -> function(module_name, name, arity, view)
      name when is_nil(arity)    -> named(name, view)
      name                       -> bare(name, arity, view)
    }
  }

  private fn split_path(path) {
    let place = String.last_index_of(path, ".")
    let name = if place == nil { path } else { String.drop(path, place + 1) }
    if place == nil or place == 0 or String.upcase(String.take(name, 1)) == String.take(name, 1) {
      atom(path)
    } else {
      (atom(String.take(path, place)), atom(name))
    }
  }

  # What is no name is taken for one that nobody has.
  private fn atom(text) { try { String.to_atom(String.slice(text, 0, 60)) } catch { _ -> :"?" } }

  # MARK: Functions

  ## Internal: what is known of a module's functions; nothing where there is no such module.
  fn functions(module_name) {
    match Code.docs(module_name) {
      (:error, _) -> []
      docs        -> docs.functions
    }
  }

  ## Internal: whether there is a form, a helper or a function that is available everywhere of a name.
  ##
  ## >> (Shell.Help.known?(:receive), Shell.Help.known?(:spawn), Shell.Help.known?(:no_such_thing))
  ## (true, true, false)
  fn known?(name) { Shell.Forms.find(name) != nil or named?(name) }

  private fn of_name(functions, name, arity) {
    List.filter(functions) { f in f.name == name and (arity == nil or f.arity == arity) }
  }

  private fn names(functions) {
    List.uniq(List.map(functions) { f in String.from_atom(f.name) })
  }

  private fn internal?(%{doc: "Internal:" <> _}) { true }
  private fn internal?(_) { false }

  ## Internal: how a function is called. Of a pattern as a parameter only its kind is told.
  ##
  ## >> Shell.Help.signature(%{name: :map, parameters: ["[x | rest]", "_f", "(:ok, n) as pair", ":asc"]})
  ## "map(list, f, pair, :asc)"
  fn signature(f) {
    let parameters = for text in f.parameters { parameter(text) }
    "\(String.from_atom(f.name))(\(String.join(parameters, ", ")))"
  }

  private fn parameter(text) {
    match String.split_once(text, " as ") {
      (_, name) -> parameter(name)
      nil       -> parameter_kind(text)
    }
  }

  private fn parameter_kind("[" <> _) { "list" }
  private fn parameter_kind("%{" <> _) { "map" }
  private fn parameter_kind("<<" <> _) { "binary" }
  private fn parameter_kind("\"" <> _) { "text" }
  private fn parameter_kind("_") { "_" }
  private fn parameter_kind("_" <> name) { name }
  private fn parameter_kind(text) { text }

  # MARK: Layout

  private fn entries_of(module_name, functions, view) {
    let prefix = if module_name == nil { "" } else { String.from_atom(module_name) <> "." }
    List.map(functions) { f in entry(prefix <> signature(f), f.doc, view) }
    |> List.intersperse([""])
    |> List.concat()
  }

  private fn entry(heading, text, view) {
    List.concat([title(heading, view), [""], indented(body(text, view), view)])
  }

  private fn title(text, view) {
    for line in Shell.Markdown.wrap(text, view.width, Map.put(view, :color, false)) {
      Shell.View.paint(line, :title, view)
    }
  }

  private fn body(nil, view) { [Shell.View.paint("No documentation.", :faint, view)] }
  private fn body("", view) { body(nil, view) }
  private fn body(text, view) { Shell.Markdown.lines(text, view.width - indent(view), view) }

  private fn indent(view) { if view.width < 40 { 0 } else { 2 } }

  private fn indented(lines, view) {
    let before = String.repeat(" ", indent(view))
    for line in lines { if line == "" { "" } else { before <> line } }
  }

  # What is explained stands at the left, one line for each.
  private fn explained(pairs, view) {
    let longest = List.max([0 | List.map(pairs) { (name, _) in String.length(name) }])
    let left = List.min([longest, List.max([view.width * 2 div 5, 16])])
    for (name, text) in pairs {
      let room = view.width - left - 4
      let name = String.pad_right(Shell.View.cut(name, left), left)
      let line = "  " <> Shell.View.paint(name, :code, view)
      if room < 12 or text == "" { "  " <> Shell.View.paint(String.trim_right(name), :code, view) }
      else { line <> "  " <> Shell.View.cut(text, room) }
    }
  }
}
