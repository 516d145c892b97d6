import Foundation
import Martlet
import Testing

/// Many attacks at once in one machine, in random order.
///
/// `SOAK=minutes` says for how long; by default it is short.
@Suite(.serialized) struct HostileSoakTests {
  private static let seconds =
    (ProcessInfo.processInfo.environment["SOAK"].flatMap(Double.init) ?? 0.05) * 60

  /// What runs in the machine without anything that the host has to do for it.
  ///
  /// Without optimisation arithmetic of large integers takes seconds.
  private static let attacks =
    (Attack.loops + Attack.recursion + Attack.memory + Attack.processes
    + Attack.reach).filter {
      $0.body == nil && $0.arguments.isEmpty && $0.capabilities == []
    }

  private static let bystander = """
    module Bystander {
      fn run(n) { receive { (:ping, from) -> from ! (:pong, n) }; run(n + 1) }
    }
    """

  @Test(.timeLimit(.minutes(30))) func aMachineSurvivesThemAll() async throws {
    var limits = Limits.small
    limits.maxAtoms = 200_000
    let vm = try VirtualMachine(.init(schedulers: 2, limits: limits, output: .discard))
    try vm.load(source: Self.bystander, named: "bystander.mt")
    var names: [String] = []
    for (index, attack) in Self.attacks.enumerated() {
      let script = attack.script.replacingOccurrences(of: "} fn ", with: "}\nfn ")
      // Some call functions of the host, which this one does not have.
      guard !script.contains("Stock.") else { continue }
      try vm.load(source: "module Attack\(index) {\n\(script)\n}", named: "attack\(index).mt")
      names.append("Attack\(index)")
    }
    let modules = names
    let host = try vm.mailbox(named: "host", limit: 100)
    let process = try vm.spawn("Bystander", "run", with: [0])
    let ticker = Ticker()
    let watch = MemoryWatch { [weak vm] in vm?.statistics.memoryBytes ?? 0 }
    let end = Date().addingTimeInterval(Self.seconds)
    let ended = await withTaskGroup(of: Int.self) { group in
      for seed in 0..<8 {
        group.addTask {
          var random = SoakRandom(state: UInt64(seed) &* 0x9E37_79B9 &+ 1)
          var count = 0
          repeat {
            let module = modules[Int(random.next() % UInt64(modules.count))]
            let options = SpawnOptions(
              maxHeapBytes: random.next() % 2 == 0 ? 8 << 20 : nil,
              maxReductions: random.next() % 2 == 0 ? 500_000 : nil,
              // Those that it starts end with it.
              wallTime: .milliseconds(500)
            )
            _ = try? await vm.call(
              module,
              "run",
              timeout: .milliseconds(Int(random.next() % 200 + 1)),
              options: options
            )
            count += 1
          } while Date() < end
          return count
        }
      }
      return await group.reduce(0, +)
    }
    let lateness = ticker.stop()
    let peak = watch.stop()
    #expect(vm.isAlive(process), "the well-behaved process is gone")
    #expect(vm.isAlive(host.pid), "the host's process is gone")
    // What the attacks have left has half a second.
    try await Task.sleep(for: .seconds(1))
    let isAnswered = await isAnswering(vm, process)
    #expect(isAnswered, "the well-behaved process does not answer")
    #expect(lateness.quantile(0.5) < 50)
    #expect(peak.machine < limits.maxMemoryBytes * 4)
    #expect(ended > 0)
    print(
      "soak: \(ended) attacks, p99 of the ticker \(lateness.quantile(0.99)) ms, machine",
      "\(peak.machine >> 20) MB, resident \(peak.resident >> 20) MB"
    )
    await vm.shutdown()
    #expect(vm.statistics.processesAlive == 0)
    #expect(vm.statistics.offHeapBytes == 0)
  }

  private func isAnswering(_ vm: VirtualMachine, _ process: ProcessID) async -> Bool {
    guard let answers = try? vm.mailbox(),
      (try? vm.send(.tuple([.atom("ping"), .pid(answers.pid)]), to: process)) == true
    else { return false }
    let waiting = Task { await answers.next() }
    let alarm = Task {
      try await Task.sleep(for: .seconds(20))
      waiting.cancel()
    }
    defer { alarm.cancel() }
    return await waiting.value != nil
  }
}

/// Numbers that are the same in every run (Steele and others' SplitMix).
private struct SoakRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
