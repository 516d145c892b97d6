import Dispatch
import Synchronization
import Testing

@testable import MartletRuntime

/// Registered names under threads that race for them.
@Suite struct NameTableTests {
  /// A table that threads share.
  private final class Shared: @unchecked Sendable {
    let names = NameTable()
    let holders = Atomic<Int>(0)
    let taken = Atomic<Int>(0)
    let wrong = Atomic<Int>(0)
  }

  @Test func aNameHasOneHolder() {
    let shared = Shared()
    let name = Atom(index: 70_000)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let pid = Term(pidSlot: thread + 1, generation: 3)
      for _ in 0..<20_000 {
        guard shared.names.insert(name, pid) else { continue }
        if shared.holders.add(1, ordering: .sequentiallyConsistent).newValue != 1
          || shared.names.find(name) != pid || shared.names.insert(name, pid)
        {
          shared.wrong.add(1, ordering: .relaxed)
        }
        shared.taken.add(1, ordering: .relaxed)
        shared.holders.subtract(1, ordering: .sequentiallyConsistent)
        if !shared.names.remove(name, pid) { shared.wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(shared.wrong.load(ordering: .relaxed) == 0)
    #expect(shared.taken.load(ordering: .relaxed) > 0)
    let left = shared.names.all().count
    #expect(left == 0)
  }

  @Test func chunksAreMadeOnceByThreadsThatRace() {
    let shared = Shared()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<400 {
        let atom = Atom(index: UInt32(number * 1_024 + thread))
        if !shared.names.insert(atom, Term(pidSlot: number * 4 + thread, generation: 0)) {
          shared.wrong.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(shared.wrong.load(ordering: .relaxed) == 0)
    let count = shared.names.all().count
    #expect(count == 1_600)
    for number in 0..<400 {
      for thread in 0..<4 {
        let atom = Atom(index: UInt32(number * 1_024 + thread))
        let pid = Term(pidSlot: number * 4 + thread, generation: 0)
        let found = shared.names.find(atom)
        let byOther = shared.names.remove(atom, Term(pidSlot: 5_000, generation: 0))
        let byHolder = shared.names.remove(atom, pid)
        #expect(found == pid && !byOther && byHolder)
      }
    }
  }
}
