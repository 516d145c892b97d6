import MartletBytecode

/// A text that a shell evaluates before it reads anything.
public struct ShellScript: Sendable {
  /// The name of the file.
  public var name: String
  /// The text.
  public var text: String

  /// Makes a script.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A statement that a shell wants compiled.
public struct StatementText: Sendable {
  /// The shell, by the number of its device.
  public var shell: Int
  /// What messages call the text: `martlet(3)`, or the file that it is from.
  public var name: String
  /// What was typed.
  public var text: String
  /// The variables that the shell has.
  public var variables: [String]
  /// Whether messages have colour.
  public var usesColor: Bool

  /// Makes a statement.
  public init(shell: Int, name: String, text: String, variables: [String], usesColor: Bool) {
    self.shell = shell
    self.name = name
    self.text = text
    self.variables = variables
    self.usesColor = usesColor
  }
}

/// What became of a statement.
public struct CompiledStatement: Sendable {
  /// The modules to load, in order; nil when the text has errors.
  public var modules: [BytecodeModule]?
  /// Modules that add to what has been loaded under their name.
  public var additions: [BytecodeModule]
  /// The module with the statement's expressions: its function `run` takes the map of the shell's
  /// variables and gives `(:"$done", value, map of new ones)`, or what else was given early; nil
  /// when there are none.
  public var main: String?
  /// What else the statement defines, as people read it: `module Stack`, `double/1`.
  public var definitions: [String]
  /// What there is to say about the text.
  public var messages: String

  /// Makes the result.
  public init(
    modules: [BytecodeModule]?,
    additions: [BytecodeModule] = [],
    main: String? = nil,
    definitions: [String] = [],
    messages: String = ""
  ) {
    self.modules = modules
    self.additions = additions
    self.main = main
    self.definitions = definitions
    self.messages = messages
  }
}
