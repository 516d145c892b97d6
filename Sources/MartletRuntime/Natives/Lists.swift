import MartletBytecode

/// The bodies of the natives that make lists of lists.
enum Lists {
  /// `call[0]` reversed and put before `tail`.
  static func reverse(_ call: inout NativeCall, onto tail: Term) throws(Raise) -> Term {
    if let count = call.shortCount(call[0]), tail.isEmptyList {
      call.charge(count / 8)
      try call.reserve(2 * count)
      var rest = call[0]
      return call.write { writer in
        var result = Term.emptyList
        while rest.isCons {
          result = writer.cons(rest.head, result)
          rest = rest.tail
        }
        return result
      }
    }
    return try call.work([call[0], tail]) { call, work, steps throws(Raise) in
      while work.terms[0].isCons {
        if steps <= 0 { return nil }
        try call.reserve(512)
        call.write { writer in
          var rest = work.terms[0]
          var result = work.terms[1]
          var left = 256
          while left > 0 && rest.isCons {
            result = writer.cons(rest.head, result)
            rest = rest.tail
            left -= 1
          }
          work.terms[0] = rest
          work.terms[1] = result
          steps -= 256
        }
      }
      guard work.terms[0].isEmptyList else { throw call.badarg }
      return work.terms[1]
    }
  }

  /// `call[0] ++ call[1]`.
  static func append(_ call: inout NativeCall) throws(Raise) -> Term {
    if call[0].isEmptyList { return call[1] }
    if call[1].isEmptyList, call.shortCount(call[0]) != nil { return call[0] }
    if let count = call.shortCount(call[0]) {
      call.charge(count / 8)
      try call.reserve(2 * count)
      var rest = call[0]
      return call.shortList(count, tail: call[1]) { _ in
        let head = rest.head
        rest = rest.tail
        return head
      }
    }
    return try call.work([call[0], call[1]]) { call, work, steps throws(Raise) in
      if work.phase == 0 {
        guard try call.gather(0, work, &steps) else { return nil }
        work.phase = 1
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// `call[0] -- call[1]`: without the first occurrence of each.
  static func subtract(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isList, call[1].isList else { throw call.badarg }
    // 0: the left list, 1: the right one and later the result, behind them the right elements,
    // then those that stay.
    return try call.work([call[0], call[1]]) { call, work, steps throws(Raise) in
      let atoms = call.atoms
      if work.phase == 0 {
        guard try call.gather(1, work, &steps) else { return nil }
        work.table.reserve(work.count)
        work.phase = 1
      }
      if work.phase == 1 {
        while work.index < work.count {
          if steps <= 0 { return nil }
          steps -= 2
          work.terms.withUnsafeBufferPointer { terms in
            guard let first = terms.baseAddress else { return }
            _ = work.table.add(
              first[2 + work.index],
              at: 2 + work.index,
              first,
              atoms
            )
          }
          steps -= work.table.takeCost()
          work.index += 1
        }
        work.terms[1] = .emptyList
        // From here on counts what is still to be taken away.
        work.index = work.count
        work.phase = 2
      }
      if work.phase == 2 {
        var rest = work.terms[0]
        while rest.isCons {
          if steps <= 0 {
            work.terms[0] = rest
            return nil
          }
          steps -= 2
          let head = rest.head
          rest = rest.tail
          let isTaken =
            work.index > 0
            && work.terms.withUnsafeBufferPointer { terms in
              terms.baseAddress.map { work.table.take(head, $0, atoms) } ?? false
            }
          steps -= work.table.takeCost()
          if isTaken { work.index -= 1 } else { work.terms.append(head) }
        }
        guard rest.isEmptyList else { throw call.badarg }
        work.phase = 3
      }
      return try call.unload(2 + work.count, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// The list of the integers from `first` to `last`.
  static func range(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isInteger, call[1].isInteger else { throw call.badarg }
    if NumberOrder.compareIntegers(call[0], call[1]) > 0 { return .emptyList }
    guard call[0].isSmall, call[1].isSmall else { throw call.error(.system_limit) }
    let first = call[0].small
    let last = call[1].small
    guard last - first < 1 << 40 else { throw call.error(.system_limit) }
    if last - first < NativeCall.shortList {
      let count = last - first + 1
      call.charge(count / 16)
      try call.reserve(2 * count)
      var next = first
      return call.shortList(count) { _ in
        next += 1
        return Term(small: next - 1)
      }
    }
    return try call.work([.emptyList]) { call, work, steps throws(Raise) in
      // The count is how many elements are there already, from the end.
      let total = last - first + 1
      while work.count < total {
        if steps <= 0 { return nil }
        let batch = min(512, total - work.count)
        try call.reserve(2 * batch)
        call.write { writer in
          var list = work.terms[0]
          var value = last - work.count
          for _ in 0..<batch {
            list = writer.cons(Term(small: value), list)
            value -= 1
          }
          work.terms[0] = list
        }
        work.count += batch
        steps -= batch
      }
      return work.terms[0]
    }
  }

  /// `call[0]` in the order of terms, or of an element of its tuples.
  static func sort(_ call: inout NativeCall, key: Int = -1) throws(Raise) -> Term {
    if let count = call.shortCount(call[0]), key < 0 {
      if count < 2 { return call[0] }
      call.charge(count)
      try call.reserve(2 * count)
      let atoms = call.atoms
      let list = call[0]
      return withUnsafeTemporaryAllocation(of: Term.self, capacity: 2 * count) { buffer in
        guard let terms = buffer.baseAddress else { return list }
        var rest = list
        for index in 0..<count {
          terms[index] = rest.head
          rest = rest.tail
        }
        var sort = MergeSort(count: count)
        var steps = Int.max
        _ = sort.run(terms, atoms, &steps)
        var index = 0
        return call.shortList(count) { _ in
          index += 1
          return terms[index - 1]
        }
      }
    }
    return try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      let atoms = call.atoms
      if work.phase == 0 {
        let start = work.terms.count
        let isDone = try call.gather(0, work, &steps)
        if key >= 0 {
          for index in start..<work.terms.count {
            let term = work.terms[index]
            guard term.isTuple, key < term.tupleCount else { throw call.badarg }
          }
        }
        guard isDone else { return nil }
        work.terms.append(contentsOf: repeatElement(.nil, count: work.count))
        work.sort = MergeSort(count: work.count, key: key)
        work.phase = 1
      }
      if work.phase == 1 {
        let isSorted = work.terms.withUnsafeMutableBufferPointer { terms in
          terms.baseAddress.map { work.sort?.run($0 + 2, atoms, &steps) ?? true } ?? true
        }
        guard isSorted else { return nil }
        work.terms.removeLast(work.count)
        work.phase = 2
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// `call[0]` without what has come before, by `===`.
  static func unique(_ call: inout NativeCall) throws(Raise) -> Term {
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      let atoms = call.atoms
      if work.phase == 0 {
        guard try call.gather(0, work, &steps) else { return nil }
        work.table.reserve(work.count)
        work.phase = 1
      }
      if work.phase == 1 {
        while work.index < work.count {
          if steps <= 0 { return nil }
          steps -= 2
          let term = work.terms[2 + work.index]
          let place = 2 + work.kept
          let isNew = work.terms.withUnsafeBufferPointer { terms in
            terms.baseAddress.map { work.table.add(term, at: place, $0, atoms) } ?? false
          }
          steps -= work.table.takeCost()
          if isNew {
            work.terms[place] = term
            work.kept += 1
          }
          work.index += 1
        }
        work.terms.removeLast(work.count - work.kept)
        work.phase = 2
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// The elements of a list of lists.
  static func concat(_ call: inout NativeCall) throws(Raise) -> Term {
    // 0: what is left of the outer list, 1: of an inner one, and in the end the result.
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      while work.phase == 0 {
        guard try call.gather(1, work, &steps) else { return nil }
        let outer = work.terms[0]
        guard outer.isCons else {
          guard outer.isEmptyList else { throw call.badarg }
          work.phase = 1
          break
        }
        if steps <= 0 { return nil }
        steps -= 1
        guard outer.head.isList else { throw call.badarg }
        work.terms[1] = outer.head
        work.terms[0] = outer.tail
        // The last list is not copied.
        if outer.tail.isEmptyList { work.phase = 1 }
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// The elements of a list that are no lists, those of its lists among them, at every depth.
  static func flatten(_ call: inout NativeCall) throws(Raise) -> Term {
    // 0: what is left of the innermost list, 1: the lists around it, a list of lists; later the
    // result.
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      while work.phase == 0 {
        if steps <= 0 { return nil }
        steps -= 1
        let rest = work.terms[0]
        if rest.isCons {
          let head = rest.head
          if !head.isList {
            work.terms.append(head)
            work.terms[0] = rest.tail
          } else if head.isEmptyList {
            work.terms[0] = rest.tail
          } else {
            try call.reserve(2)
            let rest = work.terms[0]
            if !rest.tail.isEmptyList {
              work.terms[1] = call.write { $0.cons(rest.tail, work.terms[1]) }
            }
            work.terms[0] = rest.head
          }
        } else if !rest.isEmptyList {
          throw call.badarg
        } else if work.terms[1].isCons {
          work.terms[0] = work.terms[1].head
          work.terms[1] = work.terms[1].tail
        } else {
          work.phase = 1
        }
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// Pairs of the elements of two lists, up to the end of the shorter.
  static func zip(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isList, call[1].isList else { throw call.badarg }
    return try call.work([call[0], call[1], .emptyList]) { call, work, steps throws(Raise) in
      while work.phase == 0 {
        let first = work.terms[0]
        let second = work.terms[1]
        guard first.isCons, second.isCons else {
          guard first.isList, second.isList else { throw call.badarg }
          work.phase = 1
          break
        }
        if steps <= 0 { return nil }
        steps -= 1
        work.terms.append(first.head)
        work.terms.append(second.head)
        work.terms[0] = first.tail
        work.terms[1] = second.tail
      }
      let isDone = try call.unload(3, onto: 2, work, &steps, stride: 2, words: 3) { writer, pair in
        writer.tuple(pair[0], pair[1])
      }
      return isDone ? work.terms[2] : nil
    }
  }

  /// `(element, index)` for each element, from an index on.
  static func withIndex(_ call: inout NativeCall, from start: Int) throws(Raise) -> Term {
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      if work.phase == 0 {
        guard try call.gather(0, work, &steps) else { return nil }
        work.phase = 1
        work.index = work.count
      }
      let isDone = try call.unload(2, onto: 1, work, &steps, words: 3) { writer, element in
        work.index -= 1
        return writer.tuple(element[0], Term(small: start + work.index))
      }
      return isDone ? work.terms[1] : nil
    }
  }

  /// The first `count` elements.
  static func take(_ call: inout NativeCall, _ count: Int) throws(Raise) -> Term {
    guard call[0].isList else { throw call.badarg }
    if count <= NativeCall.shortList {
      var length = 0
      var rest = call[0]
      while length < count && rest.isCons {
        length += 1
        rest = rest.tail
      }
      guard rest.isList else { throw call.badarg }
      if rest.isEmptyList { return call[0] }
      call.charge(length / 8)
      try call.reserve(2 * length)
      var next = call[0]
      return call.shortList(length) { _ in
        let head = next.head
        next = next.tail
        return head
      }
    }
    return try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      if work.phase == 0 {
        guard try call.gather(0, work, &steps, limit: count) else { return nil }
        if work.terms[0].isEmptyList { return call[0] }
        work.phase = 1
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }

  /// A list of `count` times the same.
  static func duplicate(_ call: inout NativeCall, _ count: Int) throws(Raise) -> Term {
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      while work.count < count {
        if steps <= 0 { return nil }
        let batch = min(512, count - work.count)
        try call.reserve(2 * batch)
        call.write { writer in
          let term = work.terms[0]
          var list = work.terms[1]
          for _ in 0..<batch { list = writer.cons(term, list) }
          work.terms[1] = list
        }
        work.count += batch
        steps -= batch
      }
      return work.terms[1]
    }
  }

  /// The list divided into lists of `size`, the last perhaps shorter.
  static func chunk(_ call: inout NativeCall, _ size: Int) throws(Raise) -> Term {
    // 0: the list, 1: the chunk being made, 2: the result.
    try call.work([call[0], .emptyList, .emptyList]) { call, work, steps throws(Raise) in
      if work.phase == 0 {
        guard try call.gather(0, work, &steps) else { return nil }
        work.phase = 1
        // How many elements the last chunk still lacks.
        work.index = work.count == 0 ? 0 : (work.count - 1) % size + 1
      }
      while work.terms.count > 3 {
        if steps <= 0 { return nil }
        let batch = min(256, work.index)
        try call.reserve(2 * batch + 2)
        call.write { writer in
          var list = work.terms[1]
          for _ in 0..<batch { list = writer.cons(work.terms.removeLast(), list) }
          work.terms[1] = list
          work.index -= batch
          if work.index == 0 {
            work.terms[2] = writer.cons(list, work.terms[2])
            work.terms[1] = .emptyList
            work.index = size
          }
        }
        steps -= batch
      }
      return work.terms[2]
    }
  }

  /// The list without the first element that is `call[1]`.
  static func delete(_ call: inout NativeCall) throws(Raise) -> Term {
    try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      let atoms = call.atoms
      while work.phase == 0 {
        if steps <= 0 { return nil }
        steps -= 1
        let rest = work.terms[0]
        guard rest.isCons else {
          guard rest.isEmptyList else { throw call.badarg }
          return call[0]
        }
        work.terms[0] = rest.tail
        let isSame = TermOrder.same(rest.head, call[1], atoms, &work.cost)
        steps -= work.cost / 4
        work.cost = 0
        if isSame {
          guard rest.tail.isList else { throw call.badarg }
          work.terms[1] = rest.tail
          work.phase = 1
        } else {
          work.terms.append(rest.head)
        }
      }
      return try call.unload(2, onto: 1, work, &steps) ? work.terms[1] : nil
    }
  }
}
