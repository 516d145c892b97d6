#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The clocks of the machine, in nanoseconds.
enum SystemClock {
  /// Nanoseconds since 1970-01-01T00:00:00Z; jumps when somebody sets the clock.
  static var now: Int { read(CLOCK_REALTIME) }

  /// Nanoseconds since some moment; never goes back.
  static var monotonic: Int { read(CLOCK_MONOTONIC) }

  /// Nanoseconds of processor time that the whole program has used.
  static var processor: Int { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }
}
