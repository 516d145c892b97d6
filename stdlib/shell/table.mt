## Internal: tables that fit the width: numbers at the right, names cut where there is no room, and of
## too many columns the last ones left out.
##
## A column is `(title, kind)`. The kind `:text` is text, and takes any other term as `inspect` shows
## it; `:number` is a number with its thousands apart, `:bytes` a number of bytes. nil is an empty cell.
module Shell.Table {
  let gap = 2
  # Text is cut down to this many characters before a column is left out.
  let least = 8

  ## Internal: the lines of a table.
  ##
  ## >> Shell.Table.lines([("pid", :text), ("mailbox", :number)], [["#pid<1>", 12_000], ["#pid<12>", 0]], Shell.View.plain(40))
  ## ["pid       mailbox", "#pid<1>    12,000", "#pid<12>        0"]
  fn lines(columns, rows, view) {
    let titles = List.map(columns) { (title, _) in title }
    let kinds = List.map(columns) { (_, kind) in kind }
    let cells = for row in rows { List.zip_with(kinds, row, &cell/2) }
    let natural = List.reduce(cells, widths(titles)) { row, most in
      List.zip_with(widths(row), most) { a, b in List.max([a, b]) }
    }
    let widths = fitted(kinds, natural, view.width)
    let heading = row(kinds, titles, widths)
    [Shell.View.paint(heading, :strong, view) | List.map(cells) { cells in row(kinds, cells, widths) }]
  }

  private fn widths(cells) { for text in cells { String.length(text) } }

  private fn cell(_kind, nil) { "" }
  private fn cell(:number, n) when is_integer(n) { Shell.View.number(n) }
  private fn cell(:bytes, n) when is_integer(n) { Shell.View.bytes(n) }
  private fn cell(_kind, text) when is_string(text) { Shell.View.cut(text, 1_000) }
  private fn cell(_kind, term) { Shell.View.line(term, 200) }

  ## Internal: how many spaces stand between columns.
  fn gap() { gap }

  # MARK: Widths

  # The widths of as many columns as there is room for.
  private fn fitted([_], [_], room) { [room] }
  private fn fitted(kinds, widths, room) {
    let spare = room - gap * (List.length(widths) - 1)
    if List.sum(widths) <= spare { widths } else {
      let (texts, numbers) = List.partition(List.zip(kinds, widths)) { (kind, _) in kind == :text }
      let texts = List.map(texts) { (_, width) in width }
      let left = spare - List.sum_by(numbers) { (_, width) in width }
      if texts != [] and left >= List.sum(capped(texts, least)) {
        let most = cap(texts, left)
        List.zip_with(kinds, widths) { kind, width in
          if kind == :text and width > most { most } else { width }
        }
      } else {
        fitted(List.drop_last(kinds, 1), List.drop_last(widths, 1), room)
      }
    }
  }

  private fn capped(widths, most) { for width in widths { if width > most { most } else { width } } }

  ## Internal: the width that none may exceed so that all fit into `room` together: the widest are cut
  ## first.
  ##
  ## >> Shell.Table.cap([3, 20, 50], 40)
  ## 18
  fn cap(widths, room) { cap(List.sort(widths), List.length(widths), room) }

  private fn cap([narrow | rest], count, room) when rest != [] and narrow * count <= room {
    cap(rest, count - 1, room - narrow)
  }
  private fn cap(_widths, count, room) { room div count }

  # MARK: Rows

  private fn row(kinds, cells, widths) {
    String.trim_right(String.join(padded(kinds, cells, widths), String.repeat(" ", gap)))
  }

  private fn padded([kind | kinds], [text | cells], [width | widths]) {
    let text = Shell.View.cut(text, width)
    let field = if kind == :text { String.pad_right(text, width) } else { String.pad_left(text, width) }
    [field | padded(kinds, cells, widths)]
  }
  # Columns without a width are left out.
  private fn padded(_kinds, _cells, []) { [] }

  # MARK: Columns

  ## Internal: short texts in as many columns as fit, in order from top to bottom.
  ##
  ## >> Shell.Table.columns(["one", "two", "three", "four"], Shell.View.plain(14))
  ## ["one  three", "two  four"]
  fn columns([], _view) { [] }
  fn columns(texts, view) {
    let width = List.max(widths(texts))
    let across = at_least_one((view.width + gap) div (width + gap))
    let down = (List.length(texts) + across - 1) div across
    let columns = List.map(List.chunk(texts, down)) { column in same_width(column) }
    for place in 0..down - 1 {
      let cells = List.compact(List.map(columns) { column in List.at(column, place) })
      Shell.View.cut(String.trim_right(String.join(cells, String.repeat(" ", gap))), view.width)
    }
  }

  private fn same_width(texts) {
    let width = List.max(widths(texts))
    for text in texts { String.pad_right(text, width) }
  }

  private fn at_least_one(n) { if n < 1 { 1 } else { n } }
}
