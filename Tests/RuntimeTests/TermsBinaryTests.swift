import BigInt
import MartletBytecode
import Testing

@testable import MartletRuntime

/// Fields of binaries against a model that knows only single bits.
struct TermsBinaryTests {
  let harness = TermsHarness()

  /// The bits of bytes, in order.
  private func bits(_ bytes: [UInt8]) -> [Bool] {
    bytes.flatMap { byte in (0..<8).map { byte >> UInt8(7 - $0) & 1 == 1 } }
  }

  /// The integer in a field, bit by bit.
  private func model(_ bits: ArraySlice<Bool>, _ flags: SegmentFlags) -> BigInt {
    var ordered = Array(bits)
    if flags.contains(.little) {
      // The first byte is the lowest; what is no whole byte comes last and is the highest.
      let chunks = stride(from: 0, to: ordered.count, by: 8).map {
        Array(ordered[$0..<min($0 + 8, ordered.count)])
      }
      ordered = chunks.reversed().flatMap { $0 }
    }
    var value = ordered.reduce(BigInt(0)) { $0 << 1 + ($1 ? 1 : 0) }
    if flags.contains(.signed), ordered.first == true { value -= BigInt(1) << ordered.count }
    return value
  }

  private static let flags: [SegmentFlags] = [[], [.signed], [.little], [.signed, .little]]

  @Test(arguments: 0..<4)
  func integersOfEveryOffsetAndSize(index: Int) throws {
    let flags = TermsBinaryTests.flags[index]
    var generator = SeededGenerator(UInt64(index))
    let bytes = (0..<20).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let bits = bits(bytes)
    for offset in 0..<16 {
      for size in 0...140 {
        try harness.makeRoom(20)
        let binary = try harness.make(.binary(bytes))
        harness.loud.pointee.x[0] = binary
        let term = try Binaries.integer(
          harness.loud,
          binary: binary,
          bit: offset,
          size: size,
          flags: flags,
          live: 1
        )
        #expect(
          term.map(Integers.bigInt) == model(bits[offset..<offset + size], flags),
          "\(size) bits at \(offset)"
        )
      }
    }
    try harness.makeRoom(20)
    let binary = try harness.make(.binary(bytes))
    for size in [161, Int.max, -1] {
      #expect(
        try Binaries.integer(
          harness.quiet,
          binary: binary,
          bit: 0,
          size: size,
          flags: flags,
          live: 0
        ) == nil
      )
    }
  }

  @Test(arguments: 0..<4)
  func integersAreBuiltAsTheyAreRead(index: Int) throws {
    let flags = TermsBinaryTests.flags[index]
    var generator = SeededGenerator(UInt64(index) + 10)
    let x = harness.loud.pointee.x
    for offset in 0..<9 {
      for size in 0...140 {
        var value = BigInt(BigUInt.randomInteger(withMaximumWidth: size + 8, using: &generator))
        if Bool.random(using: &generator) { value = -value }
        try harness.makeRoom(20)
        x[0] = Term(small: -1)
        x[1] = try harness.makeCall().integer(value)
        x[2] = Term(small: 0)
        let padding = (8 - (offset + size) % 8) % 8
        let segments = [
          BinarySegment(value: 0, type: .int, size: UInt16(offset), sizeKind: .immediate),
          BinarySegment(
            value: 1,
            type: .int,
            size: UInt16(size),
            sizeKind: .immediate,
            flags: flags
          ),
          BinarySegment(value: 2, type: .int, size: UInt16(padding), sizeKind: .immediate),
        ].map(\.word)
        let binary = try Binaries.buildBinary(
          harness.loud,
          segments: segments,
          count: 3,
          live: 3
        )
        let read = bits(Array(Binaries.bytes(of: binary)))
        #expect(read.prefix(offset).allSatisfy { $0 })
        #expect(read.suffix(padding).allSatisfy { !$0 })
        var expected = value % (BigInt(1) << size)
        if flags.contains(.signed) {
          if expected >= BigInt(1) << max(size - 1, 0) { expected -= BigInt(1) << size }
          if expected < -(BigInt(1) << max(size - 1, 0)) { expected += BigInt(1) << size }
          if size == 0 { expected = 0 }
        } else if expected < 0 {
          expected += BigInt(1) << size
        }
        #expect(model(read[offset..<offset + size], flags) == expected, "\(size) at \(offset)")
      }
    }
  }

  @Test
  func bytesAtEveryOffset() throws {
    var generator = SeededGenerator(4)
    let bytes = (0..<200).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let bits = bits(bytes)
    let x = harness.loud.pointee.x
    for offset in 0..<20 {
      for count in [0, 1, 7, 64, 65, 100, 170] {
        try harness.makeRoom(100)
        x[0] = try harness.make(.binary(bytes))
        let part = try Binaries.bytes(
          harness.loud,
          binary: x[0],
          bit: offset,
          size: 8 * count,
          live: 1
        )
        let term = try #require(part)
        #expect(
          self.bits(Array(Binaries.bytes(of: term)))
            == Array(bits[offset..<offset + 8 * count])
        )
        x[0] = try harness.make(.binary(bytes))
        x[1] = term
        #expect(Binaries.matches(binary: x[0], bit: offset, literal: x[1]))
        // A part of a part is a part of the whole.
        if offset % 8 == 0 && count > 64 {
          let inner = try harness.run([term]) { call throws(Raise) in
            try Binaries.part(&call, of: call[0], offset: 1, count: count - 1)
          }
          #expect(
            Array(Binaries.bytes(of: inner))
              == Array(bytes[(offset / 8 + 1)..<(offset / 8 + count)])
          )
        }
      }
    }
    try harness.makeRoom(100)
    let binary = try harness.make(.binary(bytes))
    #expect(try Binaries.bytes(harness.quiet, binary: binary, bit: 4, size: nil, live: 0) == nil)
    #expect(try Binaries.bytes(harness.quiet, binary: binary, bit: 8, size: 12, live: 0) == nil)
  }

  @Test
  func floatsAndCodePoints() throws {
    let x = harness.loud.pointee.x
    for (value, size) in [(1.5, 16), (-0.25, 32), (3.25e10, 64), (0x1p-24, 16), (65504, 16)] {
      for flags in [SegmentFlags(), .little] {
        try harness.makeRoom(20)
        x[0] = try harness.make(.float(value))
        let segment = BinarySegment(
          value: 0,
          type: .float,
          size: UInt16(size),
          sizeKind: .immediate,
          flags: flags
        )
        let binary = try Binaries.buildBinary(
          harness.loud,
          segments: [segment.word],
          count: 1,
          live: 1
        )
        x[0] = binary
        let read = try Binaries.float(
          harness.loud,
          binary: binary,
          bit: 0,
          size: size,
          flags: flags,
          live: 1
        )
        #expect(read?.float == value)
      }
    }
    for scalar in [0x41, 0xE9, 0x20AC, 0x1F426, 0x10FFFF] {
      x[0] = Term(small: scalar)
      let binary = try Binaries.buildBinary(
        harness.loud,
        segments: [BinarySegment(value: 0, type: .utf8).word],
        count: 1,
        live: 1
      )
      let read = Binaries.utf8(Binaries.bytes(of: binary), bit: 0)
      #expect(read?.value == scalar)
      #expect(read?.size == Binaries.count(binary) * 8)
    }
    for bytes: [UInt8] in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]] {
      try harness.makeRoom(20)
      let binary = try harness.make(.binary(bytes))
      #expect(Binaries.utf8(Binaries.bytes(of: binary), bit: 0) == nil)
    }
  }

  @Test
  func badSegmentsRaiseBadarg() throws {
    try harness.makeRoom(100)
    let x = harness.quiet.pointee.x
    x[0] = Term(small: 1)
    x[1] = try harness.make(.atom("a"))
    x[3] = try harness.make(.binary([1, 2]))
    let sizes: [Value] = [
      .int(-1), .int(Int.max >> 2), .int(Int.max), .atom("a"), .int(1 << 40), .float(8),
    ]
    func fails(_ segment: BinarySegment) -> Bool {
      do {
        _ = try Binaries.buildBinary(
          harness.quiet,
          segments: [segment.word],
          count: 1,
          live: 4
        )
        return false
      } catch { return harness.text(harness.quiet.pointee.reason) == ":badarg" }
    }
    for size in sizes {
      x[2] = try harness.make(size)
      for type in SegmentType.allCases where type != .utf8 {
        let value: UInt16 = type == .bytes || type == .bits ? 3 : 0
        for unit: UInt8 in [1, 8, 255] {
          #expect(
            fails(
              BinarySegment(value: value, type: type, size: 2, sizeKind: .register, unit: unit)
            )
          )
        }
      }
    }
    #expect(fails(BinarySegment(value: 1, type: .int)))
    #expect(fails(BinarySegment(value: 0, type: .bytes)))
    #expect(fails(BinarySegment(value: 0, type: .int, size: 4, sizeKind: .immediate)))
    x[0] = Term(small: 0xD800)
    #expect(fails(BinarySegment(value: 0, type: .utf8)))
  }

  @Test
  func nativesOfBinaries() throws {
    harness.slice = 10
    var generator = SeededGenerator(6)
    for count in [0, 1, 2, 3, 4, 5, 63, 64, 65, 1_000, 300_001] {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      for (encode, decode) in [("encode_hex", "decode_hex"), ("encode_base64", "decode_base64")] {
        try harness.makeRoom(1_000)
        let text = try harness.call(.binary, encode, try harness.make(.binary(bytes)))
        let back = try harness.call(.binary, decode, text)
        #expect(back.isTuple(of: 2))
        #expect(Array(Binaries.bytes(of: back.element(1))) == bytes)
      }
      try harness.makeRoom(1_000)
      let list = try harness.call(.binary, "to_list", try harness.make(.binary(bytes)))
      let again = try harness.call(.binary, "from_list", list)
      #expect(Array(Binaries.bytes(of: again)) == bytes)
    }
    func decoded(_ name: String, _ text: String) throws -> String {
      try harness.makeRoom(1_000)
      return harness.text(
        try harness.call(.binary, name, try harness.make(.binary(Array(text.utf8))))
      )
    }
    #expect(try decoded("decode_base64", "aGVsbG8=") == "(:ok, \"hello\")")
    #expect(try decoded("decode_base64", "aGVsbG8") == "(:ok, \"hello\")")
    for bad in ["a", "aGVsbG8==", "aGVs=", "aG!s", "=", "aGVsbG8=a"] {
      #expect(try decoded("decode_base64", bad) == ":error")
    }
    for bad in ["a", "ag", "0x"] { #expect(try decoded("decode_hex", bad) == ":error") }
  }
}
