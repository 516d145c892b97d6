import MartletBytecode

/// The bodies of the natives that go through one list and make none.
extension Lists {
  /// Goes through `call[0]` with up to two variables; `visit` says whether to stop.
  ///
  /// The variables are at 1 and 2 of the work's terms.
  @inline(__always)
  static func walk(
    _ call: inout NativeCall,
    _ variables: [Term] = [],
    _ visit: (inout NativeCall, ListWork, Term) throws(Raise) -> Bool,
    _ result: (NativeCall, ListWork, _ stopped: Bool) -> Term
  ) throws(Raise) -> Term {
    try call.work([call[0]] + variables) { call, work, steps throws(Raise) in
      while work.terms[0].isCons {
        if steps <= 0 { return nil }
        steps -= 1
        let rest = work.terms[0]
        work.terms[0] = rest.tail
        let stops = try visit(&call, work, rest.head)
        if work.cost > 0 {
          steps -= work.cost / 4
          work.cost = 0
        }
        if stops { return result(call, work, true) }
        work.count += 1
      }
      guard work.terms[0].isEmptyList else { throw call.badarg }
      return result(call, work, false)
    }
  }

  /// The number of elements, in one go; nil for what is no proper list.
  static func length(_ list: Term) -> Int? {
    var count = 0
    var rest = list
    while rest.isCons {
      count += 1
      rest = rest.tail
    }
    return rest.isEmptyList ? count : nil
  }

  /// Whether `call[1]` is an element of `call[0]`, by `===`.
  static func isMember(_ call: inout NativeCall) throws(Raise) -> Term {
    if call[1].isImmediate {
      // The usual case needs no continuation while the list is short.
      let wanted = call[1]
      var rest = call[0]
      var left = NativeCall.shortList
      while rest.isCons && left > 0 {
        if rest.head == wanted {
          call.charge((NativeCall.shortList - left) / 8)
          return .true
        }
        rest = rest.tail
        left -= 1
      }
      if rest.isEmptyList {
        call.charge((NativeCall.shortList - left) / 8)
        return .false
      }
    }
    return try walk(&call) { call, work, element throws(Raise) in
      TermOrder.same(element, call[1], call.atoms, &work.cost)
    } _: { _, _, stopped in
      Term(stopped)
    }
  }

  /// The place of the first element that is `call[1]`, or nil.
  static func index(_ call: inout NativeCall) throws(Raise) -> Term {
    try walk(&call) { call, work, element throws(Raise) in
      TermOrder.same(element, call[1], call.atoms, &work.cost)
    } _: { _, work, stopped in
      stopped ? Term(small: work.count) : .nil
    }
  }

  /// The greatest or least element, of equal ones the first.
  ///
  /// Raises `:badarg` for `[]`.
  static func extreme(_ call: inout NativeCall, greatest: Bool) throws(Raise) -> Term {
    guard call[0].isCons else { throw call.badarg }
    let result = try walk(&call, [call[0].head]) { call, work, element throws(Raise) in
      let order = TermOrder.compare(element, work.terms[1], call.atoms, &work.cost)
      if greatest ? order > 0 : order < 0 { work.terms[1] = element }
      return false
    } _: { _, work, _ in
      work.terms[1]
    }
    return result
  }

  /// All elements added up or multiplied.
  static func fold(_ call: inout NativeCall, _ op: Opcode, from start: Int) throws(Raise) -> Term {
    try walk(&call, [Term(small: start)]) { call, work, element throws(Raise) in
      let result = try Arithmetic.binary(op, work.terms[1], element, &call)
      work.terms[1] = result
      return false
    } _: { _, work, _ in
      work.terms[1]
    }
  }

  /// The last element, or nil.
  static func last(_ call: inout NativeCall) throws(Raise) -> Term {
    try walk(&call, [.nil]) { _, work, element throws(Raise) in
      work.terms[1] = element
      return false
    } _: { _, work, _ in
      work.terms[1]
    }
  }

  /// The element at a place, counted from the end when negative, or nil.
  static func at(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[1].isInteger else { throw call.badarg }
    guard call[1].isSmall else { return .nil }
    let place = call[1].small
    if place >= 0 {
      var rest = call[0]
      var left = min(place, NativeCall.shortList)
      while rest.isCons && left > 0 {
        rest = rest.tail
        left -= 1
      }
      if left == 0 && place <= NativeCall.shortList {
        call.charge(place / 8)
        if rest.isCons { return rest.head }
      }
    }
    // Two passes when it counts from the end.
    return try call.work([call[0]]) { call, work, steps throws(Raise) in
      if work.phase == 0 && place < 0 {
        while work.terms[0].isCons {
          if steps <= 0 { return nil }
          steps -= 1
          work.count += 1
          work.terms[0] = work.terms[0].tail
        }
        guard work.terms[0].isEmptyList else { throw call.badarg }
        work.terms[0] = call[0]
      }
      if work.phase == 0 {
        work.index = place < 0 ? work.count + place : place
        work.phase = 1
      }
      guard work.index >= 0 else { return .nil }
      while work.terms[0].isCons {
        if work.index == 0 { return work.terms[0].head }
        if steps <= 0 { return nil }
        steps -= 1
        work.index -= 1
        work.terms[0] = work.terms[0].tail
      }
      guard work.terms[0].isEmptyList else { throw call.badarg }
      return .nil
    }
  }

  /// What follows the first `count` elements.
  static func drop(_ call: inout NativeCall, _ count: Int) throws(Raise) -> Term {
    guard call[0].isList else { throw call.badarg }
    return try call.work([call[0]]) { call, work, steps throws(Raise) in
      var rest = work.terms[0]
      while work.count < count && rest.isCons {
        if steps <= 0 {
          work.terms[0] = rest
          return nil
        }
        steps -= 1
        work.count += 1
        rest = rest.tail
      }
      guard rest.isList else { throw call.badarg }
      return rest
    }
  }

  /// A tuple of the elements.
  static func toTuple(_ call: inout NativeCall) throws(Raise) -> Term {
    guard let count = length(call[0]) else { throw call.badarg }
    guard count < 1 << 24 else { throw call.error(.system_limit) }
    call.charge(count / 8)
    try call.reserve(count + 1)
    var rest = call[0]
    return call.write { writer in
      let box = writer.box(.tuple, size: count)
      for index in 0..<count {
        box[1 + index] = rest.head.bits
        rest = rest.tail
      }
      return Term(box: box)
    }
  }
}
