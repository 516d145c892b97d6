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

  /// The bytes of a binary.
  @inline(__always)
  static func bytes(of binary: Term) -> UnsafeBufferPointer<UInt8> {
    let header = binary.header
    if header.kindBits == BoxKind.heapBinary.rawValue {
      return heapBytes(binary, header)
    }
    return outsideBytes(binary)
  }

  @inline(__always)
  private static func heapBytes(
    _ binary: Term,
    _ header: BoxHeader
  ) -> UnsafeBufferPointer<UInt8> {
    let raw = UnsafeRawPointer(binary.address + 1)
    return UnsafeBufferPointer(
      start: raw.assumingMemoryBound(to: UInt8.self),
      count: header.size * 8 - Int(header.aux)
    )
  }

  @inline(never)
  private static func outsideBytes(_ binary: Term) -> UnsafeBufferPointer<UInt8> {
    if binary.header.kind == .sharedBinary {
      guard let shared = SharedBytesRef(bitPattern: UInt(binary.word(0))) else {
        return UnsafeBufferPointer(start: nil, count: 0)
      }
      return UnsafeBufferPointer(
        start: UnsafePointer(SharedBytes.bytes(shared)),
        count: binary.element(1).small
      )
    }
    let whole = binary.element(0)
    let base =
      whole.header.kind == .heapBinary ? heapBytes(whole, whole.header) : outsideBytes(whole)
    let offset = binary.element(1).small
    return UnsafeBufferPointer(rebasing: base[offset..<offset + binary.element(2).small])
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

  /// A part of a binary, which must lie inside it: shared with it when long, else copied.
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
    if count <= NativeCall.heapBinaryLimit {
      try call.reserve(HeapWriter.wordsForHeapBinary(count))
      let source = bytes(of: call[kept])
      return call.write { writer in
        let (term, target) = writer.heapBinary(count: count)
        copy(source, from: offset, count: count, to: target)
        return term
      }
    }
    try call.reserve(4)
    var whole = call[kept]
    var start = offset
    if whole.isBox(.subBinary) {
      start += whole.element(1).small
      whole = whole.element(0)
    }
    return call.write { writer in
      let box = writer.box(.subBinary, size: 3)
      box[1] = whole.bits
      box[2] = Term(small: start).bits
      box[3] = Term(small: count).bits
      return Term(box: box)
    }
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
      return try append(call, a, b, first, second)
    }
    return try call.binary(count: total) { target in
      copy(bytes(of: x[a]), count: first, to: target)
      copy(bytes(of: x[b]), count: second, to: target + first)
    }
  }

  /// Appends to shared bytes, in place where nobody else has appended to them.
  ///
  /// So a text that is built piece by piece costs its length, not its square: whoever sees fewer
  /// bytes goes on seeing those, and what is written lies behind them.
  private static func append(
    _ call: NativeCall,
    _ a: Int,
    _ b: Int,
    _ first: Int,
    _ second: Int
  ) throws(Raise) -> Term {
    let x = call.context.pointee.x
    let process = call.process
    let total = first + second
    try call.reserve(5)
    if let shared = SharedBytesRef(bitPattern: UInt(x[a].word(0))),
      SharedBytes.claim(shared, after: first, second)
    {
      SharedBytes.retain(shared)
      copy(bytes(of: x[b]), count: second, to: SharedBytes.bytes(shared) + first)
      return call.write {
        $0.sharedBinary(shared, count: total, list: &process.pointee.offHeap)
      }
    }
    // The next pieces will find room.
    let capacity = min(total * 2, sizeLimit)
    guard Collector.reserveOffHeap(call.context, bytes: capacity, need: 5, live: call.live) else {
      throw Raise(class: .kill)
    }
    let shared = SharedBytes.make(count: total, capacity: capacity)
    copy(bytes(of: x[a]), count: first, to: SharedBytes.bytes(shared))
    copy(bytes(of: x[b]), count: second, to: SharedBytes.bytes(shared) + first)
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
      var inspector = Inspector(atoms: context.pointee.atoms)
      for index in 0..<count { inspector.display(x[Maps.register(registers, index)]) }
      call.charge(inspector.bytes.count / 16)
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
