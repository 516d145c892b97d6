import MartletRuntime

/// Lets a person edit lines at a terminal.
///
/// It works on a thread of its own and never makes a caller wait, but for ``write(_:)``. While no
/// line is edited the terminal is in its usual mode, with echo; what is typed then is told line by
/// line.
package protocol LineEditor: AnyObject, Sendable {
  /// Starts the thread that hands over events, one after the other.
  ///
  /// - Parameter history: Statements of old, the oldest first.
  func start(history: [String], receive: @escaping @Sendable (LineEvent) -> Void)

  /// Shows a prompt and lets a line be edited.
  ///
  /// - Parameter typed: What has been typed before the prompt appeared; an end of line in it ends
  ///   the line.
  func edit(prompt: String, typed: String)

  /// Adds a statement to what can be called back.
  func remember(_ statement: String)

  /// Writes to the terminal, above the line that is being edited; waits until it is done.
  func write(_ bytes: [UInt8])

  /// Answers a request for completion.
  func complete(_ request: Int, start: Int, candidates: [ShellCandidate])

  /// Waits for a key; the event ``LineEvent/key(_:)`` tells of it.
  func readKey(milliseconds: Int)

  /// What the terminal is like now.
  var traits: ShellTraits { get }

  /// Gives the terminal back as it was and ends the thread.
  func finish()
}

/// What a line editor tells.
package enum LineEvent: Sendable, Equatable {
  /// The line that was edited, without its end; it has line breaks when it was pasted or called back.
  case line(String)
  /// Ctrl-D on an empty line.
  case end
  /// Ctrl-C, while a line was edited, which is dropped, or not.
  case interrupt(whileEditing: Bool)
  /// A line with its end that was typed while none was edited.
  case typed(String)
  /// Ctrl-D on an empty line while none was edited.
  case typedEnd
  /// How may the line go on at the cursor, an offset in its UTF-8?
  case complete(request: Int, line: String, cursor: Int)
  /// What came of waiting for a key.
  case key(ShellKey)
  /// The window has another size.
  case resize(columns: Int, rows: Int)
  /// The terminal is gone.
  case closed
}
