/// How texts are divided at white space or single bytes: in one walk from the end of the text,
/// where the list of the pieces begins.
extension Texts {
  /// How many pieces, and bytes for them, a step looks at.
  fileprivate static let piecesAtOnce = 256
  fileprivate static let bytesAtOnce = 4096

  /// `split(text)`: what stands between white space.
  static func words(_ call: inout NativeCall) throws(Raise) -> Term {
    try divide(&call, at: WhiteSpace(), keepsEmpty: false)
  }

  /// `split(text, separator)`: what stands between single bytes.
  static func pieces(_ call: inout NativeCall, between byte: UInt8) throws(Raise) -> Term {
    try divide(&call, at: OneByte(byte: byte), keepsEmpty: true)
  }

  private static func divide(
    _ call: inout NativeCall,
    at separator: some Separator,
    keepsEmpty: Bool
  ) throws(Raise) -> Term {
    if let earlier = call.continuation as? Division {
      return try goOn(&call, earlier, at: separator, keepsEmpty: keepsEmpty)
    }
    // Most texts are short: one step, and nothing to go on with.
    let count = try call.text(0).count
    var walk = DivisionWalk(count: count)
    var seen = SeenPieces()
    try call.reserve(min(piecesAtOnce, count + 1) * (2 + HeapWriter.wordsForPiece))
    let arguments = call
    let list = call.write { writer in
      var list = Term.emptyList
      walk.step(&writer, arguments, &list, &seen, at: separator, keepsEmpty: keepsEmpty)
      return list
    }
    if walk.isOver { return list }
    let division = Division(walk, list)
    call.process.rareState.pointee.continuation = division
    return try goOn(&call, division, at: separator, keepsEmpty: keepsEmpty)
  }

  private static func goOn(
    _ call: inout NativeCall,
    _ division: Division,
    at separator: some Separator,
    keepsEmpty: Bool
  ) throws(Raise) -> Term {
    let arguments = call
    while !division.walk.isOver {
      do throws(Raise) {
        try call.reserve(piecesAtOnce * (2 + HeapWriter.wordsForPiece))
      } catch {
        call.finish()
        throw error
      }
      call.write { writer in
        division.step(&writer, arguments, at: separator, keepsEmpty: keepsEmpty)
      }
      // Behind the work: with slices of one reduction nothing is left at the start either.
      if !division.walk.isOver && call.reductionsLeft <= 0 { return call.yield(division) }
    }
    return call.done(division.terms[0])
  }
}

/// What a long division goes on with; its terms are the list, and behind it pieces already seen.
private final class Division: NativeContinuation {
  private(set) var walk: DivisionWalk
  private var pieces = 0
  private var repeated = 0

  init(_ walk: DivisionWalk, _ list: Term) {
    self.walk = walk
    super.init()
    terms = Array(repeating: .nil, count: 1 + SeenPieces.capacity(for: walk.position))
    terms[0] = list
  }

  func step(
    _ writer: inout HeapWriter,
    _ call: NativeCall,
    at separator: some Separator,
    keepsEmpty: Bool
  ) {
    terms.withUnsafeMutableBufferPointer { terms in
      var seen = SeenPieces(terms[1...])
      walk.step(&writer, call, &terms[0], &seen, at: separator, keepsEmpty: keepsEmpty)
      pieces += seen.pieces
      repeated += seen.repeated
    }
    // Looking for what is hardly ever there costs a fifth of the division.
    if pieces >= SeenPieces.trial && repeated < pieces / 8 && terms.count > 1 {
      terms.removeLast(terms.count - 1)
    }
  }
}

/// How far a walk from the end of a text has come.
private struct DivisionWalk {
  /// The bytes before it are still to be looked at.
  private(set) var position: Int
  /// Where the piece ends that is open.
  private var end: Int
  private(set) var isOver = false

  init(count: Int) {
    position = count
    end = count
  }

  /// Puts the next pieces in front of a list.
  @inline(__always)
  mutating func step(
    _ writer: inout HeapWriter,
    _ call: NativeCall,
    _ list: inout Term,
    _ seen: inout SeenPieces,
    at separator: some Separator,
    keepsEmpty: Bool
  ) {
    let bytes = Binaries.bytes(of: call[0])
    let start = position
    let stop = max(0, start - Texts.bytesAtOnce)
    var room = Texts.piecesAtOnce
    while position > stop && room > 1 {
      if position >= 8 {
        // What is no separator is skipped eight bytes at a time: 7 ns a word of six letters.
        let marks = separator.candidates(in: bytes.word(at: position - 8))
        position -= marks.leadingZeroBitCount >> 3
        if marks == 0 { continue }
      }
      let width = separator.width(in: bytes, before: position)
      if width > 0 {
        if end > position || keepsEmpty {
          list = writer.cons(seen.piece(&writer, of: call[0], bytes, position..<end), list)
          room -= 1
        }
        position -= width
        end = position
      } else {
        position -= 1
      }
    }
    if position <= 0 {
      if end > 0 || keepsEmpty {
        list = writer.cons(seen.piece(&writer, of: call[0], bytes, 0..<end), list)
      }
      isOver = true
    }
    call.charge((start - position) / 8 + Texts.piecesAtOnce - room)
  }
}

/// Short pieces that a division has made, by their bytes: where a text says the same again, its list
/// holds the same box again.
///
/// The words of a text of ten megabytes take two words each instead of five, which is less to fill,
/// to copy and to fetch; and who looks them up in a map mostly finds the very same box as a key.
private struct SeenPieces {
  private var boxes: UnsafeMutableBufferPointer<Term>
  /// What the number of a pair of places is shifted by.
  private let shift: UInt64
  /// How many pieces were made, and how many of them had been seen.
  private(set) var pieces = 0
  private(set) var repeated = 0

  /// After how many pieces it shows whether they repeat.
  static let trial = 4096

  /// How many pieces are remembered for so many bytes, a power of two: the words of a long text
  /// repeat sooner or later, and 128 KB for them stay in the cache.
  static func capacity(for bytes: Int) -> Int {
    var capacity = 256
    while capacity < 16384 && capacity * 64 < bytes { capacity *= 2 }
    return capacity
  }

  /// Remembers nothing.
  init() {
    boxes = UnsafeMutableBufferPointer(start: nil, count: 0)
    shift = 63
  }

  /// Remembers in places whose number is a power of two, or that are none.
  init(_ places: Slice<UnsafeMutableBufferPointer<Term>>) {
    boxes = UnsafeMutableBufferPointer(rebasing: places)
    shift = UInt64(65 - places.count.trailingZeroBitCount)
  }

  /// A part of a binary: the box that was made for the same bytes before, or a new one.
  @inline(__always)
  mutating func piece(
    _ writer: inout HeapWriter,
    of binary: Term,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>
  ) -> Term {
    guard range.count <= HeapWriter.shortPiece else { return writer.piece(of: binary, range) }
    let box = writer.top
    let made = writer.shortBinary(bytes, range)
    if boxes.isEmpty { return made }
    pieces &+= 1
    // What lies behind the bytes in the last word is zero.
    let words = writer.top - box
    var code = box[0]
    var index = 1
    while index < words {
      code = (code ^ box[index]) &* 0x9E37_79B9_7F4A_7C15
      code ^= code >> 32
      index &+= 1
    }
    // Two places for a piece, the one that was met last in the first: 92 of 100 words of a text with
    // 15,000 different ones are found, with a single place 83.
    let place = Int(truncatingIfNeeded: (code &* 0x9E37_79B9_7F4A_7C15) >> shift) &* 2
    let first = boxes[place]
    if first.isBox && SeenPieces.isSame(first.address, box, words) {
      repeated &+= 1
      writer.top = box
      return first
    }
    let second = boxes[place + 1]
    boxes[place + 1] = first
    if second.isBox && SeenPieces.isSame(second.address, box, words) {
      repeated &+= 1
      writer.top = box
      boxes[place] = second
      return second
    }
    boxes[place] = made
    return made
  }

  @inline(__always)
  private static func isSame(
    _ a: UnsafePointer<UInt64>,
    _ b: UnsafePointer<UInt64>,
    _ words: Int
  ) -> Bool {
    var index = 0
    while index < words {
      if a[index] != b[index] { return false }
      index &+= 1
    }
    return true
  }
}

/// What a text is divided at.
private protocol Separator {
  /// How many bytes of one separator end before an index, or 0.
  func width(in bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Int
  /// Of eight bytes, the last one highest, the highest bit of each that a separator may end with; the
  /// other bits are zero.
  func candidates(in word: UInt64) -> UInt64
}

/// The lower seven bits of eight bytes, and the highest one.
private let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
private let highBits: UInt64 = 0x8080_8080_8080_8080

private struct OneByte: Separator {
  let byte: UInt8

  @inline(__always)
  func width(in bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Int {
    bytes[index - 1] == byte ? 1 : 0
  }

  @inline(__always)
  func candidates(in word: UInt64) -> UInt64 {
    let other = word ^ UInt64(byte) &* 0x0101_0101_0101_0101
    // No carry goes from byte to byte.
    return ~((other & lowBits) &+ lowBits | other) & highBits
  }
}

/// No other character's UTF-8 contains that of white space, so a walk from the end finds the same
/// as one from the start.
private struct WhiteSpace: Separator {
  @inline(__always)
  func width(in bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Int {
    let byte = bytes[index - 1]
    if byte < 0x80 { return byte == 0x20 || byte &- 9 < 5 ? 1 : 0 }
    guard let decoded = UTF8Decoding.scalar(bytes, before: index),
      decoded.scalar.properties.isWhitespace
    else { return 0 }
    return decoded.count
  }

  /// Blanks and control characters, and whatever is not ASCII.
  @inline(__always)
  func candidates(in word: UInt64) -> UInt64 {
    (~((word & lowBits) &+ 0x5F5F_5F5F_5F5F_5F5F) | word) & highBits
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Eight bytes, the last one highest.
  @inline(__always)
  fileprivate func word(at index: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawBufferPointer(self).loadUnaligned(
        fromByteOffset: index,
        as: UInt64.self
      )
    )
  }
}
