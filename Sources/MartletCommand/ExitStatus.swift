#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the command tells its caller at the end; thrown to leave with it.
struct ExitStatus: Error, Equatable {
  /// The number that the caller sees.
  let number: Int32

  /// The program has ended as it should.
  static let success = ExitStatus(number: 0)
  /// The main process has crashed.
  static let crash = ExitStatus(number: 1)
  /// The command was used wrongly.
  static let badUsage = ExitStatus(number: 2)
  /// The source text has errors.
  static let sourceErrors = ExitStatus(number: 65)
  /// A file cannot be read.
  static let unreadable = ExitStatus(number: 74)
  /// Ctrl-C.
  static let interrupted = ExitStatus(number: 130)

  /// Ends the command.
  func leave() -> Never { exit(number) }
}
