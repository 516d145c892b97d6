/// The bodies of the natives of `String` that measure, find and divide.
enum Texts {
  /// The most bytes in an atom's name.
  static let longestAtom = 1020

  static func length(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let scanner = GraphemeScanner(bytes: bytes)
      while progress.position < limit {
        progress.position = scanner.end(from: progress.position)
        progress.count += 1
      }
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(Term(small: progress.count))
  }

  static func isValid(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isBinary else { return .false }
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      progress.position = UTF8Decoding.validEnd(bytes, from: progress.position, limit: limit)
      return progress.position < limit || progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(Term(progress.position >= (try call.text(0)).count))
  }

  /// `slice(text, start)` and `slice(text, start, count)`.
  static func slice(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[1].isSmall, call.count < 3 || call[2].isSmall && call[2].small >= 0 else {
      throw call.badarg
    }
    let start = call[1].small
    let wanted = call.count == 3 ? call[2].small : Int.max
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let scanner = GraphemeScanner(bytes: bytes)
      if progress.stage == 0 && start < 0 {
        // The length is needed first.
        while progress.position < limit {
          progress.position = scanner.end(from: progress.position)
          progress.count += 1
        }
        if progress.position < bytes.count { return false }
        progress.stage = max(progress.count + start, 0) + 1
        progress.position = 0
        progress.count = 0
      } else if progress.stage == 0 {
        progress.stage = start + 1
      }
      let first = progress.stage - 1
      while progress.position < limit {
        if progress.count == first && progress.mark < 0 { progress.mark = progress.position }
        if progress.mark >= 0 && wanted == .max { progress.position = bytes.count }
        if progress.mark >= 0 && progress.count - first >= wanted { return true }
        if progress.position >= bytes.count { break }
        progress.position = scanner.end(from: progress.position)
        progress.count += 1
      }
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    guard progress.mark >= 0 else { return call.done(try call.binary([])) }
    return call.done(try part(call, progress.mark..<progress.position))
  }

  /// A part of the first argument.
  static func part(_ call: NativeCall, _ range: Range<Int>) throws(Raise) -> Term {
    if range.count == Binaries.bytes(of: call[0]).count { return call[0] }
    try call.reserve(4)
    return call.write { $0.piece(of: call[0], range) }
  }

  static func contains(_ call: inout NativeCall) throws(Raise) -> Term {
    let needles = try call.needles(1, allowEmpty: true)
    _ = try call.text(0)
    if needles.isEmpty { return .false }
    if needles.contains(where: \.isEmpty) { return .true }
    let search = TextSearch(needles)
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
      if let match = search.first(in: bytes, from: progress.position, before: limit) {
        progress.mark = match.lowerBound
        return true
      }
      progress.position = limit
      return limit >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(Term(progress.mark >= 0))
  }

  static func indexOf(_ call: inout NativeCall, last: Bool) throws(Raise) -> Term {
    let needles = try call.needles(1, allowEmpty: false)
    let search = TextSearch(needles)
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      if progress.stage == 0 {
        let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
        while let match = search.first(in: bytes, from: progress.position, before: limit) {
          progress.mark = match.lowerBound
          progress.position = last ? match.lowerBound + 1 : limit
          if !last { break }
        }
        progress.position = limit
        if limit < bytes.count && (last || progress.mark < 0) { return false }
        if progress.mark < 0 { return true }
        progress.stage = 1
        progress.position = 0
        return progress.mark == 0
      }
      let scanner = GraphemeScanner(bytes: bytes)
      while progress.position < min(limit, progress.mark) {
        progress.position = scanner.end(from: progress.position)
        progress.count += 1
      }
      return progress.position >= progress.mark
    }
    guard isWalked else { return .yield }
    return call.done(progress.mark < 0 ? .nil : Term(small: progress.count))
  }

  static func count(_ call: inout NativeCall) throws(Raise) -> Term {
    let search = TextSearch(try call.needles(1, allowEmpty: false))
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
      while let match = search.first(in: bytes, from: progress.position, before: limit) {
        progress.count += 1
        progress.position = match.upperBound
      }
      progress.position = max(progress.position, limit)
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(Term(small: progress.count))
  }
}

// MARK: - Dividing

extension Texts {
  /// `split(text, separator)`, at the first `limit` separators.
  static func split(_ call: inout NativeCall, limit most: Int) throws(Raise) -> Term {
    if call[1].isBinary && Binaries.bytes(of: call[1]).isEmpty {
      return try graphemes(&call)
    }
    if most == .max, call[1].isBinary, let byte = Binaries.bytes(of: call[1]).only {
      return try pieces(&call, between: byte)
    }
    let search = TextSearch(try call.needles(1, allowEmpty: false))
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      // `mark` is where the piece begins that is open.
      progress.mark = max(progress.mark, 0)
      let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
      while progress.pieces.count < most,
        let match = search.first(in: bytes, from: progress.position, before: limit)
      {
        progress.pieces.append(progress.mark..<match.lowerBound)
        progress.mark = match.upperBound
        progress.position = match.upperBound
      }
      progress.position = max(progress.position, limit)
      if progress.position < bytes.count && progress.pieces.count < most { return false }
      progress.pieces.append(progress.mark..<bytes.count)
      return true
    }
    guard isWalked else { return .yield }
    return try call.listOfPieces(&progress)
  }

  static func lines(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      progress.mark = max(progress.mark, 0)
      while progress.position < limit {
        if bytes[progress.position] == 0x0A {
          let end = progress.position
          let hasReturn = end > progress.mark && bytes[end - 1] == 0x0D
          progress.pieces.append(progress.mark..<(hasReturn ? end - 1 : end))
          progress.mark = end + 1
        }
        progress.position += 1
      }
      if progress.position < bytes.count { return false }
      if progress.mark < bytes.count { progress.pieces.append(progress.mark..<bytes.count) }
      return true
    }
    guard isWalked else { return .yield }
    return try call.listOfPieces(&progress)
  }

  static func graphemes(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let scanner = GraphemeScanner(bytes: bytes)
      while progress.position < limit {
        let end = scanner.end(from: progress.position)
        progress.pieces.append(progress.position..<end)
        progress.position = end
      }
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    return try call.listOfPieces(&progress)
  }

  static func codepoints(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      while progress.position < limit {
        guard let decoded = UTF8Decoding.scalar(bytes, at: progress.position) else {
          progress.mark = progress.position
          return true
        }
        progress.numbers.append(Int(decoded.scalar.value))
        progress.position += decoded.count
      }
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    if progress.mark >= 0 { throw call.failed }
    return try call.listOfNumbers(&progress)
  }

  static func bytes(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let count = try call.text(0).count
    if progress.stage == 0 {
      progress.stage = 1
      progress.position = count
    }
    let batch = 256
    return try call.buildList(&progress, words: 2 * batch) { writer, call, progress, list in
      let bytes = Binaries.bytes(of: call[0])
      let stop = max(0, progress.position - batch)
      for index in stride(from: progress.position - 1, through: stop, by: -1) {
        list = writer.cons(Term(small: Int(bytes[index])), list)
      }
      progress.position = stop
      call.charge(batch / 4)
      return stop == 0
    }
  }
}

extension NativeCall {
  /// What is searched for: a binary, or each of a list of at most 1,000 binaries.
  ///
  /// They move with the next allocation.
  func needles(_ index: Int, allowEmpty: Bool) throws(Raise) -> [UnsafeBufferPointer<UInt8>] {
    var result: [UnsafeBufferPointer<UInt8>] = []
    var rest = self[index]
    if rest.isBinary {
      result.append(Binaries.bytes(of: rest))
      rest = .emptyList
    }
    while rest.isCons {
      guard rest.head.isBinary, result.count < 1000 else { throw badarg }
      result.append(Binaries.bytes(of: rest.head))
      rest = rest.tail
    }
    guard rest.isEmptyList, allowEmpty || !result.isEmpty && !result.contains(where: \.isEmpty)
    else { throw badarg }
    return result
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The byte, where there is just one.
  fileprivate var only: UInt8? { count == 1 ? self[0] : nil }
}
