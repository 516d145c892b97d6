## Internal: how the shell's helpers show things: the device's width, whether it knows colours and
## can move its cursor, and what follows from that.
##
## A view is a map `%{width:, rows:, color:, plain:, live:}`. Whatever lays out text takes one, so that
## it can be tested without a device. `plain` says that there are no characters but ASCII, `live` that
## a screen can be drawn again and again.
module Shell.View {
  let narrowest = 10

  ## Internal: the view of this shell's device. Without one it is that of a pipe.
  fn current() { of(try { Shell.Context.traits() } catch { _ -> %{} }) }

  ## Internal: the view of a device with such traits.
  ##
  ## >> Shell.View.of(%{columns: 3}).width
  ## 10
  fn of(traits) {
    let interactive = Map.get(traits, :interactive, false)
    let moves = Map.get(traits, :moves_cursor, false)
    %{
      width: List.max([Map.get(traits, :columns, 80), narrowest]),
      rows: List.max([Map.get(traits, :rows, 24), 4]),
      color: Map.get(traits, :color, false),
      plain: interactive and not moves,
      live: interactive and moves,
    }
  }

  ## Internal: a view without colours of some width.
  ##
  ## >> Shell.View.plain(40).color
  ## false
  fn plain(width) { %{of(%{columns: width}) | plain: true} }

  ## Internal: prints lines; what a helper gives that has printed all there is to say.
  fn show([]) { :"$no_value" }
  fn show(lines) {
    print(String.join(lines, "\n"))
    :"$no_value"
  }

  # MARK: Colours

  ## Internal: text in a style, where there are colours: `:title :strong :code :faint :good :bad
  ## :warning :example :text`.
  ##
  ## >> Shell.View.paint("text", :good, %{color: true})
  ## "\e[32mtext\e[0m"
  ## >> Shell.View.paint("text", :good, %{color: false})
  ## "text"
  fn paint(text, _style, %{color: false}) { text }
  fn paint("", _style, _view) { "" }
  fn paint(text, :text, _view) { text }
  fn paint(text, style, _view) { "\e[" <> code(style) <> "m" <> text <> "\e[0m" }

  private fn code(:title) { "1;35" }
  private fn code(:strong) { "1" }
  private fn code(:code) { "36" }
  private fn code(:faint) { "2" }
  private fn code(:good) { "32" }
  private fn code(:bad) { "1;31" }
  private fn code(:warning) { "33" }
  private fn code(:example) { "33" }

  # MARK: Terms

  ## Internal: a term on one line of at most so many characters. Of a large one only the beginning is
  ## looked at.
  ##
  ## >> Shell.View.line([1, 2, 3], 40)
  ## "[1, 2, 3]"
  ## >> Shell.View.line(1..1_000, 12)
  ## "[1, 2, 3, 4…"
  fn line(term, width) { cut(inspected(term, width), width) }

  private fn inspected(term, width) {
    inspect(term, width: :infinity, limit: width, text: 4 * width, total: 8 * width + 64)
  }

  ## Internal: a term over as many lines as it takes in so many columns. Of a large one only the beginning
  ## is shown.
  fn block(term, width, view) {
    inspect(term, width: width, limit: 30, text: 2_000, total: 10_000, color: view.color)
  }

  ## Internal: all of a term.
  fn whole(term, view) {
    inspect(term, width: view.width, limit: :infinity, text: :infinity, total: :infinity, color: view.color)
  }

  ## Internal: text on one line of at most so many characters, with an ellipsis where it is cut.
  ##
  ## >> Shell.View.cut("one\ntwo", 5)
  ## "one …"
  fn cut(text, width) when width > 0 {
    let flat = text |> String.replace("\n", " ") |> String.replace("\t", " ")
    String.truncate(flat, width)
  }
  fn cut(_text, _width) { "" }

  ## Internal: pieces of text, `(style, text)`, with two spaces between them, as far as there is room.
  ##
  ## >> Shell.View.fields([(:strong, "one"), (:text, "two"), (:text, "three")], 11, Shell.View.plain(80))
  ## "one  two  …"
  fn fields(pieces, room, view) { fields(pieces, room, "", view) }

  private fn fields([], _room, _before, _view) { "" }
  private fn fields([(style, text) | rest], room, before, view) {
    let left = room - String.length(before)
    if left <= 0 { "" } else {
      let text = cut(text, left)
      before <> paint(text, style, view) <> fields(rest, left - String.length(text), "  ", view)
    }
  }

  # MARK: Numbers

  ## Internal: an integer with its thousands apart.
  ##
  ## >> Shell.View.number(-1_234_567)
  ## "-1,234,567"
  fn number(n) when is_integer(n) and n < 0 { "-" <> number(-n) }
  fn number(n) when is_integer(n) and n < 1_000 { to_string(n) }
  fn number(n) when is_integer(n) {
    number(n div 1_000) <> "," <> String.pad_left(to_string(n rem 1_000), 3, "0")
  }

  ## Internal: a number of bytes in words.
  ##
  ## >> List.map([576, 20_480, 3_000_000, 5_000_000_000]) { n in Shell.View.bytes(n) }
  ## ["576 B", "20.0 KB", "2.9 MB", "4.7 GB"]
  fn bytes(n) when n < 1_024 { "\(n) B" }
  fn bytes(n) when n < 1_048_576 { tenths(n, 1_024) <> " KB" }
  fn bytes(n) when n < 1_073_741_824 { tenths(n, 1_048_576) <> " MB" }
  fn bytes(n) { tenths(n, 1_073_741_824) <> " GB" }

  private fn tenths(n, unit) {
    let count = (n * 10 + unit div 2) div unit
    "\(number(count div 10)).\(count rem 10)"
  }

  ## Internal: so many of something, in words.
  ##
  ## >> (Shell.View.count(1, "message"), Shell.View.count(2_000, "process", "processes"))
  ## ("1 message", "2,000 processes")
  fn count(n, word) { count(n, word, word <> "s") }

  ## Internal: so many of something, with the word for several.
  fn count(1, word, _words) { "1 " <> word }
  fn count(n, _word, words) { number(n) <> " " <> words }
}
