/// Putting pairs into a large map in its place, while a program builds it.
///
/// A map that is filled or counted in goes from one `Map.put` to the next, and nobody sees what it
/// was before. The copy of a path that each one makes is garbage at the next then, 60 words of it for
/// a map of 15,000 pairs. So the nodes that a `Map.put` has made are changed by the next one if the
/// map that they belong to was its own result and cannot be seen by anyone else. That is found out by
/// looking, each time, and cheaply:
///
/// - Terms refer to older terms only. What refers to the map's new nodes has been made after it, and
///   stands between the map and the heap's top. These are few words, or there is no need to look.
/// - The registers and slots that are needed behind the call are known from the code; see
///   ``PutWord``. The rest of the stack is looked through where it is short.
/// - A collection and another process forget the map, and the next `Map.put` copies its path again.
///
/// Counting the words of ten megabytes allocates 3.3 million words instead of 77, and
/// 3.1 of them are the list of the words.
struct MapInBuilding {
  /// The map that `Map.put` made last.
  private(set) var map = Term.none
  /// The first of the words that hold its own nodes.
  private var start = UnsafeMutablePointer<UInt64>(bitPattern: 8).unsafelyUnwrapped
  /// Where they end; what follows may refer to them.
  private var end = UnsafeMutablePointer<UInt64>(bitPattern: 8).unsafelyUnwrapped

  /// How many words of the heap and of the stack are looked through at most.
  private static let limit = 64

  /// Whether there is such a map.
  @inline(__always) var isUnderWay: Bool { map != .none }

  /// What the map's own nodes stand in.
  @inline(__always)
  var nodes: AddressRange {
    AddressRange(
      start: UInt(bitPattern: start),
      length: UInt(bitPattern: end) &- UInt(bitPattern: start)
    )
  }

  /// Forgets the map.
  @inline(__always)
  mutating func forget() { map = .none }

  /// Takes note of a map that was just made; all words from its first on are its own.
  @inline(__always)
  mutating func begin(_ map: Term, top: UnsafeMutablePointer<UInt64>) {
    self.map = map
    start = map.address
    end = top
  }

  /// Takes note that the map has grown up to the heap's top.
  @inline(__always)
  mutating func goOn(top: UnsafeMutablePointer<UInt64>) { end = top }

  /// Whether nobody sees the map but the arguments `X[first]…` of a ``Opcode/putKey``.
  @inline(__always)
  func isUnseen(_ context: ContextRef, first: Int, _ word: PutWord) -> Bool {
    let x = context.pointee.x
    if x[first &+ 1] == map || x[first &+ 2] == map || context.pointee.reason == map {
      return false
    }
    var registers = word.neededRegisters
    while registers != 0 {
      if x[registers.trailingZeroBitCount] == map { return false }
      registers &= registers &- 1
    }
    let process = context.pointee.process
    let top = process.pointee.top
    var slot = process.pointee.stack + word.deadSlots
    let bottom = process.pointee.heapEnd
    guard top - end <= MapInBuilding.limit, bottom - slot <= MapInBuilding.limit else {
      return false
    }
    while slot < bottom {
      if slot[0] == map.bits { return false }
      slot += 1
    }
    let nodes = nodes
    var later = end
    while later < top {
      if nodes.contains(Term(bits: later[0])) { return false }
      later += 1
    }
    return true
  }
}

extension Maps {
  /// What ``Opcode/putKey`` does: `Map.put` of `X[first]…`, in the map's place where it can be.
  static func put(
    _ context: ContextRef,
    first: Int,
    _ word: PutWord,
    live: Int
  ) throws(Raise) -> Term {
    context.pointee.reductions &-= 1
    var call = NativeCall(context: context, first: first, count: 3, live: live)
    try MapNatives.check(&call)
    let map = call[0]
    guard isLarge(map) else {
      return try SmallMap.put(&call, map, call[1], call[2])
    }
    let isOwn =
      context.pointee.building.map == map
      && context.pointee.building.isUnseen(context, first: first, word)
    let result = try HashMap.put(&call, map, call[1], call[2], inPlace: isOwn)
    let top = context.pointee.process.pointee.top
    if result != map {
      context.pointee.building.begin(result, top: top)
    } else if isOwn {
      context.pointee.building.goOn(top: top)
    }
    return result
  }
}
