/// Writes terms for people: over several lines where one is too short, with what is long cut, and in
/// colours.
///
/// What fits the line is written as ``Inspector`` writes it. Like that, it has a stack of its own, so
/// terms may be of any depth; it can stop and go on; and it looks at nothing that it does not
/// show, so terms may be of any size.
final class PrettyPrinter: NativeContinuation {
  let options: PrettyOptions
  let atoms: AtomTableRef
  var layout: LineLayout
  /// What is to be done with each of ``NativeContinuation/terms``, last first.
  private var items: [Item] = []
  /// Writes what has no parts.
  private var leaf: Inspector
  /// The large integer that is being written.
  private var digits: IntegerDigits?
  /// The choice of a large map's pairs that is under way; its terms lie above the map's.
  var selection: PairSelection?

  /// What is to be written next of a term.
  enum Action: UInt8 {
    /// All of it.
    case whole
    /// It is what remains of a list, behind so many elements.
    case list
    /// A tuple from an element on.
    case tuple
    /// A small map from a pair on.
    case map
    /// The pairs of a large map are being chosen.
    case select
    /// A key of a large map, whose value lies beneath it; the position is 0 for the first.
    case pair
    /// The end of the `extra` pairs of a large map, before so many that are not shown.
    case mapEnd
    /// ` => ` and all of it.
    case value
    /// The end of a list behind its improper tail.
    case endOfList
    /// The end of a tuple that has no gaps.
    case endOfTag
    /// A binary of which the bytes before the position can be shown as a string.
    case scan
    /// A string from a byte on, up to the byte `extra`.
    case string
    /// A binary's bytes from one on.
    case bytes
  }

  /// An action on a term.
  struct Item {
    var action: Action
    var position = 0
    var extra = 0
    /// Whether what stands before was short: then it may be followed on the same line.
    var isAfterShort = false
  }

  /// Makes a printer of a term.
  init(_ term: Term, _ options: PrettyOptions, _ atoms: AtomTableRef) {
    self.options = options
    self.atoms = atoms
    layout = LineLayout(
      width: options.width,
      indent: options.indent,
      total: options.total,
      usesColor: options.usesColor
    )
    leaf = Inspector(atoms: atoms)
    super.init()
    push(term, .whole)
  }

  /// What has been written; all, when ``run(_:)`` has said so.
  var bytes: [UInt8] { layout.output.bytes }

  /// Goes on; gives whether everything is written, or the steps are used up.
  func run(_ steps: inout Int) -> Bool {
    // Its map lies below its pairs.
    if selection != nil { selection?.resume(terms[items.count - 1]) }
    while !layout.isFull {
      if digits != nil {
        guard let text = digits?.run(&steps) else { return false }
        digits = nil
        writeDigits(text[...])
      }
      guard let item = items.last else {
        layout.finish()
        break
      }
      if steps <= 0 { return false }
      steps -= 1
      if item.action == .select {
        select(&steps)
        continue
      }
      items.removeLast()
      perform(item, on: terms.removeLast(), &steps)
    }
    return true
  }

  /// Puts something down to be done.
  func push(
    _ term: Term,
    _ action: Action,
    _ position: Int = 0,
    extra: Int = 0,
    short: Bool = false
  ) {
    terms.append(term)
    items.append(Item(action: action, position: position, extra: extra, isAfterShort: short))
  }

  /// Takes the term that lies uppermost.
  func pop() -> Term {
    items.removeLast()
    return terms.removeLast()
  }

  /// Changes what is to be done with the terms above `count`: the chosen pairs of a map, whose end
  /// `count` is.
  func pushPairs(above count: Int, hidden: Int, padding: Int) {
    let pairs = (terms.count - count) / 2
    items[count - 1] = Item(action: .mapEnd, position: hidden, extra: pairs)
    for index in stride(from: pairs - 1, through: 0, by: -1) {
      items.append(Item(action: .whole))
      items.append(Item(action: .pair, position: index, extra: padding))
    }
  }

  /// How many terms lie below the pairs that are being chosen.
  var selectionBase: Int { items.count }

  private func perform(_ item: Item, on term: Term, _ steps: inout Int) {
    switch item.action {
    case .whole: writeWhole(term, &steps)
    case .list: writeList(term, item, &steps)
    case .tuple: writeTuple(term, item)
    case .map: writeMap(term, item)
    case .select: break
    case .pair:
      writePair(term, isFirst: item.position == 0, keyColumns: item.extra)
    case .mapEnd:
      if item.position > 0 {
        if item.extra > 0 { writeComma() }
        writeHidden(item.position, isAfterShort: false, isFirst: item.extra == 0)
      }
      closeCollection("}")
    case .value:
      write(" => ")
      push(term, .whole)
    case .endOfList: closeCollection("]")
    case .endOfTag: write(")")
    case .scan: scan(term, from: item.position)
    case .string: writeString(term, from: item.position, to: item.extra)
    case .bytes: writeBytes(term, item)
    }
  }
}

// MARK: - Pieces

extension PrettyPrinter {
  /// Writes ASCII.
  func write(_ text: StaticString, _ style: TextStyle = .plain) {
    text.withUTF8Buffer { text in
      layout.text(Array(text)[...], style, columns: text.count)
    }
  }

  /// Writes what stands behind an element.
  func writeComma() { layout.text(PrettyPrinter.comma, columns: 1) }

  private static let comma = [UInt8(ascii: ",")][...]

  /// Writes text in UTF-8.
  func write(_ text: ArraySlice<UInt8>, _ style: TextStyle) {
    let columns = text.withUnsafeBufferPointer { DisplayColumns.count($0) }
    layout.text(text, style, columns: columns)
  }

  /// Writes a term without parts.
  func writeLeaf(_ term: Term) {
    leaf.clear()
    leaf.inspect(term)
    write(leaf.bytes[...], style(of: term))
  }

  private func style(of term: Term) -> TextStyle {
    if term.isSmall || term.isFloat { return .number }
    if term.isAtom { return term == .nil || term.isBoolean ? .constant : .atom }
    return .handle
  }

  /// Whether a term is so short that several may stand on a line.
  func isShort(_ term: Term) -> Bool {
    if term.isAtom { return atoms.pointee[term.atom].text.count <= 16 }
    return term.isSmall || term.isFloat || term.isPid || term.isReference
  }

  /// Writes `... 7 more`, or `...` when it is not known how many there are.
  func writeHidden(_ count: Int?, isAfterShort: Bool, isFirst: Bool) {
    layout.gap(isAfterShort ? .whenFull : .always, columns: isFirst ? 0 : 1)
    write("...", .note)
    if let count { write(Array(" \(PrettyPrinter.grouped(count)) more".utf8)[...], .note) }
  }

  /// A number as people read it: `1_000_000`.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append("_") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// Begins a collection: everything up to ``closeCollection(_:)`` breaks together.
  func openCollection(_ text: StaticString) {
    layout.openGroup()
    write(text)
  }

  /// Ends a collection.
  func closeCollection(_ text: StaticString) {
    layout.gap(.end, columns: 0)
    write(text)
    layout.closeGroup()
  }

  private func writeWhole(_ term: Term, _ steps: inout Int) {
    if term.isCons {
      openCollection("[")
      push(term, .list)
    } else if term.isEmptyList {
      write("[]")
    } else if term.isBox {
      writeBox(term)
    } else {
      writeLeaf(term)
    }
  }

  private func writeBox(_ term: Term) {
    switch term.header.kind {
    case .tuple:
      if term.tupleCount == 0 {
        write("()")
      } else if !writeTag(term) {
        openCollection("(")
        push(term, .tuple)
      }
    case .bigInteger:
      if isLong(term) { writeLongInteger(term) } else { digits = IntegerDigits(term) }
    case .smallMap, .largeMap: beginMap(term)
    case .heapBinary, .sharedBinary, .subBinary: push(term, .scan)
    case .float, .closure, .externalFunction, .hostObject, .mapNode, .mapBucket: writeLeaf(term)
    }
  }
}

// MARK: - Large integers

extension PrettyPrinter {
  /// Whether an integer has more digits than are shown.
  private func isLong(_ term: Term) -> Bool { term.header.size > options.text / 19 + 1 }

  /// Writes an integer whose digits would take long to work out: its first in base 16.
  private func writeLongInteger(_ term: Term) {
    let first = Integers.withMagnitude(term) { ($0.last ?? 0, $0.count) }
    let sign = Integers.isNegative(term) ? "-0x" : "0x"
    let bits = first.1 * 64 - first.0.leadingZeroBitCount
    write(Array((sign + String(first.0, radix: 16, uppercase: true)).utf8)[...], .number)
    write(Array("…".utf8)[...], .note)
    write(Array(" (\(PrettyPrinter.grouped(bits)) bits)".utf8)[...], .note)
  }

  private func writeDigits(_ text: ArraySlice<UInt8>) {
    let sign = text.first == UInt8(ascii: "-") ? 1 : 0
    let count = text.count - sign
    guard count > options.text else {
      layout.text(text, .number, columns: text.count)
      return
    }
    layout.text(text.prefix(options.text + sign), .number, columns: options.text + sign)
    write(Array("…".utf8)[...], .note)
    write(Array(" (\(PrettyPrinter.grouped(count)) digits)".utf8)[...], .note)
  }
}
