import Testing

@testable import MartletRuntime

/// The sizes that others see of a process's heap.
@Suite struct HeapSizesTests {
  @Test func partsDoNotTouchEachOther() {
    var sizes = HeapSizes(0)
    sizes = sizes.with(block: 48)
    sizes = sizes.with(mature: 1_000)
    #expect(sizes.block == 48)
    #expect(sizes.mature == 1_024)
    sizes = sizes.with(block: 1 << 40 - 1)
    #expect(sizes.block == 1 << 40 - 1)
    #expect(sizes.mature == 1_024)
    sizes = sizes.with(mature: 0)
    #expect(sizes.block == 1 << 40 - 1)
    #expect(sizes.mature == 0)
  }

  @Test func whatIsTooLargeIsTheLargest() {
    let sizes = HeapSizes(0).with(block: 7).with(mature: .max / 8)
    #expect(sizes.block == 7)
    #expect(sizes.mature == (1 << 24 - 1) * 512)
  }

  /// What is seen from outside agrees with what the process itself knows, whatever its heap does.
  @Test func sizesFollowTheHeap() throws {
    let harness = TermsHarness()
    let process = harness.quiet.pointee.process
    for words in [10, 5_000, 100_000, 20, 400_000, 30] {
      try harness.makeRoom(words)
      _ = try harness.make(.list((0..<min(words, 1_000)).map { .int($0) }))
      let sizes = process.pointee.heapSizes
      #expect(sizes.block == process.pointee.heapEnd - process.pointee.heapStart)
      let mature = process.pointee.old?.pointee.blockWords ?? 0
      #expect(sizes.mature >= mature && sizes.mature < mature + 512)
    }
  }
}
