/// A set of registers with constant-time changes and fast iteration.
struct RegisterSet {
  private(set) var members: [Register] = []
  private var positions: [Int32]

  /// Makes an empty set for registers below `limit`.
  init(limit: Int) { positions = Array(repeating: -1, count: limit) }

  /// Whether a register is in the set.
  func contains(_ register: Register) -> Bool { positions[Int(register)] >= 0 }

  /// Puts a register in the set.
  mutating func insert(_ register: Register) {
    guard positions[Int(register)] < 0 else { return }
    positions[Int(register)] = Int32(members.count)
    members.append(register)
  }

  /// Takes a register out of the set.
  mutating func remove(_ register: Register) {
    let position = positions[Int(register)]
    guard position >= 0, let last = members.popLast() else { return }
    if last != register {
      members[Int(position)] = last
      positions[Int(last)] = position
    }
    positions[Int(register)] = -1
  }

  /// Empties the set.
  mutating func removeAll() {
    for member in members { positions[Int(member)] = -1 }
    members.removeAll(keepingCapacity: true)
  }
}

/// A set of X registers.
struct RegisterMask: Equatable {
  private var words: SIMD4<UInt64> = .zero

  /// All X registers.
  static let all: RegisterMask = {
    var mask = RegisterMask()
    mask.words = SIMD4(repeating: .max)
    return mask
  }()

  /// The registers below `count`.
  static func below(_ count: Int) -> RegisterMask {
    var mask = RegisterMask()
    for register in 0..<count { mask.insert(Int32(register)) }
    return mask
  }

  /// Whether a register is in the set.
  func contains(_ register: Register) -> Bool {
    words[Int(register) >> 6] & (1 << UInt64(register & 63)) != 0
  }

  /// Puts a register in the set.
  mutating func insert(_ register: Register) {
    words[Int(register) >> 6] |= 1 << UInt64(register & 63)
  }

  /// Takes a register out of the set.
  mutating func remove(_ register: Register) {
    words[Int(register) >> 6] &= ~(1 << UInt64(register & 63))
  }

  /// Adds the registers of another set.
  mutating func formUnion(_ other: RegisterMask) { words |= other.words }
  /// Keeps the registers that are in another set too.
  mutating func formIntersection(_ other: RegisterMask) { words &= other.words }

  /// The lowest register that is not in the set.
  var lowestFree: Register {
    for index in 0..<4 where words[index] != .max {
      return Int32(index * 64 + (~words[index]).trailingZeroBitCount)
    }
    return 256
  }

  /// One more than the highest register in the set.
  var count: Int {
    for index in (0..<4).reversed() where words[index] != 0 {
      return index * 64 + 64 - words[index].leadingZeroBitCount
    }
    return 0
  }
}
