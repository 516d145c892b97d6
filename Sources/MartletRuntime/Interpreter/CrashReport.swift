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
  public let process: String
  /// The registered name, if any.
  public let name: String?
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

  /// The most bytes of a term that a report shows.
  private static let textLimit = 2_000

  /// Tells the host of the running process, whose exit reason `(reason, trace)` is set.
  static func publish(_ context: ContextRef, _ raised: Raise.Class) {
    let process = context.pointee.process
    guard let rare = process.pointee.rare, rare.pointee.exitReason.isTuple(of: 2) else { return }
    let isMain = process.pointee.flags.contains(.main)
    // The main process's report comes with the end of the program.
    if isMain { return }
    let report = make(
      context,
      kind: raised == .throw ? "throw" : "error",
      reason: rare.pointee.exitReason.element(0),
      trace: rare.pointee.exitReason.element(1)
    )
    context.pointee.machine.pointee.hooks.reportCrash(report)
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

  private static func make(
    _ context: ContextRef,
    kind: String,
    reason: Term,
    trace: Term
  ) -> CrashReport {
    let atoms = context.pointee.atoms
    func text(_ term: Term) -> String {
      var inspector = Inspector(atoms: atoms, limit: textLimit)
      inspector.inspect(term)
      return String(decoding: inspector.bytes, as: UTF8.self)
    }
    let process = context.pointee.process
    let name = process.pointee.name.load(ordering: .relaxed)
    var tag: String?
    var value: String?
    if reason.isAtom {
      tag = atoms.pointee.text(reason.atom)
    } else if reason.isTuple, reason.tupleCount >= 2, reason.element(0).isAtom {
      tag = atoms.pointee.text(reason.element(0).atom)
      value = text(reason.element(1))
    }
    var frames: [Frame] = []
    var rest = trace
    while rest.isCons {
      if rest.head.isTuple(of: 4) { frames.append(frame(rest.head, atoms, text)) }
      rest = rest.tail
    }
    return CrashReport(
      process: text(process.pid),
      name: name == 0 ? nil : text(Term(Atom(index: name - 1))),
      isMain: process.pointee.flags.contains(.main),
      kind: kind,
      reason: text(reason),
      tag: tag,
      value: value,
      trace: frames
    )
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
