import MartletRuntime

/// What goes wrong between a Swift program and its scripts.
public enum VirtualMachineError: Error, Sendable {
  /// A text has errors; the messages show the places, as the compiler does.
  case compilation(String)
  /// Bytecode is not valid, or a limit keeps it from being loaded.
  case loading(String)
  /// There is no such function, for example `Rules.total/1`.
  case noSuchFunction(String)
  /// An exception that the script did not catch ended the process of a call.
  ///
  /// Indirectly, since what is told of it would be room in the frames of every call.
  indirect case exception(ScriptException)
  /// The process of a call ended without a value: it was killed, or ended by itself with `exit`.
  case ended(reason: Value)
  /// A call took longer than it may; its process has been ended.
  case timeout
  /// The process of a call was ended because it exceeded a limit.
  case limit(LimitKind)
  /// The task that waited for a call was cancelled; the call's process has been ended.
  case cancelled
  /// A value does not fit.
  case conversion(ValueError)
  /// The mailbox is full.
  case mailboxFull
  /// No process has the name.
  case noSuchProcess
  /// A pid, a reference or a function is of another machine, or cannot be sent at all.
  case foreign(String)
  /// The name of a process to be started is taken.
  case nameTaken
  /// The machine has been shut down.
  case stopped
  /// The machine has no room for more: processes, atoms, memory or threads.
  case systemLimit(String)
}

/// An exception of a script that nobody caught.
public struct ScriptException: Error, Sendable {
  /// How it was raised.
  public enum Kind: String, Sendable {
    /// By `raise`, or by what cannot be done, such as `1 + :a`.
    case error
    /// By `throw`.
    case thrown
  }

  /// How it was raised.
  public let kind: Kind
  /// What was raised.
  public let reason: Value
  /// What a crash report would say, with the trace.
  public let report: CrashReport

  /// Where it was raised, the innermost call first.
  public var trace: [CrashReport.Frame] { report.trace }
}

extension ScriptException: CustomStringConvertible {
  /// The reason and the place, for example `(:badmatch, 3) in Rules.total/1 (rules.mt:12)`.
  public var description: String {
    var text = report.reason
    if let frame = trace.first {
      text += " in \(frame.module).\(frame.function)/\(frame.arity)"
      if let file = frame.file {
        text += " (\(file)\(frame.line.map { ":\($0)" } ?? ""))"
      }
    }
    return text
  }
}

extension VirtualMachineError: CustomStringConvertible {
  /// What went wrong, in words.
  public var description: String {
    switch self {
    case .compilation(let messages): messages
    case .loading(let problem): "the module could not be loaded: \(problem)"
    case .noSuchFunction(let name): "there is no function \(name)"
    case .exception(let exception): "the script raised \(exception)"
    case .ended(let reason): "the process ended with the reason \(reason)"
    case .timeout: "the call took longer than it may"
    case .limit(let kind): "the process exceeded its limit of \(kind)"
    case .cancelled: "the call was cancelled"
    case .conversion(let error): error.description
    case .mailboxFull: "the mailbox is full"
    case .noSuchProcess: "no process has the name"
    case .foreign(let problem): problem
    case .nameTaken: "the name of the process is taken"
    case .stopped: "the machine has been shut down"
    case .systemLimit(let what): "the machine has no room for more \(what)"
    }
  }
}

extension VirtualMachineError {
  /// What went wrong outside the machine's own threads.
  init(_ problem: OutsideProblem) {
    switch problem {
    case .stopped: self = .stopped
    case .processLimit: self = .systemLimit("processes")
    case .nameTaken: self = .nameTaken
    case .memory: self = .systemLimit("memory")
    case .atoms: self = .systemLimit("atoms")
    case .spent: self = .limit(.reductions)
    case .mailboxFull: self = .mailboxFull
    case .foreign: self = .foreign("the process is one of another machine")
    case .value(let problem): self.init(problem)
    }
  }

  /// Why a value cannot go into a machine.
  private init(_ problem: TermWriteProblem) {
    switch problem {
    case .tooLarge: self = .systemLimit("memory")
    case .tooManyAtoms: self = .systemLimit("atoms")
    case .tooDeep: self = .conversion(ValueError(.tooDeep))
    case .notFinite: self = .conversion(ValueError("the float is infinite or not a number"))
    case .function: self = .foreign("functions of scripts cannot be sent back")
    case .foreign: self = .foreign("the value has a pid or a reference of another machine in it")
    }
  }

  /// How a process ended that was to give a value.
  init(_ ending: ProcessEnding) {
    if ending.isByStop {
      self = .stopped
    } else if let kind = LimitKind(exitReason: ending.reason) {
      self = .limit(kind)
    } else if ending.report.kind == "exit" {
      self = .ended(reason: ending.reason)
    } else {
      self = .exception(
        ScriptException(
          kind: ending.report.kind == "throw" ? .thrown : .error,
          reason: ending.reason,
          report: ending.report
        )
      )
    }
  }
}
