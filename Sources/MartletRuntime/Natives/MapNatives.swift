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
    // From the end on, so that what is made is the list already: a million pairs that were gathered
    // first were roots of many collections, and it took six times as long.
    return try call.work([.emptyList]) { call, work, steps throws(Raise) in
      var iterator = work.iterator ?? MapIterator(call[0], backwards: true)
      while work.count < count {
        if steps <= 0 {
          work.iterator = iterator
          return nil
        }
        let chunk = min(shortCount, count - work.count)
        try call.reserve((2 + words) * chunk)
        iterator.resume(call[0])
        work.terms[0] = call.write { writer in
          var list = work.terms[0]
          for _ in 0..<chunk {
            guard let pair = iterator.step() else { break }
            let element = part.make(&writer, pair.key, pair.value)
            list = writer.cons(element, list)
          }
          return list
        }
        work.count += chunk
        steps -= 2 * chunk
      }
      return work.terms[0]
    }
  }

  /// The map of the pairs in a list; of equal keys the last wins.
  static func fromList(_ call: inout NativeCall) throws(Raise) -> Term {
    guard let count = call.shortCount(call[0]), count <= shortCount else {
      return try build(&call)
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

  /// Makes the map of a list of pairs in steps.
  private static func build(_ call: inout NativeCall) throws(Raise) -> Term {
    let builder: MapBuilder
    if let earlier = call.continuation as? MapBuilder {
      builder = earlier
    } else {
      builder = MapBuilder(call[0])
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
    // The pairs of the smaller come in the order of their hashes, so that each put finds most of
    // its way in the cache.
    return second <= first
      ? try put(&call, from: 1, into: 0) : try put(&call, from: 0, into: 1)
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
