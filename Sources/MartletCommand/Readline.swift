@preconcurrency import CReadline
import MartletREPL

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How GNU readline is set up, and its texts.
enum Readline {
  /// Sets readline up for the shell; the user's own settings come on top of that.
  static func initialize() {
    preferUTF8()
    rl_readline_name = UnsafePointer(strdup("martlet"))
    // Signals are blocked and taken by a thread of their own.
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    rl_change_environment = 0
    rl_getc_function = { _ in ReadlineEditor.current?.nextByte() ?? -1 }
    rl_attempted_completion_function = { _, _, _ in ReadlineEditor.current?.matches() ?? nil }
    rl_completion_display_matches_hook = { _, _, _ in ReadlineEditor.current?.showCandidates() }
    // Where the word begins is the shell's to say; candidates come with all before it.
    rl_completer_word_break_characters = UnsafePointer(strdup(""))
    rl_sort_completion_matches = 0
    rl_ignore_completion_duplicates = 0
    using_history()
    rl_initialize()
    ReadlineLines.bind()
  }

  /// Chooses an encoding in which characters beyond ASCII can be edited.
  ///
  /// Where the environment asks for none, or for one that the system has not got, readline would
  /// take every byte for a character. It looks at the environment itself, at every line.
  private static func preferUTF8() {
    if setlocale(LC_CTYPE, "") != nil, isUTF8 { return }
    for name in ["C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"]
    where setlocale(LC_CTYPE, name) != nil && isUTF8 {
      if let all = getenv("LC_ALL"), all.pointee != 0 { setenv("LC_ALL", name, 1) }
      setenv("LC_CTYPE", name, 1)
      return
    }
  }

  private static var isUTF8: Bool {
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: name) == "UTF-8"
  }

  /// Milliseconds that never go back.
  static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  /// A prompt with marks around what takes no room on the screen.
  static func marked(_ prompt: String) -> String {
    if prompt.utf8.contains(1) { return prompt }
    var result: [UInt8] = []
    var isSequence = false
    for byte in prompt.utf8 {
      if byte == 0x1B && !isSequence {
        isSequence = true
        result.append(1)
      }
      result.append(byte)
      if isSequence, (0x40...0x7E).contains(byte), byte != UInt8(ascii: "[") {
        isSequence = false
        result.append(2)
      }
    }
    if isSequence { result.append(2) }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a text leaves the cursor at the start of a line; nil when nothing of it is to be seen.
  static func endsLine(_ bytes: [UInt8]) -> Bool? {
    var end = bytes.count
    while end > 0 {
      let last = bytes[end - 1]
      // Colours that are set back after the line break do not move the cursor.
      if last == UInt8(ascii: "m"),
        let start = bytes[..<end].suffix(24).lastIndex(of: 0x1B), start + 1 < end,
        bytes[start + 1] == UInt8(ascii: "[")
      {
        end = start
        continue
      }
      return last == 10 || last == 13
    }
    return nil
  }
}
