## Internal: what `i` tells about a value: its kind, its size, what is in it, and what can be done with
## it.
##
## A description is a list of `(label, text)`.
module Shell.Describe {
  # Longer strings are not counted character by character.
  let countable = 1_000_000
  # So many elements are looked at for their kinds.
  let looked_at = 1_000
  let largest_measured = 10_000_000

  ## Internal: the lines about a value.
  fn lines(value, view) {
    let first = ("value", Shell.View.line(value, shown_width(view)))
    laid_out([first | pairs(value, view)], view)
  }

  private fn shown_width(view) { List.max([view.width - 13, 8]) }

  ## Internal: pairs of labels and texts, below each other.
  ##
  ## >> Shell.Describe.laid_out([("a", "1"), ("bc", "2")], Shell.View.plain(40))
  ## ["a   1", "bc  2"]
  fn laid_out(pairs, view) {
    let pairs = List.reject(pairs) { (_, text) in text == nil }
    let longest = List.max([0 | List.map(pairs) { (label, _) in String.length(label) }])
    let left = List.min([longest, view.width div 2 - 1])
    let room = List.max([view.width - left - 2, 4])
    List.flat_map(pairs) { (label, text) in
      let label = Shell.View.paint(String.pad_right(Shell.View.cut(label, left), left), :code, view)
      match wrapped(text, room, view) {
        []            -> [label]
        [line | rest] -> {
          [label <> "  " <> line | List.map(rest) { line in String.repeat(" ", left + 2) <> line }]
        }
      }
    }
  }

  # What is a list of lines stays as it is.
  private fn wrapped(lines, _room, _view) when is_list(lines) { lines }
  private fn wrapped(text, room, view) { Shell.Markdown.wrap(text, room, view) }

  # MARK: Kinds

  ## Internal: what there is to tell about a value.
  ##
  ## >> List.key_find(Shell.Describe.pairs(65, Shell.View.plain(80)), "code point")
  ## ("code point", "A")
  fn pairs(n, _view) when is_integer(n) {
    let bits = Integer.bit_length(n)
    [
      ("is", "an integer" <> if n < 0 { ", negative" } else { "" }),
      ("bits", Shell.View.number(bits)),
      ("hexadecimal", if bits <= 256 { based(n, "0x", 16) } else { nil }),
      ("binary", if bits <= 64 { based(n, "0b", 2) } else { nil }),
      ("code point", code_point(n)),
      ("digits", if bits <= 256 { nil } else { "about " <> Shell.View.number(digits(bits)) }),
      ("see", "`Integer`, `Math`"),
    ]
  }
  fn pairs(x, _view) when is_float(x) {
    let <<bits:64>> = <<x:64/float>>
    [
      ("is", "a float of 64 bits" <> if x == Float.truncate(x) { ", a whole number" } else { "" }),
      ("bits", "0x" <> String.pad_left(Integer.to_string(bits, 16), 16, "0")),
      ("nearest", "\(Float.floor(x)) and \(Float.ceil(x))"),
      ("see", "`Float`, `Math`"),
    ]
  }
  fn pairs(name, _view) when is_atom(name) {
    let text = String.from_atom(name)
    let pid = if name == nil { nil } else { whereis(name) }
    [
      ("is", atom_kind(name)),
      ("characters", Shell.View.number(String.length(text))),
      ("module", module_text(name)),
      ("registered", if pid == nil { nil } else { inspect(pid) <> ", see `i(whereis(\(inspect(name))))`" }),
      ("function", function_text(name)),
    ]
  }
  fn pairs(text, _view) when is_binary(text) {
    if byte_size(text) <= countable and String.valid?(text) { text_pairs(text) } else { binary_pairs(text) }
  }
  fn pairs(list, _view) when is_list(list) { list_pairs(list) }
  fn pairs(tuple, _view) when is_tuple(tuple) {
    [
      ("is", "a tuple"),
      ("elements", Shell.View.number(tuple_size(tuple))),
      ("of", element_kinds(Tuple.to_list(tuple), [])),
      ("memory", memory(tuple)),
      ("see", "`Tuple`, and patterns: `let (a, b) = (1, 2)`"),
    ]
  }
  fn pairs(m, view) when is_map(m) {
    let few = map_size(m) <= looked_at
    [
      ("is", "a map"),
      ("pairs", Shell.View.number(map_size(m))),
      ("keys", if few and m != %{} { Shell.View.line(Map.keys(m), 3 * shown_width(view)) } else { nil }),
      ("values", if few { kinds(Map.values(m)) } else { nil }),
      ("memory", memory(m)),
      ("see", "`Map`"),
    ]
  }
  fn pairs(f, view) when is_function(f) {
    let (module_name, name, arity, captured) = Code.function_info(f)
    [
      ("is", "a function of " <> Shell.View.count(arity, "parameter")),
      ("function", Shell.Processes.function((module_name, name, arity))),
      ("has along", if captured == [] { nil } else { Shell.View.line(captured, 3 * shown_width(view)) }),
      ("see", "`h` for what is written about it, `bytecode` for its code"),
    ]
  }
  fn pairs(pid, _view) when is_pid(pid) { process(pid) }
  fn pairs(ref, _view) when is_reference(ref) {
    let left = Process.read_timer(ref)
    [
      ("is", "a reference"),
      ("timer", if is_integer(left) { "runs, \(Shell.View.number(left)) ms are left" } else { nil }),
      ("see", "`make_ref`, `monitor`, `alias`, `Process.send_after`"),
    ]
  }

  # MARK: Numbers and names

  # The logarithm of 2 to the base 10 is 0.30103.
  private fn digits(bits) { bits * 30_103 div 100_000 + 1 }

  private fn based(n, prefix, base) when n < 0 { "-" <> based(-n, prefix, base) }
  private fn based(n, prefix, base) { prefix <> Integer.to_string(n, base) }

  private fn code_point(n) {
    if n >= 0x20 and n < 0x7F or n >= 0xA0 and n < 0xD800 or n >= 0xE000 and n <= 0x10_FFFF {
      String.from_codepoints([n])
    } else { nil }
  }

  private fn atom_kind(name) when is_boolean(name) { "a truth value, an atom" }
  private fn atom_kind(nil) { "nothing: nil, an atom" }
  private fn atom_kind(_) { "an atom" }

  private fn module_text(name) {
    match Code.exports(name) {
      (:error, _) -> nil
      exports     -> {
        let count = Shell.View.count(length(exports), "function")
        let loaded = if Code.loaded?(name) { "" } else { ", not loaded" }
        "\(count)\(loaded), see `h(\(String.from_atom(name)))`"
      }
    }
  }

  private fn function_text(name) {
    if Shell.Help.known?(name) { "see `h(\(String.from_atom(name)))`" } else { nil }
  }

  # MARK: Texts and bytes

  private fn text_pairs(text) {
    let characters = String.length(text)
    let points = length(String.codepoints(text))
    let lines = length(String.lines(text))
    [
      ("is", "a string"),
      ("bytes", Shell.View.number(byte_size(text))),
      ("characters", Shell.View.number(characters)),
      ("code points", if points == characters { nil } else { Shell.View.number(points) }),
      ("lines", if lines < 2 { nil } else { Shell.View.number(lines) }),
      ("see", "`String`, `Binary`"),
    ]
  }

  private fn binary_pairs(bytes) {
    let valid = if byte_size(bytes) > countable { nil } else { "no: it is not UTF-8" }
    let first = Binary.part(bytes, 0, List.min([byte_size(bytes), 16]))
    [
      ("is", if valid == nil { "a long string or binary" } else { "a binary" }),
      ("bytes", Shell.View.number(byte_size(bytes))),
      ("string", valid),
      ("begins", String.join(List.map(Binary.to_list(first)) { byte in hex(byte) }, " ")),
      ("see", "`Binary`, and patterns: `let <<a:16, rest/bytes>> = ...`"),
    ]
  }

  private fn hex(byte) { String.pad_left(Integer.to_string(byte, 16), 2, "0") }

  # MARK: Collections

  private fn list_pairs([]) { [("is", "the empty list"), ("see", "`List`, `for`")] }
  private fn list_pairs(list) {
    let (count, end) = measured(list, 0)
    [
      ("is", if end == [] { "a list" } else { "an improper list: it ends with something that is no list" }),
      ("elements", Shell.View.number(count)),
      (if count > looked_at { "the first" } else { "of" }, element_kinds(list, end)),
      ("as text", if end == [] { as_text(list, count) } else { nil }),
      ("memory", memory(list)),
      ("see", "`List`, `for`"),
    ]
  }

  private fn element_kinds(list, []) { kinds(List.take(list, looked_at)) }
  private fn element_kinds(_list, _end) { nil }

  private fn measured([_ | rest], count) { measured(rest, count + 1) }
  private fn measured(end, count) { (count, end) }

  # Lists of code points are easily taken for something else.
  private fn as_text(list, count) {
    if count <= 80 and List.all?(list, fn(x) { is_integer(x) and x >= 0x20 and x < 0x7F }) {
      inspect(String.from_codepoints(list))
    } else { nil }
  }

  private fn kinds([]) { nil }
  private fn kinds(values) {
    let found = List.frequencies_by(values) { value in kind(value) }
    let sorted = List.sort_by(Map.to_list(found), :desc) { (_, count) in count }
    String.join(List.map(sorted) { (kind, count) in Shell.View.count(count, kind) }, ", ")
  }

  private fn kind(x) when is_integer(x) { "integer" }
  private fn kind(x) when is_float(x) { "float" }
  private fn kind(x) when is_atom(x) { "atom" }
  private fn kind(x) when is_binary(x) { "string" }
  private fn kind(x) when is_list(x) { "list" }
  private fn kind(x) when is_tuple(x) { "tuple" }
  private fn kind(x) when is_map(x) { "map" }
  private fn kind(x) when is_function(x) { "function" }
  private fn kind(x) when is_pid(x) { "pid" }
  private fn kind(_) { "reference" }

  private fn memory(term) {
    let words = System.term_size(term, largest_measured)
    # Constants of the program take no memory of a process.
    if words == 0 { nil } else {
      (if words == largest_measured { "more than " } else { "" }) <> Shell.View.bytes(8 * words)
    }
  }

  # MARK: Processes

  ## Internal: what there is to tell about a process.
  fn process(pid) {
    match Process.glance(pid) {
      nil  -> [("is", "the pid of a process that has ended")]
      seen -> {
        let place = seen.current_function
        List.concat([
          [
            ("is", process_kind(pid, place)),
            ("name", if seen.registered_name == nil { nil } else { inspect(seen.registered_name) }),
            ("status", String.from_atom(seen.status)),
            ("function", if place == nil { nil } else { Shell.Processes.function(place) }),
            ("mailbox", Shell.View.count(seen.message_queue_len, "message")),
            ("reductions", Shell.View.number(seen.reductions)),
            ("memory", Shell.View.bytes(seen.memory)),
          ],
          relations(pid),
          [("see", advice(place))],
        ])
      }
    }
  }

  private fn process_kind(pid, place) {
    let kind = if Shell.Asking.supervisor?(place) { "a supervisor" }
      else if Shell.Asking.server?(place) { "a server" }
      else { "a process" }
    if pid == self() { kind <> ", this one: it evaluates what you type" } else { kind }
  }

  # The process answers these itself.
  private fn relations(pid) {
    let answer = Shell.Asking.within(500) {
      for item in [:links, :monitors, :monitored_by, :trap_exit, :priority] {
        (item, Process.info(pid, item))
      }
    }
    match answer {
      (:ok, items) -> {
        let m = Map.from_list(items)
        [
          ("links", listed(m.links)),
          ("monitors", listed(m.monitors)),
          ("watched by", listed(m.monitored_by)),
          ("traps exits", if m.trap_exit == true { "yes" } else { nil }),
          ("priority", if m.priority == :normal { nil } else { String.from_atom(m.priority) }),
        ]
      }
      _ -> [("links", "unknown: it does not answer")]
    }
  }

  private fn listed(nil) { nil }
  private fn listed([]) { nil }
  private fn listed(pids) {
    let texts = for pid in List.take(pids, 20) { watched(pid) }
    let more = length(pids) - length(texts)
    let text = String.join(texts, " ")
    if more > 0 { "\(text) and \(Shell.View.number(more)) more" } else { text }
  }

  private fn watched((:process, pid)) { inspect(pid) }
  private fn watched(pid) { inspect(pid) }

  private fn advice(place) {
    if Shell.Asking.supervisor?(place) { "`tree`, `Supervisor.which_children`" }
    else if Shell.Asking.server?(place) { "`observe`, `trace`, `Process.get_state`" }
    else { "`observe`, `trace`, `Process.info`" }
  }
}
