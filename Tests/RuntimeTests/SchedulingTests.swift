import Testing

@testable import MartletRuntime

/// What schedulers decide by: when to hand work over, how long to spin and to sleep.
@Suite struct SchedulingTests {
  @Test func handOversInVainBecomeRarer() {
    let handOvers = HandOvers()
    #expect(handOvers.leastDebt(toSleeper: false) == 0)
    #expect(handOvers.leastDebt(toSleeper: true) == HandOvers.wakeDebt)
    var last = 0
    for _ in 0..<20 {
      handOvers.judge(work: 4 * HandOvers.worth - 1, turns: 4)
      let now = handOvers.leastDebt(toSleeper: false)
      #expect(now >= min(last + 1, HandOvers.waits.upperBound))
      last = now
    }
    #expect(last == HandOvers.waits.upperBound)
    #expect(handOvers.leastDebt(toSleeper: true) == last)
  }

  @Test func handOversThatPayAreSoonImmediateAgain() {
    let handOvers = HandOvers()
    for _ in 0..<20 { handOvers.judge(work: 0, turns: 1) }
    for _ in 0..<8 { handOvers.judge(work: 4 * HandOvers.worth, turns: 4) }
    #expect(handOvers.leastDebt(toSleeper: false) == 0)
  }

  @Test func spinsInVainBecomeShort() {
    var idling = Idling()
    #expect(idling.spinTime == Idling.longestSpin)
    for _ in 0..<8 { idling.spunInVain() }
    #expect(idling.spinTime < Idling.shortestSpin)
    // A spin would not have met that work.
    idling.wasWoken(after: Idling.longestSpin)
    #expect(idling.spinTime < Idling.shortestSpin)
    idling.wasWoken(after: Idling.longestSpin - 1)
    #expect(idling.spinTime == Idling.longestSpin)
  }

  @Test func sleepsAreNeverTooShortForATimer() {
    #expect(Idling.sleepTime(until: .max, from: 5) == -1)
    #expect(Idling.sleepTime(until: 1_000_005, from: 5) == 1_000_000)
    for deadline in [UInt64(0), 5, 6, 5 + Idling.leastSleep] {
      #expect(Idling.sleepTime(until: deadline, from: 5) == Int64(Idling.leastSleep))
    }
    #expect(Idling.sleepTime(until: .max - 1, from: 0) == .max)
  }

  @Test func exportsAreFoundAgain() {
    let code = CodeRegistry()
    let cache = ExportCache()
    // More names than places, so that they push one another out.
    for _ in 0..<2 {
      for module in UInt32(0)..<10 {
        for function in UInt32(0)..<40 {
          for arity in 0..<3 {
            let names = (Atom(index: module), Atom(index: function))
            let found = cache.find(names.0, names.1, arity, code)
            #expect(found == code.export(names.0, names.1, arity))
            #expect(found == cache.find(names.0, names.1, arity, code))
          }
        }
      }
    }
  }
}
