import Martlet
import MartletSyntax

/// Shows crashes as text, as a compiler shows errors.
///
/// ```
/// error: process #pid<1> (main) crashed: no arm matches the value
///   --> orders.mt:12
///    |
/// 12 |   match status {
///    |
///    = value: (:lost, 3)
///    = help: an arm `_ -> ...` takes all others
///   in Orders.settle/1   orders.mt:12
///   in Orders.run/0      orders.mt:4
/// ```
///
/// A report with a title begins with that, and has the process and details among its notes.
struct CrashRenderer: Sendable {
  let usesColor: Bool
  /// Returns the text of a source file, if it can be had.
  let source: @Sendable (String) -> SourceText?

  /// How many calls are listed.
  static let frameLimit = 24
  /// How much of a value is shown, in characters.
  static let valueLimit = 2_000
  /// How much of a title or a piece of advice is shown, in characters.
  static let titleLimit = 400

  /// Returns the report.
  func render(_ crash: Crash) -> String {
    let explanation = CrashExplanation(crash)
    let name = crash.name.map { crash.process.isEmpty ? $0 : " (\($0))" } ?? ""
    var title = ": process \(crash.process)\(name) crashed: \(explanation.words)"
    if crash.process.isEmpty { title = ": " + explanation.words }
    if let words = crash.title {
      title = ": " + printable(words, limit: Self.titleLimit)
      if !explanation.words.isEmpty { title += ": " + explanation.words }
    }
    var text = Style.error.paint("error", usesColor) + Style.strong.paint(title, usesColor) + "\n"
    let place = crash.frames.first { $0.file != nil && $0.line > 0 }
    let width = max(String(place?.line ?? 1).count, 2)
    if let place { text += excerpt(place, width) }
    if let value = explanation.value { text += note(value.label, shortened(value.text), width) }
    if crash.title != nil, !crash.process.isEmpty || !name.isEmpty {
      text += note("process", crash.process + name, width)
    }
    if !crash.reason.isEmpty { text += note("reason", shortened(crash.reason), width) }
    for detail in crash.notes {
      text += note(printable(detail.label), shortened(detail.text), width)
    }
    if let help = explanation.help {
      text += note("help", printable(help, limit: Self.titleLimit), width)
    }
    return text + trace(crash)
  }

  private func excerpt(_ place: Crash.Frame, _ width: Int) -> String {
    guard let file = place.file else { return "" }
    let indent = String(repeating: " ", count: width)
    var text = indent + Style.frame.paint("-->", usesColor) + " \(file):\(place.line)\n"
    guard let source = source(file), place.line <= source.lineCount else { return text }
    let bar = Style.frame.paint("|", usesColor)
    let number = String(place.line)
    let gutter = String(repeating: " ", count: width - number.count) + number
    let line = source.text(in: source.span(ofLine: place.line))
    text += "\(indent) \(bar)\n"
    text += Style.frame.paint(gutter, usesColor) + " \(bar) \(printable(line))\n"
    text += "\(indent) \(bar)\n"
    return text
  }

  private func note(_ label: String, _ text: String, _ width: Int) -> String {
    let indent = String(repeating: " ", count: width + 1)
    return indent + Style.frame.paint("=", usesColor) + " "
      + Style.strong.paint(label, usesColor) + ": \(text)\n"
  }

  private func trace(_ crash: Crash) -> String {
    let frames = crash.frames
    let shown = frames.prefix(Self.frameLimit).map { frame in
      (function: printable(frame.function), place: place(frame))
    }
    let width = min(shown.map(\.function.count).max() ?? 0, 48)
    var text = ""
    for (index, frame) in shown.enumerated() {
      let padding = String(repeating: " ", count: max(width - frame.function.count, 0))
      let unknown =
        index == 0 && crash.tag == "undef"
        ? "there is no such function" : "a function of the machine"
      let place = Style.faint.paint(frame.place ?? unknown, usesColor)
      text += "  in \(frame.function)\(padding)  \(place)\n"
    }
    if frames.count > shown.count { text += "  and \(frames.count - shown.count) more calls\n" }
    return text
  }

  private func place(_ frame: Crash.Frame) -> String? {
    frame.file.map { frame.line > 0 ? "\($0):\(frame.line)" : $0 }
  }

  private func shortened(_ text: String) -> String {
    let start = text.prefix(Self.valueLimit)
    return start.endIndex == text.endIndex ? text : start + "..."
  }

  /// The line without what would upset a terminal, and not too long.
  private func printable(_ line: String, limit: Int = 160) -> String {
    let scalars = line.unicodeScalars.prefix(limit).map { scalar -> Unicode.Scalar in
      scalar.value < 32 || scalar.value == 127 ? " " : scalar
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}
