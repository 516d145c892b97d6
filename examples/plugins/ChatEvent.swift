/// What happens in the chat; plugins see `(:joined, "ann")` and `(:said, "ann", "hello")`.
enum ChatEvent: Codable, Sendable {
  case joined(String)
  case said(String, String)

  /// Reads a line like `ann joins` or `ann: hello`; gives nil for any other.
  init?(line: String) {
    if let colon = line.firstIndex(of: ":") {
      let text = line[line.index(after: colon)...].drop { $0 == " " }
      self = .said(String(line[..<colon]), String(text))
    } else if line.hasSuffix(" joins") {
      self = .joined(String(line.dropLast(" joins".count)))
    } else {
      return nil
    }
  }
}
