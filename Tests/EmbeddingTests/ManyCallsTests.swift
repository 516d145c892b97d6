import Martlet
import Testing

/// Calls by the ten thousand.
@Suite struct ManyCallsTests {
  #if DEBUG
  private let count = 20_000
  #else
  private let count = 100_000
  #endif

  private let script = """
    module Many {
      fn twice(n) { n * 2 }
      fn gate() { receive { :open -> :ok } }
      fn wait(gate, n) {
        monitor(gate)
        receive { (:DOWN, _, :process, _, _) -> n }
      }
    }
    """

  @Test func eachHasItsValue() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(source: script, named: "many.mt")
    let results = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<count {
        group.addTask { (number, try await vm.call("Many", "twice", with: [number])) }
      }
      return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
    }
    #expect(results.count == count)
    #expect(results.allSatisfy { $0.value == $0.key * 2 })
    // A call has its value just before its process is gone.
    while vm.statistics.processesAlive > 0 { try await Task.sleep(for: .milliseconds(1)) }
    await vm.shutdown()
  }

  @Test func allAreUnderWayAtOnce() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(source: script, named: "many.mt")
    let gate = try vm.spawn("Many", "gate")
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<count {
        group.addTask {
          try await vm.call("Many", "wait", with: [Value.pid(gate), .integer(number)])
        }
      }
      while vm.statistics.processesAlive < count + 1 { try await Task.sleep(for: .milliseconds(5)) }
      try vm.send(.atom("open"), to: gate)
      return try await group.reduce(0, +)
    }
    #expect(sum == count * (count - 1) / 2)
    await vm.shutdown()
  }

  @Test func thoseThatAreUnderWayFailWhenTheMachineStops() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(source: script, named: "many.mt")
    let stopped = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<1_000 {
        group.addTask {
          do {
            _ = try await vm.call("Many", "gate") as Value
            return false
          } catch VirtualMachineError.stopped { return true }
        }
      }
      while vm.statistics.processesAlive < 1_000 { try await Task.sleep(for: .milliseconds(5)) }
      await vm.shutdown()
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(stopped == 1_000)
  }
}
