/// A stack of words that grows; for walks over terms of any depth.
struct TermStack: ~Copyable {
  private var base: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 256
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  @inline(__always) var isEmpty: Bool { count == 0 }

  @inline(__always)
  mutating func push(_ word: UInt64) {
    if count == capacity { grow() }
    base[count] = word
    count = count &+ 1
  }

  @inline(__always)
  mutating func pop() -> UInt64 {
    count = count &- 1
    return base[count]
  }

  mutating func removeAll() { count = 0 }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
