#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder with the sockets of a user's running programs.
///
/// It is `martlet` in `$XDG_RUNTIME_DIR`, or `/tmp/martlet-UID` where there is none, and nobody but
/// its owner may look into it.
package struct SocketFolder: Sendable {
  /// The path, without a slash at its end.
  package let path: String

  /// The longest name of a program.
  static let maximumNameCount = 64
  private static let suffix = ".sock"

  /// Finds the user's folder, makes it when it is missing, and checks that it is safe.
  package init(
    runtimeDirectory: String? = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
  ) throws(AttachProblem) {
    if let runtimeDirectory, SocketFolder.isUsable(runtimeDirectory) {
      path = runtimeDirectory + "/martlet"
    } else {
      path = "/tmp/martlet-\(geteuid())"
    }
    try check()
  }

  /// A folder at a path, for tests.
  init(at path: String) throws(AttachProblem) {
    self.path = path
    try check()
  }

  /// The path of the socket of a program.
  package func socketPath(of name: String) throws(AttachProblem) -> String {
    guard SocketFolder.isName(name) else { throw .badName(name) }
    let result = path + "/" + name + SocketFolder.suffix
    guard result.utf8.count <= UnixSocket.maximumPathCount else {
      throw AttachProblem(
        "the path \(result) is longer than the system allows for a socket: choose a shorter name, "
          + "or set XDG_RUNTIME_DIR to a shorter path"
      )
    }
    return result
  }

  /// The names for which there is a socket, in order.
  package var names: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let file = String(decoding: bytes, as: UTF8.self)
      guard file.hasSuffix(SocketFolder.suffix) else { continue }
      let name = String(file.dropLast(SocketFolder.suffix.count))
      if SocketFolder.isName(name) { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether a text may name a program.
  package static func isName(_ name: String) -> Bool {
    (1...maximumNameCount).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: ".")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// Calls `body` while no other command changes what is in the folder.
  func locked<Value>(_ body: () throws(AttachProblem) -> Value) throws(AttachProblem) -> Value {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .system("cannot open \(path)", .last) }
    defer { close(descriptor) }
    // Nobody holds it for long, unless somebody has stopped that command.
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      attempts += 1
      guard errno == EINTR || errno == EWOULDBLOCK, attempts <= 300 else {
        throw .system("cannot lock \(path)", .last)
      }
      usleep(10_000)
    }
    return try body()
  }

  /// What tells one file from every other, or nil when there is none at the path.
  static func identity(of path: String) -> FileIdentity? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Removes a file.
  static func remove(_ path: String) { unlink(path) }

  private func check() throws(AttachProblem) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw .system("cannot make \(path)", .last) }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .system("cannot use \(path)", .last) }
    if status.st_mode & S_IFMT != S_IFDIR { throw .unsafe(path, "is no folder") }
    if status.st_uid != geteuid() { throw .unsafe(path, "belongs to another user") }
    if status.st_mode & 0o077 != 0 { throw .unsafe(path, "is open to other users") }
  }

  /// Whether a directory for files of a running user is there and is the user's own.
  private static func isUsable(_ directory: String) -> Bool {
    var status = stat()
    return directory.hasPrefix("/") && stat(directory, &status) == 0
      && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
      && status.st_mode & 0o022 == 0
  }
}

/// What tells one file from every other.
struct FileIdentity: Equatable, Sendable {
  let device: UInt64
  let inode: UInt64
}
