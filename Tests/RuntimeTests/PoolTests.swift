import Foundation
import Testing

@testable import MartletRuntime

/// Pools of small blocks: no block is out twice, none is lost.
@Suite struct PoolTests {
  @Test(arguments: 0..<6)
  func blocksAreOutOnce(_ seed: Int) {
    var random = SeededGenerator(UInt64(seed))
    let depot = Depot()
    // Blocks wander from one pool to another, as signals do.
    let first = Pool(depot: depot)
    let second = Pool(depot: depot)
    var out: [UnsafeMutableRawPointer: (sizeClass: Int, mark: UInt8)] = [:]
    for step in 0..<40_000 {
      let growing = (step / 5_000).isMultiple(of: 2)
      if Int.random(in: 0..<10, using: &random) < (growing ? 7 : 3) || out.isEmpty {
        let sizeClass = Int.random(in: 1...Pool.classCount, using: &random)
        let block = Bool.random(using: &random) ? first.take(sizeClass) : second.take(sizeClass)
        let mark = UInt8.random(in: 0...255, using: &random)
        #expect(out.updateValue((sizeClass, mark), forKey: block) == nil, "handed out twice")
        memset(block, Int32(mark), sizeClass * Pool.step)
      } else if let (block, entry) = out.first {
        let bytes = UnsafeRawBufferPointer(start: block, count: entry.sizeClass * Pool.step)
        #expect(bytes.allSatisfy { $0 == entry.mark }, "another block overlaps")
        out[block] = nil
        if Bool.random(using: &random) {
          first.give(block, entry.sizeClass)
        } else {
          second.give(block, entry.sizeClass)
        }
      }
    }
    let ranges = out.map { (UInt(bitPattern: $0.key), UInt($0.value.sizeClass * Pool.step)) }
      .sorted { $0.0 < $1.0 }
    for (one, next) in zip(ranges, ranges.dropFirst()) { #expect(one.0 + one.1 <= next.0) }
  }

  @Test func growthIsNoticed() {
    let pool = Pool(depot: Depot())
    let block = pool.take(1)
    let first = pool.growth
    pool.growth = 0
    pool.give(block, 1)
    let again = pool.take(1)
    let reused = pool.growth
    for _ in 0..<Pool.batch { _ = pool.take(1) }
    let last = pool.growth
    #expect(first == 1 && reused == 0 && last == 1)
    #expect(again == block)
  }

  @Test func signalsOfEverySizeGoBackWhereTheyCameFrom() {
    let pool = Pool(depot: Depot())
    for words in 0..<200 {
      let signal = pool.signal(.message, to: .nil, term: .nil, words: words, extra: true)
      for index in 0...words { signal.payload[index] = .max }
      #expect(signal.pointee.words == UInt32(words))
      #expect(signal.extra == .max)
      pool.free(signal)
    }
  }
}
