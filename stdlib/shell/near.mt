## Internal: names that are nearly those that somebody has typed.
module Shell.Near {
  ## Internal: those of the texts, at most three, that are nearest to one: a few letters too many, too
  ## few or others.
  ##
  ## >> Shell.Near.closest("mapp", ["map", "max", "flat_map", "zip"])
  ## ["map"]
  ## >> Shell.Near.closest("lenght", ["length", "last"])
  ## ["length"]
  fn closest(text, names) {
    let wanted = letters(text)
    let limit = limit(length(wanted))
    List.filter_map(List.uniq(names)) { name in
      let letters = letters(name)
      if abs(length(letters) - length(wanted)) <= limit {
        let distance = distance(wanted, letters)
        if distance <= limit { (distance, name) } else { nil }
      } else { nil }
    }
    |> List.sort()
    |> nearest()
  }

  private fn limit(length) { if length <= 3 { 1 } else if length <= 5 { 2 } else { 3 } }

  private fn letters(text) { String.codepoints(String.downcase(String.slice(text, 0, 60))) }

  # What is much nearer than the others stands alone.
  private fn nearest([]) { [] }
  private fn nearest([(distance, _) | _] as found) {
    let (near, _) = List.split_while(found) { (other, _) in other == distance }
    for (_, name) in List.take(near, 3) { name }
  }

  ## Internal: the distance of Levenshtein: how many letters must be put in, taken out or replaced to
  ## make one text of the other.
  ##
  ## >> Shell.Near.distance('a'..'d', [])
  ## 4
  fn distance(one, other) { distance(one, other, List.range(0, length(other))) }

  # `row` has the distances of what was seen of `one` to all beginnings of `other`.
  private fn distance([], _other, row) { List.last(row) }
  private fn distance([letter | rest], other, [first | _] as row) {
    distance(rest, other, [first + 1 | next(letter, other, row, first + 1)])
  }

  private fn next(_letter, [], _row, _left) { [] }
  private fn next(letter, [other | others], [diagonal | [above | _] as row], left) {
    let replaced = if letter == other { diagonal } else { diagonal + 1 }
    let best = List.min([replaced, above + 1, left + 1])
    [best | next(letter, others, row, best)]
  }

  ## Internal: the question that asks whether one of some names was meant, or "".
  ##
  ## >> Shell.Near.question(["List.map", "List.max"])
  ## " Did you mean List.map or List.max?"
  fn question([]) { "" }
  fn question(names) {
    let (before, [last]) = List.split(names, length(names) - 1)
    let listed = if before == [] { last } else { String.join(before, ", ") <> " or " <> last }
    " Did you mean " <> listed <> "?"
  }
}
