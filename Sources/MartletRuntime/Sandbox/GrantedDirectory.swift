#if os(Linux)
import CMartletPlatform
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A directory that scripts may use, open as long as the machine lives: it stays the same one, whatever
/// happens to its name.
struct GrantedDirectory: Sendable {
  /// The path that the host has given, absolute.
  let path: [UInt8]
  /// The path's names.
  private let names: [[UInt8]]
  /// The names of the path without symbolic links.
  let realNames: [[UInt8]]
  /// The directory's descriptor, or why there is none.
  let descriptor: Result<Int32, SystemError>
  /// Which directory it is.
  let identity: FileIdentity?
  /// Whether it may be changed.
  private(set) var isWritable: Bool

  /// How a directory is opened to look for names in it.
  #if os(Linux)
  static let flags = martlet_search_flag() | O_DIRECTORY | O_CLOEXEC
  #else
  static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
  #endif

  private init(_ directory: Capabilities.Directory) {
    isWritable = directory.isWritable
    var path = Array(directory.path.utf8)
    if path.first != PathWalk.slash, case .success(let here) = SystemFiles.currentDirectory() {
      path = here + [PathWalk.slash] + path
    }
    names = PathWalk.names(of: path)
    self.path = PathWalk.path(of: names)
    guard let systemPath = SystemPath(path) else {
      descriptor = .failure(SystemError(code: EINVAL))
      identity = nil
      realNames = names
      return
    }
    let opened = openat(AT_FDCWD, systemPath.characters, Self.flags)
    descriptor = opened < 0 ? .failure(.last) : .success(opened)
    identity = opened < 0 ? nil : FileIdentity(opened)
    if case .success(let real) = SystemFiles.realPath(systemPath) {
      realNames = PathWalk.names(of: real)
    } else {
      realNames = names
    }
  }

  /// Opens directories.
  static func open(_ directories: [Capabilities.Directory]) -> [GrantedDirectory] {
    var granted = directories.map(GrantedDirectory.init)
    // What is granted twice is granted for all that either says.
    for index in granted.indices where !granted[index].isWritable {
      let identity = granted[index].identity
      granted[index].isWritable =
        identity != nil && granted.contains { $0.isWritable && $0.identity == identity }
    }
    return granted
  }

  /// Closes the directory.
  func close() {
    if case .success(let descriptor) = descriptor { _ = systemClose(descriptor) }
  }

  /// How many of an absolute path's names lead to the directory; nil when they lead elsewhere.
  func depth(in path: [[UInt8]]) -> Int? {
    if path.starts(with: names) { return names.count }
    return path.starts(with: realNames) ? realNames.count : nil
  }

  /// Whether an absolute path leads to the directory or below, by its names alone.
  func holds(_ path: [[UInt8]]) -> Bool { depth(in: path) != nil }
}

/// Which file one is, whatever its names are.
struct FileIdentity: Equatable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// That of an open file; nil when it cannot be had.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

// The C function whose name is that of a function above.
#if canImport(Glibc)
private let systemClose = Glibc.close
#elseif canImport(Darwin)
private let systemClose = Darwin.close
#endif
