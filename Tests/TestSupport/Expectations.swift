/// What a test program says about its own run, read from its comments.
///
/// A program is a Martlet file. Its leading comment lines may hold attributes:
///
///     #? schedulers: 4        run with that many schedulers where the matrix says "many"
///     #? timeout: 5s          give up after five seconds
///     #? args: a b            arguments for the program
///     #? flags: --max-x 5     more options for `martlet run`
///     #? no-stress            run plain only, not with the stress options
///     #? support              no program but a module for the programs beside it
///
/// Comments anywhere say what is to happen; they stand on the line that causes it, or alone on a line
/// where that does not fit:
///
///     # expect: text          the next line of standard output
///     # expect stderr: text   standard error holds this text
///     # expect exit: 7        the exit status; or the main process's exit reason, as `inspect` shows it
///     # expect error: text    the program is refused with a diagnostic that holds this text and, when
///                             the comment stands behind code, names this line
///     # stdin: text           one line of standard input
package struct Expectations: Equatable, Sendable {
  /// A line of standard output that is expected.
  package struct OutputLine: Equatable, Sendable {
    /// The text of the line.
    package var text: String
    /// The number of the line in the program that expects it.
    package var line: Int

    /// Creates the expectation of `text`, written on line `line` of the program.
    package init(text: String, line: Int) {
      self.text = text
      self.line = line
    }
  }

  /// A diagnostic that is expected.
  package struct ExpectedError: Equatable, Sendable {
    /// A part of the diagnostic's text.
    package var text: String
    /// The line that the diagnostic must name, or nil where any will do.
    package var line: Int?

    /// Creates the expectation of a diagnostic with `text` about `line`.
    package init(text: String, line: Int?) {
      self.text = text
      self.line = line
    }
  }

  /// How the main process is expected to end.
  package enum Exit: Equatable, Sendable {
    /// With this exit status of the command.
    case status(Int)
    /// With this exit reason, as `inspect` shows it.
    case reason(String)
  }

  /// The lines of standard output, in order.
  package var output: [OutputLine] = []
  /// Texts that standard error must hold.
  package var standardError: [String] = []
  /// Diagnostics with which the program is refused; when there are none it must run.
  package var errors: [ExpectedError] = []
  /// How the program ends.
  package var exit: Exit = .status(0)
  /// What the program reads from standard input.
  package var standardInput = ""
  /// The number of schedulers where the matrix asks for many, or nil for the machine's.
  package var schedulers: Int?
  /// The seconds after which a run is given up.
  package var timeout = 30.0
  /// The arguments of the program.
  package var arguments: [String] = []
  /// More options for `martlet run`.
  package var flags: [String] = []
  /// Whether the program is too slow for the stress options.
  package var skipsStress = false
  /// Whether the file is a module for other programs, and none itself.
  package var isSupport = false
  /// What is wrong with the comments themselves.
  package var mistakes: [String] = []

  /// Reads the expectations in `source`.
  package init(source: String) {
    var isHeader = true
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      isHeader = isHeader && line.hasPrefix("#")
      if line.hasPrefix("#?") {
        if isHeader {
          readAttribute(String(line.dropFirst(2)).trimmed, line: index + 1)
        } else {
          mistakes.append("line \(index + 1): an attribute belongs into the leading comment")
        }
      } else {
        readComment(line, number: index + 1)
      }
    }
  }

  private mutating func readAttribute(_ text: String, line: Int) {
    let parts = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    let value = parts.count > 1 ? parts[1] : ""
    switch parts.first {
    case "schedulers": schedulers = Int(value)
    case "timeout": timeout = Double(value.drop(suffix: "s")) ?? timeout
    case "args": arguments = value.split(separator: " ").map(String.init)
    case "flags": flags = value.split(separator: " ").map(String.init)
    case "no-stress": skipsStress = true
    case "support": isSupport = true
    default: mistakes.append("line \(line): no attribute is called \"\(text)\"")
    }
  }

  private mutating func readComment(_ line: Substring, number: Int) {
    // The last mark in a line counts, so that a program may print the text of one.
    guard
      let (kind, mark) = Self.marks.compactMap({ kind, text in
        line.lastRange(of: text).map { (kind, $0) }
      }).max(by: { $0.1.lowerBound < $1.1.lowerBound })
    else { return }
    let rest = line[mark.upperBound...]
    let text = String(rest.first == " " ? rest.dropFirst() : rest)
    switch kind {
    case .output: output.append(OutputLine(text: text, line: number))
    case .standardError: standardError.append(text.trimmed)
    case .exit: exit = Int(text.trimmed).map(Exit.status) ?? .reason(text.trimmed)
    case .input: standardInput += text + "\n"
    case .error:
      let standsAlone = String(line[..<mark.lowerBound]).trimmed.isEmpty
      errors.append(ExpectedError(text: text.trimmed, line: standsAlone ? nil : number))
    }
  }

  private enum Mark: Sendable {
    case output, standardError, exit, error, input
  }

  private static let marks: [(Mark, String)] = [
    (.output, "# expect:"), (.standardError, "# expect stderr:"), (.exit, "# expect exit:"),
    (.error, "# expect error:"), (.input, "# stdin:"),
  ]
}

extension String {
  /// The text without the white space at its ends.
  package var trimmed: String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    let start = firstIndex { !isSpace($0) } ?? endIndex
    let end = lastIndex { !isSpace($0) }.map(index(after:)) ?? start
    return String(self[start..<end])
  }

  fileprivate func drop(suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

extension Substring {
  /// The place where `text` occurs last.
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    var found: Range<Index>?
    var start = startIndex
    while let next = self[start...].firstRange(of: text) {
      found = next
      start = index(after: next.lowerBound)
    }
    return found
  }
}
