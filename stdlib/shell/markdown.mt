## Internal: Markdown as documentation is written in, laid out for a terminal: headings, paragraphs,
## lists, tables, code and the examples that begin with `>>`.
##
## Paragraphs, lists and tables are wrapped to the width. Code and examples stay as they are written, so
## that they can be copied.
module Shell.Markdown {
  # A table whose columns would be narrower than this is shown as a list.
  let narrowest_column = 10

  ## Internal: the lines of a text in so many columns.
  ##
  ## >> Shell.Markdown.lines("# One\nTwo `three` four\nfive.\n\n- six\n- seven", 10, Shell.View.plain(10))
  ## ["One", "", "Two", "`three`", "four five.", "", "- six", "- seven"]
  fn lines(text, width, view) {
    let width = List.max([width, narrowest_column])
    List.map(blocks(String.lines(text))) { block in rendered(block, width, view) }
    |> List.intersperse([""])
    |> List.concat()
  }

  ## Internal: text in a paragraph's style, wrapped: lines of at most so many columns.
  ##
  ## >> Shell.Markdown.wrap("one two three", 8, Shell.View.plain(80))
  ## ["one two", "three"]
  fn wrap(text, width, view) {
    let text = String.replace(text, "\n", " ")
    for line in filled(words(spans(text, view)), width) { painted(line, view) }
  }

  ## Internal: the first sentence of a text, without what marks code.
  ##
  ## >> Shell.Markdown.summary("Gives `x`, i.e. it.\nMore.\n\nThe rest.")
  ## "Gives x, i.e. it."
  fn summary(text) {
    match blocks(String.lines(text)) {
      [(:paragraph, text) | _] -> sentence(plain(text))
      _                        -> ""
    }
  }

  private fn sentence(text) {
    match String.split_once(text, ". ") {
      nil            -> text
      (before, rest) -> {
        # A small letter goes on with the sentence.
        if begins_small?(rest) { before <> ". " <> sentence(rest) } else { before <> "." }
      }
    }
  }

  private fn begins_small?(<<c, _/bytes>>) { c >= 'a' and c <= 'z' or c >= '0' and c <= '9' }
  private fn begins_small?(_) { false }

  # MARK: Blocks

  private fn blocks([]) { [] }
  private fn blocks(["" | rest]) { blocks(rest) }
  private fn blocks(["```" <> _ | rest]) {
    let (code, rest) = List.split_while(rest) { line in not String.starts_with?(line, "```") }
    [(:code, code) | blocks(List.drop(rest, 1))]
  }
  private fn blocks([">> " <> _ | _] as lines) {
    let (examples, rest) = List.split_while(lines) { line in line != "" }
    [(:examples, examples) | blocks(rest)]
  }
  private fn blocks(["#" <> _ as line | rest]) {
    [(:heading, String.trim(String.trim_left(line, "#"))) | blocks(rest)]
  }
  private fn blocks(["|" <> _ | _] as lines) {
    let (rows, rest) = List.split_while(lines) { line in String.starts_with?(line, "|") }
    [(:table, List.reject(List.map(rows, &cells/1), &rule?/1)) | blocks(rest)]
  }
  private fn blocks([line | rest] as lines) {
    match marker(line) {
      nil -> {
        let (text, rest) = List.split_while(rest) { line in not begins_block?(line) }
        [(:paragraph, joined([line | text])) | blocks(rest)]
      }
      _ -> {
        let (items, rest) = items(lines)
        [(:list, items) | blocks(rest)]
      }
    }
  }

  private fn begins_block?("") { true }
  private fn begins_block?("```" <> _) { true }
  private fn begins_block?(">> " <> _) { true }
  private fn begins_block?("#" <> _) { true }
  private fn begins_block?("|" <> _) { true }
  private fn begins_block?(line) { marker(line) != nil }

  private fn joined(lines) { String.join(List.map(lines, &String.trim/1), " ") }

  # What stands before an item's text, `(indentation, marker, text)`.
  private fn marker(line) {
    let text = String.trim_left(line)
    let depth = byte_size(line) - byte_size(text)
    match text {
      "- " <> rest -> (depth, "-", rest)
      "* " <> rest -> (depth, "-", rest)
      _            -> numbered(text, depth)
    }
  }

  private fn numbered(text, depth) {
    match String.split_once(text, ". ") {
      (number, rest) when byte_size(number) <= 3 and number != "" -> {
        if String.parse_integer(number) == nil { nil } else { (depth, number <> ".", rest) }
      }
      _ -> nil
    }
  }

  private fn items([line | rest]) {
    match marker(line) {
      nil -> ([], [line | rest])
      (depth, marker, text) -> {
        let (more, rest) = List.split_while(rest) { line in not begins_block?(line) }
        let (items, rest) = items(rest)
        ([(depth, marker, joined([text | more])) | items], rest)
      }
    }
  }
  private fn items([]) { ([], []) }

  # A `|` that is meant has a backslash before it.
  private fn cells(line) {
    line
    |> String.replace("\\|", "\0")
    |> String.trim()
    |> String.remove_prefix("|")
    |> String.remove_suffix("|")
    |> String.split("|")
    |> List.map { cell in String.replace(String.trim(cell), "\0", "|") }
  }

  private fn rule?(cells) {
    List.all?(cells) { cell in cell != "" and String.trim(String.trim(cell, ":"), "-") == "" }
  }

  # MARK: Layout

  private fn rendered((:heading, text), _width, view) {
    [Shell.View.paint(plain(text), :title, view)]
  }
  private fn rendered((:paragraph, text), width, view) { wrap(text, width, view) }
  private fn rendered((:code, lines), _width, view) {
    for line in lines { if line == "" { "" } else { "    " <> Shell.View.paint(line, :example, view) } }
  }
  private fn rendered((:examples, lines), _width, view) {
    for line in lines { example(line, view) }
  }
  private fn rendered((:list, items), width, view) {
    List.flat_map(items) { (depth, marker, text) in
      let first = String.repeat(" ", depth) <> marker <> " "
      hanging(text, first, width, view)
    }
  }
  private fn rendered((:table, rows), width, view) { table(rows, width, view) }

  private fn example(">> " <> code, view) {
    Shell.View.paint(">> ", :faint, view) <> Shell.View.paint(code, :example, view)
  }
  private fn example(result, _view) { result }

  # The text behind `first`, and below it as far in.
  private fn hanging(text, first, width, view) {
    let indent = String.length(first)
    match wrap(text, List.max([width - indent, 4]), view) {
      []            -> [first]
      [line | rest] -> [first <> line | List.map(rest) { line in String.repeat(" ", indent) <> line }]
    }
  }

  # MARK: Tables

  private fn table([], _width, _view) { [] }
  private fn table([header | rows], width, view) {
    let count = List.length(header)
    let rows = for row in rows { same_length(row, count) }
    let natural = widest(header, rows, view, &width_of/1)
    let room = width - Shell.Table.gap() * (count - 1)
    let shown_widths = if List.sum(natural) <= room { natural } else {
      shared(natural, widest(header, rows, view, &longest/1), room)
    }
    if shown_widths == nil { listed(header, rows, width, view) } else {
      let shown = List.flat_map(rows) { cells in row(cells, shown_widths, view) }
      if String.join(header, "") == "" { shown } else {
        List.map(row(header, shown_widths, Map.put(view, :color, false))) { line in
          Shell.View.paint(line, :strong, view)
        } ++ shown
      }
    }
  }

  # Of each column the most that `f` gives for the words of a cell.
  private fn widest(header, rows, view, f) {
    List.reduce(rows, measured(header, view, f)) { row, most in
      List.zip_with(measured(row, view, f), most) { a, b in List.max([a, b]) }
    }
  }

  private fn measured(cells, view, f) { for cell in cells { f(words(spans(cell, view))) } }

  private fn longest(words) { List.max([0 | List.map(words, &length_of/1)]) }

  # Every column has room for its longest word, and the more of the rest the more it has to say; nil when
  # there is no room for that.
  private fn shared(natural, words, room) {
    let least = List.zip_with(natural, words) { most, n in
      if most - n <= 6 { most } else { List.min([n, 24]) }
    }
    let spare = room - List.sum(least)
    let wishes = List.zip_with(natural, least) { most, n in most - n }
    if spare < 0 or room < narrowest_column * List.length(natural) { nil } else {
      let total = List.max([List.sum(wishes), 1])
      List.zip_with(least, wishes) { n, wish in n + wish * spare div total }
    }
  }

  private fn same_length(cells, count) {
    List.take(cells ++ List.duplicate("", count), count)
  }

  private fn row(cells, widths, view) {
    let columns = List.zip_with(cells, widths) { cell, width in filled(words(spans(cell, view)), width) }
    let height = List.max(List.map(columns, &List.length/1))
    for place in List.range(0, height - 1) {
      let fields = List.zip_with(columns, widths) { lines, width in
        let line = List.at(lines, place, [])
        painted(line, view) <> String.repeat(" ", List.max([width - width_of(line), 0]))
      }
      String.trim_right(String.join(fields, String.repeat(" ", Shell.Table.gap())))
    }
  }

  # Where columns have no room, each row is a paragraph of its own: its first cell, and the others below.
  private fn listed([_ | titles], rows, width, view) {
    let shown = for [first | cells] in rows {
      let named = List.zip(titles, cells)
      let below = List.flat_map(named) { (title, cell) in
        let text = if title == "" { cell } else { title <> ": " <> cell }
        if cell == "" { [] } else { hanging(text, "  ", width, view) }
      }
      wrap(first, width, view) ++ below
    }
    List.concat(shown)
  }

  # MARK: Words

  # Pieces of a text with their styles. Without colours code keeps its marks.
  private fn spans(text, view) { coded(String.split(text, "`"), view) }

  private fn coded([before, code, behind | rest], view) {
    let span = if view.color { (:code, code) } else { (:text, "`" <> code <> "`") }
    strong(before) ++ [span | coded([behind | rest], view)]
  }
  private fn coded(parts, _view) { strong(String.join(parts, "`")) }

  private fn strong(text) {
    match String.split(text, "**", 3) {
      [before, middle, behind] -> linked(before) ++ [(:strong, middle) | strong(behind)]
      _                        -> linked(text)
    }
  }

  # Of a link only its text is shown.
  private fn linked(text) {
    match String.split(text, "](", 2) {
      [before, behind] -> {
        match (String.last_index_of(before, "["), String.split_once(behind, ")")) {
          (start, (_, rest)) when is_integer(start) -> {
            let (before, name) = String.split_at(before, start)
            [(:text, before), (:text, String.drop(name, 1)) | linked(rest)]
          }
          _ -> [(:text, text)]
        }
      }
      _ -> [(:text, text)]
    }
  }

  private fn plain(text) {
    spans(text, %{color: true}) |> List.map { (_, piece) in piece } |> String.join("")
  }

  # A word is a list of pieces with nothing between them.
  private fn words(spans) { words(spans, []) }

  private fn words([(style, text) | rest], word) {
    match String.split_once(text, " ") {
      nil             -> words(rest, piece(style, text, word))
      (first, behind) -> finished(piece(style, first, word), words([(style, behind) | rest], []))
    }
  }
  private fn words([], word) { finished(word, []) }

  private fn piece(_style, "", word) { word }
  private fn piece(style, text, word) { [(style, text) | word] }

  private fn finished([], words) { words }
  private fn finished(word, words) { [List.reverse(word) | words] }

  private fn length_of(word) { List.sum_by(word) { (_, text) in String.length(text) } }

  private fn width_of([]) { 0 }
  private fn width_of(words) { List.sum_by(words, &length_of/1) + List.length(words) - 1 }

  # Lines of words. A word that is too long for a line is broken.
  private fn filled(words, width) { filled(words, width, [], 0) }

  private fn filled([], _width, [], _used) { [] }
  private fn filled([], _width, line, _used) { [List.reverse(line)] }
  private fn filled([word | rest], width, line, used) {
    let length = length_of(word)
    if line != [] and used + 1 + length > width {
      [List.reverse(line) | filled([word | rest], width, [], 0)]
    } else if length > width {
      let (fitting, behind) = broken(word, width, [])
      [[fitting] | filled([behind | rest], width, [], 0)]
    } else {
      filled(rest, width, [word | line], if line == [] { length } else { used + 1 + length })
    }
  }

  private fn broken([(style, text) | rest], width, done) {
    let length = String.length(text)
    if length < width { broken(rest, width - length, [(style, text) | done]) } else {
      let (fitting, behind) = String.split_at(text, width)
      (List.reverse([(style, fitting) | done]), if behind == "" { rest } else { [(style, behind) | rest] })
    }
  }

  private fn painted(words, view) {
    List.map(words) { word in
      String.join(List.map(word) { (style, text) in Shell.View.paint(text, style, view) }, "")
    }
    |> String.join(" ")
  }
}
