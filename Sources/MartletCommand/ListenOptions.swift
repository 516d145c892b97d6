import ArgumentParser
import MartletREPL

/// The option that makes a program reachable.
struct ListenOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let `martlet attach NAME` open shells in the running program.",
      valueName: "NAME"
    )
  )
  var listen: String?

  /// Returns settings with what these options say.
  func added(to settings: RunSettings) -> RunSettings {
    var settings = settings
    settings.listen = listen
    return settings
  }

  func validate() throws {
    if let listen, !SocketFolder.isName(listen) {
      throw ValidationError("\(AttachProblem.badName(listen))")
    }
  }
}
