#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Binaries: their bytes, parts and joining.
///
/// Bytes in a heap box move with every collection, so the address that ``bytes(of:)`` gives is good
/// only until the next.
enum Binaries {
  /// The most bytes of a binary that a program may make.
  static let sizeLimit = 1 << 32
  /// The most bytes of a text that is put together of what are not all strings.
  private static let shownLimit = 1 << 26

  /// The bytes of a binary.
  @inline(__always)
  static func bytes(of binary: Term) -> UnsafeBufferPointer<UInt8> {
    let header = binary.header
    switch header.kindBits {
    case BoxKind.heapBinary.rawValue:
      return UnsafeBufferPointer(
        start: base(of: binary),
        count: header.size &* 8 &- Int(header.aux)
      )
    case BoxKind.sharedBinary.rawValue:
      return UnsafeBufferPointer(start: base(of: binary), count: binary.element(1).small)
    default:
      return UnsafeBufferPointer(
        start: base(of: binary.element(0)) + binary.element(1).small,
        count: binary.element(2).small
      )
    }
  }

  /// Where the bytes of a heap or shared binary begin.
  @inline(__always)
  static func base(of whole: Term) -> UnsafePointer<UInt8> {
    if whole.header.kindBits == BoxKind.heapBinary.rawValue {
      return UnsafeRawPointer(whole.address + 1).assumingMemoryBound(to: UInt8.self)
    }
    let shared = SharedBytesRef(bitPattern: UInt(whole.word(0))).unsafelyUnwrapped
    return UnsafePointer(SharedBytes.bytes(shared))
  }

  /// The number of bytes of a binary.
  @inline(__always)
  static func count(_ binary: Term) -> Int {
    let header = binary.header
    switch header.kindBits {
    case BoxKind.heapBinary.rawValue: return header.size * 8 - Int(header.aux)
    case BoxKind.sharedBinary.rawValue: return binary.element(1).small
    default: return binary.element(2).small
    }
  }

  /// Compares byte by byte, a prefix first.
  static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(a.count, b.count)
    if common > 0, let first = a.baseAddress, let second = b.baseAddress {
      let result = memcmp(first, second, common)
      if result != 0 { return result < 0 ? -1 : 1 }
    }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }

  /// A part of a binary, which must lie inside it; see ``HeapWriter/piece(of:_:)``.
  static func part(
    _ call: inout NativeCall,
    of binary: Term,
    offset: Int,
    count: Int
  ) throws(Raise) -> Term {
    if offset == 0 && count == Binaries.count(binary) { return binary }
    let live = call.live
    defer { call.live = live }
    let kept = call.keep(binary)
    try call.reserve(HeapWriter.wordsForPiece)
    return call.write { $0.piece(of: call[kept], offset..<offset + count) }
  }

  /// Copies bytes of a binary.
  @inline(__always)
  static func copy(
    _ source: UnsafeBufferPointer<UInt8>,
    from offset: Int = 0,
    count: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    if count > 0, let base = source.baseAddress { target.update(from: base + offset, count: count) }
  }

  /// Copies bytes to words, and clears what the last word has room for besides.
  ///
  /// For a few bytes a call of `memcpy` costs more than they do.
  @inline(__always)
  static func copyWords(
    _ source: UnsafePointer<UInt8>,
    count: Int,
    to target: UnsafeMutablePointer<UInt64>
  ) {
    let raw = UnsafeRawPointer(source)
    var index = 0
    while index < count >> 3 {
      target[index] = raw.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
      index = index &+ 1
    }
    if count & 7 != 0 { target[index] = lastWord(raw, count).littleEndian }
  }

  /// The bytes of `count` that fill no word of eight, the first one lowest; there must be some.
  @inline(__always)
  private static func lastWord(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let rest = count & 7
    if count > 8 {
      // One load that ends where the bytes do.
      let word = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      return UInt64(littleEndian: word) &>> UInt64(64 &- rest &* 8)
    }
    if rest >= 4 {
      // Two loads that overlap.
      let low = UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))
      let high = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: rest &- 4, as: UInt32.self))
      return UInt64(low) | UInt64(high) &<< UInt64((rest &- 4) &* 8)
    }
    // One to three bytes: the first, the middle and the last.
    let middle = rest >> 1
    return UInt64(raw.load(as: UInt8.self))
      | UInt64(raw.load(fromByteOffset: middle, as: UInt8.self)) &<< UInt64(middle &* 8)
      | UInt64(raw.load(fromByteOffset: rest &- 1, as: UInt8.self)) &<< UInt64((rest &- 1) &* 8)
  }

  /// `X[a] <> X[b]`; raises `:badarg` when one is no binary.
  static func concatenate(
    _ context: ContextRef,
    _ a: Int,
    _ b: Int,
    live: Int
  ) throws(Raise) -> Term {
    let x = context.pointee.x
    let call = NativeCall(context: context, first: 0, count: 0, live: live)
    guard x[a].isBinary, x[b].isBinary else { throw call.badarg }
    let first = count(x[a])
    let second = count(x[b])
    if second == 0 { return x[a] }
    if first == 0 { return x[b] }
    let total = first + second
    guard total <= sizeLimit else { throw call.badarg }
    if total > NativeCall.heapBinaryLimit, x[a].isBox(.sharedBinary) {
      return try append(call, a, second) { copy(bytes(of: x[b]), count: second, to: $0) }
    }
    return try call.binary(count: total) { target in
      copy(bytes(of: x[a]), count: first, to: target)
      copy(bytes(of: x[b]), count: second, to: target + first)
    }
  }

  /// Appends `added` bytes that `fill` writes to the shared bytes of `X[a]`, in place where nobody
  /// else has appended to them.
  ///
  /// So a text that is built piece by piece costs its length, not its square: whoever sees fewer
  /// bytes goes on seeing those, and what is written lies behind them.
  static func append(
    _ call: NativeCall,
    _ a: Int,
    _ added: Int,
    fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) throws(Raise) -> Term {
    let x = call.context.pointee.x
    let process = call.process
    let first = count(x[a])
    let total = first + added
    try call.reserve(5)
    if let shared = SharedBytesRef(bitPattern: UInt(x[a].word(0))),
      SharedBytes.claim(shared, after: first, added)
    {
      SharedBytes.retain(shared)
      fill(SharedBytes.bytes(shared) + first)
      return call.write {
        $0.sharedBinary(shared, count: total, list: &process.pointee.offHeap)
      }
    }
    // The next pieces will find room.
    let capacity = min(total * 2, sizeLimit)
    guard Collector.reserveOffHeap(call.context, bytes: capacity, need: 5, live: call.live) else {
      throw Raise(class: .kill)
    }
    let shared = SharedBytes.make(
      count: total,
      capacity: capacity,
      in: call.machine.pointee.ledger
    )
    copy(bytes(of: x[a]), count: first, to: SharedBytes.bytes(shared))
    fill(SharedBytes.bytes(shared) + first)
    call.charge(total / 256)
    process.pointee.outsideWords &+= UInt32(min(capacity / 8, 1 << 28))
    return call.write { $0.sharedBinary(shared, count: total, list: &process.pointee.offHeap) }
  }

  /// The registers, each as `to_string` shows it, joined.
  static func buildString(
    _ context: ContextRef,
    _ registers: UnsafePointer<UInt64>,
    count: Int,
    live: Int
  ) throws(Raise) -> Term {
    let x = context.pointee.x
    let call = NativeCall(context: context, first: 0, count: 0, live: live)
    var total = 0
    var allBinaries = true
    for index in 0..<count {
      let term = x[Maps.register(registers, index)]
      if term.isBinary { total += Binaries.count(term) } else { allBinaries = false }
      guard total <= sizeLimit else { throw call.badarg }
    }
    guard allBinaries else {
      // A term whose parts are shared can have a text that is larger than any memory.
      let limit = min(Collector.room(context), shownLimit)
      var inspector = Inspector(atoms: context.pointee.atoms, limit: limit)
      for index in 0..<count { inspector.display(x[Maps.register(registers, index)]) }
      call.charge(inspector.bytes.count / 16)
      if inspector.isCut { throw Raise(class: .kill) }
      return try call.binary(inspector.bytes)
    }
    return try call.binary(count: total) { target in
      var offset = 0
      for index in 0..<count {
        let source = bytes(of: x[Maps.register(registers, index)])
        copy(source, count: source.count, to: target + offset)
        offset += source.count
      }
    }
  }
}
