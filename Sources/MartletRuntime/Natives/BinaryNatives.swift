/// The bodies of the natives of `Binary`.
enum BinaryNatives {
  /// The byte at a place, counted from the end when negative, or nil.
  static func at(_ call: NativeCall, _ place: Int) throws(Raise) -> Term {
    let bytes = try call.text(0)
    let index = place < 0 ? bytes.count + place : place
    return index >= 0 && index < bytes.count ? Term(small: Int(bytes[index])) : .nil
  }

  /// Where the second argument first stands in the first, from a place on, or nil.
  static func match(_ call: inout NativeCall, from start: Int) throws(Raise) -> Term {
    guard call[1].isBinary else { throw call.badarg }
    let count = try call.text(0).count
    guard start <= count else { return .nil }
    if Binaries.count(call[1]) == 0 { return Term(small: start) }
    let needle = Binaries.bytes(of: call[1])
    let search = TextSearch([needle])
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      progress.position = max(progress.position, start)
      let limit = search.limit(from: progress.position, atLeast: limit, count: bytes.count)
      if let match = search.first(in: bytes, from: progress.position, before: limit) {
        progress.mark = match.lowerBound
        return true
      }
      progress.position = limit
      return limit >= bytes.count
    }
    guard isWalked else { return .yield }
    return call.done(progress.mark < 0 ? .nil : Term(small: progress.mark))
  }

  /// Raises `:badarg` when the second argument is an empty binary.
  static func checkSeparator(_ call: NativeCall) throws(Raise) {
    if call[1].isBinary && Binaries.count(call[1]) == 0 { throw call.badarg }
  }

  /// The binary of bytes, binaries and lists of these, at any depth.
  static func fromList(_ call: inout NativeCall) throws(Raise) -> Term {
    if call[0].isBinary { return call[0] }
    // 0: what is left of the innermost list, 1: the lists around it.
    return try call.work([call[0], .emptyList]) { call, work, steps throws(Raise) in
      while true {
        if steps <= 0 { return nil }
        steps -= 1
        let rest = work.terms[0]
        if rest.isCons {
          let head = rest.head
          if head.isSmall, head.small >= 0, head.small < 256 {
            work.bytes.append(UInt8(truncatingIfNeeded: head.small))
            work.terms[0] = rest.tail
          } else if head.isBinary {
            let bytes = Binaries.bytes(of: head)
            guard work.bytes.count + bytes.count <= Binaries.sizeLimit else { throw call.badarg }
            work.bytes.append(contentsOf: bytes)
            steps -= bytes.count / 32
            work.terms[0] = rest.tail
          } else if head.isList {
            try call.reserve(2)
            let rest = work.terms[0]
            if !rest.tail.isEmptyList {
              work.terms[1] = call.write { $0.cons(rest.tail, work.terms[1]) }
            }
            work.terms[0] = rest.head
          } else {
            throw call.badarg
          }
        } else if rest.isBinary {
          // A binary may stand in the place of a list's end.
          work.bytes.append(contentsOf: Binaries.bytes(of: rest))
          work.terms[0] = .emptyList
        } else if !rest.isEmptyList {
          throw call.badarg
        } else if work.terms[1].isCons {
          work.terms[0] = work.terms[1].head
          work.terms[1] = work.terms[1].tail
        } else {
          return try call.binary(work.bytes)
        }
      }
    }
  }

  /// How many bytes of a result are made at a time.
  private static let batch = 3 * 32 * 1024

  /// Makes a binary of `count` bytes; `fill` makes those from one place up to another.
  private static func make(
    _ call: inout NativeCall,
    _ progress: inout TextProgress,
    count: Int,
    fill: (
      UnsafeBufferPointer<UInt8>, UnsafeMutablePointer<UInt8>, _ from: Int, _ to: Int
    ) -> Void
  ) throws(Raise) -> Term {
    let source = call
    return try call.assemble(&progress, count: count) { progress, target in
      let end = min(count, progress.filled + batch)
      fill(Binaries.bytes(of: source[0]), target, progress.filled, end)
      return end - progress.filled
    }
  }

  /// The bytes as they are, in memory of their own.
  static func copy(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let count = try call.text(0).count
    return try make(&call, &progress, count: count) { bytes, target, from, to in
      Binaries.copy(bytes, from: from, count: to - from, to: target)
    }
  }

  /// Two hexadecimal digits for each byte.
  static func encodeHex(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let count = try call.text(0).count * 2
    return try make(&call, &progress, count: count) { bytes, target, from, to in
      for index in from..<to {
        let byte = bytes[index / 2]
        let digit = index & 1 == 0 ? byte >> 4 : byte & 0xF
        target[index - from] = digit < 10 ? 0x30 + digit : 0x61 - 10 + digit
      }
    }
  }

  /// `(:ok, bytes)` of hexadecimal digits, or `:error`.
  static func decodeHex(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      while progress.position < limit,
        let digit = IntegerReader.digit(bytes[progress.position]), digit < 16
      {
        progress.position += 1
      }
      return progress.position == bytes.count || progress.position < limit
    }
    guard isWalked else { return .yield }
    let count = try call.text(0).count
    guard progress.position == count, count & 1 == 0 else { return call.done(.atom(.error)) }
    let result = try make(&call, &progress, count: count / 2) { bytes, target, from, to in
      for index in from..<to {
        let high = IntegerReader.digit(bytes[2 * index]) ?? 0
        let low = IntegerReader.digit(bytes[2 * index + 1]) ?? 0
        target[index - from] = UInt8(truncatingIfNeeded: high << 4 | low)
      }
    }
    return result == .yield ? result : try call.ok(result)
  }

  private static let alphabet: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  /// Base 64, with padding.
  static func encodeBase64(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let count = (try call.text(0).count + 2) / 3 * 4
    return try make(&call, &progress, count: count) { bytes, target, from, to in
      alphabet.withUTF8Buffer { alphabet in
        // The batch is a multiple of 4, so that groups are whole.
        for group in from / 4..<to / 4 {
          let first = group * 3
          let second = first + 1 < bytes.count ? bytes[first + 1] : 0
          let third = first + 2 < bytes.count ? bytes[first + 2] : 0
          let place = group * 4 - from
          target[place] = alphabet[Int(bytes[first] >> 2)]
          target[place + 1] = alphabet[Int((bytes[first] & 3) << 4 | second >> 4)]
          target[place + 2] =
            first + 1 < bytes.count
            ? alphabet[Int((second & 15) << 2 | third >> 6)] : UInt8(ascii: "=")
          target[place + 3] =
            first + 2 < bytes.count ? alphabet[Int(third & 63)] : UInt8(ascii: "=")
        }
      }
    }
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// `(:ok, bytes)` of base 64, whose padding may be missing, or `:error`.
  static func decodeBase64(_ call: inout NativeCall) throws(Raise) -> Term {
    var progress = call.textProgress()
    let isWalked = try call.walkText(&progress) { progress, bytes, limit in
      while progress.position < limit, value(bytes[progress.position]) != nil {
        progress.position += 1
      }
      return progress.position == bytes.count || progress.position < limit
    }
    guard isWalked else { return .yield }
    let bytes = try call.text(0)
    let digits = progress.position
    let padding = bytes.count - digits
    guard digits % 4 != 1, padding == 0 || padding == (4 - digits % 4) % 4,
      bytes[digits...].allSatisfy({ $0 == UInt8(ascii: "=") })
    else { return call.done(.atom(.error)) }
    let count = digits * 3 / 4
    let result = try make(&call, &progress, count: count) { bytes, target, from, to in
      for index in from..<to {
        // The batch is a multiple of 3.
        let group = index / 3 * 4
        let place = index % 3
        let high = value(bytes[group + place]) ?? 0
        let low = value(bytes[group + place + 1]) ?? 0
        target[index - from] = high << UInt8(2 * place + 2) | low >> UInt8(4 - 2 * place)
      }
    }
    return result == .yield ? result : try call.ok(result)
  }
}
