import Synchronization

/// An error of a host function that scripts get exactly as it is.
///
/// ```swift
/// throw HostError(reason: .tuple([.atom("unknown"), .string(sku)]))
/// ```
public struct HostError: Error, Sendable, CustomStringConvertible {
  /// What the script can catch: `(:error, reason)`.
  public let reason: Value

  /// Makes an error.
  ///
  /// - Parameter reason: What the script can catch.
  public init(reason: Value) { self.reason = reason }

  /// The reason as `inspect` shows it in scripts.
  public var description: String { reason.description }

  /// What becomes of an error of any type.
  init(_ error: any Error) {
    self =
      error as? HostError
      ?? HostError(reason: .tuple([.atom("host_error"), .string(String(describing: error))]))
  }
}

/// What a host function does, by how it waits.
package enum HostBody: Sendable {
  /// Answers at once, on the scheduler's thread; a call is charged `cost` reductions.
  case immediate(cost: Int, @Sendable ([Value]) throws -> Value)
  /// May block its thread, which is one of the blocking pool.
  case blocking(@Sendable ([Value]) throws -> Value)
  /// Waits in a task, while the process waits and its scheduler does not.
  case waiting(@Sendable ([Value]) async throws -> Value)
}

/// A host function as the machine takes it.
package struct HostDefinition: Sendable {
  let name: String
  let parameters: [String]
  let documentation: String
  let requirement: Capability.Kind?
  let body: HostBody

  /// Makes a definition; the number of parameters is its arity.
  package init(
    name: String,
    parameters: [String],
    documentation: String,
    requirement: Capability.Kind?,
    body: HostBody
  ) {
    self.name = name
    self.parameters = parameters
    self.documentation = documentation
    self.requirement = requirement
    self.body = body
  }

  /// The native function, which can be asked to let go of the closure.
  func native(_ shutter: HostShutter) -> Native {
    let holder = HostBodyHolder(body)
    shutter.add(holder)
    return Native(host: name, parameters, doc: documentation, requires: requirement) {
      call throws(Raise) in
      guard let body = holder.body else { throw call.error(.shutdown) }
      return try call.run(body)
    }
  }
}

/// Holds the closure of a host function until the machine is shut down: it may refer to what owns the
/// machine.
private final class HostBodyHolder: Sendable {
  private let held: Mutex<HostBody?>

  init(_ body: HostBody) { held = Mutex(body) }

  var body: HostBody? { held.withLock { $0 } }

  func letGo() {
    // The closure may hold anything: it goes outside the lock.
    let body = held.withLock { held -> HostBody? in
      defer { held = nil }
      return held
    }
    withExtendedLifetime(body) {}
  }
}

/// What a machine that is shut down tells its host functions by.
final class HostShutter: Sendable {
  private let holders = Mutex<[HostBodyHolder]>([])

  fileprivate func add(_ holder: HostBodyHolder) { holders.withLock { $0.append(holder) } }

  /// Lets go of all closures.
  func close() {
    let all = holders.withLock { holders -> [HostBodyHolder] in
      defer { holders = [] }
      return holders
    }
    for holder in all { holder.letGo() }
  }
}

/// What a host function has come to.
private enum HostOutcome: Sendable {
  case value(Value)
  /// A large value, whose term is there already.
  case written(WrittenTerm)
  case refused(TermWriteProblem)
  case failure(HostError)

  /// What a function gives or throws.
  init(_ function: () throws -> Value) {
    do { self = .value(try function()) } catch { self = .failure(HostError(error)) }
  }

  /// Writes the term of a large value, on a thread that others do not wait for.
  func prepared(_ machine: UnsafeTransfer<MachineRef>) -> HostOutcome {
    guard case .value(let value) = self else { return self }
    do throws(TermWriteProblem) {
      return try WrittenTerm(value, machine).map { .written($0) } ?? self
    } catch { return .refused(error) }
  }
}

extension NativeCall {
  /// Makes the call of a host function.
  fileprivate mutating func run(_ body: HostBody) throws(Raise) -> Term {
    let outcome: HostOutcome
    if isAwaiting(HostOutcome.self) {
      // The arguments have been read; what they become now is not looked at.
      guard let result: HostOutcome = awaiting({ _ in }) else { return .wait }
      outcome = result
    } else {
      guard
        let (arguments, bytes) = try countedValues(
          0..<count,
          limit: machine.pointee.limits.maxValueBytes
        )
      else { return .yield }
      switch body {
      case .immediate(let cost, let function):
        charge(cost)
        outcome = HostOutcome { try function(arguments) }
      case .blocking(let function):
        let machine = UnsafeTransfer(machine)
        let hold = try hold(bytes)
        guard
          let result: HostOutcome = blocking({
            withExtendedLifetime(hold) {
              HostOutcome { try function(arguments) }.prepared(machine)
            }
          })
        else { return .wait }
        outcome = result
      case .waiting(let function):
        let machine = UnsafeTransfer(machine)
        let hold = try hold(bytes)
        let result: HostOutcome? = awaiting(cancelling: { done in
          let task = Task {
            defer { withExtendedLifetime(hold) {} }
            do {
              done(HostOutcome.value(try await function(arguments)).prepared(machine))
            } catch { done(.failure(HostError(error))) }
          }
          return { task.cancel() }
        })
        guard let result else { return .wait }
        outcome = result
      }
    }
    switch outcome {
    case .value(let value): return try term(value)
    case .written(let written): return try take(written) ?? .nil
    case .refused(let problem): throw raise(problem)
    case .failure(let error): throw self.error(try term(error.reason))
    }
  }
}
