import Foundation

/// One way to run a program: a number of schedulers and a stress option.
package struct RunVariant: Sendable, CustomStringConvertible {
  /// What is done to shake out mistakes.
  package enum Stress: String, Sendable, CaseIterable {
    /// Nothing.
    case plain
    /// Collect, and move everything, at every safepoint.
    case collectAlways = "--collect-always"
    /// Let a process run for one reduction before the next one's turn.
    case oneReduction = "--one-reduction"
  }

  /// The number of scheduler threads.
  package let schedulers: Int
  /// The stress option.
  package let stress: Stress

  /// Creates a way to run programs.
  package init(schedulers: Int, stress: Stress) {
    self.schedulers = schedulers
    self.stress = stress
  }

  package var description: String { options.joined(separator: " ") }

  /// The options of `martlet run` that ask for this.
  package var options: [String] {
    ["--schedulers", String(schedulers)] + (stress == .plain ? [] : [stress.rawValue])
  }

  /// The ways in which a program with these expectations is run.
  package static func matrix(
    for expectations: Expectations,
    stress: [Stress] = Stress.allCases
  ) -> [RunVariant] {
    // What the compiler refuses is refused in every way alike.
    if !expectations.errors.isEmpty { return [RunVariant(schedulers: 1, stress: .plain)] }
    let many = expectations.schedulers ?? max(2, ProcessInfo.processInfo.activeProcessorCount)
    return (expectations.skipsStress ? [.plain] : stress).flatMap { stress in
      [RunVariant(schedulers: 1, stress: stress), RunVariant(schedulers: many, stress: stress)]
    }
  }
}
