import Synchronization

/// Lets so many events a second pass and counts the others.
final class RateLimiter: Sendable {
  /// How long a window is, in nanoseconds.
  static let window: UInt64 = 1_000_000_000
  /// How many events of a system topic a subscriber gets in a window, unless it says otherwise.
  static let usualRate = 1_000

  /// What becomes of an event.
  enum Verdict: Equatable {
    case pass
    /// It is too much and has been counted.
    case suppressed
    /// It is too much and the first since the count was told: the count is due at `deadline`.
    case due(deadline: UInt64)
  }

  private struct State {
    var rate: Int
    var windowEnd: UInt64 = 0
    var passed = 0
    var suppressed = 0
    var isDue = false
  }

  /// What the signal that asks for the count carries.
  let number: UInt64
  private let state: Mutex<State>

  init(number: UInt64, rate: Int) {
    self.number = number
    state = Mutex(State(rate: rate))
  }

  /// Changes the rate from now on.
  func setRate(_ rate: Int) { state.withLock { $0.rate = rate } }

  /// Decides about an event that happens now.
  func admit(_ now: UInt64) -> Verdict {
    state.withLock { state in
      if now >= state.windowEnd {
        state.windowEnd = now + RateLimiter.window
        state.passed = 0
      }
      if state.passed < state.rate {
        state.passed += 1
        return .pass
      }
      return count(&state)
    }
  }

  /// Counts an event that could not be delivered as one that was too much.
  func refuse(_ now: UInt64) -> Verdict {
    state.withLock { state in
      if now >= state.windowEnd {
        state.windowEnd = now + RateLimiter.window
        state.passed = 0
      }
      return count(&state)
    }
  }

  private func count(_ state: inout State) -> Verdict {
    state.suppressed += 1
    if state.isDue { return .suppressed }
    state.isDue = true
    return .due(deadline: state.windowEnd)
  }

  /// Gives how many were too much since this was last asked.
  func takeSuppressed() -> Int {
    state.withLock { state in
      defer { state.suppressed = 0 }
      state.isDue = false
      return state.suppressed
    }
  }
}
