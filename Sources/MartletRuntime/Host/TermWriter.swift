import BigInt

/// Makes a term of a value, in any memory: first it tells how many words that takes, then it writes.
///
/// Where the size is known from the value, the term is written once, to its place. A map that becomes
/// a trie has a size that follows from the hashes of its keys; a value with such a map is written to
/// memory of its own first, and copied.
struct TermWriter: ~Copyable {
  /// The most words that the term takes.
  let words: Int
  /// The bytes of the binaries outside the heap.
  let bytes: Int
  /// The words outside the heap that objects of the host in it count for.
  let objectWords: Int
  private let value: Value
  private let atoms: [Term]
  private let table: AtomTableRef
  private let ledger: LedgerRef
  private var draft: Draft?

  /// A term in memory of its own.
  private struct Draft {
    let block: UnsafeMutablePointer<UInt64>
    let words: Int
    let term: Term
    var list: OffHeapList
  }

  /// Plans the term of a value; new atoms are made, and nothing else.
  init(_ value: Value, machine: MachineRef) throws(TermWriteProblem) {
    var plan = TermPlan(machine)
    try plan.add(value)
    self.value = value
    bytes = plan.bytes
    objectWords = plan.objectWords
    atoms = plan.atoms
    table = machine.pointee.atoms
    ledger = machine.pointee.ledger
    guard plan.hasLargeMap else {
      words = plan.words
      draft = nil
      return
    }
    let block = UnsafeMutablePointer<UInt64>.allocate(capacity: plan.words)
    var writer = HeapWriter(top: block)
    var list = OffHeapList()
    var writing = TermWriting(atoms: plan.atoms, table: table, ledger: ledger)
    let term = writing.write(value, &writer, &list)
    words = writer.top - block
    draft = Draft(block: block, words: words, term: term, list: list)
  }

  deinit {
    guard let draft else { return }
    draft.list.releaseAll()
    draft.block.deallocate()
  }

  /// Writes the term where there is room for ``words``; once.
  mutating func write(_ writer: inout HeapWriter, _ list: inout OffHeapList) -> Term {
    guard let written = draft else {
      var writing = TermWriting(atoms: atoms, table: table, ledger: ledger)
      return writing.write(value, &writer, &list)
    }
    // The binaries and objects belong to the copy from now on.
    draft?.list = OffHeapList()
    let to = writer.top
    writer.top = to + written.words
    to.update(from: written.block, count: written.words)
    let range = AddressRange(
      start: UInt(bitPattern: written.block),
      length: UInt(written.words * 8)
    )
    let delta = UInt64(
      bitPattern: Int64(UnsafeMutableRawPointer(to) - UnsafeMutableRawPointer(written.block))
    )
    Relocation.shift(to, written.words, range, delta)
    var moved = written.list
    Relocation.shiftList(&moved, range, delta)
    list.append(moved)
    var term = written.term
    Relocation.shift(&term, range, delta)
    return term
  }
}

/// The second walk over a value, which writes.
private struct TermWriting {
  private let atoms: [Term]
  private var nextAtom = 0
  private let table: AtomTableRef
  private let ledger: LedgerRef

  init(atoms: [Term], table: AtomTableRef, ledger: LedgerRef) {
    self.atoms = atoms
    self.table = table
    self.ledger = ledger
  }

  mutating func write(
    _ value: Value,
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    switch value {
    case .list(let elements): return writeList(elements, &writer, &list)
    case .tuple(let elements): return writeTuple(elements, &writer, &list)
    case .map(let pairs): return writeMap(pairs, &writer, &list)
    default: return writeLeaf(value, &writer, &list)
    }
  }

  /// Writes what holds no other values.
  ///
  /// Apart from what does, so that the frames that lie above each other are small.
  @inline(never)
  private mutating func writeLeaf(
    _ value: Value,
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    switch value {
    case .nil: return .nil
    case .bool(let value): return Term(value)
    case .integer(let integer): return writeInteger(integer, &writer)
    case .bigInteger(let integer): return writeInteger(integer, &writer)
    case .float(let float): return writer.float(float)
    case .atom:
      nextAtom += 1
      return atoms[nextAtom - 1]
    case .string(let text):
      var text = text
      return text.withUTF8 { writer.binary($0, &list, ledger) }
    case .binary(let bytes):
      return bytes.withUnsafeBufferPointer { writer.binary($0, &list, ledger) }
    case .pid(let pid): return Term(bits: pid.bits)
    case .reference(let reference): return Term(bits: reference.bits)
    case .object(let object): return writer.hostObject(object.reference, list: &list)
    // The plan has refused functions, and the others hold values.
    case .function, .list, .tuple, .map: return .nil
    }
  }

  private func writeInteger(_ integer: Int, _ writer: inout HeapWriter) -> Term {
    if Term.fits(integer) { return Term(small: integer) }
    let box = writer.box(.bigInteger, size: 1, aux: integer < 0 ? 1 : 0)
    box[1] = UInt64(integer.magnitude)
    return Term(box: box)
  }

  private func writeInteger(_ integer: BigInt, _ writer: inout HeapWriter) -> Term {
    var count = 0
    for word in integer.magnitude.words {
      count += 1
      writer.top[count] = UInt64(word)
    }
    return Integers.close(&writer, count: count, negative: integer.sign == .minus)
  }

  private mutating func writeList(
    _ elements: [Value],
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    if elements.isEmpty { return .emptyList }
    var cell = writer.top
    let first = Term(cons: cell)
    writer.top = cell + 2 * elements.count
    for element in elements {
      cell[0] = write(element, &writer, &list).bits
      cell[1] = Term(cons: cell + 2).bits
      cell += 2
    }
    cell[-1] = Term.emptyList.bits
    return first
  }

  private mutating func writeTuple(
    _ elements: [Value],
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    let box = writer.box(.tuple, size: elements.count)
    var place = box
    for element in elements {
      place += 1
      place[0] = write(element, &writer, &list).bits
    }
    return Term(box: box)
  }

  private mutating func writeMap(
    _ pairs: [Value: Value],
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    if pairs.count <= Maps.smallLimit { return writeSmallMap(pairs, &writer, &list) }
    var keys: [Term] = []
    var values: [Term] = []
    keys.reserveCapacity(pairs.count)
    values.reserveCapacity(pairs.count)
    for (key, value) in pairs {
      keys.append(write(key, &writer, &list))
      values.append(write(value, &writer, &list))
    }
    return Maps.write(&writer, keys: keys, values: values, table)
  }

  private mutating func writeSmallMap(
    _ pairs: [Value: Value],
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList
  ) -> Term {
    var written: [MapPair] = []
    written.reserveCapacity(pairs.count)
    for (key, value) in pairs {
      let key = write(key, &writer, &list)
      written.append(MapPair(key: key, value: write(value, &writer, &list)))
    }
    let table = table
    if written.count > 1 {
      written.sort { TermOrder.compareKeys($0.key, $1.key, table) < 0 }
      // Keys are equal only where a value was made by hand that is none: a number of two kinds.
      var count = 1
      for index in 1..<written.count
      where TermOrder.compareKeys(written[count - 1].key, written[index].key, table) != 0 {
        written[count] = written[index]
        count += 1
      }
      written.removeLast(written.count - count)
    }
    let box = writer.box(.smallMap, size: 2 * written.count)
    for (index, pair) in written.enumerated() {
      box[1 + index] = pair.key.bits
      box[1 + written.count + index] = pair.value.bits
    }
    return Term(box: box)
  }
}

extension HeapWriter {
  /// Writes a binary: on the heap, or outside it when it is long.
  fileprivate mutating func binary(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ list: inout OffHeapList,
    _ ledger: LedgerRef
  ) -> Term {
    if bytes.count <= NativeCall.heapBinaryLimit {
      return shortBinary(bytes, 0..<bytes.count)
    }
    let shared = SharedBytes.make(count: bytes.count, in: ledger)
    Binaries.copy(bytes, count: bytes.count, to: SharedBytes.bytes(shared))
    return sharedBinary(shared, count: bytes.count, list: &list)
  }
}

// MARK: - Signals

extension Pool {
  /// Makes a signal whose term is that of a value, written into it.
  ///
  /// Under the lock of ``Machine/outside`` this holds up others while a large value is written;
  /// ``Swift/UnsafeMutablePointer/signal(_:to:writing:)`` of a machine does not.
  func signal(
    _ kind: SignalKind,
    to addressee: Term,
    writing: consuming TermWriter
  ) -> SignalRef {
    let signal = signal(kind, to: addressee, term: .none, words: writing.words)
    signal.fill(writing)
    return signal
  }
}

extension UnsafeMutablePointer<Signal> {
  /// Writes a term into a signal that has room for it.
  func fill(_ writing: consuming TermWriter) {
    var writing = writing
    var list = OffHeapList()
    // Without words it is an immediate, and nothing is written there.
    var writer = HeapWriter(top: copy)
    pointee.term = writing.write(&writer, &list)
    if list.first != 0 {
      pointee.flags.insert(.offHeap)
      extra = list.first
    }
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Makes a signal of a value on a thread that is no scheduler's.
  func signal(
    _ kind: SignalKind,
    to addressee: Term,
    writing: consuming TermWriter
  ) -> SignalRef {
    let words = writing.words
    let signal = pointee.outside.withLock { outside in
      UnsafeTransfer(outside.pool.signal(kind, to: addressee, term: .none, words: words))
    }.value
    signal.fill(writing)
    return signal
  }
}
