import Testing

@testable import MartletRuntime

/// What is counted of a machine's memory, and what that has to do with other machines.
@Suite struct MemoryLedgerTests {
  private static func makeRuntime() -> Runtime {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    return Runtime(configuration: configuration)
  }

  @Test func machinesCountApart() {
    let first = Self.makeRuntime()
    let second = Self.makeRuntime()
    let before = second.statistics.memoryBytes
    let shared = SharedBytes.make(count: 1 << 20, in: first.machine.pointee.ledger)
    #expect(first.statistics.offHeapBytes >= 1 << 20)
    #expect(first.statistics.memoryBytes >= 1 << 20)
    #expect(second.statistics.offHeapBytes == 0)
    #expect(second.statistics.memoryBytes == before)
    SharedBytes.release(shared)
    #expect(first.statistics.offHeapBytes == 0)
  }

  @Test func aPoolCountsForItsMachine() {
    let first = Self.makeRuntime()
    let second = Self.makeRuntime()
    let before = (first.statistics.memoryBytes, second.statistics.memoryBytes)
    let pool = Pool(depot: first.machine.pointee.depot)
    let signals = (0..<10_000).map { _ in
      UnsafeTransfer(pool.signal(.message, to: .nil, term: .nil, words: 10))
    }
    #expect(first.statistics.memoryBytes >= before.0 + 10_000 * 112)
    #expect(second.statistics.memoryBytes == before.1)
    for signal in signals { pool.drop(signal.value) }
    #expect(first.statistics.memoryBytes < before.0 + 1_000 * 112)
  }

  @Test func sharedBytesMayOutliveTheirMachine() {
    var runtime: Runtime? = Self.makeRuntime()
    let shared = runtime.map { SharedBytes.make(count: 100, in: $0.machine.pointee.ledger) }
    runtime = nil
    guard let shared else { preconditionFailure("no runtime") }
    SharedBytes.bytes(shared)[99] = 7
    #expect(shared.pointee.ledger.pointee.sharedBytes >= 100)
    SharedBytes.release(shared)
  }
}
