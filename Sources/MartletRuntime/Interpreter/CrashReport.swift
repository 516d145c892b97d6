/// What is told of a process that ended by an error, or of a program whose main process failed.
public struct CrashReport: Sendable {
  /// A line of the trace.
  public struct Frame: Sendable {
    /// The module.
    public let module: String
    /// The function.
    public let function: String
    /// The number of arguments.
    public let arity: Int
    /// The arguments as text, where they are known.
    public let arguments: [String]?
    /// The source file, where it is known.
    public let file: String?
    /// The line.
    public let line: Int?
  }

  /// The pid as programs print it.
  public var process: String
  /// The registered name, if any.
  public var name: String?
  /// Whether it is the main process.
  public let isMain: Bool
  /// `error`, `exit` or `throw`.
  public let kind: String
  /// The reason as text, cut to a readable length.
  public let reason: String
  /// The atom that the reason is or begins with, such as `badmatch`.
  public let tag: String?
  /// What the reason says besides its tag, as text.
  public let value: String?
  /// Where it happened, the innermost frame first.
  public let trace: [Frame]
  /// What the report is about in words, where it is not the crash of a process.
  public var title: String?
  /// What else is known, such as the last message of a server.
  public var notes: [Note] = []
  /// What may help.
  public var help: String?

  /// A detail of a report.
  public struct Note: Sendable {
    /// What the text is.
    public let label: String
    /// The detail as text.
    public let text: String
  }

  /// The most bytes of a term that a report shows.
  private static let textLimit = 2_000
  /// The most bytes of a detail.
  private static let noteLimit = 400
  /// The most details.
  private static let noteCount = 20

  /// Makes the report of the running process, which ends with the reason `(reason, trace)`.
  static func make(_ context: ContextRef, crash exit: Term, _ raised: Raise.Class) -> CrashReport {
    make(
      context,
      kind: raised == .throw ? "throw" : "error",
      reason: exit.element(0),
      trace: exit.element(1)
    )
  }

  /// Makes the report of an exit reason; one that is `(reason, trace)` is taken apart.
  static func make(_ context: ContextRef, exit reason: Term) -> CrashReport {
    if reason.isTuple(of: 2), isTrace(reason.element(1)) {
      let inner = reason.element(0)
      let isThrow = inner.isTuple(of: 2) && inner.element(0) == .atom(.nocatch)
      return make(
        context,
        kind: isThrow ? "throw" : "error",
        reason: inner,
        trace: reason.element(1)
      )
    }
    return make(context, kind: "exit", reason: reason, trace: .emptyList)
  }

  private static func isTrace(_ term: Term) -> Bool {
    term.isCons && term.head.isTuple(of: 4) && term.head.element(3).isMap
  }

  /// Makes the report of what the running process has caught.
  static func make(
    _ context: ContextRef,
    kind: String,
    reason: Term,
    trace: Term
  ) -> CrashReport {
    let atoms = context.pointee.atoms
    func text(_ term: Term) -> String { inspected(term, atoms, textLimit) }
    let process = context.pointee.process
    let name = process.pointee.name.load(ordering: .relaxed)
    let (tag, value) = parts(reason, atoms)
    var report = CrashReport(
      process: text(process.pid),
      name: name == 0 ? nil : text(Term(Atom(index: name - 1))),
      isMain: process.pointee.flags.contains(.main),
      kind: kind,
      reason: text(reason),
      tag: tag,
      value: value,
      trace: frames(trace, atoms)
    )
    report.help = report.helpWithCapability
    return report
  }

  /// Which function needed what the host has not granted, where that is what happened.
  private var helpWithCapability: String? {
    guard tag == "not_permitted", let value else { return nil }
    let name = String(value.drop { $0 == ":" })
    let function = trace.first.map { "`\($0.module).\($0.function)`" } ?? "the function"
    return """
      \(function) needs the capability `\(name)`, which this machine has not: the host grants it with \
      `capabilities: [\(Capability.Kind(name: name).grant)]`
      """
  }

  /// The atom that a reason is or begins with, and what it says besides.
  private static func parts(_ reason: Term, _ atoms: AtomTableRef) -> (String?, String?) {
    if reason.isAtom { return (atoms.pointee.text(reason.atom), nil) }
    guard reason.isTuple, reason.tupleCount >= 2, reason.element(0).isAtom else {
      return (nil, nil)
    }
    return (
      atoms.pointee.text(reason.element(0).atom), inspected(reason.element(1), atoms, textLimit)
    )
  }

  private static func inspected(_ term: Term, _ atoms: AtomTableRef, _ limit: Int) -> String {
    var inspector = Inspector(atoms: atoms, limit: limit)
    inspector.inspect(term)
    return String(decoding: inspector.bytes, as: UTF8.self)
  }

  /// A text as it is, an atom by its name.
  private static func displayed(_ term: Term, _ atoms: AtomTableRef) -> String {
    if term.isAtom { return atoms.pointee.text(term.atom) }
    var inspector = Inspector(atoms: atoms, limit: noteLimit)
    inspector.display(term)
    return String(decoding: inspector.bytes, as: UTF8.self)
  }

  private static func frames(_ trace: Term, _ atoms: AtomTableRef) -> [Frame] {
    var frames: [Frame] = []
    var rest = trace
    while rest.isCons, frames.count < 100 {
      if rest.head.isTuple(of: 4) {
        frames.append(frame(rest.head, atoms) { inspected($0, atoms, textLimit) })
      }
      rest = rest.tail
    }
    return frames
  }

  private static func frame(
    _ term: Term,
    _ atoms: AtomTableRef,
    _ text: (Term) -> String
  ) -> Frame {
    func name(_ term: Term) -> String { term.isAtom ? atoms.pointee.text(term.atom) : text(term) }
    var arguments: [String]?
    var arity = 0
    if term.element(2).isSmall {
      arity = term.element(2).small
    } else {
      var list: [String] = []
      var rest = term.element(2)
      while rest.isCons, list.count < 255 {
        list.append(text(rest.head))
        rest = rest.tail
      }
      arguments = list
      arity = list.count
    }
    var file: String?
    var line: Int?
    let place = term.element(3)
    if place.isMap {
      if let found = Maps.find(place, .atom(.file), atoms), found.isBinary {
        file = String(decoding: Binaries.bytes(of: found), as: UTF8.self)
      }
      if let found = Maps.find(place, .atom(.line), atoms), found.isSmall { line = found.small }
    }
    return Frame(
      module: name(term.element(0)),
      function: name(term.element(1)),
      arity: arity,
      arguments: arguments,
      file: file,
      line: line
    )
  }
}

// MARK: - Reports of programs

extension CrashReport {
  /// Makes the report that a program gives as a map.
  static func make(_ map: Term, _ atoms: AtomTableRef) -> CrashReport {
    func value(_ key: Atom.Known) -> Term? {
      guard let value = Maps.find(map, .atom(key), atoms), value != .nil else { return nil }
      return value
    }
    var reason = value(.reason)
    var trace = value(.trace)
    if trace == nil, let both = reason, both.isTuple(of: 2), isTrace(both.element(1)) {
      reason = both.element(0)
      trace = both.element(1)
    }
    let (tag, besides) = reason.map { parts($0, atoms) } ?? (nil, nil)
    var report = CrashReport(
      process: value(.pid).map { inspected($0, atoms, noteLimit) } ?? "",
      name: value(.name).map { inspected($0, atoms, noteLimit) },
      isMain: false,
      kind: value(.class).map { displayed($0, atoms) } ?? "error",
      reason: reason.map { inspected($0, atoms, textLimit) } ?? "",
      tag: tag,
      value: besides,
      trace: frames(trace ?? .emptyList, atoms)
    )
    report.title = value(.title).map { displayed($0, atoms) } ?? "report"
    report.help = value(.help).map { displayed($0, atoms) }
    var rest = value(.details) ?? .emptyList
    while rest.isCons, report.notes.count < noteCount {
      if rest.head.isTuple(of: 2) {
        report.notes.append(
          Note(
            label: displayed(rest.head.element(0), atoms),
            text: inspected(rest.head.element(1), atoms, noteLimit)
          )
        )
      }
      rest = rest.tail
    }
    return report
  }

  /// Says how many reports were left out.
  init(leftOut count: Int) {
    self.init(
      process: "",
      name: nil,
      isMain: false,
      kind: "error",
      reason: "",
      tag: nil,
      value: nil,
      trace: []
    )
    title = "\(count) more report\(count == 1 ? "" : "s") within a second left out"
    help = "`Events.subscribe(:crash)` gives every crash as a message"
  }
}
