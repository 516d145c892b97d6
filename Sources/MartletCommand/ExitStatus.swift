import MartletRuntime

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
  /// A running program cannot be reached.
  static let unavailable = ExitStatus(number: 69)
  /// A file cannot be read.
  static let unreadable = ExitStatus(number: 74)
  /// Ctrl-C.
  static let interrupted = ExitStatus(number: 130)

  /// Makes the status of a program that has ended.
  init(_ report: ExitReport) {
    let number = report.status.map { Int32(truncatingIfNeeded: $0) }
    self.init(number: number ?? (report.isSuccess ? 0 : 1))
  }

  /// Makes the status of a number.
  init(number: Int32) { self.number = number }

  /// Ends the command.
  func leave() -> Never { exit(number) }
}
