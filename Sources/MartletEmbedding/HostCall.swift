import MartletRuntime
import Synchronization

/// A call of a script function from a Swift task: it ends once, however its process does.
final class HostCall: HostTie {
  /// What came of the call.
  typealias Outcome = Result<Value, VirtualMachineError>

  private struct State {
    var continuation: UnsafeContinuation<Outcome, Never>?
    var process: ProcessID?
    var value: Value?
    /// Why the host has ended the process.
    var abandonment: VirtualMachineError?
    var isOver = false
  }

  private let state = Mutex(State())
  private let runtime: Runtime

  init(_ runtime: Runtime) { self.runtime = runtime }

  /// Starts the call's process.
  func start(
    _ continuation: UnsafeContinuation<Outcome, Never>,
    _ module: String,
    _ function: String,
    _ arguments: [Value],
    _ options: OutsideOptions
  ) {
    let abandonment = state.withLock { state in
      state.continuation = continuation
      return state.abandonment
    }
    if let abandonment {
      finish(.failure(abandonment))
      return
    }
    do throws(OutsideProblem) {
      let process = try runtime.spawn(
        module: module,
        function: function,
        arguments: arguments,
        options: options,
        tie: self
      )
      let isAbandoned = state.withLock { state in
        state.process = process
        return state.abandonment != nil
      }
      if isAbandoned { runtime.kill(process) }
    } catch {
      finish(.failure(VirtualMachineError(error)))
    }
  }

  /// Ends the call's process: the call fails with `error` unless it has its value by then.
  func abandon(_ error: VirtualMachineError) {
    let process = state.withLock { state -> ProcessID? in
      if state.isOver || state.abandonment != nil { return nil }
      state.abandonment = error
      return state.process
    }
    if let process { runtime.kill(process) }
  }

  func finished(_ value: Value) {
    state.withLock { state in
      if state.value == nil { state.value = value }
    }
  }

  func ended(_ ending: ProcessEnding) {
    let (value, abandonment) = state.withLock { ($0.value, $0.abandonment) }
    if let value {
      finish(.success(value))
    } else {
      finish(.failure(abandonment ?? VirtualMachineError(ending)))
    }
  }

  private func finish(_ outcome: Outcome) {
    let continuation = state.withLock { state -> UnsafeContinuation<Outcome, Never>? in
      state.isOver = true
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: outcome)
  }
}
