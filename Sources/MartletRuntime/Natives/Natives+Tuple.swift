extension NativeModule {
  /// Tuples.
  static let tuple = NativeModule(
    "Tuple",
    [
      Native(
        "size",
        "tuple",
        doc: """
          The number of elements.

          >> Tuple.size((:a, :b))
          2
          """
      ) { call throws(Raise) in
        guard call[0].isTuple else { throw call.badarg }
        return Term(small: call[0].tupleCount)
      },
      Native(
        "to_list",
        "tuple",
        doc: """
          The elements as a list.

          >> Tuple.to_list((1, 2))
          [1, 2]
          """
      ) { call throws(Raise) in
        guard call[0].isTuple else { throw call.badarg }
        let count = call[0].tupleCount
        call.charge(count / 8)
        try call.reserve(2 * count)
        let tuple = call[0]
        var index = 0
        return call.shortList(count) { _ in
          index += 1
          return tuple.element(index - 1)
        }
      },
      Native(
        "at",
        "tuple",
        "index",
        doc: """
          The element at a place counted from 0, or nil outside.

          >> Tuple.at((:a, :b), 1)
          :b
          """
      ) { call throws(Raise) in
        guard call[0].isTuple, call[1].isSmall else { throw call.badarg }
        let index = call[1].small
        return index >= 0 && index < call[0].tupleCount ? call[0].element(index) : .nil
      },
      Native(
        "put",
        "tuple",
        "index",
        "value",
        doc: """
          The tuple with another element at a place counted from 0.

          >> Tuple.put((:a, :b), 1, :c)
          (:a, :c)
          """
      ) { call throws(Raise) in
        let place = try call.tuplePlace(below: 0)
        return try call.tuple(keeping: place, dropping: 1, inserting: call[2])
      },
      Native(
        "insert",
        "tuple",
        "index",
        "value",
        doc: """
          The tuple with one more element, at a place counted from 0.

          >> Tuple.insert((:a, :b), 1, :c)
          (:a, :c, :b)
          """
      ) { call throws(Raise) in
        let place = try call.tuplePlace(below: 1)
        return try call.tuple(keeping: place, dropping: 0, inserting: call[2])
      },
      Native(
        "append",
        "tuple",
        "value",
        doc: """
          The tuple with one more element at the end.

          >> Tuple.append((:a,), :b)
          (:a, :b)
          """
      ) { call throws(Raise) in
        guard call[0].isTuple else { throw call.badarg }
        return try call.tuple(keeping: call[0].tupleCount, dropping: 0, inserting: call[1])
      },
      Native(
        "delete",
        "tuple",
        "index",
        doc: """
          The tuple without the element at a place counted from 0.

          >> Tuple.delete((:a, :b), 0)
          (:b,)
          """
      ) { call throws(Raise) in
        let place = try call.tuplePlace(below: 0)
        return try call.tuple(keeping: place, dropping: 1, inserting: nil)
      },
      Native(
        "duplicate",
        "element",
        "count",
        doc: """
          A tuple of so many times the same element.

          >> Tuple.duplicate(0, 3)
          (0, 0, 0)
          """
      ) { call throws(Raise) in
        let count = try call.count(1)
        guard count < 1 << 24 else { throw call.error(.system_limit) }
        call.charge(count / 8)
        try call.reserve(count + 1)
        return call.write { writer in
          let box = writer.box(.tuple, size: count)
          (box + 1).update(repeating: call[0].bits, count: count)
          return Term(box: box)
        }
      },
    ]
  )
}

extension NativeCall {
  /// The place in the tuple `self[0]` that `self[1]` says; `more` places behind the end are allowed.
  fileprivate func tuplePlace(below more: Int) throws(Raise) -> Int {
    guard self[0].isTuple, self[1].isSmall, self[1].small >= 0,
      self[1].small < self[0].tupleCount + more
    else { throw badarg }
    return self[1].small
  }

  /// The tuple `self[0]` up to a place, then perhaps an element, then the rest but for `dropped`.
  fileprivate mutating func tuple(
    keeping place: Int,
    dropping dropped: Int,
    inserting element: Term?
  ) throws(Raise) -> Term {
    let kept = keep(element ?? .nil)
    let inserted = element == nil ? 0 : 1
    let count = self[0].tupleCount
    let size = count - dropped + inserted
    guard size < 1 << 24 else { throw error(.system_limit) }
    charge(size / 16)
    try reserve(size + 1)
    let source = self[0].address + 1
    let new = self[kept]
    return write { writer in
      let box = writer.box(.tuple, size: size)
      (box + 1).update(from: source, count: place)
      if inserted > 0 { box[1 + place] = new.bits }
      (box + 1 + place + inserted).update(
        from: source + place + dropped,
        count: count - place - dropped
      )
      return Term(box: box)
    }
  }
}
