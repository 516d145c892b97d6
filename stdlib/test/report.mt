## Internal: what `martlet test` says about tests, as text.
##
## >> Test.Report.totals(%{passed: 3, failed: 0, skipped: 0})
## "3 passed, 0 failed"
module Test.Report {
  let value_limit = 2_000
  let frame_limit = 12
  let message_limit = 10

  ## Internal: the last line of a run.
  ##
  ## >> Test.Report.totals(%{passed: 1, failed: 2, skipped: 1})
  ## "1 passed, 2 failed, 1 skipped"
  fn totals(counts) {
    let skipped = if counts.skipped > 0 { ", \(counts.skipped) skipped" } else { "" }
    "\(counts.passed) passed, \(counts.failed) failed\(skipped)"
  }

  ## Internal: text in a colour: `:good`, `:bad`, `:faint` or `:strong`.
  ##
  ## >> Test.Report.paint("text", :good, false)
  ## "text"
  fn paint(text, _style, false) { text }
  fn paint(text, style, true) { "\e[" <> code(style) <> "m" <> text <> "\e[0m" }

  private fn code(:good) { "32" }
  private fn code(:bad) { "1;31" }
  private fn code(:warning) { "33" }
  private fn code(:faint) { "2" }
  private fn code(:strong) { "1" }

  ## Internal: the report of a test that failed, in several lines.
  ##
  ## >> Test.Report.failure(%{number: 1, name: "sums", file: "a.mt", place: nil, failure: %{title: "no", details: []}}, false)
  ## "\n1) sums\n     a.mt\n     no\n"
  fn failure(result, color) {
    let trace = Map.get(result.failure, :trace, [])
    let place = Test.Place.in_file(trace, result.file) or result.place or named(result)
    let heading = paint("\(result.number)) ", :bad, color) <> paint(result.name, :strong, color)
    let lines = [heading, "     " <> shown_place(place, result.file) | excerpt(place, color)]
    let lines = lines ++ indented(body(result.failure, color))
    "\n" <> String.join(lines ++ calls(trace, place, color), "\n") <> "\n"
  }

  private fn named(result) {
    match Test.Place.named(result.file, result.name) {
      nil    -> nil
      number -> (result.file, number)
    }
  }

  private fn shown_place(nil, file) { file }
  private fn shown_place((file, 0), _) { file }
  private fn shown_place((file, line), _) { "\(file):\(line)" }

  private fn excerpt(nil, _color) { [] }
  private fn excerpt((_, 0), _color) { [] }
  private fn excerpt((file, number), color) {
    match Test.Place.line(file, number) {
      nil  -> []
      line -> [paint("     \(number) |", :faint, color) <> " " <> String.trim(line)]
    }
  }

  private fn indented(lines) { for line in lines { "     " <> line } }

  # MARK: What happened

  private fn body(%{title: title, details: details}, color) {
    [title | List.flat_map(details) { detail in detail_lines(detail, color) }]
  }
  private fn body(%{class: class, reason: reason, trace: trace}, color) {
    [raised(class, reason) | arguments(reason, trace, color)]
  }

  private fn raised(:error, reason) { "raised " <> shown(reason) }
  private fn raised(:exit, reason) { "exited with " <> shown(reason) }
  private fn raised(:throw, value) { "threw " <> shown(value) }

  # The arguments that no clause took are in the trace only.
  private fn arguments(:function_clause, [(_, _, arguments, _) as frame | _], _) when is_list(arguments) {
    let texts = for x in arguments { shown(x) }
    ["  no clause of " <> function(frame) <> " takes (" <> String.join(texts, ", ") <> ")"]
  }
  private fn arguments(:undef, [frame | _], _color) { ["  there is no function " <> function(frame)] }
  private fn arguments(_reason, _trace, _color) { [] }

  private fn detail_lines((:value, label, value), _color) { [labelled(label, shown(value))] }
  private fn detail_lines((:note, text), color) { [paint("  (" <> text <> ")", :faint, color)] }
  private fn detail_lines((:lines, text), _color) { List.map(String.lines(text)) { line in "  " <> line } }
  private fn detail_lines((:difference, expected, actual), color) {
    sides("expected", expected, "actual", actual, color)
  }
  private fn detail_lines((:texts, expected, actual), color) {
    let (left, right) = Test.Difference.of_texts(expected, actual)
    side("expected", left, :good, color) ++ side("actual", right, :bad, color)
  }
  private fn detail_lines((:sides, left, right), color) { sides("left", left, "right", right, color) }
  private fn detail_lines((:mailbox, nil), _color) { [] }
  private fn detail_lines((:mailbox, []), _color) { ["  its mailbox is empty"] }
  private fn detail_lines((:mailbox, messages), _color) {
    let left_out = List.length(messages) - message_limit
    let first = for message in List.take(messages, message_limit) { "    " <> shown(message) }
    ["  in its mailbox:" | first] ++ (if left_out > 0 { ["    and \(left_out) more"] } else { [] })
  }
  private fn detail_lines((:trace, trace), color) {
    let frames = List.reject(trace) { frame in Test.Place.own?(frame) }
    for frame in List.take(frames, 3) { "    in " <> function(frame) <> paint(located(frame), :faint, color) }
  }

  private fn labelled(label, text) { "  " <> String.pad_right(label <> ":", 10) <> text }

  private fn shown(value) { String.truncate(inspect(value), value_limit) }

  # Without colour a line below marks what differs.
  private fn sides(one, a, other, b, color) {
    let (left, right) = Test.Difference.of(a, b)
    side(one, left, :good, color) ++ side(other, right, :bad, color)
  }

  private fn side(label, pieces, style, true) {
    let text = for (kind, piece) in pieces { if kind == :differs { paint(piece, style, true) } else { piece } }
    [labelled(label, String.join(text, ""))]
  }
  private fn side(label, pieces, _style, false) {
    let text = String.join(List.map(pieces) { (_, piece) in piece }, "")
    let marks = for (kind, piece) in pieces {
      String.repeat(if kind == :differs { "^" } else { " " }, String.length(piece))
    }
    let marks = String.trim_right(String.join(marks, ""))
    if String.length(text) > value_limit or marks == "" {
      [labelled(label, String.truncate(text, value_limit))]
    } else {
      [labelled(label, text), String.repeat(" ", 12) <> marks]
    }
  }

  # MARK: Calls

  private fn calls(trace, place, color) {
    let frames = List.reject(trace) { frame in Test.Place.own?(frame) }
    let places = List.filter(frames) { (_, _, _, at) in at[:line] != nil }
    let others = List.reject(places) { (_, _, _, at) in (at[:file], at[:line]) == place }
    if others == [] { [] } else {
      let shown = List.take(frames, frame_limit)
      let left_out = List.length(frames) - List.length(shown)
      let lines = for frame in shown { "       in " <> function(frame) <> paint(located(frame), :faint, color) }
      lines ++ (if left_out > 0 { ["       and \(left_out) more calls"] } else { [] })
    }
  }

  private fn located((_, _, _, %{file: file, line: line})) { "  \(file):\(line)" }
  private fn located(_) { "" }

  private fn function((module_name, name, arity, _)) {
    let text = String.from_atom(name)
    if String.starts_with?(text, "<main>/0-fn") {
      "a block"
    } else if text == "<main>" {
      "top level"
    } else {
      let count = if is_list(arity) { List.length(arity) } else { arity }
      String.from_atom(module_name) <> "." <> text <> "/\(count)"
    }
  }

  # MARK: The end

  ## Internal: what is said when all tests have run, but for the last line: which have failed, when there
  ## are several, and the slowest ones when that was asked for.
  ##
  ## >> Test.Report.summary([], 0, false)
  ## ""
  fn summary(results, slowest, color) {
    let failed = List.filter(results) { result in result.status == :failed }
    let failures = if List.length(failed) > 1 {
      let lines = for result in failed { "  \(result.number)) \(result.file): \(result.name)" }
      [paint("Failed:", :bad, color) | lines]
    } else { [] }
    let skipped = List.filter(results) { result in result.status == :skipped }
    let skips = if skipped == [] { [] } else {
      let lines = for result in skipped { "  \(result.file): \(result.name) (\(result.why))" }
      [paint("Skipped:", :warning, color) | lines]
    }
    let slow = if slowest == 0 { [] } else {
      let first = List.take(List.sort_by(results, :desc) { result in result.time }, slowest)
      [paint("Slowest:", :strong, color) | List.map(first) { result in
        "  " <> String.pad_left(duration(result.time), 8) <> "  \(result.file): \(result.name)"
      }]
    }
    let blocks = List.reject([failures, skips, slow]) { block in block == [] }
    String.join(List.map(blocks) { block in "\n" <> String.join(block, "\n") <> "\n" }, "")
  }

  ## Internal: a time in microseconds in words.
  ##
  ## >> Test.Report.duration(1_234_567)
  ## "1.23 s"
  fn duration(us) when us >= 1_000_000 {
    let hundredths = String.pad_left("\((us rem 1_000_000) div 10_000)", 2, "0")
    "\(us div 1_000_000).\(hundredths) s"
  }
  fn duration(us) { "\((us + 500) div 1_000) ms" }

  ## Internal: the line about a file whose tests have all run.
  ##
  ## >> Test.Report.file("a_test.mt", %{passed: 2, failed: 0, skipped: 0}, 2_000, false)
  ## "ok      a_test.mt  2 passed, 0 failed  2 ms"
  fn file(path, counts, time, color) {
    let failed = counts.failed > 0
    let word = if failed { paint("FAILED", :bad, color) <> "  " } else { paint("ok", :good, color) <> "      " }
    word <> path <> "  " <> totals(counts) <> paint("  " <> duration(time), :faint, color)
  }
}
