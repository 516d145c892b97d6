#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file with a statement on each line.
///
/// Backslashes and line breaks in a statement are written as `\\`, `\n` and `\r`. Who writes holds
/// a lock on the file, so that lines of several shells do not mix and cutting it short loses none.
struct HistoryFile: Sendable {
  /// Why the file cannot be used.
  struct Problem: Error, CustomStringConvertible {
    /// What was tried.
    let action: String
    let path: String
    /// What the operating system says.
    let reason: String

    var description: String { "cannot \(action) \(path): \(reason)" }
  }

  /// The path.
  let path: String
  /// The most bytes of it that are read, from its end.
  private static let readLimit = 32 << 20
  /// The most bytes of a statement in the file.
  private static let entryLimit = 1 << 20

  /// Returns the last statements, the oldest first; none when there is no file.
  ///
  /// A file with many more is cut short.
  func read(limit: Int) throws(Problem) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw problem("read")
    }
    defer { close(descriptor) }
    guard isRegular(descriptor) else { return [] }
    let bytes = try contents(descriptor)
    var entries: [String] = []
    var lines = 0
    for line in bytes.split(separator: 10) {
      lines += 1
      let entry = HistoryFile.statement(in: line)
      if !entry.isEmpty && entry != entries.last { entries.append(entry) }
    }
    if entries.count > limit { entries.removeFirst(entries.count - limit) }
    if lines > limit * 2 || bytes.count >= HistoryFile.readLimit { shorten(limit: limit) }
    return entries
  }

  /// Appends a statement; makes the file and its folders when they are missing.
  func append(_ statement: String) throws(Problem) {
    let line = HistoryFile.line(of: statement)
    if line.count > HistoryFile.entryLimit { return }
    let descriptor = try openLocked()
    defer { close(descriptor) }
    guard isRegular(descriptor) else { return }
    var last: UInt8 = 10
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0 { pread(descriptor, &last, 1, size - 1) }
    // A shell that was killed may have left half a line.
    if !write((last == 10 ? [] : [10]) + line, to: descriptor) { throw problem("write") }
  }

  // MARK: - Lines

  /// The line of a statement, with its end.
  static func line(of statement: String) -> [UInt8] {
    var line: [UInt8] = []
    for byte in statement.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): line += [byte, byte]
      case 10: line += Array("\\n".utf8)
      case 13: line += Array("\\r".utf8)
      // The C library that shows it would stop there.
      case 0: line += Array("\u{FFFD}".utf8)
      default: line.append(byte)
      }
    }
    line.append(10)
    return line
  }

  /// The statement of a line; whatever the bytes are.
  static func statement(in line: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        isEscaped = false
        switch byte {
        case UInt8(ascii: "n"): bytes.append(10)
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "\\"): bytes.append(byte)
        default: bytes += [UInt8(ascii: "\\"), byte]
        }
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte != 0 {
        bytes.append(byte)
      }
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Files

  /// Opens the file for appending, with the lock on it.
  private func openLocked() throws(Problem) -> Int32 {
    makeFolders()
    while true {
      let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard descriptor >= 0 else { throw problem("write") }
      while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
      // Another shell may have put a shorter file in its place meanwhile.
      var mine = stat()
      var current = stat()
      if fstat(descriptor, &mine) != 0 || stat(path, &current) != 0
        || mine.st_ino == current.st_ino && mine.st_dev == current.st_dev
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Leaves only the last lines, in a new file that takes the place of the old one.
  private func shorten(limit: Int) {
    guard let descriptor = try? openLocked() else { return }
    defer { close(descriptor) }
    guard isRegular(descriptor), let bytes = try? contents(descriptor) else { return }
    let lines = bytes.split(separator: 10)
    if lines.count <= limit { return }
    // Where the path is a link, what it leads to is replaced.
    guard let resolved = realpath(path, nil) else { return }
    defer { free(resolved) }
    var template = Array((String(cString: resolved) + ".XXXXXX").utf8CString)
    let copy = mkstemp(&template)
    guard copy >= 0 else { return }
    defer { close(copy) }
    let kept = lines.suffix(limit).flatMap { $0 + [10] }
    if !write(kept, to: copy) || rename(template, resolved) != 0 { unlink(template) }
  }

  private func makeFolders() {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }

  private func isRegular(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// What the file holds, from the first whole line on when there is too much.
  private func contents(_ descriptor: Int32) throws(Problem) -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let count = min(size, HistoryFile.readLimit)
    var failed = false
    var bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      while filled < count {
        let read = pread(
          descriptor,
          buffer.baseAddress.map { $0 + filled },
          count - filled,
          off_t(size - count + filled)
        )
        if read < 0 && errno == EINTR { continue }
        failed = read < 0
        if read <= 0 { return }
        filled += read
      }
    }
    if failed { throw problem("read") }
    if size > count {
      bytes.removeFirst((bytes.firstIndex(of: 10) ?? bytes.count - 1) + 1)
    }
    return bytes
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    SystemDescriptor.writeAll(bytes, to: descriptor)
  }

  private func problem(_ action: String) -> Problem {
    Problem(action: action, path: path, reason: String(cString: strerror(errno)))
  }
}
