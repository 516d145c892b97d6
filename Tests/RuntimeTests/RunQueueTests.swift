import Testing

@testable import MartletRuntime

/// Whose turn it is.
@Suite struct RunQueueTests {
  private static let slice = 4_000

  /// A control block of which only what queues look at means something.
  private static func makeProcess(_ priority: Priority = .normal) -> ProcessRef {
    let bytes = MemoryLayout<Process>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    let process = memory.assumingMemoryBound(to: Process.self)
    process.pointee.priority = priority
    return process
  }

  /// Runs whoever's turn it is many times; gives how many turns each had.
  ///
  /// Processes with the work of a slice are spent after it, others are woken again at once.
  private static func run(
    _ queues: inout RunQueues,
    _ work: [ProcessRef: Int],
    turns: Int
  ) -> [ProcessRef: Int] {
    var counts: [ProcessRef: Int] = [:]
    for _ in 0..<turns {
      guard let process = queues.popFirst(), let cost = work[process] else { break }
      counts[process, default: 0] += 1
      process.pointee.flags.remove(.favoured)
      queues.charge(cost)
      if cost >= slice { queues.appendSpent(process) } else { queues.append(process) }
    }
    return counts
  }

  @Test(arguments: [1, 2, 8])
  func aChainOfShortStepsHasHalfBesideLoops(_ loops: Int) {
    var queues = RunQueues(slice: Self.slice)
    var work: [ProcessRef: Int] = [:]
    let chain = Self.makeProcess()
    work[chain] = 20
    queues.append(chain)
    for _ in 0..<loops {
      let loop = Self.makeProcess()
      work[loop] = Self.slice
      queues.append(loop)
    }
    let counts = Self.run(&queues, work, turns: 20_000)
    let chainWork = Double(counts[chain, default: 0] * 20)
    let loopTurns = counts.filter { $0.key != chain }.values
    let loopWork = Double(loopTurns.reduce(0, +) * Self.slice)
    #expect(chainWork / loopWork > 0.9 && chainWork / loopWork < 1.1)
    // The first turn of each was that of one who was spawned.
    #expect((loopTurns.max() ?? 0) - (loopTurns.min() ?? 0) <= 2)
    for process in work.keys { process.deallocate() }
  }

  @Test(arguments: [1, 4])
  func manyWithMuchToDoTakeTurnsWithLoops(_ loops: Int) {
    var queues = RunQueues(slice: Self.slice)
    var work: [ProcessRef: Int] = [:]
    for number in 0..<100 + loops {
      let process = Self.makeProcess()
      work[process] = number < 100 ? 1_000 : Self.slice
      queues.append(process)
    }
    let counts = Self.run(&queues, work, turns: (100 + loops) * 1_000)
    for (process, count) in counts {
      #expect(count > 900 && count < 1_100, "\(work[process] ?? 0)")
    }
    #expect(counts.count == work.count)
    for process in work.keys { process.deallocate() }
  }

  /// Loops whose turns are longer than a slice leave no work for others; these have turns all the
  /// same.
  @Test func oneThatIsWokenHasTurnsBesideLoopsThatOverrun() {
    var queues = RunQueues(slice: Self.slice)
    let woken = Self.makeProcess()
    var work = [woken: 20]
    queues.append(woken)
    for _ in 0..<5 {
      let loop = Self.makeProcess()
      work[loop] = Self.slice * 3
      queues.append(loop)
    }
    let counts = Self.run(&queues, work, turns: 6_000)
    #expect((900...1_100).contains(counts[woken, default: 0]))
    for process in work.keys { process.deallocate() }
  }

  @Test func prioritiesComeInOrderAndLowOnesHaveTurns() {
    var queues = RunQueues(slice: Self.slice)
    var work: [ProcessRef: Int] = [:]
    let low = Self.makeProcess(.low)
    let normal = Self.makeProcess()
    work[low] = Self.slice
    work[normal] = Self.slice
    queues.append(low)
    queues.append(normal)
    let counts = Self.run(&queues, work, turns: 900)
    #expect(counts[low] == 100)
    let high = Self.makeProcess(.high)
    let highest = Self.makeProcess(.max)
    queues.append(high)
    queues.appendSpent(highest)
    #expect(queues.waiting == 4)
    #expect(queues.popFirst() == highest)
    #expect(queues.popFirst() == high)
    for process in [low, normal, high, highest] { process.deallocate() }
  }

  @Test func whomTimeWakesGoesFirstOnce() {
    var queues = RunQueues(slice: Self.slice)
    let others = (0..<3).map { _ in Self.makeProcess() }
    for other in others { queues.append(other) }
    let spent = Self.makeProcess()
    queues.appendSpent(spent)
    let woken = Self.makeProcess()
    queues.appendUrgent(woken)
    #expect(queues.popFirst() == woken)
    // It has not run since.
    queues.appendUrgent(woken)
    #expect(queues.popFirst() != woken)
    var left: [ProcessRef] = []
    while let process = queues.popFirst() { left.append(process) }
    #expect(left.count == 4 && left.contains(woken) && queues.waiting == 0)
    for process in others + [spent, woken] { process.deallocate() }
  }

  @Test func loopsAreGivenAwayFirst() {
    var queues = RunQueues(slice: Self.slice)
    let woken = Self.makeProcess()
    let spent = Self.makeProcess()
    queues.append(woken)
    queues.appendSpent(spent)
    #expect(queues.popToGive() == spent)
    #expect(queues.waiting == 1)
    #expect(queues.popToGive() == woken)
    #expect(queues.popToGive() == nil && queues.popFirst() == nil && queues.waiting == 0)
    for process in [woken, spent] { process.deallocate() }
  }
}
