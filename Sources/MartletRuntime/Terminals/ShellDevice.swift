/// Where an interactive shell is used: a terminal, a pipe, the other end of a socket, a test.
///
/// The shell itself is a program in the language (`stdlib/shell.mt`) that reaches its device by the
/// natives of the module `Terminal`. What takes time is asked for with a function that is called
/// when it is there: at once, later, on any thread, and once.
public protocol ShellDevice: AnyObject, Sendable {
  /// What the device is like now; a window may change.
  var traits: ShellTraits { get }

  /// Where the processes of the shell print to.
  var output: Output { get }

  /// Where the processes of the shell read from.
  var input: Input { get }

  /// Reads one statement, of however many lines.
  ///
  /// A call while another is under way takes over from it: what has been typed stays, and the earlier
  /// one ends with ``ShellInput/interrupted``.
  func readStatement(
    prompt: String,
    continuation: String,
    done: @escaping @Sendable (ShellInput) -> Void
  )

  /// Waits for the next event.
  ///
  /// Events that come while nobody waits are kept; a call while another is under way takes over.
  func awaitEvent(_ done: @escaping @Sendable (ShellEvent) -> Void)

  /// Answers a request for completion.
  ///
  /// - Parameters:
  ///   - request: The number of the request.
  ///   - start: Where in the line's UTF-8 the candidates begin; they replace what stands from there to
  ///     the cursor.
  ///   - candidates: What may stand there.
  func complete(_ request: Int, start: Int, candidates: [ShellCandidate])

  /// Waits for one key, without Enter.
  func readKey(milliseconds: Int, done: @escaping @Sendable (ShellKey) -> Void)

  /// The shell has ended.
  ///
  /// - Parameter status: What its user's command is to end with: 1 when nobody sits there and a
  ///   statement failed.
  func close(status: Int)
}

/// What a shell's device is like.
public struct ShellTraits: Sendable, Equatable {
  /// Whether somebody sits there and sees prompts.
  public var isInteractive: Bool
  /// Whether to use colour.
  public var usesColor: Bool
  /// Whether the cursor can be moved: lines redrawn, the screen cleared.
  public var movesCursor: Bool
  /// The width in columns.
  public var columns: Int
  /// The height in lines.
  public var rows: Int

  /// Makes traits.
  public init(
    isInteractive: Bool = false,
    usesColor: Bool = false,
    movesCursor: Bool = false,
    columns: Int = 80,
    rows: Int = 24
  ) {
    self.isInteractive = isInteractive
    self.usesColor = usesColor
    self.movesCursor = movesCursor
    self.columns = columns
    self.rows = rows
  }
}

/// What came of reading a statement.
public enum ShellInput: Sendable, Equatable {
  case statement(String)
  /// It was dropped, by Ctrl-C say.
  case interrupted
  case end
}

/// What happens while nobody reads a statement, or beside it.
public enum ShellEvent: Sendable, Equatable {
  /// Somebody wants to know how the text goes on at the cursor, an offset in its UTF-8.
  case complete(request: Int, text: String, cursor: Int)
  /// Ctrl-C while no statement is read.
  case interrupt
  case resize(columns: Int, rows: Int)
  /// Nobody is there any more.
  case closed
}

/// One way how a text may go on.
public struct ShellCandidate: Sendable, Equatable {
  /// What is put in place.
  public var text: String
  /// What is told about it; may be empty.
  public var description: String

  /// Makes a candidate.
  public init(_ text: String, description: String = "") {
    self.text = text
    self.description = description
  }
}

/// What came of waiting for a key.
public enum ShellKey: Sendable, Equatable {
  /// The bytes that the key sends.
  case key(String)
  case timeout
  case end
}
