/// The generator SplitMix64: one word of state, which every number moves on by a constant.
enum SplitMix {
  /// The distance between two states.
  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The number that belongs to a state.
  @inline(__always)
  static func number(_ state: UInt64) -> UInt64 {
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

/// A generator whose state a program holds, as the tuple `(:random, high, low)`.
private struct HeldGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= SplitMix.step
    return SplitMix.number(state)
  }
}

extension NativeModule {
  /// Random numbers; `stdlib/random.mt` has the rest.
  static let random = NativeModule(
    "Random",
    [
      Native(
        "new",
        "seed",
        doc: """
          A generator as data: the same seed gives the same numbers everywhere. See
          `Random.next_int`.

          >> Random.new(42) == Random.new(42)
          true
          """
      ) { call throws(Raise) in
        guard call[0].isInteger else { throw call.badarg }
        let word = call[0].isSmall ? UInt64(bitPattern: Int64(call[0].small)) : call[0].word(0)
        return try call.generator(HeldGenerator(state: SplitMix.number(word &+ SplitMix.step)))
      },
      Native(
        "next_int",
        "generator",
        "low",
        "high",
        doc: """
          A random integer from `low` to `high`, both included, and the generator for the next one.

          >> let (n, _) = Random.next_int(Random.new(1), 1, 6); n >= 1 and n <= 6
          true
          """
      ) { call throws(Raise) in
        var generator = try call.generator(0)
        let range = try call.integerRange(1, 2)
        let number = Int.random(in: range, using: &generator)
        return try call.pair(try call.integer(number), generator)
      },
      Native(
        "next_float",
        "generator",
        doc: """
          A random float of at least 0 and less than 1, and the generator for the next one.

          >> let (x, _) = Random.next_float(Random.new(1)); x >= 0.0 and x < 1.0
          true
          """
      ) { call throws(Raise) in
        var generator = try call.generator(0)
        let number = Double.random(in: 0..<1, using: &generator)
        return try call.pair(try call.float(number), generator)
      },
      Native(
        "free_int",
        "low",
        "high",
        requires: .random,
        doc: """
          A random integer from `low` to `high`, whatever `Random.seed` has set.

          >> Random.free_int(3, 3)
          3
          """
      ) { call throws(Raise) in
        var generator = MachineGenerator(sandbox: call.sandbox)
        return try call.integer(Int.random(in: call.integerRange(0, 1), using: &generator))
      },
      Native(
        "any_int",
        "low",
        "high",
        doc: """
          Internal: what `Random.free_int` gives, but without the capability `random` one of numbers that can be
          foreseen: for spreading work and waits.
          """
      ) { call throws(Raise) in
        var generator = MachineGenerator(sandbox: call.sandbox)
        return try call.integer(Int.random(in: call.integerRange(0, 1), using: &generator))
      },
      Native(
        "free_float",
        requires: .random,
        doc: """
          A random float of at least 0 and less than 1, whatever `Random.seed` has set.

          >> Random.free_float() < 1.0
          true
          """
      ) { call throws(Raise) in
        var generator = MachineGenerator(sandbox: call.sandbox)
        return try call.float(Double.random(in: 0..<1, using: &generator))
      },
      Native(
        "bytes",
        "count",
        requires: .random,
        doc: """
          So many bytes that nobody can foresee, from the operating system: for keys and tokens.

          >> byte_size(Random.bytes(16))
          16
          """
      ) { call throws(Raise) in
        guard call[0].isSmall, call[0].small >= 0, call[0].small <= 1 << 16 else {
          throw call.badarg
        }
        let count = call[0].small
        call.charge(count / 8)
        return try call.binary(count: count) { target in
          SystemInformation.fillWithRandom(
            UnsafeMutableRawBufferPointer(start: target, count: count)
          )
        }
      },
    ]
  )
}

extension NativeCall {
  fileprivate func integerRange(_ low: Int, _ high: Int) throws(Raise) -> ClosedRange<Int> {
    guard let first = Integers.machineInteger(self[low]),
      let last = Integers.machineInteger(self[high]), first <= last
    else { throw badarg }
    return first...last
  }

  fileprivate func generator(_ index: Int) throws(Raise) -> HeldGenerator {
    let term = self[index]
    guard term.isTuple(of: 3), term.element(1).isSmall, term.element(2).isSmall else {
      throw badarg
    }
    return HeldGenerator(
      state: UInt64(truncatingIfNeeded: term.element(1).small) << 32
        | UInt64(truncatingIfNeeded: term.element(2).small) & 0xFFFF_FFFF
    )
  }

  fileprivate func generator(_ generator: HeldGenerator) throws(Raise) -> Term {
    let name = try atom("random")
    try reserve(4)
    return write { writer in
      writer.tuple(
        name,
        Term(small: Int(generator.state >> 32)),
        Term(small: Int(generator.state & 0xFFFF_FFFF))
      )
    }
  }

  fileprivate mutating func pair(_ value: Term, _ generator: HeldGenerator) throws(Raise) -> Term {
    let kept = keep(value)
    let next = keep(try self.generator(generator))
    try reserve(3)
    return write { $0.tuple(self[kept], self[next]) }
  }
}
