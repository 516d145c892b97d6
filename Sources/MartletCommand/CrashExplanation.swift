/// An exit reason in words.
struct CrashExplanation {
  /// What happened, as part of a sentence.
  var words: String
  /// The value that did not fit, with a word for what it is.
  var value: (label: String, text: String)?
  /// What may help.
  var help: String?

  /// Explains a reason by its tag and what it says besides.
  init(_ crash: Crash) {
    let tag = crash.tag ?? ""
    if let value = crash.value, let known = Self.tagged[tag] {
      words = known.words
      help = known.help
      self.value = (known.label, value)
    } else if crash.value == nil, let known = Self.atoms[tag] {
      words = known.words
      help = known.help
    } else {
      words = crash.title == nil ? "it ended for a reason of its own" : ""
    }
    help = crash.help ?? help
  }

  private static let atoms: [String: (words: String, help: String?)] = [
    "badarith": (
      "arithmetic with something that is no number, or without a finite result", nil
    ),
    "badarg": ("a function was given an argument that it does not take", nil),
    "function_clause": ("no clause of the function takes its arguments", nil),
    "undef": (
      "the function that was called does not exist",
      "check the names of the module and the function, and the number of arguments"
    ),
    "noproc": ("there is no such process", nil),
    "timeout": ("the answer took too long", nil),
    "timeout_value": (
      "a time-out is neither a number of milliseconds nor :infinity", nil
    ),
    "system_limit": ("a limit of the machine is reached", nil),
    "heap_limit": (
      "the process asked for more memory than it may have",
      "the limits are the option `max_heap` of spawn and --max-memory of the command"
    ),
    "mailbox_overflow": ("its mailbox was full, and is not allowed to overflow", nil),
    "mailbox_full": ("the receiver's mailbox is full and rejects messages", nil),
    "killed": ("another process killed it", nil),
  ]

  private static let tagged: [String: (label: String, words: String, help: String?)] = [
    "badmatch": ("value", "the value does not match the pattern of the `let`", nil),
    "match_clause": ("value", "no arm matches the value", "an arm `_ -> ...` takes all others"),
    "not_permitted": (
      "capability", "what the function does has not been permitted to this machine", nil
    ),
    "badkey": ("key", "the map has no such key", "`m[key]` gives nil for a key that is missing"),
    "badmap": ("value", "a map is needed here", nil),
    "badfun": ("value", "what is called is not a function", nil),
    "badarity": ("call", "a function was called with a wrong number of arguments", nil),
    "bad_generator": ("value", "`for` takes a list, a range, a map or a binary", nil),
    "nocatch": ("value", "a value was thrown that nothing catches", nil),
  ]
}
