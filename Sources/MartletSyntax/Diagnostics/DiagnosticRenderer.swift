/// Shows diagnostics as text, with the source lines that they are about.
///
/// ```
/// error[missing-let]: `=` alone does not bind a name
///  --> counter.mt:3:3
///   |
/// 3 | x = 1
///   |   ^ a name is bound with `let`
///   |
///   = note: Values never change; `let` with a name that exists shadows it.
/// help: write `let` before the name
///   |
/// 3 | let x = 1
///   | ++++
/// ```
public struct DiagnosticRenderer: Sendable {
  private let source: SourceText
  private let usesColor: Bool

  /// Creates a renderer of diagnostics about `source`.
  public init(_ source: SourceText, usesColor: Bool = false) {
    self.source = source
    self.usesColor = usesColor
  }

  /// Returns `diagnostics` as text, with an empty line after each.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { render($0) + "\n" }.joined()
  }

  /// Returns `diagnostic` as text that ends with a line break.
  public func render(_ diagnostic: Diagnostic) -> String {
    let severityStyle: Style = diagnostic.isError ? .error : .warning
    var output = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", severityStyle)
    output += paint(": \(diagnostic.message)", .strong) + "\n"
    let position = source.position(at: diagnostic.primary.span.lower)
    let gutter = gutterWidth(diagnostic)
    output += paint(String(repeating: " ", count: gutter) + "--> ", .frame)
    output += "\(source.name):\(position.line):\(position.column)\n"
    output += excerpt(diagnostic, gutter: gutter, severityStyle)
    if !diagnostic.notes.isEmpty { output += frame(gutter) + "\n" }
    for note in diagnostic.notes {
      output += paint(String(repeating: " ", count: gutter + 1) + "= ", .frame)
      output += paint("note", .strong) + ": \(note)\n"
    }
    for fixIt in diagnostic.fixIts { output += render(fixIt, gutter: gutter) }
    return output
  }

  // MARK: - Lines

  private struct Mark {
    let line: Int
    let span: SourceSpan
    let text: String
    let isPrimary: Bool
  }

  /// The width of the greatest line number.
  private func gutterWidth(_ diagnostic: Diagnostic) -> Int {
    let spans =
      [diagnostic.primary.span] + diagnostic.secondary.map(\.span) + diagnostic.fixIts.map(\.span)
    let last = spans.map { source.line(at: min(max($0.lower, $0.upper - 1), source.bytes.count)) }
    return String(last.max() ?? 1).count
  }

  private func excerpt(_ diagnostic: Diagnostic, gutter: Int, _ severityStyle: Style) -> String {
    var marks = self.marks(diagnostic.primary, isPrimary: true)
    for label in diagnostic.secondary { marks += self.marks(label, isPrimary: false) }
    var output = frame(gutter) + "\n"
    var lastLine: Int?
    for line in Set(marks.map(\.line)).sorted() {
      if let last = lastLine {
        if line == last + 2 {
          output += sourceLine(last + 1, focus: source.span(ofLine: last + 1).start, gutter)
        } else if line > last + 1 {
          output += paint("...", .frame) + "\n"
        }
      }
      output += render(
        marks.filter { $0.line == line },
        line: line,
        gutter: gutter,
        severityStyle
      )
      lastLine = line
    }
    return output
  }

  /// The marks of a label: one, or one on its first and one on its last line.
  private func marks(_ label: Diagnostic.Label, isPrimary: Bool) -> [Mark] {
    let count = source.bytes.count
    let span = SourceSpan(min(label.span.lower, count), min(label.span.upper, count))
    let first = source.line(at: span.lower)
    let last = source.line(at: max(span.lower, span.upper - 1))
    guard last > first else {
      return [Mark(line: first, span: span, text: label.text, isPrimary: isPrimary)]
    }
    let head = SourceSpan(span.lower, source.span(ofLine: first).upper)
    let tailLine = source.span(ofLine: last)
    var tailStart = tailLine.lower
    while tailStart + 1 < span.upper, [0x20, 0x09].contains(source.bytes[tailStart]) {
      tailStart += 1
    }
    return [
      Mark(line: first, span: head, text: "from here", isPrimary: isPrimary),
      Mark(
        line: last,
        span: SourceSpan(tailStart, min(span.upper, tailLine.upper)),
        text: label.text.isEmpty ? "to here" : "to here: " + label.text,
        isPrimary: isPrimary
      ),
    ]
  }

  private func sourceLine(_ line: Int, focus: SourceSpan, _ gutter: Int) -> String {
    let display = DisplayLine(source, line: source.span(ofLine: line), focus: focus)
    return numbered(line, display.text, gutter)
  }

  private func render(
    _ marks: [Mark],
    line: Int,
    gutter: Int,
    _ severityStyle: Style
  ) -> String {
    let focus = (marks.first(where: \.isPrimary) ?? marks[0]).span
    let display = DisplayLine(source, line: source.span(ofLine: line), focus: focus)
    var output = numbered(line, display.text, gutter)
    // The rightmost mark comes first, so that no text stands under another's underline.
    for mark in marks.sorted(by: { $0.span.lower > $1.span.lower }) {
      let lower = display.column(of: mark.span.lower)
      let upper = max(lower + 1, display.column(of: mark.span.upper))
      let underline = String(repeating: mark.isPrimary ? "^" : "-", count: upper - lower)
      let text = mark.text.isEmpty ? underline : underline + " " + mark.text
      output += frame(gutter) + String(repeating: " ", count: lower + 1)
      output += paint(text, mark.isPrimary ? severityStyle : .frame) + "\n"
    }
    return output
  }

  // MARK: - Fix-its

  private func render(_ fixIt: Diagnostic.FixIt, gutter: Int) -> String {
    var output = paint("help", .help) + ": \(fixIt.description)\n"
    let line = source.line(at: fixIt.span.lower)
    let lineSpan = source.span(ofLine: line)
    guard lineSpan.contains(fixIt.span), lineSpan.count <= 400,
      !fixIt.replacement.utf8.contains(UInt8(ascii: "\n"))
    else { return output }
    let before = source.text(in: SourceSpan(lineSpan.lower, fixIt.span.lower))
    let after = source.text(in: SourceSpan(fixIt.span.upper, lineSpan.upper))
    let changed = before + fixIt.replacement + after
    let start = before.utf8.count
    let whole = SourceText(name: "", changed)
    let display = DisplayLine(
      whole,
      line: whole.span,
      focus: SourceSpan(start, start + fixIt.replacement.utf8.count)
    )
    output += frame(gutter) + "\n" + numbered(line, display.text, gutter)
    let lower = display.column(of: start)
    let upper = display.column(of: start + fixIt.replacement.utf8.count)
    if upper > lower {
      let sign = fixIt.span.isEmpty ? "+" : "~"
      output += frame(gutter) + String(repeating: " ", count: lower + 1)
      output += paint(String(repeating: sign, count: upper - lower), .help) + "\n"
    }
    return output
  }

  // MARK: - Frame and colour

  private func frame(_ gutter: Int) -> String {
    paint(String(repeating: " ", count: gutter + 1) + "|", .frame)
  }

  private func numbered(_ line: Int, _ text: String, _ gutter: Int) -> String {
    let number = String(line)
    let padding = String(repeating: " ", count: max(0, gutter - number.count))
    let head = paint(padding + number + " |", .frame)
    return text.isEmpty ? head + "\n" : head + " \(text)\n"
  }

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case frame = "1;34"
    case help = "1;36"
    case strong = "1"
  }

  private func paint(_ text: String, _ style: Style) -> String {
    usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
