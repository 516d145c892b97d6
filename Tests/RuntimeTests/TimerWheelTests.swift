import Testing

@testable import MartletRuntime

/// The timer wheel against a plain list of deadlines.
@Suite struct TimerWheelTests {
  private static let tick = UInt64(1) << TimerWheel.tickShift

  private static func makeTimer(_ number: Int, _ pool: borrowing Pool) -> TimerRef {
    let timer = TimerRef.allocate(capacity: 1)
    timer.initialize(
      to: Timer(
        next: nil,
        previous: nil,
        deadline: 0,
        place: TimerWheel.nowhere,
        wheel: 0,
        signal: pool.signal(.message, to: .nil, term: Term(small: number)),
        reference: Term(reference: UInt64(number + 1) << 6),
        target: .nil
      )
    )
    return timer
  }

  /// Times of every magnitude, from nothing to further than the wheel turns.
  private static func delay(_ random: inout SeededGenerator) -> UInt64 {
    UInt64.random(in: 0...(1 << UInt64.random(in: 0...55, using: &random)), using: &random)
  }

  @Test(arguments: 0..<12)
  func behavesLikeAListOfDeadlines(_ seed: Int) throws {
    var random = SeededGenerator(UInt64(seed))
    let pool = Pool(depot: Depot())
    var now = UInt64.random(in: 0...(1 << 50), using: &random)
    var wheel = TimerWheel(now: now)
    var running: [Int: (timer: TimerRef, deadline: UInt64)] = [:]
    var number = 0
    var expired = 0
    for _ in 0..<3_000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let timer = Self.makeTimer(number, pool)
        let deadline = now &+ Self.delay(&random)
        wheel.start(timer, deadline: deadline)
        running[number] = (timer, deadline)
        number += 1
      case 5, 6:
        guard let (key, entry) = running.randomElement(using: &random) else { continue }
        if Bool.random(using: &random) {
          let stopped = wheel.stop(entry.timer)
          #expect(stopped)
        } else {
          let stopped = wheel.stop(reference: entry.timer.pointee.reference)
          #expect(stopped == entry.timer)
        }
        let again = wheel.stop(entry.timer)
        #expect(!again)
        running[key] = nil
        entry.timer.deallocate()
      default:
        // The wheel walks over what it skips, so the steps are of less than a minute.
        let shift = UInt64.random(in: 10...34, using: &random)
        now &+= UInt64.random(in: 0...(1 << shift), using: &random)
        let next = wheel.nextDeadline
        if let next, let first = running.values.map(\.deadline).min() {
          #expect(next <= first + Self.tick, "nothing may be overslept")
        }
        var last: UInt64 = 0
        var timer = wheel.expire(now: now)
        while let each = timer {
          timer = each.pointee.next
          let key = each.pointee.signal.pointee.term.small
          let found = running.removeValue(forKey: key)
          let entry = try #require(found, "twice or stopped: \(key)")
          #expect(entry.deadline <= now, "early by \(entry.deadline &- now) ns")
          #expect(each.pointee.deadline >= last, "out of order")
          last = each.pointee.deadline
          each.deallocate()
          expired += 1
        }
        for entry in running.values {
          #expect(entry.deadline + Self.tick > now, "late by \(now &- entry.deadline) ns")
        }
      }
      let count = wheel.count
      #expect(count == running.count)
    }
    #expect(expired > 100)
    while let timer = wheel.popAny() { timer.deallocate() }
    let left = wheel.count
    #expect(left == 0)
  }

  /// The coarsest level begins anew every thirteen days; a timer of that moment is not late.
  @Test(arguments: [UInt64(1), 3, 7])
  func timersOverAFullTurnAreInTime(_ turns: UInt64) {
    let pool = Pool(depot: Depot())
    let turn = turns << 50
    for distance in [UInt64(1) << 15, 1 << 24, 1 << 36] {
      var wheel = TimerWheel(now: turn - distance)
      wheel.start(Self.makeTimer(1, pool), deadline: turn + distance)
      let early = wheel.expire(now: turn + distance - 2 * Self.tick)
      #expect(early == nil)
      let next = wheel.nextDeadline ?? .max
      #expect(next <= turn + distance + Self.tick)
      let expired = wheel.expire(now: turn + distance + Self.tick)
      #expect(expired != nil)
      expired?.deallocate()
    }
  }

  @Test func timersOfOneTickExpireInTheOrderOfTheirStart() {
    let pool = Pool(depot: Depot())
    for delay in [UInt64(1) << 20, 1 << 30, 1 << 33] {
      var wheel = TimerWheel(now: 12_345)
      for number in 0..<200 { wheel.start(Self.makeTimer(number, pool), deadline: 12_345 + delay) }
      var order: [Int] = []
      var timer = wheel.expire(now: 12_345 + delay + Self.tick)
      while let each = timer {
        timer = each.pointee.next
        order.append(each.pointee.signal.pointee.term.small)
        each.deallocate()
      }
      #expect(order == Array(0..<200))
    }
  }
}
