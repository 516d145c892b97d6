import ArgumentParser

/// `martlet shell`, or `martlet` alone: opens the interactive shell.
struct ShellCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell",
    abstract: "Opens the interactive shell; so does `martlet` alone.",
    usage: """
      martlet shell [OPTIONS]
      martlet -i FILE [ARGUMENTS]
      """,
    discussion: """
      Statements come from standard input, with line editing when that is a terminal. They are kept \
      in $XDG_STATE_HOME/martlet/history (~/.local/state). A shell with a person before it begins with \
      $XDG_CONFIG_HOME/martlet/shell.mt (~/.config), if there is one.
      """
  )

  @Option(
    name: .customShort("i"),
    help: ArgumentHelp(
      "Run this file first, and stay with its variables and functions.",
      valueName: "file"
    )
  )
  var file: String?

  @Flag(help: "Use no colour; so do NO_COLOR=1 and TERM=dumb.")
  var noColor = false

  @Flag(help: "Do without the start-up file.")
  var noStartup = false

  @Option(help: ArgumentHelp("Take this start-up file.", valueName: "file"))
  var startup: String?

  @OptionGroup(title: "Machine") var machine: RunOptions
  @OptionGroup(title: "Machine") var listening: ListenOptions
  @OptionGroup(title: "Sources") var sources: SourceOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("What System.argv() gives.", valueName: "ARGUMENTS")
  )
  var arguments: [String] = []

  /// Whether what would be the program's own first argument asks for help: without a program, it is
  /// the user who asks.
  private var asksForHelp: Bool {
    file == nil && (arguments.first == "--help" || arguments.first == "-h")
  }

  func run() throws {
    if asksForHelp { throw CleanExit.helpRequest(self) }
    var start = ShellStart()
    start.file = file
    start.arguments = arguments
    if let startup { start.startup = .file(startup) } else if noStartup { start.startup = .none }
    start.machine = listening.added(to: machine.settings)
    start.sources = sources.settings
    if noColor { start.sources.color = .never }
    throw try start.run()
  }

  func validate() throws {
    if noStartup && startup != nil {
      throw ValidationError("--no-startup and --startup exclude each other.")
    }
    if file == nil, !asksForHelp, let first = arguments.first {
      throw ValidationError(
        first.hasPrefix("-")
          ? "Unknown option '\(first)'"
          : "Unexpected argument '\(first)': `martlet -i \(first)` runs a file first"
      )
    }
  }
}
