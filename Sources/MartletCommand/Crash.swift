import MartletRuntime

/// What is told of a process that has crashed.
struct Crash: Equatable, Sendable {
  /// A call that was under way.
  struct Frame: Equatable, Sendable {
    /// The function, like `Counter.loop/1`, or with the arguments that it could not take.
    var function: String
    /// The source file, if it is known.
    var file: String?
    /// The line in the file, or 0.
    var line: Int
  }

  /// A detail with a word for what it is.
  struct Note: Equatable, Sendable {
    var label: String
    var text: String
  }

  /// The process, like `#pid<12>`; empty when the report is about none.
  var process: String
  /// What the process is called.
  var name: String?
  /// The exit reason as `inspect` shows it, without the stack trace.
  var reason: String
  /// The atom that the reason is or begins with.
  var tag: String?
  /// What the reason says besides its tag.
  var value: String?
  /// The calls under way, innermost first.
  var frames: [Frame]
  /// What the report is about, where it is not the crash of a process.
  var title: String?
  /// What else is known.
  var notes: [Note] = []
  /// What may help, where the reporter knows.
  var help: String?
}

extension Crash {
  /// Takes what the machine reports.
  init(_ report: CrashReport) {
    process = report.process
    name = report.isMain ? "main" : report.name
    reason = report.reason
    tag = report.tag
    value = report.value
    frames = report.trace.map { frame in
      Frame(function: Self.label(of: frame), file: frame.file, line: frame.line ?? 0)
    }
    title = report.title
    notes = report.notes.map { Note(label: $0.label, text: $0.text) }
    help = report.help
  }

  private static func label(of frame: CrashReport.Frame) -> String {
    // A file's expressions are a function without a name of its own.
    if frame.function.hasPrefix("<") { return "top level" }
    let name = "\(frame.module).\(frame.function)"
    guard let arguments = frame.arguments else { return "\(name)/\(frame.arity)" }
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }
}
