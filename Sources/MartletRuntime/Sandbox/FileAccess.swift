#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The files that the scripts of a machine reach: all, or those below directories.
///
/// Confined to directories, a path is followed name by name from the open directory on, with symbolic links
/// resolved here and never by the system (``PathWalk``), and what is done at its end is done on a name in the
/// directory that was found open. So nothing lies between a check and its use in which another program could
/// put a link.
///
/// What lies outside gives the error `eacces`, whether it is there or not.
final class FileAccess: Sendable {
  typealias Outcome<Value> = Result<Value, SystemError>

  /// What a path is wanted for.
  struct Use: Sendable {
    /// Whether something is to be changed.
    var writes = false
    /// Whether a symbolic link at its end is followed.
    var followsLast = true
    /// Whether slashes at its end mean nothing: where a directory is to be made or renamed.
    var ignoresSlashes = false

    /// Reading what a path leads to.
    static let read = Use()
    /// Reading what a name is itself.
    static let readName = Use(followsLast: false)
    /// Changing what a path leads to, or making it.
    static let write = Use(writes: true)
    /// Making, removing or renaming a name.
    static let writeName = Use(writes: true, followsLast: false)
    /// The same of a directory's name.
    static let writeDirectoryName = Use(writes: true, followsLast: false, ignoresSlashes: true)
  }

  /// The directories; nil when all files may be reached.
  private let directories: [GrantedDirectory]?

  /// Opens the directories that are granted.
  init(_ capabilities: Capabilities) {
    directories = capabilities.directories.map(GrantedDirectory.open)
  }

  deinit { for directory in directories ?? [] { directory.close() } }

  /// How often a name is looked at again that became a symbolic link under the operation's hands.
  private static let attempts = 100

  /// Does something where a path leads to.
  ///
  /// - Parameter body: Given the place; in a directory that must not be left it fails with `ELOOP` when the
  ///   name is that of a symbolic link, and is called again with where that leads to.
  func with<Value>(
    _ path: SystemPath,
    _ use: Use,
    _ body: (FilePlace) -> Outcome<Value>
  ) -> Outcome<Value> {
    guard let directories else { return body(FilePlace(path)) }
    var result = Outcome<Value>.failure(.refused)
    for _ in 0..<Self.attempts {
      do throws(SystemError) {
        let walk = try PathWalk.follow(path, use, directories)
        guard let name = SystemPath(walk.last) else { throw SystemError(code: EINVAL) }
        // The directory is open as long as the walk lives.
        result = withExtendedLifetime(walk) {
          body(FilePlace(confinedTo: walk.descriptor, name: name))
        }
      } catch {
        return .failure(error)
      }
      guard use.followsLast, case .failure(SystemError(code: ELOOP)) = result else { break }
    }
    return result
  }

  /// The path without symbolic links, `.` and `..`.
  func realPath(_ path: SystemPath) -> Outcome<[UInt8]> {
    guard let directories else { return SystemFiles.realPath(path) }
    do throws(SystemError) {
      let walk = try PathWalk.follow(path, .read, directories)
      guard let name = SystemPath(walk.last) else { throw SystemError(code: EINVAL) }
      return withExtendedLifetime(walk) {
        let place = FilePlace(confinedTo: walk.descriptor, name: name)
        return SystemFiles.status(place, followsLinks: false).map { _ in walk.path }
      }
    } catch {
      return .failure(error)
    }
  }

  /// The directory that relative paths begin at: the one that was granted first.
  func currentDirectory() -> Outcome<[UInt8]> {
    guard let directories else { return SystemFiles.currentDirectory() }
    return directories.first.map { .success($0.path) } ?? .failure(.refused)
  }

  /// Lets relative paths begin at another directory, for the whole program; with confinement nobody may.
  func changeDirectory(_ path: SystemPath) -> Outcome<Void> {
    directories == nil ? SystemFiles.changeDirectory(path) : .failure(.refused)
  }

  /// Where files are made that nobody needs for long: with confinement, in the first directory that may be
  /// written.
  func temporaryDirectory() -> [UInt8] {
    guard let directories else {
      let name = SystemPath(text: "TMPDIR")
      return SystemEnvironment.value(name) ?? Array("/tmp".utf8)
    }
    return (directories.first(where: \.isWritable) ?? directories.first)?.path ?? [
      UInt8(ascii: ".")
    ]
  }

  /// Makes a directory whose name nobody has, in a directory.
  func makeTemporaryDirectory(in parent: [UInt8]) -> Outcome<[UInt8]> {
    if directories == nil { return SystemFiles.makeTemporaryDirectory(in: parent) }
    guard let path = SystemPath(parent + Array("/.".utf8)) else {
      return .failure(SystemError(code: EINVAL))
    }
    return with(path, .writeName) { place in
      let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
      for _ in 0..<Self.attempts {
        let name = Array("martlet-".utf8) + (0..<8).map { _ in letters.randomElement() ?? 0x61 }
        if mkdirat(place.directory, SystemPath(name)?.characters ?? [0], 0o700) == 0 {
          return .success(parent + [UInt8(ascii: "/")] + name)
        }
        if errno != EEXIST { return .failure(.last) }
      }
      return .failure(SystemError(code: EEXIST))
    }
  }

  /// Makes a symbolic link.
  ///
  /// With confinement the target is relative without `..`, or below one of the directories: wherever the link is
  /// moved then, nobody who follows it is led outside, be it a program without a sandbox.
  func link(_ path: SystemPath, to target: SystemPath) -> Outcome<Void> {
    if let directories {
      let bytes = target.characters.dropLast().map(UInt8.init(bitPattern:))
      let names = PathWalk.names(of: bytes)
      if names.contains(PathWalk.parent) { return .failure(.refused) }
      if bytes.first == PathWalk.slash, !directories.contains(where: { $0.holds(names) }) {
        return .failure(.refused)
      }
    }
    return with(path, .writeName) { SystemFiles.link($0, to: target) }
  }

  /// Sets the permission bits: with confinement those alone, and not the identity that a program runs with.
  func setMode(_ path: SystemPath, _ mode: Int) -> Outcome<Void> {
    if directories != nil, mode & ~0o777 != 0 { return .failure(.refused) }
    return with(path, .write) { SystemFiles.setMode($0, mode) }
  }
}

extension SystemError {
  /// What a path outside of all directories that are granted gives.
  static let refused = SystemError(code: EACCES)
}
