import BigInt

/// Why a ``Value`` cannot become a term of a machine.
public enum TermWriteProblem: Error, Sendable, Hashable {
  /// The machine has no memory for it, or it is an integer or a binary longer than any may be.
  case tooLarge
  /// It is nested deeper than ``Value/maximumDepth``.
  case tooDeep
  /// It has a new atom in it, and the machine has as many as it may have, or the text is too long.
  case tooManyAtoms
  /// It has a pid or a reference of another machine in it.
  case foreign
  /// It has a function in it: only the machine itself makes those.
  case function
  /// It has a float in it that is infinite or not a number.
  case notFinite
}

/// What writing a value will take, found out by a walk over it before any space is reserved.
///
/// Nothing is made on the way but atoms, which are kept in the order of the walk. The walk recurses:
/// values may be ``Value/maximumDepth`` deep.
struct TermPlan {
  /// The words of the term, exactly; but of large maps the most that they can take.
  private(set) var words = 0
  /// The bytes of binaries that will be outside the heap.
  private(set) var bytes = 0
  /// The words that objects of the host count for.
  private(set) var objectWords = 0
  /// Whether there is a map that becomes a trie, of which the keys' hashes decide the size.
  private(set) var hasLargeMap = false
  /// The atoms, in the order of the walk.
  private(set) var atoms: [Term] = []
  private let machine: MachineRef
  /// The bytes that the machine has for it.
  private let room: Int
  private static let leastRoom = 64 << 10

  init(_ machine: MachineRef) {
    self.machine = machine
    // A limit that is used up is not for small values to notice: they tell processes to end, say.
    room = max(
      machine.pointee.options.maxMemory - machine.pointee.ledger.pointee.bytes,
      TermPlan.leastRoom
    )
  }

  /// Adds a value that is `depth` deep in another.
  mutating func add(_ value: Value, depth: Int = 0) throws(TermWriteProblem) {
    switch value {
    case .list(let elements):
      try addAll(elements, 2 * elements.count, depth)
    case .tuple(let elements):
      try addAll(elements, 1 + elements.count, depth)
    case .map(let pairs): try addPairs(pairs, depth)
    default: try addLeaf(value)
    }
  }

  /// Adds what holds no other values; apart from what does, whose frames lie above each other.
  @inline(never)
  private mutating func addLeaf(_ value: Value) throws(TermWriteProblem) {
    switch value {
    case .nil, .bool: break
    case .integer(let integer): if !Term.fits(integer) { words += 2 }
    case .bigInteger(let integer): try addInteger(integer)
    case .float(let float):
      guard float.isFinite else { throw .notFinite }
      words += 2
    case .atom(let text): try addAtom(text)
    case .string(let text): try addBinary(text.utf8.count)
    case .binary(let bytes): try addBinary(bytes.count)
    case .pid(let pid):
      guard pid.machine == machine.pointee.serial, Term(bits: pid.bits).isPid else {
        throw .foreign
      }
    case .reference(let reference):
      guard reference.machine == machine.pointee.serial, Term(bits: reference.bits).isReference
      else { throw .foreign }
    case .object(let object):
      words += HostReference.boxWords
      objectWords += object.reference.words
    case .function: throw .function
    case .list, .tuple, .map: break
    }
  }

  private mutating func addAll(
    _ elements: [Value],
    _ own: Int,
    _ depth: Int
  ) throws(TermWriteProblem) {
    try enter(own, depth)
    for element in elements { try add(element, depth: depth + 1) }
  }

  private mutating func addPairs(_ pairs: [Value: Value], _ depth: Int) throws(TermWriteProblem) {
    // What is a guess from above must not look like too much.
    try enter(1 + 2 * pairs.count, depth)
    if pairs.count > Maps.smallLimit {
      hasLargeMap = true
      words += Maps.sizeOfMap(pairs.count) - (1 + 2 * pairs.count)
    }
    for (key, value) in pairs {
      try add(key, depth: depth + 1)
      try add(value, depth: depth + 1)
    }
  }

  /// Counts the words of something that holds others.
  private mutating func enter(_ own: Int, _ depth: Int) throws(TermWriteProblem) {
    guard depth < Value.maximumDepth else { throw .tooDeep }
    least += own
    words += own
    // Values share their parts too, so this may be more than all memory holds.
    guard fits else { throw .tooLarge }
  }

  /// The words that what holds others takes at least.
  private var least = 0
  private var fits: Bool { least + bytes / 8 <= room / 8 }

  private mutating func addInteger(_ integer: BigInt) throws(TermWriteProblem) {
    let count = integer.magnitude.words.count
    guard count <= Integers.wordLimit else { throw .tooLarge }
    words += 1 + max(count, 1)
  }

  private mutating func addBinary(_ count: Int) throws(TermWriteProblem) {
    if count <= NativeCall.heapBinaryLimit {
      words += HeapWriter.wordsForHeapBinary(count)
      return
    }
    guard count <= Binaries.sizeLimit else { throw .tooLarge }
    words += 5
    bytes += count
    guard fits else { throw .tooLarge }
  }

  private mutating func addAtom(_ text: String) throws(TermWriteProblem) {
    guard text.utf8.count <= Texts.longestAtom,
      let atom = machine.pointee.atoms.pointee.intern(text)
    else { throw .tooManyAtoms }
    atoms.append(Term(atom))
  }
}
