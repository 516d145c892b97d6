import Synchronization

/// How large the heap of a process is, packed so that others can look without touching the heap.
///
/// The lowest 40 bits are the words of the block, the others those of the mature area in units of
/// 4 KB, rounded up: all that 64 GB and more tell is that they are so much.
struct HeapSizes {
  private static let blockBits: UInt64 = 40
  private static let unit = 512
  private static let mostUnits = 1 << 24 - 1

  /// The packed sizes.
  let bits: UInt64

  /// The words of the block.
  @inline(__always)
  var block: Int { Int(bits & (1 << HeapSizes.blockBits - 1)) }

  /// The words of the mature area, about.
  var mature: Int { Int(bits >> HeapSizes.blockBits) * HeapSizes.unit }

  /// Makes sizes of what was packed.
  @inline(__always)
  init(_ bits: UInt64) { self.bits = bits }

  /// The sizes with another block.
  func with(block words: Int) -> HeapSizes {
    HeapSizes((bits & ~(1 << HeapSizes.blockBits - 1)) | UInt64(words))
  }

  /// The sizes with another mature area.
  func with(mature words: Int) -> HeapSizes {
    let units = min((words + HeapSizes.unit - 1) / HeapSizes.unit, HeapSizes.mostUnits)
    return HeapSizes(UInt64(block) | UInt64(units) << HeapSizes.blockBits)
  }
}

extension Process {
  /// The words of block and mature area; only the owner changes them.
  @inline(__always)
  var heapSizes: HeapSizes {
    get { HeapSizes(sizes.load(ordering: .relaxed)) }
    nonmutating set { sizes.store(newValue.bits, ordering: .relaxed) }
  }

  /// The first word of the block.
  @inline(__always)
  var heapStart: UnsafeMutablePointer<UInt64> { heapEnd - heapSizes.block }

  /// Makes another block the process's own.
  mutating func setBlock(_ block: UnsafeMutablePointer<UInt64>, words: Int) {
    heapEnd = block + words
    heapSizes = heapSizes.with(block: words)
  }

  /// Takes note of the size of the mature area when that has changed.
  func noteMatureSize() {
    heapSizes = heapSizes.with(mature: old?.pointee.blockWords ?? 0)
  }
}
