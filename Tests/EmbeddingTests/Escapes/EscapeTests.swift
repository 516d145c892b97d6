import Foundation
import Martlet
import Testing

/// Attempts to get out of a machine, to hold up the host, or to take more than is allowed.
///
/// With `MARTLET_ESCAPES=file` the figures are written there, a row of a table for each, and what other
/// tests would disturb is checked too; `ONLY=text` picks attacks by name.
@Suite(.serialized) struct EscapeTests {
  private static let environment = ProcessInfo.processInfo.environment

  static let attacks = Attack.all.filter {
    guard let only = environment["ONLY"], !only.isEmpty else { return true }
    return $0.name.contains(only)
  }

  @Test(.timeLimit(.minutes(2)), arguments: attacks) func isHeldOff(_ attack: Attack) async throws {
    let report = try await AttackRun.perform(attack)
    #expect(
      attack.expected.contains { report.outcome.hasPrefix($0) },
      "\(attack.name): \(report.outcome)"
    )
    #expect(report.isBystanderWell, "the well-behaved process does not answer")
    #expect(report.slowestAnswer < 20_000, "the well-behaved process did not answer")
    #expect(report.isHostAlive, "the host's process is gone")
    #expect(report.lateness.quantile(0.5) < 50, "the host was held up")
    // What grows is there twice for a moment, and small processes get a quarter more.
    #expect(report.peak.machine < attack.limits.maxMemoryBytes * 9 / 4 + (8 << 20))
    #expect(report.shutdown < 20_000)
    #expect(report.afterwards?.processesAlive == 0)
    #expect(report.afterwards?.timersAlive == 0)
    #expect(report.afterwards?.offHeapBytes == 0)
    #expect(report.isFreed, "something keeps the machine")
    if attack.isTold { #expect(!report.limits.isEmpty, "no event names a limit") }
    write(attack, report)
    if Self.environment["MARTLET_ESCAPES"] != nil {
      #expect(report.peak.resident < attack.limits.maxMemoryBytes * 3 + (64 << 20))
    }
  }

  private func write(_ attack: Attack, _ report: AttackReport) {
    func figure(_ value: Double) -> String { String(format: "%.1f", value) }
    func megabytes(_ bytes: Int) -> String { String(format: "%.0f", Double(bytes) / 1_048_576) }
    let cells = [
      attack.name.replacingOccurrences(of: "\n", with: "; "), report.outcome,
      figure(report.lateness.quantile(0.5)),
      figure(report.lateness.quantile(0.99)), figure(report.lateness.quantile(1)),
      figure(report.slowestAnswer), megabytes(report.peak.machine),
      megabytes(report.peak.resident), figure(report.shutdown),
    ]
    let row = "| \(cells.joined(separator: " | ")) |\n"
    guard let path = Self.environment["MARTLET_ESCAPES"], let file = fopen(path, "a") else {
      print("escape:", row, terminator: "")
      return
    }
    fputs(row, file)
    fclose(file)
  }
}
