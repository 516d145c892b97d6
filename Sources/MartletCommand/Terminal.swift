import ArgumentParser
import Martlet
import MartletRuntime
import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// When messages have colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never

  /// Whether to use colour on standard error; `NO_COLOR` in the environment says no to `auto`.
  var isOn: Bool { isOn(for: 2) }

  /// Whether to use colour on the terminal of a descriptor.
  func isOn(for descriptor: Int32) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
      if let term = getenv("TERM"), String(cString: term) == "dumb" { return false }
      return isatty(descriptor) == 1
    }
  }
}

/// What the command says to people, on standard error.
struct Terminal: Sendable {
  let usesColor: Bool

  /// Writes text as it is.
  func write(_ text: String) { Output.standardError.write(text) }

  /// Writes `message` as an error.
  func error(_ message: String) { write(Style.error.paint("error", usesColor) + ": \(message)\n") }

  /// Writes what there is to say about a source text.
  func show(_ diagnostics: [Diagnostic], of source: SourceText) {
    if diagnostics.isEmpty { return }
    write(DiagnosticRenderer(source, usesColor: usesColor).render(diagnostics))
  }
}

/// How a piece of a message looks.
enum Style: String {
  case error = "1;31"
  case strong = "1"
  case frame = "34"
  case faint = "2"

  /// Returns `text` in this style, when there is colour.
  func paint(_ text: String, _ usesColor: Bool) -> String {
    usesColor ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
