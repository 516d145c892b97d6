import Foundation
import TestSupport
import Testing

/// Whether workloads still get by with the counters that `Benchmarks/thresholds.json` allows.
///
/// Times depend on the machine and on what else it does; on one scheduler these counters do not.
@Suite struct CounterThresholdTests {
  /// A workload with small parameters, its result, and the most that each counter may be.
  struct Workload: Decodable, Sendable, CustomTestStringConvertible {
    let program: String
    let arguments: [String]
    let result: String
    let limits: [String: Int]

    var testDescription: String { ([program] + arguments).joined(separator: " ") }
  }

  private struct Thresholds: Decodable {
    let workloads: [Workload]
  }

  private static let folder = PackagePaths.root + "/Benchmarks"

  /// The workloads of the file, or none when it cannot be read; a test of its own says so.
  static let workloads: [Workload] = {
    let data = FileManager.default.contents(atPath: folder + "/thresholds.json") ?? Data()
    return (try? JSONDecoder().decode(Thresholds.self, from: data).workloads) ?? []
  }()

  @Test func thereAreThresholds() {
    #expect(Self.workloads.count >= 20, "Benchmarks/thresholds.json cannot be read or is too short")
    for workload in Self.workloads {
      #expect(!workload.limits.isEmpty, "\(workload.testDescription) has no bounds")
    }
  }

  @Test(arguments: workloads)
  func countersStayWithinTheirBounds(_ workload: Workload) async throws {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let programs = Self.folder + "/programs"
    let statistics = scratch.file("statistics.json")
    let result = try await Turnstile.programs.pass {
      try await ChildProcess.run(
        command,
        ["run", "--schedulers", "1", "-I", programs, "--statistics", statistics]
          + ["\(programs)/\(workload.program).mt"] + workload.arguments,
        timeout: 60
      )
    }
    try #require(result.status == 0, "\(workload.testDescription): \(result.standardError)")

    // The last line is the result and the microseconds.
    let last = result.standardOutput.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix(workload.result + " "), "\(workload.testDescription) printed \(last)")

    let data = try #require(FileManager.default.contents(atPath: statistics))
    let counters = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for (name, limit) in workload.limits.sorted(by: { $0.key < $1.key }) {
      let value = try #require(counters[name] as? Int, "the statistics have no number \(name)")
      #expect(
        value <= limit,
        """
        \(workload.testDescription): \(value) \(name), more than the \(limit) allowed. If that is \
        meant, say why in the commit and write the bounds anew: Benchmarks/run.py --thresholds
        """
      )
    }
  }
}
