import Dispatch
import Synchronization
import Testing

@testable import MartletRuntime

/// What decides who gets an event.
@Suite struct EventTests {
  @Test func aLimiterLetsItsRatePassInEveryWindow() {
    let limiter = RateLimiter(number: 1, rate: 3)
    let start: UInt64 = 5_000_000_000
    for _ in 0..<3 { #expect(limiter.admit(start) == .pass) }
    #expect(limiter.admit(start + 1) == .due(deadline: start + RateLimiter.window))
    #expect(limiter.admit(start + 2) == .suppressed)
    #expect(limiter.refuse(start + 3) == .suppressed)
    // The count is told once, and the next window begins with the next event.
    #expect(limiter.takeSuppressed() == 3)
    #expect(limiter.takeSuppressed() == 0)
    let later = start + RateLimiter.window
    #expect(limiter.admit(later) == .pass)
    limiter.setRate(1)
    #expect(limiter.admit(later + 1) == .due(deadline: later + RateLimiter.window))
    #expect(limiter.takeSuppressed() == 1)
  }

  @Test func threadsTogetherPassNoMoreThanTheRate() {
    let limiter = RateLimiter(number: 1, rate: 1_000)
    let passed = Atomic(0)
    let due = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<10_000 {
        switch limiter.admit(1) {
        case .pass: passed.add(1, ordering: .relaxed)
        case .suppressed: break
        case .due: due.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(passed.load(ordering: .relaxed) == 1_000)
    #expect(due.load(ordering: .relaxed) == 1)
    #expect(limiter.takeSuppressed() == 39_000)
  }

  @Test func subscribersOfATopicComeAndGo() {
    let nothing = AddressRange(start: 0, length: 0)
    let topic = EventTopic(
      Term(small: 7),
      hash: 0,
      shard: 0,
      literals: nothing,
      share: LedgerShare()
    )
    var numbers = RandomNumbers(seed: 1)
    var expected: Set<UInt64> = []
    for step in 0..<20_000 {
      let pid = Term(pidSlot: Int(numbers.next() % 2_000), generation: 1)
      // First more come than go, then the other way round.
      if numbers.next() % 10 < (step < 10_000 ? 8 : 2) {
        topic.add(EventSubscriber(pid: pid, limiter: nil, threshold: step))
        expected.insert(pid.bits)
        #expect(topic.find(pid)?.threshold == step)
      } else {
        topic.remove(pid)
        expected.remove(pid.bits)
        #expect(topic.find(pid) == nil)
      }
      if step % 1_000 == 0 {
        let all = topic.subscribers.map(\.pid.bits)
        #expect(all.count == topic.count)
        #expect(Set(all) == expected)
      }
    }
    for bits in expected { topic.remove(Term(bits: bits)) }
    #expect(topic.count == 0)
    #expect(topic.pages.isEmpty)
  }

  /// Numbers that are the same in every run.
  private struct RandomNumbers {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
