/// The bodies of the natives of `Map`.
enum MapNatives {
  /// The most pairs that are dealt with at once, without any continuation.
  private static let shortCount = 500

  /// Makes sure that an argument is a map; raises `(:badmap, v)`.
  @inline(__always)
  static func check(_ call: inout NativeCall, _ index: Int = 0) throws(Raise) {
    if !call[index].isMap { throw call.error(.badmap, call[index]) }
  }

  /// What of each pair goes into a list.
  enum Part {
    case key
    case value
    case pair

    @inline(__always)
    func make(_ writer: inout HeapWriter, _ key: Term, _ value: Term) -> Term {
      switch self {
      case .key: key
      case .value: value
      case .pair: writer.tuple(key, value)
      }
    }
  }

  /// The list of a part of each pair.
  static func list(_ call: inout NativeCall, _ part: Part) throws(Raise) -> Term {
    try check(&call)
    let count = Maps.count(call[0])
    let words = part == .pair ? 3 : 0
    if count <= shortCount {
      call.charge(count / 4)
      try call.reserve((2 + words) * count)
      var iterator = MapIterator(call[0])
      return call.shortList(count) { writer in
        guard let pair = iterator.step() else { return .nil }
        return part.make(&writer, pair.key, pair.value)
      }
    }
    return try call.work([.emptyList]) { call, work, steps throws(Raise) in
      if work.phase == 0 {
        var iterator: MapIterator
        if let earlier = work.iterator {
          iterator = earlier
          iterator.resume(call[0])
        } else {
          iterator = MapIterator(call[0])
        }
        while let pair = iterator.step() {
          work.terms.append(pair.key)
          work.terms.append(pair.value)
          steps -= 1
          if steps <= 0 {
            work.iterator = iterator
            return nil
          }
        }
        work.iterator = nil
        work.phase = 1
      }
      let isDone = try call.unload(1, onto: 0, work, &steps, stride: 2, words: words) {
        part.make(&$0, $1[0], $1[1])
      }
      return isDone ? work.terms[0] : nil
    }
  }

  /// The map of the pairs in a list; of equal keys the last wins.
  static func fromList(_ call: inout NativeCall) throws(Raise) -> Term {
    guard let count = call.shortCount(call[0]), count <= shortCount else {
      return try build(&call, call[0], .emptyList)
    }
    call.charge(count)
    var keys: [Term] = []
    keys.reserveCapacity(count)
    var rest = call[0]
    while rest.isCons {
      guard rest.head.isTuple(of: 2) else { throw call.badarg }
      keys.append(rest.head.element(0))
      rest = rest.tail
    }
    let plan = MapPlan(keys: keys, call.atoms)
    try call.reserve(plan.words)
    var pairs: [Term] = []
    pairs.reserveCapacity(count)
    rest = call[0]
    while rest.isCons {
      pairs.append(rest.head)
      rest = rest.tail
    }
    return call.write { writer in
      plan.write(&writer, call.atoms) { (pairs[$0].element(0), pairs[$0].element(1)) }
    }
  }

  /// Makes a map of two collections of pairs, in steps.
  private static func build(
    _ call: inout NativeCall,
    _ first: Term,
    _ second: Term
  ) throws(Raise) -> Term {
    let builder: MapBuilder
    if let earlier = call.continuation as? MapBuilder {
      builder = earlier
    } else {
      builder = MapBuilder(first, second)
      call.process.rareState.pointee.continuation = builder
    }
    let budget = max(call.reductionsLeft, 64) * 8
    var steps = budget
    do throws(Raise) {
      let result = try builder.run(&call, &steps)
      call.charge((budget - steps) / 8)
      guard let result else { return call.yield(builder) }
      call.finish()
      return result
    } catch {
      call.finish()
      throw error
    }
  }

  /// All pairs of two maps; where both have a key, the second's value.
  static func merge(_ call: inout NativeCall) throws(Raise) -> Term {
    try check(&call)
    try check(&call, 1)
    let first = Maps.count(call[0])
    let second = Maps.count(call[1])
    if first == 0 { return call[1] }
    if second == 0 { return call[0] }
    // When one is much smaller its pairs are put into the other, which stays shared for the rest.
    if second <= 8 || second <= first / 8 { return try put(&call, from: 1, into: 0) }
    if first <= 8 || first <= second / 8 { return try put(&call, from: 0, into: 1) }
    return try build(&call, call[0], call[1])
  }

  /// Puts the pairs of one argument into the other; values of the second argument stay.
  private static func put(
    _ call: inout NativeCall,
    from source: Int,
    into target: Int
  ) throws(Raise) -> Term {
    try call.work([call[target]]) { call, work, steps throws(Raise) in
      var iterator = work.iterator ?? MapIterator(call[source])
      iterator.resume(call[source])
      while let pair = iterator.step() {
        steps -= 16
        if target == 0 || Maps.find(call[target], pair.key, call.atoms) == nil {
          let result = try Maps.put(
            &call,
            map: work.terms[0],
            key: pair.key,
            value: pair.value
          )
          work.terms[0] = result
          iterator.resume(call[source])
        }
        if steps <= 0 {
          work.iterator = iterator
          return nil
        }
      }
      return work.terms[0]
    }
  }
}
