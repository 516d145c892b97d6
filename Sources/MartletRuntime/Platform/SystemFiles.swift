#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A path, or any text, as the operating system takes it: bytes that end in a zero.
struct SystemPath: Sendable {
  /// The bytes with the zero.
  let characters: [CChar]

  /// Makes a path of text that has no zero in it.
  init(text: String) { characters = text.utf8.map(CChar.init(bitPattern:)) + [0] }

  /// Makes a path of bytes; nil when a zero is among them.
  init?(_ bytes: some Sequence<UInt8>) {
    var characters: [CChar] = []
    characters.reserveCapacity(bytes.underestimatedCount + 1)
    for byte in bytes {
      if byte == 0 { return nil }
      characters.append(CChar(bitPattern: byte))
    }
    characters.append(0)
    self.characters = characters
  }
}

/// What is known of a file.
struct FileStatus: Sendable {
  /// What a directory's entry may be.
  enum Kind: String, Sendable {
    case file
    case directory
    case symlink
    case other
  }

  var kind: Kind
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  /// Nanoseconds since 1970.
  var accessed: Int
  /// The permission bits.
  var mode: Int
  /// The number of the file in its file system.
  var inode: Int
  var links: Int
}

/// Files and directories, by calls that block: only the blocking pool calls them.
enum SystemFiles {
  typealias Outcome<Value> = Result<Value, SystemError>

  /// How a file is written.
  enum WriteMode: Sendable {
    /// What was there is gone.
    case replace
    /// What was there stays before it.
    case append
    /// There must be no such file yet.
    case create
  }

  /// The contents of a file; `efbig` when there is more than `limit` bytes.
  static func read(_ place: FilePlace, limit: Int = .max) -> Outcome<[UInt8]> {
    withDescriptor(place, O_RDONLY) { descriptor in
      if let error = refuseDirectory(descriptor) { return .failure(error) }
      var status = stat()
      let known = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
      var result: [UInt8] = []
      if known > limit { return .failure(SystemError(code: EFBIG)) }
      // One more than the size, so that the end is seen without growing.
      var room = max(known + 1, 4096)
      while true {
        let before = result.count
        var failed: SystemError?
        let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
          switch readSome(descriptor, buffer) {
          case .success(let read): count = read
          case .failure(let error):
            failed = error
            count = 0
          }
        }
        if let failed { return .failure(failed) }
        if chunk.isEmpty { return .success(result) }
        if before == 0 { result = chunk } else { result += chunk }
        // Some files have no end.
        if result.count > limit { return .failure(SystemError(code: EFBIG)) }
        room = max(4096, min(1 << 20, known - result.count + 1))
      }
    }
  }

  /// At most `count` bytes of a file from `offset` on; none at the end.
  static func read(_ place: FilePlace, from offset: Int, count: Int) -> Outcome<[UInt8]> {
    withDescriptor(place, O_RDONLY) { descriptor in
      if let error = refuseDirectory(descriptor) { return .failure(error) }
      var failed: SystemError?
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let read = pread(
            descriptor,
            buffer.baseAddress.map { $0 + filled },
            count - filled,
            off_t(offset + filled)
          )
          if read < 0 {
            if errno == EINTR { continue }
            failed = .last
            break
          }
          if read == 0 { break }
          filled += read
        }
      }
      if let failed { return .failure(failed) }
      return .success(bytes)
    }
  }

  /// Writes a file.
  static func write(_ place: FilePlace, _ bytes: [UInt8], _ mode: WriteMode) -> Outcome<Void> {
    let flags =
      switch mode {
      case .replace: O_WRONLY | O_CREAT | O_TRUNC
      case .append: O_WRONLY | O_CREAT | O_APPEND
      case .create: O_WRONLY | O_CREAT | O_EXCL
      }
    return withDescriptor(place, flags) { writeAll($0, bytes) }
  }

  /// What is known of a file; a symbolic link is followed, or not.
  static func status(_ place: FilePlace, followsLinks: Bool = true) -> Outcome<FileStatus> {
    var status = stat()
    let flags = place.flags(followsLinks: followsLinks)
    guard fstatat(place.directory, place.name.characters, &status, flags) == 0 else {
      return .failure(.last)
    }
    if followsLinks, status.st_mode & S_IFMT == S_IFLNK {
      return .failure(SystemError(code: ELOOP))
    }
    let kind: FileStatus.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symlink
      default: .other
      }
    #if os(Linux)
    let modified = status.st_mtim
    let accessed = status.st_atim
    #else
    let modified = status.st_mtimespec
    let accessed = status.st_atimespec
    #endif
    return .success(
      FileStatus(
        kind: kind,
        size: Int(status.st_size),
        modified: modified.tv_sec &* 1_000_000_000 &+ modified.tv_nsec,
        accessed: accessed.tv_sec &* 1_000_000_000 &+ accessed.tv_nsec,
        mode: Int(status.st_mode & 0o7777),
        inode: Int(status.st_ino),
        links: Int(status.st_nlink)
      )
    )
  }

  /// The names in a directory, without `.` and `..`, in order.
  static func list(_ place: FilePlace) -> Outcome<[[UInt8]]> {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (place.isConfined ? O_NOFOLLOW : 0)
    let descriptor = openat(place.directory, place.name.characters, flags)
    guard descriptor >= 0 else { return .failure(place.failure(.last)) }
    guard let directory = fdopendir(descriptor) else {
      let error = SystemError.last
      close(descriptor)
      return .failure(error)
    }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [46] && name != [46, 46] { names.append(name) }
    }
    names.sort { $0.lexicographicallyPrecedes($1) }
    return .success(names)
  }

  /// Makes a directory.
  static func makeDirectory(_ place: FilePlace) -> Outcome<Void> {
    outcome(mkdirat(place.directory, place.name.characters, 0o777))
  }

  /// Makes a directory whose name nobody has, in a directory.
  static func makeTemporaryDirectory(in parent: [UInt8]) -> Outcome<[UInt8]> {
    guard let path = SystemPath(parent + Array("/martlet-XXXXXX".utf8)) else {
      return .failure(SystemError(code: EINVAL))
    }
    var template = path.characters
    guard mkdtemp(&template) != nil else { return .failure(.last) }
    return .success(template.dropLast().map(UInt8.init(bitPattern:)))
  }

  /// Removes a file or a symbolic link.
  static func remove(_ place: FilePlace) -> Outcome<Void> {
    outcome(unlinkat(place.directory, place.name.characters, 0))
  }

  /// Removes an empty directory.
  static func removeDirectory(_ place: FilePlace) -> Outcome<Void> {
    outcome(unlinkat(place.directory, place.name.characters, AT_REMOVEDIR))
  }

  /// Gives a file another name.
  static func rename(_ place: FilePlace, to other: FilePlace) -> Outcome<Void> {
    outcome(
      renameat(
        place.directory,
        place.name.characters,
        other.directory,
        other.name.characters
      )
    )
  }

  /// Makes a symbolic link.
  static func link(_ place: FilePlace, to target: SystemPath) -> Outcome<Void> {
    outcome(symlinkat(target.characters, place.directory, place.name.characters))
  }

  /// What a symbolic link points to.
  static func target(of place: FilePlace) -> Outcome<[UInt8]> {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlinkat(place.directory, place.name.characters, &buffer, buffer.count)
    guard count >= 0 else { return .failure(.last) }
    return .success(buffer.prefix(count).map(UInt8.init(bitPattern:)))
  }

  /// Sets the permission bits.
  static func setMode(_ place: FilePlace, _ mode: Int) -> Outcome<Void> {
    let mode = mode_t(truncatingIfNeeded: mode & 0o7777)
    let flags = place.flags(followsLinks: true)
    guard fchmodat(place.directory, place.name.characters, mode, flags) == 0 else {
      return .failure(place.failure(.last))
    }
    return .success(())
  }

  /// Copies a file's contents and permissions, and says how many bytes.
  static func copy(_ place: FilePlace, to other: FilePlace) -> Outcome<Int> {
    withDescriptor(place, O_RDONLY) { source in
      if let error = refuseDirectory(source) { return .failure(error) }
      return withDescriptor(other, O_WRONLY | O_CREAT) { target in
        var from = stat()
        var to = stat()
        guard fstat(source, &from) == 0, fstat(target, &to) == 0 else { return .failure(.last) }
        if from.st_dev == to.st_dev && from.st_ino == to.st_ino {
          return .success(Int(from.st_size))
        }
        guard ftruncate(target, 0) == 0 else { return .failure(.last) }
        fchmod(target, from.st_mode & 0o777)
        return copyAll(source, target)
      }
    }
  }

  /// The directory that relative paths begin at.
  static func currentDirectory() -> Outcome<[UInt8]> {
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getcwd(&buffer, buffer.count) != nil else { return .failure(.last) }
    return .success(buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)))
  }

  /// Lets relative paths begin at another directory.
  static func changeDirectory(_ path: SystemPath) -> Outcome<Void> {
    outcome(chdir(path.characters))
  }

  /// The path without symbolic links, `.` and `..`.
  static func realPath(_ path: SystemPath) -> Outcome<[UInt8]> {
    guard let resolved = realpath(path.characters, nil) else { return .failure(.last) }
    defer { free(resolved) }
    return .success(
      UnsafeBufferPointer(start: resolved, count: strlen(resolved))
        .map(UInt8.init(bitPattern:))
    )
  }
}

// MARK: - Descriptors

extension SystemFiles {
  /// Writes all bytes to a descriptor, however often the system takes only a part.
  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Outcome<Void> {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = systemWrite(
          descriptor,
          buffer.baseAddress.map { $0 + written },
          buffer.count - written
        )
        if count >= 0 {
          written += count
        } else if errno == EAGAIN {
          waitUntilWritable(descriptor)
        } else if errno != EINTR {
          return .failure(.last)
        }
      }
      return .success(())
    }
  }

  /// Reads what there is, at most as much as there is room; 0 is the end.
  static func readSome(
    _ descriptor: Int32,
    _ buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Outcome<Int> {
    while true {
      let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return .success(count) }
      if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, -1)
      } else if errno != EINTR {
        return .failure(.last)
      }
    }
  }

  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether a descriptor takes bytes at this moment.
  static func isWritable(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLOUT) != 0
  }

  /// A write to a closed pipe is an error of the write from now on, and no longer ends the program.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&request, 1, -1)
  }

  private static func withDescriptor<Value>(
    _ place: FilePlace,
    _ flags: Int32,
    _ body: (Int32) -> Outcome<Value>
  ) -> Outcome<Value> {
    if place.isConfined { return withConfinedDescriptor(place, flags, body) }
    var descriptor: Int32
    repeat {
      descriptor = openat(place.directory, place.name.characters, flags | O_CLOEXEC, 0o666)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { return .failure(.last) }
    defer { close(descriptor) }
    return body(descriptor)
  }

  /// Opens a file or a directory, and nothing else: who opens a pipe may wait for ever, and devices do
  /// things when they are opened.
  private static func withConfinedDescriptor<Value>(
    _ place: FilePlace,
    _ flags: Int32,
    _ body: (Int32) -> Outcome<Value>
  ) -> Outcome<Value> {
    var status = stat()
    if fstatat(place.directory, place.name.characters, &status, AT_SYMLINK_NOFOLLOW) == 0,
      let error = refuseDevice(status, allowsLinks: true)
    {
      return .failure(error)
    }
    // It is cut after it has turned out to be a file.
    let safe = flags & ~O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    var descriptor: Int32
    repeat {
      descriptor = openat(place.directory, place.name.characters, safe, 0o666)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { return .failure(.last) }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { return .failure(.last) }
    if let error = refuseDevice(status, allowsLinks: false) { return .failure(error) }
    if flags & O_TRUNC != 0, ftruncate(descriptor, 0) != 0 { return .failure(.last) }
    return body(descriptor)
  }

  private static func refuseDevice(_ status: stat, allowsLinks: Bool) -> SystemError? {
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: nil
    case S_IFLNK where allowsLinks: nil
    default: .refused
    }
  }

  private static func refuseDirectory(_ descriptor: Int32) -> SystemError? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .last }
    return status.st_mode & S_IFMT == S_IFDIR ? SystemError(code: EISDIR) : nil
  }

  private static func copyAll(_ source: Int32, _ target: Int32) -> Outcome<Int> {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 17)
    defer { buffer.deallocate() }
    var total = 0
    while true {
      switch readSome(source, buffer) {
      case .failure(let error): return .failure(error)
      case .success(0): return .success(total)
      case .success(let count):
        if case .failure(let error) = writeAll(target, Array(buffer.prefix(count))) {
          return .failure(error)
        }
        total += count
      }
    }
  }

  private static func outcome(_ status: Int32) -> Outcome<Void> {
    status == 0 ? .success(()) : .failure(.last)
  }
}

// The C functions whose names are those of the functions above.
#if canImport(Glibc)
private let systemRead = Glibc.read
private let systemWrite = Glibc.write
#elseif canImport(Darwin)
private let systemRead = Darwin.read
private let systemWrite = Darwin.write
#endif
