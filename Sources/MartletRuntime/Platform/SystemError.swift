#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Why the operating system refused something.
public struct SystemError: Error, Equatable, Sendable {
  /// The number, as in `errno`.
  let code: Int32

  /// The error of the system call that failed last on this thread.
  static var last: SystemError { SystemError(code: errno) }

  /// The name by which programs know the error: the system's, in lower case.
  var name: String {
    switch code {
    case ENOENT: "enoent"
    case EACCES: "eacces"
    case EEXIST: "eexist"
    case ENOTDIR: "enotdir"
    case EISDIR: "eisdir"
    case ENOTEMPTY: "enotempty"
    case EINVAL: "einval"
    case EPERM: "eperm"
    case EBADF: "ebadf"
    case ENOSPC: "enospc"
    case EDQUOT: "edquot"
    case EROFS: "erofs"
    case ENAMETOOLONG: "enametoolong"
    case EMFILE: "emfile"
    case ENFILE: "enfile"
    case ELOOP: "eloop"
    case EPIPE: "epipe"
    case EBUSY: "ebusy"
    case EXDEV: "exdev"
    case EFBIG: "efbig"
    case ENXIO: "enxio"
    case ENODEV: "enodev"
    case ESPIPE: "espipe"
    case ETXTBSY: "etxtbsy"
    case EIO: "eio"
    case EAGAIN: "eagain"
    case EINTR: "eintr"
    case ENOMEM: "enomem"
    case EMLINK: "emlink"
    case ENOTSUP: "enotsup"
    default: "errno_\(code)"
    }
  }
}
