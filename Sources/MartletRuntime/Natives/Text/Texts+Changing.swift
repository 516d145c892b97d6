// The bodies of the natives of `String` that make other texts.
extension Texts {
  /// How letters are to be changed.
  enum LetterCase {
    case upper
    case lower
    /// The first as a capital, the others small.
    case capital
  }

  static func changeCase(_ call: inout NativeCall, to letterCase: LetterCase) throws(Raise) -> Term
  {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      if progress.position == 0 { progress.output.reserveCapacity(bytes.count) }
      while progress.position < limit {
        let byte = bytes[progress.position]
        let isCapital = letterCase == .upper || letterCase == .capital && progress.position == 0
        if byte < 0x80 {
          let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
          progress.output.append(!isLetter ? byte : isCapital ? byte & 0xDF : byte | 0x20)
          progress.position += 1
        } else if let decoded = UTF8Decoding.scalar(bytes, at: progress.position) {
          let properties = decoded.scalar.properties
          let mapping =
            !isCapital
            ? properties.lowercaseMapping
            : letterCase == .upper ? properties.uppercaseMapping : properties.titlecaseMapping
          progress.output += mapping.utf8
          progress.position += decoded.count
        } else {
          progress.output.append(byte)
          progress.position += 1
        }
      }
      return progress.position >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(try call.binary(progress.output))
  }

  static func reverse(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let count = bytes.count
      if progress.position == 0 { progress.output = [UInt8](repeating: 0, count: count) }
      let scanner = GraphemeScanner(bytes: bytes)
      while progress.position < limit {
        let start = progress.position
        let end = scanner.end(from: start)
        for index in start..<end { progress.output[count - end + index - start] = bytes[index] }
        progress.position = end
      }
      return progress.position >= count
    }
    guard isWalked else { return .yield }
    return call.done(try call.binary(progress.output))
  }

  static func repeated(_ call: inout NativeCall) throws(Raise) -> Term {
    let size = try call.text(0).count
    guard call[1].isInteger else { throw call.badarg }
    guard call[1].isSmall, call[1].small < Binaries.sizeLimit, size < Binaries.sizeLimit else {
      throw call[1].isSmall || call[1].header.aux == 0 ? call.error(.system_limit) : call.badarg
    }
    guard call[1].small >= 0 else { throw call.badarg }
    let (total, overflow) = size.multipliedReportingOverflow(by: call[1].small)
    guard !overflow, total < Binaries.sizeLimit else { throw call.error(.system_limit) }
    let arguments = call
    var progress = call.textProgress()
    return try call.assemble(&progress, count: total) { progress, target in
      // What is there already is a whole number of copies, at least at the start, so it may be
      // copied in its turn.
      let left = total - progress.filled
      if progress.filled < size {
        let source = Binaries.bytes(of: arguments[0])
        let count = min(size - progress.filled, 1 << 18)
        if let base = source.baseAddress {
          target.update(from: base + progress.filled, count: count)
        }
        return count
      }
      let whole = min(progress.filled, max(size, (1 << 18) / size * size))
      let count = min(whole, left)
      let phase = progress.filled % size
      let source = target - progress.filled + phase
      let step = phase == 0 ? count : min(size - phase, left)
      target.update(from: source, count: min(step, 1 << 18))
      return min(step, 1 << 18)
    }
  }

  /// `replace(text, part, replacement)`, for the first `most` parts.
  static func replace(_ call: inout NativeCall, limit most: Int) throws(Raise) -> Term {
    let search = TextSearch(try call.needles(1, allowEmpty: false))
    _ = try call.text(2)
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
      while progress.pieces.count < most,
        let match = search.first(in: bytes, from: progress.position, before: limit)
      {
        progress.pieces.append(match)
        progress.count += match.count
        progress.position = match.upperBound
      }
      progress.position = max(progress.position, limit)
      return progress.position >= bytes.count || progress.pieces.count >= most
    }
    guard isWalked else { return .yield }
    if progress.pieces.isEmpty { return call.done(call[0]) }
    let inserted = try call.text(2).count
    let (added, overflow) = inserted.multipliedReportingOverflow(by: progress.pieces.count)
    guard !overflow, added < Binaries.sizeLimit else {
      call.finish()
      throw call.error(.system_limit)
    }
    let total = try call.text(0).count - progress.count + added
    let arguments = call
    // `stage` counts the parts written, `mark` is 0 before a part's prefix, 1 before its
    // replacement.
    progress.mark = max(progress.mark, 0)
    return try call.assemble(&progress, count: total) { progress, target in
      let text = Binaries.bytes(of: arguments[0])
      let replacement = Binaries.bytes(of: arguments[2])
      let index = progress.stage
      if progress.mark == 1 {
        progress.mark = 0
        progress.stage += 1
        if let base = replacement.baseAddress {
          target.update(from: base, count: replacement.count)
        }
        return replacement.count
      }
      let start = index == 0 ? 0 : progress.pieces[index - 1].upperBound
      let end = index < progress.pieces.count ? progress.pieces[index].lowerBound : text.count
      progress.mark = 1
      if let base = text.baseAddress { target.update(from: base + start, count: end - start) }
      return end - start
    }
  }

  /// `trim(text)` and `trim(text, characters)`.
  static func trim(_ call: inout NativeCall, left: Bool, right: Bool) throws(Raise) -> Term {
    let bytes = try call.text(0)
    var set: [Unicode.Scalar]?
    if call.count == 2 {
      let characters = try call.text(1)
      guard characters.count <= 4096,
        UTF8Decoding.validEnd(characters, from: 0, limit: characters.count) == characters.count
      else { throw call.badarg }
      set = Array(String(decoding: characters, as: UTF8.self).unicodeScalars)
    }
    func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
      if let set { return set.contains(scalar) }
      return scalar.properties.isWhitespace
    }
    var start = 0
    var end = bytes.count
    if left {
      while start < end, let decoded = UTF8Decoding.scalar(bytes, at: start),
        isTrimmed(decoded.scalar)
      {
        start += decoded.count
      }
    }
    if right {
      while start < end, let decoded = UTF8Decoding.scalar(bytes, before: end),
        isTrimmed(decoded.scalar)
      {
        end -= decoded.count
      }
    }
    call.charge((bytes.count - (end - start)) / 8)
    return try part(call, start..<max(start, end))
  }
}

// MARK: - Joining

extension Texts {
  /// `join_binaries(list, separator)`.
  static func join(_ call: inout NativeCall) throws(Raise) -> Term {
    let separator = try call.text(1).count
    var progress = call.textProgress()
    if !progress.isWalked {
      if progress.rest.isSpecial { progress.rest = call[0] }
      while progress.rest.isCons {
        guard progress.rest.head.isBinary else { return call.done(.nil) }
        progress.count += Binaries.bytes(of: progress.rest.head).count + separator
        guard progress.count < Binaries.sizeLimit else {
          call.finish()
          throw call.error(.system_limit)
        }
        progress.stage += 1
        progress.rest = progress.rest.tail
        if progress.stage & 0x3F == 0 {
          call.charge(8)
          if call.reductionsLeft <= 0 { return call.yield(TextContinuation(progress)) }
        }
      }
      guard progress.rest.isEmptyList else { throw call.failed }
      progress.isWalked = true
      progress.mark = 0
      progress.rest = .none
    }
    let arguments = call
    let total = max(progress.count - separator, 0)
    return try call.assemble(&progress, count: total) { progress, target in
      if progress.rest.isSpecial { progress.rest = arguments[0] }
      // `mark` is 1 when a separator is due.
      let isSeparator = progress.mark == 1
      let source = Binaries.bytes(of: isSeparator ? arguments[1] : progress.rest.head)
      progress.mark = isSeparator ? 0 : 1
      if !isSeparator { progress.rest = progress.rest.tail }
      if let base = source.baseAddress { target.update(from: base, count: source.count) }
      return source.count
    }
  }

  static func fromCodepoints(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    if progress.rest.isSpecial { progress.rest = call[0] }
    while progress.rest.isCons {
      let point = progress.rest.head
      guard point.isSmall, let value = UInt32(exactly: point.small),
        let scalar = Unicode.Scalar(value)
      else { throw call.failed }
      progress.output.append(scalar)
      progress.rest = progress.rest.tail
      progress.stage += 1
      if progress.stage & 0x3F == 0 {
        call.charge(16)
        if call.reductionsLeft <= 0 { return call.yield(TextContinuation(progress)) }
      }
    }
    guard progress.rest.isEmptyList else { throw call.failed }
    return call.done(try call.binary(progress.output))
  }
}
