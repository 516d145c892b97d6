/// What a piece of printed text is, for its colour.
enum TextStyle: UInt8 {
  case plain
  case number
  case string
  case atom
  /// `true`, `false` and `nil`.
  case constant
  /// Pids, references, functions: what has no source.
  case handle
  /// The name before a value in a map.
  case key
  /// What the printer itself says.
  case note

  /// The sequence that switches to the colour; empty for none.
  var code: [UInt8] { TextStyle.codes[Int(rawValue)] }

  /// The sequence that switches back.
  static let reset = Array("\u{1B}[0m".utf8)

  private static let codes = ["", "33", "32", "36", "35", "95", "94", "90"].map {
    $0.isEmpty ? [] : Array("\u{1B}[\($0)m".utf8)
  }
}
