/// What ties a process to the Swift program that started it.
///
/// Both functions are called on whatever thread runs or takes down the machine, and must not block.
package protocol HostTie: AnyObject, Sendable {
  /// The first function of the process has returned `value`; it ends next.
  func finished(_ value: Value)
  /// The process has ended; called once, after ``finished(_:)`` where that was called.
  func ended(_ ending: ProcessEnding)
}

extension UnsafeMutablePointer<Process> {
  /// Whether the process stands for the host.
  var isOfHost: Bool { pointee.rare?.pointee.tie is HostPort }
}

/// How a process ended.
public struct ProcessEnding: Sendable {
  /// The exit reason; of an error without its trace, see ``report``.
  public let reason: Value
  /// What a crash report would say.
  public let report: CrashReport
  /// Whether the process was still alive when its machine was taken down.
  public let isByStop: Bool

  /// The most bytes of a reason that the host is given as a value; larger ones come as text.
  private static let reasonLimit = 64 << 10

  /// The end of a process whose machine is taken down.
  static let machineStopped = ProcessEnding(
    reason: .atom("shutdown"),
    report: CrashReport(
      process: "",
      name: nil,
      isMain: false,
      kind: "exit",
      reason: ":shutdown",
      tag: "shutdown",
      value: nil,
      trace: []
    ),
    isByStop: true
  )

  /// The end of a process that has done what it was started for; most do, so nothing is made for it.
  static let normal = ProcessEnding(
    reason: .atom("normal"),
    report: CrashReport(
      process: "",
      name: nil,
      isMain: false,
      kind: "exit",
      reason: ":normal",
      tag: "normal",
      value: nil,
      trace: []
    ),
    isByStop: false
  )

  private init(reason: Value, report: CrashReport, isByStop: Bool) {
    self.reason = reason
    self.report = report
    self.isByStop = isByStop
  }

  /// The end of the running process with an exit reason.
  init(_ context: ContextRef, _ reason: Term) {
    report = CrashReport.make(context, exit: reason)
    isByStop = false
    // An error that nobody caught: the reason without the trace, which is in the report.
    let said = report.kind == "exit" ? reason : reason.element(0)
    let thrown = report.kind == "throw" ? said.element(1) : said
    var reader = TermReader([thrown], context.pointee.machine, limit: ProcessEnding.reasonLimit)
    var steps = Int.max
    let isRead = (try? reader.run(&steps)) ?? false
    self.reason = isRead ? reader.values[0] : .string(report.reason)
  }
}
