/// A set of X registers, as bits.
struct RegisterSet: Equatable {
  /// How many registers instructions can name.
  static let limit = 255

  private var bits: SIMD4<UInt64> = .zero

  /// The registers below `count`.
  init(below count: Int) {
    for lane in 0..<4 {
      let inLane = min(max(count - lane * 64, 0), 64)
      bits[lane] = inLane == 64 ? .max : (1 << UInt64(inLane)) - 1
    }
  }

  func contains(_ register: Int) -> Bool {
    register < 256 && bits[register >> 6] >> UInt64(register & 63) & 1 == 1
  }

  /// Whether every register below `count` is a member.
  func contains(below count: Int) -> Bool {
    let wanted = RegisterSet(below: count)
    return bits & wanted.bits == wanted.bits
  }

  /// The first register below `count` that is no member.
  func firstMissing(below count: Int) -> Int? { (0..<count).first { !contains($0) } }

  mutating func insert(_ register: Int) {
    if register < 256 { bits[register >> 6] |= 1 << UInt64(register & 63) }
  }

  mutating func keep(below count: Int) { bits &= RegisterSet(below: count).bits }

  mutating func formIntersection(_ other: RegisterSet) { bits &= other.bits }
}
