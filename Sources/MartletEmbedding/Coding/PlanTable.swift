import Synchronization

/// What is known of types in all codings.
///
/// Finding out what a type conforms to costs more than coding most values. A coding takes what is
/// known when it begins and adds what it found out when it ends, so that there is one lock in it.
final class PlanTable<Plan: Sendable>: Sendable {
  private let plans = Mutex<[ObjectIdentifier: Plan]>([:])

  /// What is known so far.
  var known: [ObjectIdentifier: Plan] { plans.withLock { $0 } }

  /// Adds what a coding found out.
  func add(_ more: [ObjectIdentifier: Plan]) {
    plans.withLock { $0.merge(more) { known, _ in known } }
  }
}
