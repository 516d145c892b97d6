import Foundation
import TestSupport
import Testing

/// A tree of a thousand supervised workers under random kills, storms and calls with time-outs.
///
/// The program checks itself (see `programs/supervised_workers.mt`); from outside it must end well and leave
/// nothing. `SOAK=10 swift test --filter ActorSoak` runs it for ten minutes, `SEED=7` repeats a run.
@Suite(.serialized) struct ActorSoakTests {
  private static let program = PackagePaths.root + "/Tests/SoakTests/programs/supervised_workers.mt"
  private static let environment = ProcessInfo.processInfo.environment
  private static let minutes = environment["SOAK"].flatMap(Double.init)

  @Test(arguments: [
    RunVariant(schedulers: 2, stress: .plain), RunVariant(schedulers: 4, stress: .plain),
    RunVariant(schedulers: 2, stress: .oneReduction),
    RunVariant(schedulers: 2, stress: .collectAlways),
  ])
  func supervisedWorkersLoseNothingAndLeaveNothing(_ variant: RunVariant) async throws {
    let isPlain = variant.stress == .plain
    // Under stress everything takes many times as long: fewer workers are enough.
    let workers = isPlain ? 1_000 : 100
    let minutes = isPlain && variant.schedulers == 2 ? Self.minutes ?? 0.05 : 0.02
    let seed = Self.environment["SEED"].flatMap(Int.init) ?? .random(in: 1...1_000_000)
    let milliseconds = Int(minutes * 60_000)
    let result = try await run(variant, [seed, milliseconds, workers], within: minutes * 60)
    print("actor soak: seed \(seed), \(variant)\n\(result.output)", terminator: "")
    #expect(result.status == 0, "seed \(seed)\n\(result.output)\n\(result.errors)")
    #expect(result.output.hasSuffix("nothing is lost, nothing is left\n"), "seed \(seed)")
    #expect(result.leaks.isEmpty, "seed \(seed): \(result.leaks)")
  }

  @Test func aLostMessageIsFound() async throws {
    // A program that cannot fail proves nothing: one message in fifty is left out here.
    let sending = "GenServer.cast(pid, (:numbered, self(), n))"
    let text = try String(contentsOfFile: Self.program, encoding: .utf8)
    try #require(text.contains(sending))
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let program = scratch.file("program.mt")
    try text.replacingOccurrences(of: sending, with: "if n rem 50 != 7 { \(sending) }")
      .write(toFile: program, atomically: true, encoding: .utf8)
    let variant = RunVariant(schedulers: 2, stress: .plain)
    let result = try await run(variant, [1, 1_000, 100], within: 1, program: program)
    #expect(result.status == 1)
    #expect(result.output.contains("violated: the order"))
  }

  private func run(
    _ variant: RunVariant,
    _ arguments: [Int],
    within seconds: Double,
    program: String = program
  ) async throws -> (status: Int, output: String, errors: String, leaks: [String]) {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let statistics = scratch.file("statistics.json")
    let result = try await ChildProcess.run(
      command,
      ["run"] + variant.options + ["--statistics", statistics, program]
        + arguments.map(String.init),
      timeout: seconds * 3 + 300
    )
    let leaks = Statistics(path: statistics)?.failures(of: variant) ?? ["there are no statistics"]
    return (
      result.wasSignalled || result.timedOut ? -result.status - 1 : result.status,
      result.standardOutput, String(result.standardError.suffix(2_000)), leaks
    )
  }
}
