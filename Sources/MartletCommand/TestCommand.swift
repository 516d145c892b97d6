import ArgumentParser
import Martlet
import MartletSyntax

/// `martlet test`: runs tests.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs tests and says which have failed.",
    usage: "martlet test [OPTIONS] [PATHS]",
    discussion: """
      A path is a test file, whose name ends in _test.mt; any other file, of which the examples \
      in the documentation are run; or a folder, of which all test files are run, those in folders \
      below it too. Without a path it is the current folder.

      Every test runs in a process of its own. Files run at the same time, the tests of a file one \
      after the other, in an order that changes from run to run: --seed with the number that was \
      shown repeats it.

      The last line is "N passed, N failed", with ", N skipped" if some were. The exit status is 0 \
      when all tests have passed, 1 when one has failed, and 2 when there are none.
      """
  )

  @Option(
    help: ArgumentHelp(
      "Run the tests in the order that this number gives; 0 is the order of the file.",
      valueName: "number"
    )
  )
  var seed: Int?

  @Option(
    help: ArgumentHelp(
      "Run only tests with this tag; may be given more than once.",
      valueName: "tag"
    )
  )
  var tag: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out tests with this tag; may be given more than once.",
      valueName: "tag"
    )
  )
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Run only tests that have this text in their name or in the path of their file.",
      valueName: "text"
    )
  )
  var filter: String?

  @Option(
    help: ArgumentHelp(
      "Run so many files at a time; as many as there are schedulers by default.",
      valueName: "number"
    )
  )
  var jobs: Int?

  @Option(help: ArgumentHelp("List so many of the slowest tests.", valueName: "number"))
  var slowest: Int?

  @Option(
    help: ArgumentHelp(
      "End a test that takes longer, in milliseconds; 60000 by default.",
      valueName: "ms"
    )
  )
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "Let expectations wait so long for messages when they do not say it; 5000 by default.",
      valueName: "ms"
    )
  )
  var wait: Int?

  @Flag(help: "In folders, also run the examples in the documentation of the other files.")
  var doctests = false

  @OptionGroup(title: "Machine") var machine: RunOptions
  @OptionGroup(title: "Sources") var sources: SourceOptions

  @Argument(help: ArgumentHelp("Test files and folders.", valueName: "PATHS"))
  var paths: [String] = []

  func validate() throws {
    let numbers = [
      ("seed", seed, 0), ("jobs", jobs, 1), ("slowest", slowest, 0), ("timeout", timeout, 1),
      ("wait", wait, 0),
    ]
    for (name, number, least) in numbers {
      if let number, number < least {
        throw ValidationError("--\(name) takes a number from \(least) on, not \(number).")
      }
    }
  }

  func run() throws {
    let folders = TestFolders.containing(paths.isEmpty ? ["."] : paths)
    let sources = self.sources.settings
    var pipeline = sources.pipeline(file: nil)
    // The modules beside the tests come before those of the current folder and of the options.
    pipeline.finder.folders = folders + pipeline.finder.folders.filter { !folders.contains($0) }
    let program = SourceText(name: "martlet test", "Test.Runner.main(System.argv())\n")
    throw try ProgramRun(
      settings: machine.settings,
      terminal: sources.terminal,
      pipeline: pipeline,
      arguments: arguments(folders)
    ).run(sources.compile(program, pipeline))
  }

  /// The options in the form in which `stdlib/test/runner.mt` takes them.
  private func arguments(_ folders: [String]) -> [String] {
    var arguments = doctests ? ["--doctests"] : []
    for (name, number) in [
      ("--seed", seed), ("--jobs", jobs), ("--slowest", slowest), ("--timeout", timeout),
      ("--wait", wait),
    ] {
      if let number { arguments += [name, String(number)] }
    }
    if let filter { arguments += ["--filter", filter] }
    arguments += tag.flatMap { ["--tag", $0] } + exclude.flatMap { ["--exclude", $0] }
    arguments += folders.flatMap { ["--folder", $0] }
    return arguments + ["--color", sources.color.rawValue, "--"] + paths
  }
}
