/// Stirs a word into a state: the two halves of a product, so that every bit reaches every other.
@inline(__always)
private func stir(_ state: UInt64, _ word: UInt64) -> UInt64 {
  let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return product.high ^ product.low
}

private let hashSeed: UInt64 = 0xD1B5_4A32_D192_ED03

/// A hash of a term: equal for terms that are the same by `===`, and the same in every run.
@inline(__always)
func hash(_ term: Term, _ atoms: AtomTableRef) -> UInt64 {
  var cost = 0
  return hash(term, atoms, cost: &cost)
}

/// A hash of a term; adds the parts that were looked at to `cost` when they were many.
@inline(__always)
func hash(_ term: Term, _ atoms: AtomTableRef, cost: inout Int) -> UInt64 {
  if term.isSmall { return stir(hashSeed, term.bits) }
  if term.isAtom { return atoms.pointee[term.atom].hash }
  if term.isBinary { return stir(0x6A09_E667_F3BC_C908, hashBytes(Binaries.bytes(of: term))) }
  let (hash, parts) = hashSlowly(term, atoms)
  if parts > 64 { cost += parts }
  return hash
}

/// A hash of bytes, eight at a step.
@inline(never)
private func hashBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
  var state = hashSeed ^ UInt64(bytes.count)
  guard let base = bytes.baseAddress else { return state }
  let raw = UnsafeRawPointer(base)
  // A text is read in words that may overlap, never byte by byte: its length is in the state.
  let count = bytes.count
  if count < 8 { return count == 0 ? state : stir(state, shortWord(raw, count)) }
  var offset = 0
  while offset + 8 <= count {
    state = stir(state, loadWord(raw, offset))
    offset += 8
  }
  return offset == count ? state : stir(state, loadWord(raw, count - 8))
}

@inline(__always)
private func loadWord(_ raw: UnsafeRawPointer, _ offset: Int) -> UInt64 {
  UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// Up to seven bytes as a word, in a way that depends on their number only.
@inline(__always)
private func shortWord(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
  func load(_ offset: Int) -> UInt64 {
    UInt64(
      UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    )
  }
  func byte(_ offset: Int) -> UInt64 {
    UInt64(raw.load(fromByteOffset: offset, as: UInt8.self))
  }
  if count >= 4 { return load(0) | load(count - 4) << 32 }
  return byte(0) | byte(count / 2) << 8 | byte(count - 1) << 16
}

/// How many parts of a term, or words of its binaries, count for its hash.
private let hashedParts = 1 << 18

/// Hashes a term by stirring in everything that is met on a walk in order; sizes are stirred in,
/// so that no two shapes give the same sequence.
///
/// What comes after ``hashedParts`` does not count: a term whose parts are shared can be larger as a
/// tree than any memory.
@inline(never)
private func hashSlowly(_ term: Term, _ atoms: AtomTableRef) -> (hash: UInt64, parts: Int) {
  var state = hashSeed
  var stack: [Term] = []
  var next: Term? = term
  var left = hashedParts
  while left > 0, let current = next ?? stack.popLast() {
    next = nil
    left -= 1
    guard current.isPointer else {
      state = stir(state, current.isAtom ? atoms.pointee[current.atom].hash : current.bits)
      continue
    }
    if current.isCons {
      state = stir(state, 0x4C)
      stack.append(current.tail)
      next = current.head
      continue
    }
    let header = current.header
    switch header.kind {
    case .float:
      let value = current.float
      state = stir(state ^ 0xF1, value == 0 ? 0 : value.bitPattern)
    case .bigInteger:
      state = stir(state, UInt64(header.aux) << 32 | UInt64(header.size))
      for index in 0..<header.size { state = stir(state, current.word(index)) }
      left -= header.size
    case .heapBinary, .sharedBinary, .subBinary:
      let bytes = Binaries.bytes(of: current)
      state = stir(state, hashBytes(bytes))
      left -= bytes.count / 8
    case .externalFunction:
      state = stir(state, current.word(0))
    case .hostObject:
      state = stir(state, UInt64(HostReference.of(current).identity))
    case .closure:
      state = stir(stir(state, current.word(0)), UInt64(header.size))
      for index in stride(from: header.size - 1, to: 0, by: -1) {
        stack.append(current.element(index))
      }
    case .tuple, .smallMap, .mapNode, .mapBucket:
      state = stir(state, header.bits)
      for index in stride(from: header.size - 1, through: 0, by: -1) {
        stack.append(current.element(index))
      }
    case .largeMap:
      state = stir(state, header.bits)
      stack.append(current.element(1))
    }
  }
  return (stir(state, 0x51), hashedParts - left)
}
