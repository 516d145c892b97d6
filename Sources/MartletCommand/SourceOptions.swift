import ArgumentParser

/// The options about where source texts come from and how messages look.
struct SourceOptions: ParsableArguments {
  @Option(
    name: .customShort("I"),
    help: ArgumentHelp(
      "Also look for modules in this folder; may be given more than once.",
      valueName: "path"
    )
  )
  var searchPaths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the standard library from this folder; so does the variable MARTLET_STDLIB.",
      valueName: "folder"
    )
  )
  var stdlib: String?

  @Option(help: "Whether messages have colour.")
  var color: ColorChoice = .auto

  /// What the options say.
  var settings: SourceSettings {
    SourceSettings(searchPaths: searchPaths, stdlib: stdlib, color: color)
  }
}
