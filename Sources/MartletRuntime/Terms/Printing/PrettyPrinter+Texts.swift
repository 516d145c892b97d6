// Strings and other binaries.

extension PrettyPrinter {
  /// How many bytes are looked at in one step.
  private static let bytesInStep = 1_024

  /// Finds out whether what is shown of a binary can be shown as a string.
  func scan(_ term: Term, from start: Int) {
    let text = Binaries.bytes(of: term)
    // What is beyond the whole text's limit is cut in any case.
    let shown = min(text.count, options.text, options.total)
    let end = min(shown, start + PrettyPrinter.bytesInStep)
    var position = start
    while position < end {
      guard let decoded = UTF8Decoding.scalar(text, at: position),
        Inspector.isPrintable(decoded.scalar)
      else {
        openCollection("<<")
        push(term, .bytes)
        return
      }
      // The character in which the limit falls is not shown.
      if position + decoded.count > shown { break }
      position += decoded.count
    }
    if position < shown, position >= end {
      push(term, .scan, position)
    } else {
      push(term, .string, extra: position)
    }
  }

  /// Writes a part of a string.
  func writeString(_ term: Term, from start: Int, to last: Int) {
    let text = Binaries.bytes(of: term)
    var end = min(last, start + PrettyPrinter.bytesInStep)
    if end < last {
      // The columns of a character are known when all of it is there.
      let scanner = GraphemeScanner(bytes: text)
      var position = max(start, end - 64)
      while position > start, text[position] & 0xC0 == 0x80 { position -= 1 }
      while position < end { position = scanner.end(from: position) }
      end = min(position, last)
    }
    var escaped = start == 0 ? [UInt8(ascii: "\"")] : []
    Inspector.appendEscaped(text, start..<end, to: &escaped)
    if end == text.count { escaped.append(UInt8(ascii: "\"")) }
    write(escaped[...], .string)
    if end < last {
      push(term, .string, end, extra: last)
    } else if end < text.count {
      write(Array("…".utf8)[...], .note)
      write("\"", .string)
      write(Array(" (\(PrettyPrinter.grouped(text.count)) bytes)".utf8)[...], .note)
    }
  }

  /// Writes some of a binary's bytes.
  func writeBytes(_ term: Term, _ item: Item) {
    let text = Binaries.bytes(of: term)
    let shown = min(text.count, options.limit)
    let end = min(shown, item.position + PrettyPrinter.bytesInStep / 4)
    for position in item.position..<end {
      if position > 0 { writeComma() }
      layout.gap(position > 0 ? .whenFull : .always, columns: position > 0 ? 1 : 0)
      write(Array(String(text[position]).utf8)[...], .number)
    }
    if end < shown {
      push(term, .bytes, end)
      return
    }
    if shown < text.count {
      if shown > 0 { writeComma() }
      writeHidden(text.count - shown, isAfterShort: shown > 0, isFirst: shown == 0)
    }
    closeCollection(">>")
  }
}

extension PrettyPrinter {
  /// `call[0]` for people, as the options `call[1]` say, worked out in steps.
  static func text(_ call: inout NativeCall) throws(Raise) -> Term {
    let earlier = call.continuation as? PrettyPrinter
    let printer: PrettyPrinter
    if let earlier {
      printer = earlier
    } else {
      printer = PrettyPrinter(call[0], try PrettyOptions(call, call[1]), call.atoms)
    }
    let budget = max(call.reductionsLeft, 64) * 4
    var steps = budget
    let isDone = printer.run(&steps)
    call.charge((budget - steps) / 4)
    do throws(Raise) {
      try Collector.checkGathered(call.context, printer.bytes.count)
    } catch {
      call.finish()
      throw error
    }
    guard isDone else { return call.yield(printer) }
    if earlier != nil { call.finish() }
    return try call.binary(printer.bytes)
  }
}
