## Internal: two terms side by side, with the parts marked that differ.
##
## >> Test.Difference.of((:ok, 1), (:ok, 2))
## ([(:same, "(:ok, "), (:differs, "1"), (:same, ")")], [(:same, "(:ok, "), (:differs, "2"), (:same, ")")])
module Test.Difference {
  # So many equal elements or characters are shown before and after a difference.
  let around = 3
  let around_text = 20

  ## Internal: both terms as lists of `(:same, text)` and `(:differs, text)`; long equal runs are left out.
  ##
  ## >> Test.Difference.of(1, 1)
  ## ([(:same, "1")], [(:same, "1")])
  fn of(a, b) {
    let (left, right) = walk(a, b)
    (joined(List.flatten(left), []), joined(List.flatten(right), []))
  }

  ## Internal: like `of`, for two texts that are shown without quotes.
  ##
  ## >> Test.Difference.of_texts("ab", "ac")
  ## ([(:same, "a"), (:differs, "b")], [(:same, "a"), (:differs, "c")])
  fn of_texts(a, b) {
    let (left, right) = texts(a, b, fn(text) { text })
    (joined(left, []), joined(right, []))
  }

  # Pieces of one kind become one.
  private fn joined([(kind, text) | rest], [(last, before) | done]) when kind == last {
    joined(rest, [(kind, before <> text) | done])
  }
  private fn joined([piece | rest], done) { joined(rest, [piece | done]) }
  private fn joined([], done) { List.reverse(done) }

  private fn walk(a, b) when is_tuple(a) and is_tuple(b) { sequences(items(a), items(b), "(", ")") }
  private fn walk(a, b) when is_list(a) and is_list(b) {
    if proper?(a) and proper?(b) { sequences(a, b, "[", "]") } else { leaf(a, b) }
  }
  private fn walk(a, b) when is_map(a) and is_map(b) { maps(a, b) }
  private fn walk(a, b) when is_string(a) and is_string(b) {
    if a !== b and text?(a) and text?(b) { quoted(texts(a, b, &escaped/1)) } else { leaf(a, b) }
  }
  private fn walk(a, b) { leaf(a, b) }

  private fn leaf(a, b) {
    let kind = if a === b { :same } else { :differs }
    ([(kind, inspect(a))], [(kind, inspect(b))])
  }

  private fn items(t) { if tuple_size(t) == 0 { [] } else { for i in 0..(tuple_size(t) - 1) { elem(t, i) } } }

  private fn proper?([_ | rest]) { proper?(rest) }
  private fn proper?(end_of_it) { end_of_it == [] }

  private fn text?(bytes) { String.valid?(bytes) and String.starts_with?(inspect(bytes), "\"") }

  # MARK: Lists and tuples

  # What is equal at both ends is no difference; between them the elements are compared one by one, and
  # those that one side has more of are all different.
  private fn sequences(a, b, open, close) {
    let before = common(a, b, 0)
    let (rest_a, rest_b) = (List.drop(a, before), List.drop(b, before))
    let after_it = common(List.reverse(rest_a), List.reverse(rest_b), 0)
    let middle_a = List.drop_last(rest_a, after_it)
    let middle_b = List.drop_last(rest_b, after_it)
    let (left, right) = pairs(middle_a, middle_b, [], [])
    let first = head(List.take(a, before))
    let last = tail(List.take_last(a, after_it))
    (enclosed(first ++ left ++ last, open, close), enclosed(first ++ right ++ last, open, close))
  }

  private fn common([x | xs], [y | ys], n) { if x === y { common(xs, ys, n + 1) } else { n } }
  private fn common(_, _, n) { n }

  private fn pairs([x | xs], [y | ys], left, right) {
    let (one, other) = walk(x, y)
    pairs(xs, ys, [one | left], [other | right])
  }
  private fn pairs(xs, ys, left, right) {
    (List.reverse(left) ++ alone(xs), List.reverse(right) ++ alone(ys))
  }

  private fn alone(xs) { for x in xs { [(:differs, inspect(x))] } }

  private fn head(xs) {
    let left_out = List.length(xs) - around
    if left_out > 1 { [same("... \(left_out) equal ...") | shown(List.take_last(xs, around))] } else { shown(xs) }
  }

  private fn tail(xs) {
    let left_out = List.length(xs) - around
    if left_out > 1 { shown(List.take(xs, around)) ++ [same("... \(left_out) equal ...")] } else { shown(xs) }
  }

  private fn shown(xs) { for x in xs { same(inspect(x)) } }

  private fn same(text) { [(:same, text)] }

  private fn enclosed(parts, open, close) {
    [(:same, open), List.intersperse(parts, (:same, ", ")), (:same, close)]
  }

  # MARK: Maps

  private fn maps(a, b) {
    let keys = Map.keys(Map.merge(a, b))
    let (equal, different) = List.partition(keys) { key in both_have?(a, b, key) }
    let shown = if List.length(equal) > 2 * around { different } else { keys }
    let left_out = List.length(keys) - List.length(shown)
    let note = if left_out > 0 { [same("... \(left_out) equal ...")] } else { [] }
    let sides = for key in shown { entry(a, b, key) }
    let (left, right) = (List.map(sides) { (x, _) in x }, List.map(sides) { (_, y) in y })
    (enclosed(List.compact(left) ++ note, "%{", "}"), enclosed(List.compact(right) ++ note, "%{", "}"))
  }

  private fn both_have?(a, b, key) {
    Map.has_key?(a, key) and Map.has_key?(b, key) and Map.get(a, key) === Map.get(b, key)
  }

  private fn entry(a, b, key) {
    match (Map.fetch(a, key), Map.fetch(b, key)) {
      ((:ok, x), (:ok, y)) -> {
        let (left, right) = walk(x, y)
        ([(:same, label(key)), left], [(:same, label(key)), right])
      }
      ((:ok, x), _)        -> ([(:differs, label(key) <> inspect(x))], nil)
      (_, (:ok, y))        -> (nil, [(:differs, label(key) <> inspect(y))])
    }
  }

  # A map of one pair shows how its key is written.
  private fn label(key) {
    let text = inspect(%{key => 0})
    String.slice(text, 2, String.length(text) - 4)
  }

  # MARK: Texts

  private fn texts(a, b, show) {
    let (xs, ys) = (String.graphemes(a), String.graphemes(b))
    let before = common(xs, ys, 0)
    let (rest_a, rest_b) = (List.drop(xs, before), List.drop(ys, before))
    let after_it = common(List.reverse(rest_a), List.reverse(rest_b), 0)
    let first = first_part(List.take(xs, before), show)
    let last = last_part(List.take_last(xs, after_it), show)
    let left = show(String.join(List.drop_last(rest_a, after_it), ""))
    let right = show(String.join(List.drop_last(rest_b, after_it), ""))
    (pieces(first, left, last), pieces(first, right, last))
  }

  private fn pieces(first, middle, last) {
    List.reject([(:same, first), (:differs, middle), (:same, last)]) { (_, text) in text == "" }
  }

  private fn first_part(xs, show) {
    let left_out = List.length(xs) - around_text
    if left_out > around_text {
      "... \(left_out) equal ..." <> show(String.join(List.take_last(xs, around_text), ""))
    } else { show(String.join(xs, "")) }
  }

  private fn last_part(xs, show) {
    let left_out = List.length(xs) - around_text
    if left_out > around_text {
      show(String.join(List.take(xs, around_text), "")) <> "... \(left_out) equal ..."
    } else { show(String.join(xs, "")) }
  }

  private fn quoted((left, right)) {
    let quote = [(:same, "\"")]
    (quote ++ left ++ quote, quote ++ right ++ quote)
  }

  # As `inspect` shows it, without the quotes.
  private fn escaped(text) {
    let shown = inspect(text)
    String.slice(shown, 1, String.length(shown) - 2)
  }
}
