/// Why a term cannot become a ``Value``.
public enum TermReadProblem: Error, Sendable, Hashable {
  /// It takes more memory than it may; terms share their parts, values do not.
  case tooLarge
  /// It is nested deeper than ``Value/maximumDepth``.
  case tooDeep
  /// It has a list in it that does not end in `[]`.
  case improperList
}

/// Makes values of terms, in steps: a stack of its own, so that it can stop and go on.
///
/// What it makes is counted before it is made, against a limit of bytes, since a term of a few words
/// that shares its parts can stand for more than all memory holds.
///
/// It holds addresses of terms, so it is good as long as nothing collects; between two slices they
/// are kept in a ``NativeContinuation``, see ``terms`` and ``restore(_:)``.
struct TermReader: ~Copyable {
  /// What is being read, from the outermost inwards.
  private var frames: [Frame] = []
  /// A map for each frame that is one.
  private var maps: [MapInReading] = []
  /// The text or the bytes of the long binary that is being read.
  private var text = ""
  private var bytes: [UInt8] = []
  /// How many frames hold others.
  private var depth = 0
  /// How many bytes may be made yet.
  private var room: Int
  /// How many bytes were made.
  private(set) var made = 0
  private let machine: MachineRef
  /// The values of the terms that were to be read.
  private(set) var values: [Value] = []

  private struct Frame {
    var action: Action
    var term: Term
    /// Where a list begins that is counted; the value of a map that is next.
    var second = Term.nil
    var position = 0
    var elements: [Value] = []
  }

  private enum Action {
    /// A term that nothing has been read of.
    case whole
    /// A list of which the cells before the term have been counted.
    case count
    /// A list of which the term is the rest.
    case list
    /// A tuple from the position on.
    case tuple
    /// The innermost map.
    case map
    /// A long binary from the position on, which is valid UTF-8 before it.
    case text
    /// A long binary from the position on, which is not.
    case bytes
  }

  private struct MapInReading {
    var iterator: MapIterator
    /// The key of the pair that is being read, when that has been.
    var key: Value?
    var pairs: [Value: Value] = [:]
  }

  /// Begins to read terms.
  init(_ terms: [Term], _ machine: MachineRef, limit: Int) {
    self.machine = machine
    room = limit
    values.reserveCapacity(terms.count)
    for term in terms.reversed() { frames.append(Frame(action: .whole, term: term)) }
  }

  /// The terms that it holds.
  var terms: [Term] {
    var terms: [Term] = []
    for frame in frames {
      terms.append(frame.term)
      terms.append(frame.second)
    }
    return terms
  }

  /// Puts terms where they are now in the place of ``terms``.
  mutating func restore(_ terms: [Term]) {
    var map = 0
    for index in frames.indices {
      frames[index].term = terms[2 * index]
      frames[index].second = terms[2 * index + 1]
      if frames[index].action == .map {
        maps[map].iterator.resume(frames[index].term)
        map += 1
      }
    }
  }

  /// Goes on reading; gives whether everything is read, or the steps are used up.
  ///
  /// - Parameter steps: A step is a number or 64 bytes of a text, about 20 ns.
  mutating func run(_ steps: inout Int) throws(TermReadProblem) -> Bool {
    while !frames.isEmpty {
      if steps <= 0 { return false }
      let top = frames.count - 1
      switch frames[top].action {
      case .whole:
        let term = frames.removeLast().term
        try take(MemoryLayout<Value>.stride)
        if let value = try leaf(term, &steps) { values.append(value) } else { try open(term) }
      case .count: try count(top, &steps)
      case .list: try readList(top, &steps)
      case .tuple: try readTuple(top, &steps)
      case .map: try readMap(top, &steps)
      case .text: readText(top, &steps)
      case .bytes: readBytes(top, &steps)
      }
    }
    return true
  }

  /// Whether everything is read.
  var isDone: Bool { frames.isEmpty }

  /// Gives up what was read so far, for someone else to free.
  mutating func giveUp() -> Any {
    let rest = (frames, maps, text, bytes, values)
    frames = []
    maps = []
    text = ""
    bytes = []
    values = []
    return rest
  }

  /// Counts bytes that are about to be made.
  private mutating func take(_ bytes: Int) throws(TermReadProblem) {
    guard bytes <= room else { throw .tooLarge }
    room -= bytes
    made += bytes
  }
}

// MARK: - What holds nothing

extension TermReader {
  /// What an object takes besides its contents.
  private static let objectBytes = 32
  /// The most bytes of a binary that is read in one step.
  private static let bytesAtOnce = 1 << 16

  /// The value of a term that holds no others, or nil.
  private mutating func leaf(_ term: Term, _ steps: inout Int) throws(TermReadProblem) -> Value? {
    steps -= 1
    if term.isSmall { return .integer(term.small) }
    if term.isBox { return try leafBox(term, &steps) }
    if term.isAtom { return try atom(term) }
    if term.isCons { return nil }
    if term.isEmptyList {
      if depth >= Value.maximumDepth { throw .tooDeep }
      return .list([])
    }
    let serial = machine.pointee.serial
    return term.isPid
      ? .pid(ProcessID(bits: term.bits, machine: serial))
      : .reference(ReferenceID(bits: term.bits, machine: serial))
  }

  private mutating func atom(_ term: Term) throws(TermReadProblem) -> Value {
    if term == .nil { return .nil }
    if term.isBoolean { return .bool(term == .true) }
    let text = machine.pointee.atoms.pointee[term.atom].text
    if text.count > 15 { try take(text.count + TermReader.objectBytes) }
    return .atom(String(decoding: text, as: UTF8.self))
  }

  private mutating func leafBox(_ term: Term, _ steps: inout Int) throws(TermReadProblem) -> Value?
  {
    switch term.header.kind {
    case .float: return .float(term.float)
    case .bigInteger:
      try take(term.header.size * 8 + 3 * TermReader.objectBytes)
      steps -= term.header.size / 8
      return Value(Integers.bigInt(term))
    case .heapBinary, .sharedBinary, .subBinary:
      let bytes = Binaries.bytes(of: term)
      if bytes.count > TermReader.bytesAtOnce { return nil }
      steps -= bytes.count / 64
      if bytes.count > 15 { try take(bytes.count + TermReader.objectBytes) }
      if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
      return .binary(Array(bytes))
    case .closure, .externalFunction:
      try take(8 * TermReader.objectBytes)
      steps -= 16
      return .function(FunctionID(term, machine))
    case .hostObject: return .object(HostObject(HostReference.of(term)))
    case .tuple, .smallMap, .largeMap, .mapNode, .mapBucket: return nil
    }
  }
}

// MARK: - What holds others

extension TermReader {
  /// Begins with a term that is no leaf.
  private mutating func open(_ term: Term) throws(TermReadProblem) {
    var frame = Frame(action: .count, term: term)
    if term.isBinary {
      let count = Binaries.count(term)
      try take(count + TermReader.objectBytes)
      frame.action = .text
      text = ""
      text.reserveCapacity(count)
      frames.append(frame)
      return
    }
    if depth >= Value.maximumDepth { throw .tooDeep }
    depth += 1
    if term.isCons {
      frame.second = term
    } else if term.isTuple {
      frame.action = .tuple
      try makeRoom(term.tupleCount, &frame)
    } else {
      frame.action = .map
      let count = Maps.count(term)
      var map = MapInReading(iterator: MapIterator(term))
      // A dictionary is at most three quarters full, and its size a power of two.
      let places = count == 0 ? 0 : 1 << (Int.bitWidth - (count + count / 3).leadingZeroBitCount)
      try take(places * 2 * MemoryLayout<Value>.stride + places / 8 + TermReader.objectBytes)
      map.pairs.reserveCapacity(count)
      maps.append(map)
    }
    frames.append(frame)
  }

  /// Makes room in a frame for elements.
  private mutating func makeRoom(_ count: Int, _ frame: inout Frame) throws(TermReadProblem) {
    try take(count * MemoryLayout<Value>.stride + TermReader.objectBytes)
    frame.elements.reserveCapacity(count)
  }

  /// Ends the innermost frame, whose value is known.
  private mutating func close(_ value: Value) {
    frames.removeLast()
    guard let top = frames.indices.last else {
      values.append(value)
      return
    }
    switch frames[top].action {
    case .list, .tuple: frames[top].elements.append(value)
    case .map: put(value)
    case .whole, .count, .text, .bytes: values.append(value)
    }
  }

  /// Puts a key or what stands under it into the innermost map.
  @inline(__always)
  private mutating func put(_ value: Value) {
    let map = maps.count - 1
    if let key = maps[map].key {
      maps[map].pairs[key] = value
      maps[map].key = nil
    } else {
      maps[map].key = value
    }
  }

  private mutating func count(_ top: Int, _ steps: inout Int) throws(TermReadProblem) {
    var rest = frames[top].term
    var position = frames[top].position
    // Where memory for so many cannot be had, there is no need to know how many there are.
    let most = room / MemoryLayout<Value>.stride
    while rest.isCons {
      if steps <= 0 || position > most { break }
      // A few cells cost as much as one element.
      if position & 7 == 0 { steps -= 1 }
      position += 1
      rest = rest.tail
    }
    if position > most { throw .tooLarge }
    frames[top].term = rest
    frames[top].position = position
    if rest.isCons { return }
    guard rest.isEmptyList else { throw .improperList }
    var frame = Frame(action: .list, term: frames[top].second)
    try makeRoom(position, &frame)
    frames[top] = frame
  }

  private mutating func readList(_ top: Int, _ steps: inout Int) throws(TermReadProblem) {
    var rest = frames[top].term
    // Out of the frame, so that there is one owner while elements are appended.
    var elements: [Value] = []
    swap(&elements, &frames[top].elements)
    var inner: Term?
    while rest.isCons && steps > 0 && inner == nil {
      let head = rest.head
      rest = rest.tail
      if let value = try leaf(head, &steps) { elements.append(value) } else { inner = head }
    }
    if inner == nil && !rest.isCons {
      depth -= 1
      return close(.list(elements))
    }
    frames[top].term = rest
    swap(&elements, &frames[top].elements)
    if let inner { try open(inner) }
  }

  private mutating func readTuple(_ top: Int, _ steps: inout Int) throws(TermReadProblem) {
    let term = frames[top].term
    let count = term.tupleCount
    var position = frames[top].position
    var elements: [Value] = []
    swap(&elements, &frames[top].elements)
    var inner: Term?
    while position < count && steps > 0 && inner == nil {
      let element = term.element(position)
      position += 1
      if let value = try leaf(element, &steps) { elements.append(value) } else { inner = element }
    }
    if inner == nil && position == count {
      depth -= 1
      return close(.tuple(elements))
    }
    frames[top].position = position
    swap(&elements, &frames[top].elements)
    if let inner { try open(inner) }
  }

  private mutating func readMap(_ top: Int, _ steps: inout Int) throws(TermReadProblem) {
    let map = maps.count - 1
    while steps > 0 {
      if maps[map].key == nil {
        guard let (key, value) = maps[map].iterator.step() else {
          depth -= 1
          let pairs = maps.removeLast().pairs
          return close(.map(pairs))
        }
        steps -= 2
        frames[top].second = value
        guard let made = try leaf(key, &steps) else { return try open(key) }
        maps[map].key = made
      }
      let value = frames[top].second
      guard let made = try leaf(value, &steps) else { return try open(value) }
      put(made)
    }
  }
}

// MARK: - Long binaries

extension TermReader {
  private mutating func readText(_ top: Int, _ steps: inout Int) {
    let whole = Binaries.bytes(of: frames[top].term)
    while frames[top].position < whole.count {
      if steps <= 0 { return }
      let position = frames[top].position
      var end = min(position + TermReader.bytesAtOnce, whole.count)
      // Not within a scalar.
      while end < whole.count && end > position && whole[end] & 0xC0 == 0x80 { end -= 1 }
      steps -= (end - position) / 64 + 1
      let part = UnsafeBufferPointer(rebasing: whole[position..<end])
      guard end > position, let valid = String(validating: part, as: UTF8.self) else {
        text = ""
        bytes = []
        bytes.reserveCapacity(whole.count)
        frames[top].action = .bytes
        frames[top].position = 0
        return
      }
      text += valid
      frames[top].position = end
    }
    let made = text
    text = ""
    close(.string(made))
  }

  private mutating func readBytes(_ top: Int, _ steps: inout Int) {
    let whole = Binaries.bytes(of: frames[top].term)
    while frames[top].position < whole.count {
      if steps <= 0 { return }
      let position = frames[top].position
      let end = min(position + TermReader.bytesAtOnce, whole.count)
      steps -= (end - position) / 256 + 1
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: whole[position..<end]))
      frames[top].position = end
    }
    let made = bytes
    bytes = []
    close(.binary(made))
  }
}
