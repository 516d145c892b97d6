#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where an operation finds its file: a name in an open directory.
///
/// Without confinement it is a whole path from the current directory on. With it, it is a single name, which
/// the system must not follow if it is that of a symbolic link: whatever others put there meanwhile, the
/// operation stays in the directory.
struct FilePlace {
  /// The directory's descriptor.
  let directory: Int32
  /// The name, or the path.
  let name: SystemPath
  /// Whether the operation must stay in the directory.
  let isConfined: Bool

  /// The place that a path leads to.
  init(_ path: SystemPath) {
    directory = AT_FDCWD
    name = path
    isConfined = false
  }

  /// A name in a directory that must not be left.
  init(confinedTo directory: Int32, name: SystemPath) {
    self.directory = directory
    self.name = name
    isConfined = true
  }

  /// The flags with which calls leave symbolic links alone.
  func flags(followsLinks: Bool) -> Int32 {
    followsLinks && !isConfined ? 0 : AT_SYMLINK_NOFOLLOW
  }

  /// What an error means that may be one of a symbolic link: systems say of it that it is no directory, or
  /// has no permissions that could be set.
  func failure(_ error: SystemError) -> SystemError {
    guard isConfined, error.code == ENOTDIR || error.code == EOPNOTSUPP || error.code == ENOTSUP
    else { return error }
    var status = stat()
    guard fstatat(directory, name.characters, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFLNK
    else { return error }
    return SystemError(code: ELOOP)
  }
}
