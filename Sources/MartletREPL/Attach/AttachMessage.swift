import MartletRuntime

/// What the two ends of an attached shell tell each other.
///
/// A frame is the length of what follows as four bytes, most significant first, a byte that tells the
/// kind, and the fields of that kind: numbers of fixed size, and texts with their length before them.
/// The first frame of each side is its hello, whose shape and kind never change: a side that speaks
/// another version reads it and can say so.
enum AttachMessage: Equatable, Sendable {
  /// The version of everything below.
  static let version: UInt16 = 1
  /// The longest frame.
  static let maximumCount = 8 << 20
  /// The longest frame before both sides have greeted.
  static let maximumHelloCount = 1 << 10

  // The client.
  /// Greets, with the release of the command, and says whether a shell is wanted or only news.
  case clientHello(version: UInt16, release: String, wantsShell: Bool)
  /// Tells what the client's terminal is like; before everything else and when it has changed.
  case traits(ShellTraits)
  /// Answers a request to read a statement.
  case statement(id: UInt32, ShellInput)
  /// Answers a request for a key.
  case key(id: UInt32, ShellKey)
  /// Answers a request for input; no bytes are the end.
  case input([UInt8])
  /// Tells what happened meanwhile.
  case event(ShellEvent)

  // The program.
  /// Greets, with the release of the program's machine and what is told about the program.
  case serverHello(version: UInt16, release: String, process: Int32, program: String)
  /// Says why there is no shell.
  case refusal(String)
  /// Asks for a statement.
  case readStatement(id: UInt32, prompt: String, continuation: String)
  /// Asks for a key.
  case readKey(id: UInt32, milliseconds: UInt32)
  /// Asks for input.
  case readInput
  /// Tells how a text may go on.
  case candidates(request: UInt32, start: UInt32, [ShellCandidate])
  /// What is printed.
  case output([UInt8])
  /// The shell has ended.
  case end(status: Int32)
  /// The program ends, and the shell with it.
  case programEnd(status: Int32)
}

extension AttachMessage {
  /// The numbers of the kinds in frames.
  private enum Kind: UInt8 {
    case clientHello = 1
    case serverHello = 2
    case refusal = 3
    case traits = 4
    case statement = 5
    case interrupted = 6
    case endOfStatements = 7
    case key = 8
    case keyTimeout = 9
    case keyEnd = 10
    case input = 11
    case complete = 12
    case interrupt = 13
    case resize = 14
    case closed = 15
    case readStatement = 16
    case readKey = 17
    case readInput = 18
    case candidates = 19
    case output = 20
    case end = 21
    case programEnd = 22
  }

  /// The frame, its length included.
  var frame: [UInt8] {
    var writer = FrameWriter()
    write(&writer)
    return writer.finished
  }

  private func write(_ writer: inout FrameWriter) {
    switch self {
    case .clientHello(let version, let release, let wantsShell):
      writer.begin(Kind.clientHello.rawValue)
      writer.add(version)
      writer.add(release)
      writer.add(wantsShell)
    case .serverHello(let version, let release, let process, let program):
      writer.begin(Kind.serverHello.rawValue)
      writer.add(version)
      writer.add(release)
      writer.add(process)
      writer.add(program)
    case .refusal(let why):
      writer.begin(Kind.refusal.rawValue)
      writer.add(why)
    case .traits(let traits):
      writer.begin(Kind.traits.rawValue)
      writer.add(traits.isInteractive)
      writer.add(traits.usesColor)
      writer.add(traits.movesCursor)
      writer.add(UInt32(clamping: traits.columns))
      writer.add(UInt32(clamping: traits.rows))
    case .statement(let id, let input): Self.write(&writer, id, input)
    case .key(let id, let key): Self.write(&writer, id, key)
    case .event(let event): Self.write(&writer, event)
    case .input(let bytes):
      writer.begin(Kind.input.rawValue)
      writer.add(bytes)
    case .readStatement(let id, let prompt, let continuation):
      writer.begin(Kind.readStatement.rawValue)
      writer.add(id)
      writer.add(prompt)
      writer.add(continuation)
    case .readKey(let id, let milliseconds):
      writer.begin(Kind.readKey.rawValue)
      writer.add(id)
      writer.add(milliseconds)
    case .readInput: writer.begin(Kind.readInput.rawValue)
    case .candidates(let request, let start, let candidates):
      writer.begin(Kind.candidates.rawValue)
      writer.add(request)
      writer.add(start)
      writer.add(UInt32(candidates.count))
      for candidate in candidates {
        writer.add(candidate.text)
        writer.add(candidate.description)
      }
    case .output(let bytes):
      writer.begin(Kind.output.rawValue)
      writer.add(bytes)
    case .end(let status):
      writer.begin(Kind.end.rawValue)
      writer.add(status)
    case .programEnd(let status):
      writer.begin(Kind.programEnd.rawValue)
      writer.add(status)
    }
  }

  private static func write(_ writer: inout FrameWriter, _ id: UInt32, _ input: ShellInput) {
    switch input {
    case .statement(let text):
      writer.begin(Kind.statement.rawValue)
      writer.add(id)
      writer.add(text)
    case .interrupted:
      writer.begin(Kind.interrupted.rawValue)
      writer.add(id)
    case .end:
      writer.begin(Kind.endOfStatements.rawValue)
      writer.add(id)
    }
  }

  private static func write(_ writer: inout FrameWriter, _ id: UInt32, _ key: ShellKey) {
    switch key {
    case .key(let text):
      writer.begin(Kind.key.rawValue)
      writer.add(id)
      writer.add(text)
    case .timeout:
      writer.begin(Kind.keyTimeout.rawValue)
      writer.add(id)
    case .end:
      writer.begin(Kind.keyEnd.rawValue)
      writer.add(id)
    }
  }

  private static func write(_ writer: inout FrameWriter, _ event: ShellEvent) {
    switch event {
    case .complete(let request, let text, let cursor):
      writer.begin(Kind.complete.rawValue)
      writer.add(UInt32(clamping: request))
      writer.add(text)
      writer.add(UInt32(clamping: cursor))
    case .interrupt: writer.begin(Kind.interrupt.rawValue)
    case .resize(let columns, let rows):
      writer.begin(Kind.resize.rawValue)
      writer.add(UInt32(clamping: columns))
      writer.add(UInt32(clamping: rows))
    case .closed: writer.begin(Kind.closed.rawValue)
    }
  }
}

extension AttachMessage {
  /// Reads the bytes of a frame that follow its length; nil when they are not what they should be.
  init?(_ bytes: [UInt8]) {
    var reader = FrameReader(bytes)
    guard let kind = reader.byte().flatMap(Kind.init),
      let message = AttachMessage.read(kind, &reader), reader.isAtEnd
    else { return nil }
    self = message
  }

  private static func read(_ kind: Kind, _ reader: inout FrameReader) -> AttachMessage? {
    switch kind {
    case .clientHello, .serverHello, .refusal: return greeting(kind, &reader)
    case .traits: return reader.traits().map(AttachMessage.traits)
    case .input: return reader.bytes().map(AttachMessage.input)
    case .statement, .interrupted, .endOfStatements, .key, .keyTimeout, .keyEnd:
      return answer(kind, &reader)
    case .complete:
      guard let request = reader.number(), let text = reader.text(),
        let cursor = reader.number(), Int(cursor) <= text.utf8.count
      else { return nil }
      return .event(.complete(request: Int(request), text: text, cursor: Int(cursor)))
    case .interrupt: return .event(.interrupt)
    case .resize:
      guard let columns = reader.number(), let rows = reader.number() else { return nil }
      return .event(.resize(columns: Int(columns), rows: Int(rows)))
    case .closed: return .event(.closed)
    case .readStatement:
      guard let id = reader.number(), let prompt = reader.text(),
        let continuation = reader.text()
      else { return nil }
      return .readStatement(id: id, prompt: prompt, continuation: continuation)
    case .readKey:
      guard let id = reader.number(), let milliseconds = reader.number() else { return nil }
      return .readKey(id: id, milliseconds: milliseconds)
    case .readInput: return .readInput
    case .candidates: return candidates(&reader)
    case .output: return reader.bytes().map(AttachMessage.output)
    case .end: return reader.number().map { .end(status: Int32(bitPattern: $0)) }
    case .programEnd:
      return reader.number().map { .programEnd(status: Int32(bitPattern: $0)) }
    }
  }

  private static func greeting(_ kind: Kind, _ reader: inout FrameReader) -> AttachMessage? {
    if kind == .refusal { return reader.text().map(AttachMessage.refusal) }
    guard let version = reader.shortNumber() else { return nil }
    // What follows belongs to the version; of another one it cannot be known.
    if version != AttachMessage.version {
      let release = reader.text() ?? ""
      reader.skipRest()
      return kind == .clientHello
        ? .clientHello(version: version, release: release, wantsShell: false)
        : .serverHello(version: version, release: release, process: 0, program: "")
    }
    guard let release = reader.text() else { return nil }
    if kind == .clientHello {
      return reader.flag().map {
        .clientHello(version: version, release: release, wantsShell: $0)
      }
    }
    guard let process = reader.number(), let program = reader.text() else { return nil }
    return .serverHello(
      version: version,
      release: release,
      process: Int32(bitPattern: process),
      program: program
    )
  }

  private static func answer(_ kind: Kind, _ reader: inout FrameReader) -> AttachMessage? {
    guard let id = reader.number() else { return nil }
    switch kind {
    case .statement: return reader.text().map { .statement(id: id, .statement($0)) }
    case .interrupted: return .statement(id: id, .interrupted)
    case .endOfStatements: return .statement(id: id, .end)
    case .key: return reader.text().map { .key(id: id, .key($0)) }
    case .keyTimeout: return .key(id: id, .timeout)
    case .keyEnd: return .key(id: id, .end)
    default: return nil
    }
  }

  private static func candidates(_ reader: inout FrameReader) -> AttachMessage? {
    guard let request = reader.number(), let start = reader.number(), let count = reader.number()
    else { return nil }
    var candidates: [ShellCandidate] = []
    for _ in 0..<count {
      guard let text = reader.text(), let description = reader.text() else { return nil }
      candidates.append(ShellCandidate(text, description: description))
    }
    return .candidates(request: request, start: start, candidates)
  }
}
