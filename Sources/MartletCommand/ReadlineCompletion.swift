@preconcurrency import CReadline
import MartletREPL
import MartletRuntime
import MartletSyntax

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a line may go on.
struct ReadlineCompletion: Sendable {
  /// Where the candidates begin in the line.
  var start: Int
  var candidates: [ShellCandidate]

  /// What all candidates begin with, at least as long as what has been typed of them.
  func commonPrefix(typed: ArraySlice<UInt8>) -> [UInt8] {
    guard let first = candidates.first else { return [] }
    var prefix = Array(first.text.utf8)
    for candidate in candidates.dropFirst() {
      let count = zip(prefix, candidate.text.utf8).prefix { $0 == $1 }.count
      prefix.removeLast(prefix.count - count)
    }
    // Never half a character.
    while let last = prefix.last, last & 0xC0 == 0x80 || last >= 0xC0,
      String(validating: prefix, as: UTF8.self) == nil
    {
      prefix.removeLast()
    }
    return prefix.count < typed.count ? Array(typed) : prefix
  }

  /// The candidates as they are listed, each with what is told of it when there is room.
  func listing(columns: Int, rows: Int, usesColor: Bool, width: (String) -> Int) -> String {
    let limit = max(rows - 3, 5)
    if candidates.allSatisfy({ $0.description.isEmpty }) {
      return table(columns: columns, limit: limit, width: width)
    }
    let shown = candidates.prefix(limit).map(ReadlineCompletion.listed)
    let widest = min(shown.map { width($0.text) }.max() ?? 0, columns / 2)
    var text = ""
    for candidate in shown {
      text += candidate.text
      let used = max(width(candidate.text), widest) + 2
      let description = ReadlineCompletion.cut(candidate.description, columns - used - 1, width)
      if !description.isEmpty {
        text += String(repeating: " ", count: used - width(candidate.text))
        text += Style.faint.paint(description, usesColor)
      }
      text += "\n"
    }
    return text + rest(candidates.count - shown.count)
  }

  /// A candidate as it is listed: a function with its arities instead of what opens its arguments.
  private static func listed(_ candidate: ShellCandidate) -> ShellCandidate {
    guard candidate.description.first == "/" else { return candidate }
    let name = candidate.text.prefix { $0 != "(" }
    let arities = candidate.description.prefix { "/, ".contains($0) || $0.isNumber }
    let rest = candidate.description.dropFirst(arities.count)
    let list = String(arities.reversed().drop { $0 == " " }.reversed())
    return ShellCandidate(name + list, description: String(rest))
  }

  /// The candidates in as many columns as fit, downwards.
  private func table(columns: Int, limit: Int, width: (String) -> Int) -> String {
    let cell = (candidates.map { width($0.text) }.max() ?? 0) + 2
    let across = max((columns + 1) / cell, 1)
    let lines = (candidates.count + across - 1) / across
    var text = ""
    for line in 0..<min(lines, limit) {
      var row = ""
      var blanks = 0
      for index in stride(from: line, to: candidates.count, by: lines) {
        row += String(repeating: " ", count: blanks) + candidates[index].text
        blanks = cell - width(candidates[index].text)
      }
      text += row + "\n"
    }
    let hidden = lines > limit ? candidates.count - limit * across : 0
    return text + rest(max(hidden, 0))
  }

  private func rest(_ count: Int) -> String { count > 0 ? "... and \(count) more\n" : "" }

  /// The first line of a text as far as there is room.
  private static func cut(_ text: String, _ room: Int, _ width: (String) -> Int) -> String {
    let line = text.prefix { $0 != "\n" && $0 != "\r\n" }
    var result = ""
    var used = 0
    for character in line {
      used += width(String(character))
      if used > room { return room < 8 ? "" : result.dropLast(3) + "..." }
      result.append(character)
    }
    return result
  }
}

extension ReadlineEditor {
  /// How long the shell may take, in milliseconds.
  private static let patience = 500
  /// Lines larger than this are not completed: every candidate repeats what is before it.
  private static let lineLimit = 64 << 10

  /// Readline wants to know how its line may go on: the whole line in every case, the first being
  /// what they have in common.
  func matches() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    rl_attempted_completion_over = 1
    // Readline sets a blank before each completion; a name goes on with a bracket or a dot as well.
    rl_completion_append_character = 0
    let line = String(cString: rl_line_buffer)
    let cursor = Int(rl_point)
    guard line.utf8.count == Int(rl_end), line.utf8.count <= ReadlineEditor.lineLimit else {
      return nil
    }
    let bytes = Array(line.utf8)
    // Where nothing stands before it, a tab is a tab: programs are pasted that are indented by them.
    let start = bytes[..<cursor].lastIndex(of: 10).map { $0 + 1 } ?? 0
    if bytes[start..<cursor].allSatisfy({ $0 == 32 || $0 == 9 }) {
      return ReadlineEditor.list([bytes[..<cursor] + [9]])
    }
    let request = shared.withLock { shared in
      shared.request += 1
      shared.answer = nil
      return shared.request
    }
    receive(.complete(request: request, line: line, cursor: cursor))
    guard let answer = awaitCompletion(milliseconds: ReadlineEditor.patience),
      !answer.candidates.isEmpty, (0...cursor).contains(answer.start)
    else { return nil }
    let before = bytes[..<answer.start]
    let common = answer.commonPrefix(typed: bytes[answer.start..<cursor])
    var texts = [before + common]
    if answer.candidates.count > 1 { texts += answer.candidates.map { before + $0.text.utf8 } }
    return ReadlineEditor.list(texts)
  }

  /// Texts as readline takes them, and frees them.
  private static func list(
    _ texts: [ArraySlice<UInt8>]
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    let size = (texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let memory = malloc(size) else { return nil }
    let list = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1)
    for (index, text) in texts.enumerated() {
      list[index] = strdup(String(decoding: text, as: UTF8.self))
    }
    list[texts.count] = nil
    return list
  }

  /// Lists the candidates below the line.
  func showCandidates() {
    guard let answer = shared.withLock({ $0.answer }) else { return }
    let traits = traits
    let text = answer.listing(
      columns: traits.columns,
      rows: traits.rows,
      usesColor: traits.usesColor,
      width: ReadlineEditor.width
    )
    rl_crlf()
    fputs(text, rl_outstream)
    rl_forced_update_display()
  }

  /// How many columns a text takes.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + DisplayLine.width(of: $1) }
  }
}
