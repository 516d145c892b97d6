/// Writes terms one behind the other into memory that was reserved before.
///
/// The same writer serves heaps, messages and the literal area; whoever makes one has made sure of
/// the space.
struct HeapWriter {
  /// The next free word.
  var top: UnsafeMutablePointer<UInt64>

  /// Writes `[head | tail]`: 2 words.
  @inline(__always)
  mutating func cons(_ head: Term, _ tail: Term) -> Term {
    let cell = top
    cell[0] = head.bits
    cell[1] = tail.bits
    top = cell + 2
    return Term(cons: cell)
  }

  /// Writes a box's header and gives the address of the box; the caller fills the words.
  @inline(__always)
  mutating func box(_ kind: BoxKind, size: Int, aux: UInt8 = 0) -> UnsafeMutablePointer<UInt64> {
    let box = top
    box[0] = BoxHeader(kind, size: size, aux: aux).bits
    top = box + (size + 1)
    return box
  }

  /// Writes a tuple: a word more than it has elements.
  @inline(__always)
  mutating func tuple(_ first: Term, _ second: Term) -> Term {
    let box = self.box(.tuple, size: 2)
    box[1] = first.bits
    box[2] = second.bits
    return Term(box: box)
  }

  /// Writes a tuple of three: 4 words.
  @inline(__always)
  mutating func tuple(_ first: Term, _ second: Term, _ third: Term) -> Term {
    let box = self.box(.tuple, size: 3)
    box[1] = first.bits
    box[2] = second.bits
    box[3] = third.bits
    return Term(box: box)
  }

  /// Writes a tuple: a word more than it has elements.
  mutating func tuple(_ elements: [Term]) -> Term {
    let box = self.box(.tuple, size: elements.count)
    for (index, element) in elements.enumerated() { box[index + 1] = element.bits }
    return Term(box: box)
  }

  /// Writes a list: 2 words an element.
  mutating func list(_ elements: [Term], tail: Term = .emptyList) -> Term {
    var list = tail
    for element in elements.reversed() { list = cons(element, list) }
    return list
  }

  /// Writes a float: 2 words.
  @inline(__always)
  mutating func float(_ value: Double) -> Term {
    let box = self.box(.float, size: 1)
    box[1] = value.bitPattern
    return Term(box: box)
  }

  /// How many words a binary of so many bytes takes on the heap.
  @inline(__always)
  static func wordsForHeapBinary(_ count: Int) -> Int { 1 + (count + 7) / 8 }

  /// Writes the box of a heap binary, with its last word cleared; the caller fills the bytes.
  mutating func heapBinary(count: Int) -> (Term, UnsafeMutablePointer<UInt8>) {
    let words = (count + 7) / 8
    let box = self.box(.heapBinary, size: words, aux: UInt8(words * 8 - count))
    if words > 0 { box[words] = 0 }
    let bytes = UnsafeMutableRawPointer(box + 1).assumingMemoryBound(to: UInt8.self)
    return (Term(box: box), bytes)
  }

  /// The most bytes of a part of a binary that is copied: it takes no more words than a reference,
  /// and does not keep the whole alive.
  static let shortPiece = 24
  /// The words that a part of a binary takes at most.
  static let wordsForPiece = 4

  /// Writes a part of a binary, sharing its bytes or, when they are few, copying them.
  @inline(__always)
  mutating func piece(of binary: Term, _ range: Range<Int>) -> Term {
    if range.count <= HeapWriter.shortPiece {
      return shortBinary(Binaries.bytes(of: binary), range)
    }
    var whole = binary
    var offset = range.lowerBound
    if binary.isBox(.subBinary) {
      whole = binary.element(0)
      offset &+= binary.element(1).small
    }
    let box = self.box(.subBinary, size: 3)
    box[1] = whole.bits
    box[2] = Term(small: offset).bits
    box[3] = Term(small: range.count).bits
    return Term(box: box)
  }

  /// Writes a heap binary of a few bytes among these.
  @inline(__always)
  mutating func shortBinary(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Term {
    let count = range.count
    let words = (count &+ 7) >> 3
    let unused = UInt8(truncatingIfNeeded: words * 8 - count)
    let box = self.box(.heapBinary, size: words, aux: unused)
    if count > 0, let base = bytes.baseAddress {
      Binaries.copyWords(base + range.lowerBound, count: count, to: box + 1)
    }
    return Term(box: box)
  }

  /// Writes a box over shared bytes and takes one ownership of them over: 5 words.
  mutating func sharedBinary(
    _ shared: SharedBytesRef,
    count: Int,
    list: inout OffHeapList
  ) -> Term {
    let box = self.box(.sharedBinary, size: 4)
    box[1] = UInt64(UInt(bitPattern: shared))
    box[2] = Term(small: count).bits
    box[4] = 0
    list.add(box)
    return Term(box: box)
  }
}
