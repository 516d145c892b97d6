import MartletREPL

/// Single keys.
extension ReadlineEditor {
  /// How long the terminal stays in its mode for keys after one was read, in milliseconds: who
  /// reads keys mostly wants another.
  private static let keysLinger = 500

  /// Waits for a key.
  func beginReadingKey(_ milliseconds: Int) {
    if isHungUp {
      receive(.key(.end))
      return
    }
    let now = Readline.milliseconds
    let until = now + max(milliseconds, 0)
    enterKeys(.keys(waitsUntil: until, lastsUntil: until + ReadlineEditor.keysLinger))
    serveKeys()
  }

  /// Lets each key come at once.
  func enterKeys(_ mode: Mode) {
    if case .keys = self.mode {} else { setKeysMode(true) }
    self.mode = mode
  }

  /// Lets the terminal gather lines again.
  func leaveKeys() {
    guard case .keys = mode else { return }
    setKeysMode(false)
    mode = .lines
  }

  /// Hands over a key, or tells that the time is over.
  func serveKeys() {
    guard case .keys(let waitsUntil, let lastsUntil) = mode else { return }
    let now = Readline.milliseconds
    guard let waitsUntil else {
      if now >= lastsUntil { leaveKeys() }
      return
    }
    if let key = takeKey() {
      mode = .keys(waitsUntil: nil, lastsUntil: now + ReadlineEditor.keysLinger)
      receive(.key(.key(key)))
    } else if now >= waitsUntil {
      mode = .keys(waitsUntil: nil, lastsUntil: now + ReadlineEditor.keysLinger)
      receive(.key(.timeout))
    }
  }

  /// The bytes of the first key.
  private func takeKey() -> String? {
    let count = ReadlineEditor.keyCount(keys)
    if count == 0 { return nil }
    defer { keys.removeFirst(count) }
    return String(decoding: keys[..<count], as: UTF8.self)
  }

  /// How many of the bytes are the first key: a character, or a sequence that begins with Escape.
  static func keyCount(_ bytes: [UInt8]) -> Int {
    guard let first = bytes.first else { return 0 }
    guard first == 0x1B else {
      let count = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      return min(count, bytes.count)
    }
    guard bytes.count > 1 else { return 1 }
    switch bytes[1] {
    case UInt8(ascii: "["):
      let end = bytes.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
      return (end ?? bytes.count - 1) + 1
    case UInt8(ascii: "O"): return min(3, bytes.count)
    case 0x1B: return 1
    default: return 1 + keyCount(Array(bytes[1...]))
    }
  }
}
