/// Words of other languages, for messages that say how Martlet puts it.
package enum ForeignWords {
  /// Values that have another name here.
  private static let values: [String: String] = [
    "null": "nil", "undefined": "nil", "none": "nil", "None": "nil", "Nil": "nil", "NULL": "nil",
    "True": "true", "False": "false", "Null": "nil",
  ]

  /// Returns what the value `word` is called here.
  ///
  /// Asked for every name, so that most are turned away without hashing.
  package static func value(_ word: String) -> String? {
    switch word.utf8.first {
    case UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "N"), UInt8(ascii: "T"),
      UInt8(ascii: "F"):
      values[word]
    default: nil
    }
  }

  /// Whether `word` declares functions in another language.
  static func declaresFunction(_ word: String) -> Bool {
    ["def", "defp", "func", "function", "fun", "proc", "sub"].contains(word)
  }

  /// Words that bind names.
  static let bindings: Set<String> = ["var", "const", "val", "mut", "local", "my", "auto"]

  /// Words that choose by a value.
  static let matches: Set<String> = ["case", "switch", "cond", "select"]

  /// Words that continue an `if`.
  static let elseIfs: Set<String> = ["elif", "elsif", "elseif", "elseIf"]

  /// What to say about other words that begin a statement elsewhere.
  static let statements: [String: (message: String, label: String)] = [
    "while": (
      "there is no `while`", "use `for` over a list or a range, or a function that calls itself"
    ),
    "until": (
      "there is no `until`", "use `for` over a list or a range, or a function that calls itself"
    ),
    "foreach": ("there is no `foreach`", "write `for x in xs { }`"),
    "unless": ("there is no `unless`", "write `if not condition { }`"),
    "import": ("there are no imports", "a module is found by its name: call `Module.function()`"),
    "require": ("there are no imports", "a module is found by its name: call `Module.function()`"),
    "include": ("there are no imports", "a module is found by its name: call `Module.function()`"),
    "use": ("there are no imports", "a module is found by its name: call `Module.function()`"),
    "class": (
      "there are no classes", "write `module Name { }` and keep the state in a process or a map"
    ),
    "struct": ("there are no structs", "use a map: `%{name: value}`"),
    "enum": ("there are no enums", "use atoms and tuples: `:none`, `(:some, x)`"),
    "type": ("there are no type declarations", "remove it"),
    "new": ("there is no `new`", "call a function that makes the value: `Queue.new()`"),
    "await": ("there is no `await`", "use `Task.await(task)`, or `receive { }`"),
    "async": ("there is no `async`", "use `Task.async { }`, or `spawn { }`"),
    "yield": ("there is no `yield`", "a process sends its values: `target ! value`"),
    "defmodule": ("a module is declared with `module`", "write `module Name { }`"),
    "go": ("there is no `go`", "write `spawn { }`"),
  ]

  /// Words between two operands in other languages.
  static let operators: [String: String] = [
    "is": "===", "isnt": "!==", "mod": "rem", "xor": "bxor", "shl": "bsl", "shr": "bsr",
    "eq": "==", "ne": "!=", "instanceof": "is_...", "andalso": "and", "orelse": "or",
  ]

  /// Returns `name` with a capital first letter.
  static func capitalized(_ name: String) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  /// Returns `name` with a small first letter.
  static func uncapitalized(_ name: String) -> String {
    name.prefix(1).lowercased() + name.dropFirst()
  }
}
