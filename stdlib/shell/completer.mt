## Internal: what the tab key offers: names that may stand where the cursor is.
##
## Nothing is evaluated for it. A binding's value is looked at, and no more than the keys of its map.
module Shell.Completer {
  # The most candidates.
  let most = 200

  # Longer texts are not read: nobody types them, and reading them would be felt.
  let longest = 200_000

  # Maps with more keys are not listed.
  let most_keys = 5_000

  # Of more modules there are no descriptions: finding them takes its time.
  let most_described = 30

  let keywords = ["after", "and", "as", "band", "bnot", "bor", "bsl", "bsr", "bxor", "catch", "div", "else",
    "false", "fn", "for", "if", "in", "let", "match", "module", "nil", "not", "or", "private", "receive",
    "rem", "true", "try", "when"]

  ## Internal: the candidates for what stands before the byte `cursor` of a text: `(start, candidates)`,
  ## where `start` is the byte that the word begins at and each candidate, in order, is a text that may
  ## replace the word and its description.
  ##
  ## `known` tells what the shell knows: `bindings` (names), `value` (a function from a name to
  ## `(:ok, value)` or `:error`), `functions` that were typed (a list of `(name, arity)`) and
  ## `helpers`, the module whose functions have bare names.
  fn complete(text, cursor, known) {
    let end = Math.max(0, Math.min(cursor, byte_size(text)))
    if end > longest { (end, []) } else { at_end(Binary.part(text, 0, end), end, known) }
  }

  private fn at_end(text, end, known) {
    match Shell.Cursor.place(text) {
      (:name, start, word)          -> (start, finished(names(text, start, word, known)))
      (:module, start, path, word)  -> (start, finished(members(path, word)))
      (:member, start, path, word)  -> (start, finished(parts(path, word, known)))
      (:atom, start, word)          -> (start, finished(atoms(word)))
      (:file, start, typed)         -> (start, finished(files(typed)))
      :none                         -> (end, [])
    }
  }

  # In order, each text once: of equal ones the last counts.
  private fn finished(candidates) {
    candidates |> Map.from_list() |> Map.to_list() |> List.sort() |> List.take(most)
  }

  # MARK: Bare names

  private fn names(text, start, word, known) {
    if word == "" and String.ends_with?(Binary.part(text, 0, start), "whereis(") {
      registered("")
    } else if capital?(word) {
      modules("", word, false)
    } else {
      List.concat([
        described(keywords, word, "keyword"),
        functions(docs(Kernel), word),
        functions(docs(Map.get(known, :helpers, Shell.Helpers)), word),
        grouped(typed(known), word),
        described(Map.get(known, :bindings, []), word, "binding"),
      ])
    }
  }

  # The names that begin with a word, each with the same description.
  private fn described(names, word, description) {
    for text in List.take(List.sort(fitting(names, word)), most) { (text, description) }
  }

  private fn fitting(names, word) {
    let texts = List.map(names, &text_of/1)
    if word == "" { texts } else { List.filter(texts) { text in begins?(text, word) } }
  }

  private fn typed(known) {
    for (name, arity) in Map.get(known, :functions, []) { (text_of(name), arity, "Typed at the prompt.") }
  }

  # MARK: Modules

  # What stands in a module: its functions, and the modules whose names go on after its own.
  private fn members(path, word) {
    let name = String.join(path, ".")
    let docs = docs(existing(name))
    let inside = if capital?(word) { [] } else { functions(docs, word) }
    if word == "" or capital?(word) { modules(name <> ".", word, library?(docs)) ++ inside } else { inside }
  }

  private fn modules(path, word, in_library) {
    let length = byte_size(path)
    let found = for text in fitting(Code.modules(), path <> word) { next_part(text, length) }
    let loaded = Code.loaded()
    # Those that stand for themselves come last and so win over those that only begin others.
    let parts = Map.from_list(List.sort_by(found, fn((_, name)) { name != nil }))
    let described = for (text, name) in parts {
      let may_look = in_library or (map_size(parts) <= most_described and List.member?(loaded, name))
      (text, if may_look { module_description(name) } else { "" })
    }
    List.reject(described) { (_, description) in description == :internal }
  }

  private fn next_part(text, length) {
    match String.split(Binary.drop(text, length), ".", 2) {
      [part]    -> (part, existing(text))
      [part, _] -> (part, nil)
    }
  }

  # Finding out about a module loads it. For those of the library that is done in no time; others may have to
  # be compiled, and what is wrong with them is not to be told to somebody who presses a key.
  private fn library?(%{file: file}) when is_string(file) { String.contains?(file, "stdlib/") }
  private fn library?(_docs) { false }

  private fn docs(nil) { nil }
  private fn docs(module_name) { Code.docs(module_name) }

  # The functions of a module.
  private fn functions(%{functions: functions}, word) {
    let shown = for %{name: name, arity: arity, doc: doc} in List.reject(functions, &internal?/1) {
      (String.from_atom(name), arity, doc)
    }
    grouped(shown, word)
  }
  private fn functions(_docs, _word) { [] }

  # One candidate for all functions of a name: `(name, arity, doc)`.
  private fn grouped(functions, word) {
    let fitting = List.filter(functions) { (name, _, _) in begins?(name, word) and plain?(name) }
    let groups = List.group_by(fitting) { (name, _, _) in name }
    for (name, group) in groups {
      let sorted = List.sort(group)
      let arities = for (_, arity, _) in sorted { arity }
      (name <> if arities == [0] { "()" } else { "(" }, function_description(arities, sorted))
    }
  }

  private fn function_description(arities, group) {
    let text = String.join((for arity in List.uniq(arities) { "/\(arity)" }), ", ")
    match List.find(group, fn((_, _, doc)) { is_string(doc) and doc != "" }) {
      (_, _, doc) -> text <> "  " <> sentence(doc)
      nil         -> text
    }
  }

  private fn module_description(nil) { "" }
  private fn module_description(module_name) {
    match Code.docs(module_name) {
      %{doc: "Internal:" <> _}        -> :internal
      %{doc: doc} when is_string(doc) -> sentence(doc)
      _                               -> ""
    }
  }

  # MARK: Atoms

  private fn atoms(word) {
    let plain = List.filter(fitting(System.atoms(word, 2 * most), word), &plain?/1)
    # Names of modules are written without a colon, mostly.
    let wanted = if word == "" { List.reject(plain, &capital?/1) } else { plain }
    List.map(wanted) { text in (":" <> text, "") } ++ registered(word)
  }

  private fn registered(word) {
    for text in List.filter(fitting(Process.registered(), word), &plain?/1) {
      (":" <> text, "registered name")
    }
  }

  # MARK: Keys of maps

  private fn parts([name | path], word, known) {
    match value(name, known) {
      (:ok, value) -> parts_of(inside(value, path), word)
      :error       -> []
    }
  }

  private fn value(name, known) {
    let bindings = Map.get(known, :bindings, [])
    match List.find([name, existing(name)], fn(binding) { List.member?(bindings, binding) }) {
      nil     -> :error
      binding -> try { (known.value)(binding) } catch { _ -> :error }
    }
  }

  # Not every atom is worth looking for a file of that name.
  private fn module_docs(atom) {
    if capital?(String.from_atom(atom)) or List.member?(Code.loaded(), atom) { docs(atom) } else { nil }
  }

  private fn inside(value, []) { value }
  private fn inside(value, [name | path]) when is_map(value) {
    match existing(name) {
      nil -> nil
      key -> inside(Map.get(value, key), path)
    }
  }
  private fn inside(_value, _path) { nil }

  private fn parts_of(value, word) when is_map(value) and map_size(value) <= most_keys {
    let parts = for (key, part) in value when is_atom(key) { (String.from_atom(key), part) }
    let shown = List.filter(parts) { (text, _) in begins?(text, word) and plain?(text) and not capital?(text) }
    for (text, part) in shown { (text <> if is_function(part) { "(" } else { "" }, kind(part)) }
  }
  private fn parts_of(value, word) when is_atom(value) { functions(module_docs(value), word) }
  private fn parts_of(_value, _word) { [] }

  private fn kind(value) when is_integer(value) { "integer" }
  private fn kind(value) when is_float(value) { "float" }
  private fn kind(value) when is_boolean(value) or is_nil(value) { inspect(value) }
  private fn kind(value) when is_atom(value) { "atom" }
  private fn kind(value) when is_string(value) { "string" }
  private fn kind([]) { "list" }
  private fn kind([_ | _]) { "list" }
  private fn kind(value) when is_map(value) { "map" }
  private fn kind(value) when is_tuple(value) { "tuple" }
  private fn kind(value) when is_function(value) { "function" }
  private fn kind(value) when is_pid(value) { "process" }
  private fn kind(_value) { "reference" }

  # MARK: Files

  private fn files("~") { [("~/", "")] }
  private fn files(typed) {
    let (folder, word) = match String.last_index_of(typed, "/") { nil -> ("", typed); _ -> split(typed) }
    let path = if folder == "" { "." } else { home_expanded(folder) }
    match try { File.list(path) } catch { _ -> :error } {
      (:ok, names) -> {
        let fitting = List.filter(names) { name in shown?(name, word) }
        # More would not be shown; asking what each is takes its time.
        for name in List.take(fitting, most) { (file_text(path, name), "") }
      }
      _ -> []
    }
  }

  private fn split(typed) {
    let parts = String.split(typed, "/")
    (String.join(List.drop_last(parts, 1), "/") <> "/", List.last(parts))
  }

  private fn home_expanded("~/" <> rest) { Path.join(Path.expand("~"), rest) }
  private fn home_expanded(folder) { folder }

  private fn shown?(name, word) {
    begins?(name, word) and String.valid?(name)
      and (String.starts_with?(word, ".") or not String.starts_with?(name, "."))
  }

  private fn file_text(folder, name) {
    let is_folder = try { File.directory?(Path.join(folder, name)) } catch { _ -> false }
    escaped(name) <> if is_folder { "/" } else { "" }
  }

  private fn escaped(name) {
    name
    |> String.replace("\\", "\\\\")
    |> String.replace("\"", "\\\"")
    |> String.replace("\n", "\\n")
  }

  # MARK: Texts

  private fn text_of(name) when is_atom(name) { String.from_atom(name) }
  private fn text_of(name) { name }

  private fn begins?(text, word) { String.starts_with?(text, word) }

  private fn capital?(<<c, _/bytes>>) { c >= 'A' and c <= 'Z' }
  private fn capital?(_) { false }

  # Whether a text is a name as it is written, with no quotes.
  private fn plain?(<<c, rest/bytes>>) { letter?(c) and plain_rest?(rest) }
  private fn plain?(_) { false }

  private fn plain_rest?(<<c, rest/bytes>>) {
    if letter?(c) or (c >= '0' and c <= '9') { plain_rest?(rest) } else { rest == "" and (c == '?' or c == '!') }
  }
  private fn plain_rest?(_) { true }

  private fn letter?(c) { (c >= 'a' and c <= 'z') or (c >= 'A' and c <= 'Z') or c == '_' }

  private fn internal?(%{doc: "Internal:" <> _}) { true }
  private fn internal?(_) { false }

  # The first sentence of a text, on one line.
  private fn sentence(doc) {
    let paragraph = first_paragraph(String.lines(doc))
    let text = match String.split(paragraph, ". ", 2) {
      [first, _] -> first
      [all]      -> String.remove_suffix(String.remove_suffix(all, "."), ":")
    }
    if String.length(text) > 100 { String.slice(text, 0, 97) <> "..." } else { text }
  }

  private fn first_paragraph(lines) {
    lines |> List.take_while { line in line != "" and not String.starts_with?(line, ">>") } |> String.join(" ")
  }

  private fn existing(name) {
    try { String.to_existing_atom(name) } catch { _ -> nil }
  }
}
