import Martlet
import Testing

/// A script that tries to get out of its machine, to hold up the program around it, or to take more than
/// it may have.
struct Attack: Sendable, CustomTestStringConvertible {
  /// What is attempted, in a few words.
  let name: String
  /// The functions of the module `Attack`, of which `run` is called.
  let script: String
  /// What may become of the call: beginnings of ``AttackReport/outcome``.
  let expected: [String]
  /// What the machine is granted.
  var capabilities: Capabilities = []
  /// What it may use.
  var limits = Limits.small
  /// How long the call may take; by default shortly when it is to end by that, otherwise long.
  var milliseconds: Int
  /// How many scheduler threads the machine has.
  var schedulers = 1
  /// The arguments of `run`.
  var arguments: [Value] = []
  /// Whether the machine's events must name a limit.
  var isTold = false
  /// How many milliseconds the function that takes what is printed needs for each piece.
  var outputMilliseconds = 0
  /// What is called from the host instead of `run`; gives ``AttackReport/outcome``.
  var body: (@Sendable (VirtualMachine, Mailbox) async -> String)?

  var testDescription: String { name }

  /// An attack that calls `run`.
  init(
    _ name: String,
    _ script: String,
    _ expected: String...,
    change: (inout Attack) -> Void = { _ in }
  ) {
    self.name = name
    self.script = script
    self.expected = expected
    milliseconds = expected.contains("timeout") ? 300 : 20_000
    change(&self)
  }

  /// All of them.
  static let all = loops + recursion + natives + memory + processes + reach + values + host
}

extension Limits {
  /// The limits that attacks run under unless they say otherwise.
  static let small = Limits(
    maxProcesses: 5_000,
    maxMemoryBytes: 64 << 20,
    maxAtoms: 20_000,
    maxTimers: 10_000
  )

  /// The small limits with a change.
  static func small(_ change: (inout Limits) -> Void) -> Limits {
    var limits = small
    change(&limits)
    return limits
  }
}
