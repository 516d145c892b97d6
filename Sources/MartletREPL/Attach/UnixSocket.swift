#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A stream socket of the operating system with an address in the file system; the only file here
/// that makes its calls.
///
/// Reading and writing block; one thread may read while another writes.
struct UnixSocket: Sendable {
  /// What the system refused.
  struct Failure: Error, Equatable {
    /// The number, as in `errno`.
    let code: Int32

    /// What just went wrong on this thread.
    static var last: Failure { Failure(code: errno) }

    /// Whether nobody listens at an address: the file is left over from a program that has died.
    var isStale: Bool { code == ECONNREFUSED }

    /// Whether there is no file at an address.
    var isMissing: Bool { code == ENOENT }

    /// The system's words for it.
    var text: String { String(cString: strerror(code)) }
  }

  /// Who is at the other end.
  struct Peer: Equatable {
    let user: UInt32
    /// The number of the process, where the system tells it.
    let process: Int32?
  }

  let descriptor: Int32

  /// The longest path of an address, in bytes.
  static let maximumPathCount = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  private init() throws(Failure) {
    descriptor = socket(AF_UNIX, streamKind, 0)
    if descriptor < 0 { throw .last }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    UnixSocket.refuseBrokenPipes(descriptor)
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    UnixSocket.refuseBrokenPipes(descriptor)
  }

  /// Makes a socket that others can connect to; its file must not be there yet and is the owner's
  /// alone.
  static func listening(at path: String) throws(Failure) -> UnixSocket {
    let socket = try UnixSocket()
    var status = withAddress(path) { bind(socket.descriptor, $0, $1) }
    if status == 0 { status = chmod(path, 0o600) }
    if status == 0 { status = listen(socket.descriptor, 16) }
    if status != 0 {
      let failure = Failure.last
      socket.close()
      throw failure
    }
    return socket
  }

  /// Connects to a listening socket.
  static func connected(to path: String) throws(Failure) -> UnixSocket {
    let socket = try UnixSocket()
    while withAddress(path, { connect(socket.descriptor, $0, $1) }) != 0 {
      if errno == EINTR { continue }
      let failure = Failure.last
      socket.close()
      throw failure
    }
    return socket
  }

  /// Makes two sockets that are connected to each other.
  static func pair() throws(Failure) -> (UnixSocket, UnixSocket) {
    var descriptors: [Int32] = [0, 0]
    if socketpair(AF_UNIX, streamKind, 0, &descriptors) != 0 { throw .last }
    return (UnixSocket(descriptor: descriptors[0]), UnixSocket(descriptor: descriptors[1]))
  }

  /// The next connection; nil when the socket has been shut down.
  func accepted() -> UnixSocket? {
    while true {
      let connection = accept(descriptor, nil, nil)
      if connection >= 0 { return UnixSocket(descriptor: connection) }
      switch errno {
      case EINTR, ECONNABORTED: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        // Descriptors run out and come back; until then the caller waits in the queue.
        usleep(50_000)
      default: return nil
      }
    }
  }

  /// Who is at the other end.
  var peer: Peer? {
    #if canImport(Glibc)
    // The system's `struct ucred`, which the overlay does not show: process, user, group.
    var credentials: (process: Int32, user: UInt32, group: UInt32) = (0, .max, .max)
    var count = socklen_t(MemoryLayout.size(ofValue: credentials))
    let status = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &count)
    return status == 0 ? Peer(user: credentials.user, process: credentials.process) : nil
    #else
    var user: uid_t = .max
    var group: gid_t = .max
    return getpeereid(descriptor, &user, &group) == 0 ? Peer(user: user, process: nil) : nil
    #endif
  }

  /// Reads what there is, at most `count` bytes; none at the end, when the time is over, or when
  /// something is wrong.
  func read(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      repeat {
        let read = recv(descriptor, buffer.baseAddress, count, 0)
        if read >= 0 {
          filled = read
          return
        }
      } while errno == EINTR
    }
  }

  /// Writes all bytes and says whether that went well.
  func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = send(
          descriptor,
          buffer.baseAddress.map { $0 + written },
          buffer.count - written,
          quietly
        )
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Lets reading and writing fail that take longer; 0 waits without end.
  func limitWaiting(reading: Int? = nil, writing: Int? = nil) {
    if let reading { set(SO_RCVTIMEO, seconds: reading) }
    if let writing { set(SO_SNDTIMEO, seconds: writing) }
  }

  /// Ends reading and writing, also of threads that are in the middle of it.
  func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Gives the descriptor back; nobody may be using the socket.
  func close() { _ = systemClose(descriptor) }

  private func set(_ option: Int32, seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      descriptor,
      SOL_SOCKET,
      option,
      &time,
      socklen_t(MemoryLayout.size(ofValue: time))
    )
  }

  private static func refuseBrokenPipes(_ descriptor: Int32) {
    #if canImport(Darwin)
    var isOn: Int32 = 1
    setsockopt(
      descriptor,
      SOL_SOCKET,
      SO_NOSIGPIPE,
      &isOn,
      socklen_t(MemoryLayout.size(ofValue: isOn))
    )
    #endif
  }

  /// Calls `body` with the address of a path, which must not be too long.
  private static func withAddress(
    _ path: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count <= maximumPathCount else {
      errno = ENAMETOOLONG
      return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

#if canImport(Glibc)
private let streamKind = Int32(SOCK_STREAM.rawValue)
private let quietly = Int32(MSG_NOSIGNAL)
private let systemClose = Glibc.close
#elseif canImport(Darwin)
private let streamKind = SOCK_STREAM
private let quietly: Int32 = 0
private let systemClose = Darwin.close
#endif
