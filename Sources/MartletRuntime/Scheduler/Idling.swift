/// How long a scheduler without work spins, and how long it sleeps.
///
/// Spinning saves who brings work the call that wakes a sleeper, some microseconds; in vain it
/// burns a processor. So a spin in vain halves the next one, and work that wakes a sleeper so soon
/// that the longest spin would have met it restores it. With 100,000 timers in a second both threads
/// used to spin from one to the next: 2.1 s of processor time instead of 0.9.
struct Idling {
  /// The longest spin in nanoseconds.
  static let longestSpin: UInt64 = 50_000
  /// Shorter ones are not worth their entry among the spinning.
  static let shortestSpin: UInt64 = 2_000
  /// The shortest sleep in nanoseconds.
  ///
  /// Timers that are due sooner wait for its end and share one wake-up, which costs about 5
  /// microseconds.
  static let leastSleep: UInt64 = 50_000

  /// How long to spin the next time, in nanoseconds.
  private(set) var spinTime = Idling.longestSpin

  /// A spin has found nothing.
  mutating func spunInVain() { spinTime /= 2 }

  /// Work has come after so many nanoseconds of sleep.
  mutating func wasWoken(after nanoseconds: UInt64) {
    if nanoseconds < Idling.longestSpin { spinTime = Idling.longestSpin }
  }

  /// How long to sleep when a timer is due then (`.max`: none): nanoseconds, negative without end.
  static func sleepTime(until deadline: UInt64, from now: UInt64) -> Int64 {
    if deadline == .max { return -1 }
    let left = deadline > now ? deadline - now : 0
    return Int64(clamping: max(left, leastSleep))
  }
}
