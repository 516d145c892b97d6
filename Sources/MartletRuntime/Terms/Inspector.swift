/// Writes terms as text: as source where they have one (`inspect`), or strings as they are
/// (`display`, the rule of `to_string` and `print`).
///
/// It keeps a stack of its own, so terms may be of any depth, and it can be stopped after so many
/// steps and go on later, so terms may be of any size.
struct Inspector {
  /// The text so far.
  private(set) var bytes: [UInt8] = []
  /// Whether the text was longer than it may be.
  private(set) var isCut = false
  private let atoms: AtomTableRef
  /// The most bytes of text; what comes after is cut off with an ellipsis.
  private let limit: Int
  private var stack: [Item] = []
  /// The big integer that is being written.
  private var digits: IntegerDigits?

  /// What is to be written next of a term.
  private enum Action: UInt8 {
    /// All of it.
    case whole
    /// It is what remains of a list, behind at least one element.
    case list
    /// A tuple from an element on.
    case tuple
    /// A small map from a pair on.
    case map
    /// A key of a large map, whose value lies beneath it; the position is 0 for the first.
    case pair
    /// A comma, unless the position is 0, and all of it. The end of a pair after its key.
    case arrow
    /// The closing byte that the position is.
    case close
    /// A binary of which the bytes before the position can be shown as a string.
    case scan
    /// A string from a byte on.
    case string
    /// A binary's bytes from one on.
    case bytes
  }

  private struct Item {
    var term: Term
    var action: Action
    var position = 0
  }

  /// Makes an inspector that stops at `limit` bytes.
  init(atoms: AtomTableRef, limit: Int = .max) {
    self.atoms = atoms
    self.limit = limit
  }

  /// Forgets the text, so that another term can be written.
  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  /// Writes a term as source.
  mutating func inspect(_ term: Term) {
    begin(term)
    var steps = Int.max
    _ = run(&steps)
  }

  /// Writes a string as it is and anything else as source.
  mutating func display(_ term: Term) {
    if term.isBinary {
      appendRaw(Binaries.bytes(of: term))
    } else {
      inspect(term)
    }
  }

  /// Appends bytes as they are.
  mutating func appendRaw(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: text)
    cut()
  }

  /// Puts a term down to be written as source by ``run(_:)``.
  mutating func begin(_ term: Term) { push(term, .whole) }

  /// Goes on writing; gives whether everything is written, or the steps are used up.
  mutating func run(_ steps: inout Int) -> Bool {
    while true {
      if digits != nil {
        guard let text = digits?.run(&steps) else { return false }
        digits = nil
        bytes.append(contentsOf: text)
      }
      guard let item = stack.popLast() else { break }
      if steps <= 0 {
        stack.append(item)
        return false
      }
      steps -= 1
      write(item, &steps)
      if bytes.count > limit { cut() }
    }
    return true
  }

  private mutating func cut() {
    guard bytes.count > limit else { return }
    isCut = true
    var end = limit
    while end > 0 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
    bytes.removeLast(bytes.count - end)
    bytes.append(contentsOf: "…".utf8)
    stack.removeAll()
    digits = nil
  }

  @inline(__always)
  private mutating func push(_ term: Term, _ action: Action, _ position: Int = 0) {
    stack.append(Item(term: term, action: action, position: position))
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Appends a number that is not negative.
  private mutating func append(number: UInt64) {
    var number = number
    let start = bytes.count
    repeat {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: number % 10))
      number /= 10
    } while number != 0
    bytes[start...].reverse()
  }
}

// MARK: - Stopping and going on

extension Inspector {
  /// An inspector at rest between two slices of its process.
  final class State: NativeContinuation {
    fileprivate var inspector: Inspector

    /// Puts an inspector to rest; its terms are kept up to date from now on.
    init(_ inspector: Inspector) {
      self.inspector = inspector
      super.init()
      terms = inspector.stack.map(\.term)
    }

    override var otherBytes: Int { inspector.bytes.capacity }

    /// The inspector, ready to go on.
    ///
    /// What else the state holds stays in `terms` behind the inspector's own.
    func resumed() -> Inspector {
      var result = inspector
      for index in result.stack.indices { result.stack[index].term = terms[index] }
      return result
    }
  }
}

// MARK: - The kinds of terms

extension Inspector {
  private mutating func write(_ item: Item, _ steps: inout Int) {
    let term = item.term
    switch item.action {
    case .whole: writeWhole(term, &steps)
    case .list: writeListRest(term, &steps)
    case .tuple:
      let size = term.header.size
      if item.position == size {
        append(size == 1 ? ",)" : ")")
      } else {
        if item.position > 0 { append(", ") }
        push(term, .tuple, item.position + 1)
        push(term.element(item.position), .whole)
      }
    case .map:
      let count = term.header.size / 2
      if item.position == count {
        append("}")
      } else {
        if item.position > 0 { append(", ") }
        push(term, .map, item.position + 1)
        writePair(term.element(item.position), term.element(count + item.position))
      }
    case .pair:
      guard let value = stack.popLast() else { return }
      if item.position > 0 { append(", ") }
      writePair(term, value.term)
    case .arrow:
      append(" => ")
      push(term, .whole)
    case .close: bytes.append(UInt8(truncatingIfNeeded: item.position))
    case .scan: scan(term, from: item.position)
    case .string: writeString(term, from: item.position)
    case .bytes: writeBytes(term, from: item.position)
    }
  }

  private mutating func writePair(_ key: Term, _ value: Term) {
    if key.isAtom, AtomText.shape(atoms.pointee[key.atom].text) == .name {
      bytes.append(contentsOf: atoms.pointee[key.atom].text)
      append(": ")
      push(value, .whole)
    } else {
      push(value, .arrow)
      push(key, .whole)
    }
  }

  private mutating func writeWhole(_ term: Term, _ steps: inout Int) {
    if term.isSmall {
      if term.small < 0 { append("-") }
      append(number: UInt64(term.small.magnitude))
    } else if term.isCons {
      append("[")
      push(term.tail, .list)
      push(term.head, .whole)
    } else if term.isBox {
      writeBox(term, &steps)
    } else if term.isAtom {
      AtomText.append(term.atom, atoms, to: &bytes)
    } else if term.isEmptyList {
      append("[]")
    } else if term.isPid {
      append("#pid<")
      append(number: UInt64(term.slot) + 1)
      writeSuffix(UInt64(term.generation))
    } else if term.isAlias {
      append("#ref<")
      append(number: UInt64(term.slot) + 1)
      append(".")
      append(number: UInt64(term.generation))
      append(">")
    } else {
      append("#ref<")
      append(number: term.bits >> 6)
      append(">")
    }
  }

  private mutating func writeSuffix(_ generation: UInt64) {
    if generation > 0 {
      append(".")
      append(number: generation)
    }
    append(">")
  }

  private mutating func writeBox(_ term: Term, _ steps: inout Int) {
    switch term.header.kind {
    case .tuple:
      append("(")
      push(term, .tuple)
    case .float: FloatText.append(term.float, to: &bytes)
    case .bigInteger:
      // The first digits are found last: where they alone are shown, not at all.
      let bits = Integers.bitWidth(term)
      if limit <= 1 << 16, bits / 4 > limit {
        append("#integer<")
        append(number: UInt64(bits))
        append(" bits>")
      } else {
        digits = IntegerDigits(term)
      }
    case .closure:
      let entry = term.closureEntry
      append("#fn<")
      writeName(entry.pointee.module, entry.pointee.name, Int(term.header.aux))
      append(">")
    case .externalFunction:
      let entry = term.externalEntry
      append("&")
      writeName(entry.pointee.module, entry.pointee.function, Int(term.header.aux))
    case .smallMap:
      append("%{")
      push(term, .map)
    case .largeMap:
      append("%{")
      push(.nil, .close, Int(UInt8(ascii: "}")))
      let pairs = Maps.sortedPairs(term, atoms)
      steps -= pairs.count
      for index in stride(from: pairs.count - 1, through: 0, by: -1) {
        push(pairs[index].value, .whole)
        push(pairs[index].key, .pair, index)
      }
    case .heapBinary, .sharedBinary, .subBinary: push(term, .scan)
    case .hostObject:
      append("#object<")
      bytes.append(contentsOf: HostReference.of(term).typeName.utf8)
      append(">")
    case .mapNode, .mapBucket: append("#object")
    }
  }

  private mutating func writeName(_ module: Atom, _ name: Atom, _ arity: Int) {
    bytes.append(contentsOf: atoms.pointee[module].text)
    append(".")
    bytes.append(contentsOf: atoms.pointee[name].text)
    append("/")
    append(number: UInt64(arity))
  }

  /// Writes elements until one needs a look of its own.
  private mutating func writeListRest(_ term: Term, _ steps: inout Int) {
    var rest = term
    while rest.isCons {
      append(", ")
      let head = rest.head
      rest = rest.tail
      guard head.isSmall, steps > 0, bytes.count <= limit else {
        push(rest, .list)
        push(head, .whole)
        return
      }
      steps -= 1
      writeWhole(head, &steps)
    }
    if rest.isEmptyList {
      append("]")
    } else {
      append(" | ")
      push(.nil, .close, Int(UInt8(ascii: "]")))
      push(rest, .whole)
    }
  }
}

// MARK: - Binaries

extension Inspector {
  /// How many bytes of a binary are looked at in one step.
  private static let bytesInStep = 1024

  /// Whether a scalar may be shown in a string: no control character but those with an escape.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x09, 0x0D, 0x1B: true
    case 0..<0x20, 0x7F..<0xA0: false
    default: true
    }
  }

  private mutating func scan(_ term: Term, from start: Int) {
    let text = Binaries.bytes(of: term)
    // What is beyond the limit will not be shown.
    let count = min(text.count, limit)
    let end = min(count, start + Inspector.bytesInStep)
    var position = start
    while position < end {
      guard let decoded = UTF8Decoding.scalar(text, at: position),
        Inspector.isPrintable(decoded.scalar)
      else {
        append("<<")
        push(term, .bytes)
        return
      }
      position += decoded.count
    }
    if position < count {
      push(term, .scan, position)
    } else {
      append("\"")
      push(term, .string)
    }
  }

  private mutating func writeString(_ term: Term, from start: Int) {
    let text = Binaries.bytes(of: term)
    let end = min(text.count, start + Inspector.bytesInStep)
    Inspector.appendEscaped(text, start..<end, to: &bytes)
    if end == text.count { append("\"") } else { push(term, .string, end) }
  }

  /// Appends a part of a string as it stands between quotes.
  static func appendEscaped(
    _ text: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>,
    to bytes: inout [UInt8]
  ) {
    var copied = range.lowerBound
    for position in range {
      let escape: StaticString
      switch text[position] {
      case 0x0A: escape = "\\n"
      case 0x09: escape = "\\t"
      case 0x0D: escape = "\\r"
      case 0x1B: escape = "\\e"
      case UInt8(ascii: "\""): escape = "\\\""
      case UInt8(ascii: "\\"): escape = "\\\\"
      default: continue
      }
      bytes.append(contentsOf: text[copied..<position])
      escape.withUTF8Buffer { bytes.append(contentsOf: $0) }
      copied = position + 1
    }
    bytes.append(contentsOf: text[copied..<range.upperBound])
  }

  private mutating func writeBytes(_ term: Term, from start: Int) {
    let text = Binaries.bytes(of: term)
    let end = min(text.count, start + Inspector.bytesInStep)
    for position in start..<end {
      if position > 0 { append(", ") }
      append(number: UInt64(text[position]))
    }
    if end == text.count { append(">>") } else { push(term, .bytes, end) }
  }
}
