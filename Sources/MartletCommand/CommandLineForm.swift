/// The form `martlet FILE [ARGUMENTS]`, known without the parser of options.
///
/// That parser looks types up by name and walks the conformances of all libraries: of a hello it
/// was 27 % of the time and 2.7 MB of the memory.
enum CommandLineForm {
  /// The words that are no files when they come first.
  static let commands = ["run", "eval", "check", "compile", "test", "shell", "attach", "help"]

  /// Returns the file and the program's own arguments; nil when the command line has another form.
  static func program(in arguments: [String]) -> (file: String, arguments: [String])? {
    guard arguments.count >= 2 else { return nil }
    let first = arguments[1]
    guard !first.isEmpty, first == "-" || !first.utf8.starts(with: "-".utf8),
      !commands.contains(first)
    else { return nil }
    return (first, Array(arguments[2...]))
  }

  /// Whether there is nothing but the command, which opens the shell.
  static func isBare(_ arguments: [String]) -> Bool { arguments.count <= 1 }

  /// Returns the words for the parser of options: those of the shell may stand without its name.
  static func words(of arguments: [String]) -> [String] {
    let words = Array(arguments.dropFirst())
    guard let first = words.first else { return ["shell"] }
    let name = first.prefix { $0 != "=" }
    return ["-i", "--no-color", "--no-startup", "--startup"].contains(name)
      ? ["shell"] + words : words
  }
}
