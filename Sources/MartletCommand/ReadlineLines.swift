@preconcurrency import CReadline

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The arrow keys in a statement of several lines: they move between its lines, and from the first
/// or the last one through the history.
enum ReadlineLines {
  /// Whether the last key of these called a statement back; the next one goes on with that.
  nonisolated(unsafe) private static var isInHistory = false

  /// What a key does, as C has it.
  private typealias Action = @convention(c) (Int32, Int32) -> Int32

  private static let up: Action = { count, key in ReadlineLines.move(up: true, count, key) }
  private static let down: Action = { count, key in ReadlineLines.move(up: false, count, key) }

  /// Gives the keys their meaning, where the user has not given them another.
  static func bind() {
    rl_add_defun("martlet-line-up", up, -1)
    rl_add_defun("martlet-line-down", down, -1)
    for (key, usual, own) in [("A", "previous-history", up), ("B", "next-history", down)] {
      for sequence in ["\u{1B}[" + key, "\u{1B}O" + key] {
        var kind: Int32 = 0
        let bound = rl_function_of_keyseq(sequence, nil, &kind)
        if isSame(bound, rl_named_function(usual)) { rl_bind_keyseq(sequence, own) }
      }
    }
  }

  private static func move(up isUp: Bool, _ count: Int32, _ key: Int32) -> Int32 {
    let goesOn = isInHistory && (isSame(rl_last_func, up) || isSame(rl_last_func, down))
    if !goesOn, let target = target(up: isUp) {
      isInHistory = false
      rl_point = Int32(target)
      return 0
    }
    isInHistory = true
    return isUp ? rl_get_previous_history(count, key) : rl_get_next_history(count, key)
  }

  /// The place in the line above or below that is as far from its start; nil when there is none.
  private static func target(up isUp: Bool) -> Int? {
    let text = UnsafeBufferPointer(start: rl_line_buffer, count: Int(rl_end))
    let point = Int(rl_point)
    let lineBreak = CChar(10)
    let start = text[..<point].lastIndex(of: lineBreak).map { $0 + 1 } ?? 0
    let column = characters(text[start..<point])
    let line: Slice<UnsafeBufferPointer<CChar>>
    if isUp {
      guard start > 0 else { return nil }
      let above = text[..<(start - 1)].lastIndex(of: lineBreak).map { $0 + 1 } ?? 0
      line = text[above..<(start - 1)]
    } else {
      guard let end = text[point...].firstIndex(of: lineBreak) else { return nil }
      line = text[(end + 1)..<(text[(end + 1)...].firstIndex(of: lineBreak) ?? text.count)]
    }
    var left = column
    for index in line.indices where !isContinuation(text[index]) {
      if left == 0 { return index }
      left -= 1
    }
    return line.endIndex
  }

  private static func characters(_ line: Slice<UnsafeBufferPointer<CChar>>) -> Int {
    line.count { !isContinuation($0) }
  }

  /// Whether a byte is not the first of a character.
  private static func isContinuation(_ byte: CChar) -> Bool {
    UInt8(bitPattern: byte) & 0xC0 == 0x80
  }

  private static func isSame(_ one: Action?, _ other: Action?) -> Bool {
    unsafeBitCast(one, to: UInt.self) == unsafeBitCast(other, to: UInt.self)
  }
}
