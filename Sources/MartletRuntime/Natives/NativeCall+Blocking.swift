import Synchronization

/// Work for another thread, and its result when it is done.
private final class BlockingWork<Result: Sendable>: NativeContinuation {
  let result = BlockingResult<Result>()
  /// What is done when nobody waits for the result any more.
  var abandon: (@Sendable () -> Void)?

  deinit { abandon?() }
}

/// Where the result of blocking work arrives.
private final class BlockingResult<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func set(_ value: Value) {
    self.value.withLock { $0 = value }
  }

  func take() -> Value? { value.withLock { $0 } }
}

extension NativeCall {
  /// Runs `work` on a thread that may block, while the process waits and its scheduler does not.
  ///
  /// - Returns: nil the first time; the native returns ``Term/wait`` then, and is called again with
  ///   the same arguments when the work is done. Then, the result.
  func blocking<Result: Sendable>(
    _ work: @escaping @Sendable () -> Result
  ) -> Result? {
    let pool = machine.pointee.blocking
    // The work may need the machine, which otherwise would be gone when it comes back late.
    let owner = machine.pointee.owner?.takeUnretainedValue()
    return awaiting { done in
      pool.submit { withExtendedLifetime(owner) { done(work()) } }
    }
  }

  /// Starts something on another thread, while the process waits for its result and its scheduler
  /// does not.
  ///
  /// - Parameter start: Called once, with a function that takes the result: on any thread, at once or
  ///   later.
  /// - Returns: nil the first time, as ``blocking(_:)`` does; then, the result.
  func awaiting<Result: Sendable>(
    _ start: (_ done: @escaping @Sendable (Result) -> Void) -> Void
  ) -> Result? {
    awaiting(cancelling: { done in
      start(done)
      return nil
    })
  }

  /// Starts something on another thread that can be cancelled; see ``awaiting(_:)``.
  ///
  /// - Parameter start: Gives what cancels it, which is called when the process ends before it is done.
  func awaiting<Result: Sendable>(
    cancelling start: (_ done: @escaping @Sendable (Result) -> Void) -> (@Sendable () -> Void)?
  ) -> Result? {
    if let state = continuation as? BlockingWork<Result> {
      if let result = state.result.take() {
        state.abandon = nil
        finish()
        return result
      }
      // Woken by something else: wait on.
      process.pointee.flags.insert(.waitsInNative)
      return nil
    }
    let state = BlockingWork<Result>()
    let ticket = expectAnswer()
    _ = yield(state)
    let result = state.result
    let machine = UnsafeTransfer(machine)
    let pid = process.pid
    let owner = self.machine.pointee.owner?.takeUnretainedValue()
    // Weakly: what never answers must not keep a machine that has been taken down.
    state.abandon = start { [weak owner] value in
      result.set(value)
      guard let owner else { return }
      withExtendedLifetime(owner) {
        machine.value.answerFromOutside(pid, ticket: ticket)
      }
    }
    return nil
  }

  /// Whether the native waits for such a result.
  func isAwaiting<Result: Sendable>(_ type: Result.Type) -> Bool {
    continuation is BlockingWork<Result>
  }

  /// Makes the process wait for an answer to a question with the number that is returned.
  func expectAnswer() -> UInt32 {
    let rare = process.rareState
    rare.pointee.ticket &+= 1
    process.pointee.flags.insert(.waitsInNative)
    return rare.pointee.ticket
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Tells a process, from a thread that is no scheduler, that what it waits for is done.
  fileprivate func answerFromOutside(_ pid: Term, ticket: UInt32) {
    // A machine that has stopped may be gone.
    if pointee.stopping.load(ordering: .acquiring) { return }
    let signal = pointee.outside.withLock { outside in
      UnsafeTransfer(outside.pool.signal(.nativeDone, to: pid, term: .none, extra: true))
    }.value
    signal.extra = UInt64(ticket)
    Delivery.send(signal, to: pid, from: nil, machine: self)
  }
}
