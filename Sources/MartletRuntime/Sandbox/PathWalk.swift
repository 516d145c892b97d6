#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The way that a path leads from a granted directory on.
///
/// Each directory on the way is opened by its name in the one before, without following symbolic links; where
/// there is one, its text takes the place of the name. `..` goes back along the names that were passed, from
/// the granted directory on, and never by the system, whose `..` may lead outside when a directory was moved
/// meanwhile. At most two descriptors are open at a time, whatever a script asks for.
final class PathWalk {
  static let slash = UInt8(ascii: "/")
  static let here = [UInt8(ascii: ".")]
  static let parent = [UInt8(ascii: "."), UInt8(ascii: ".")]

  /// The most bytes of a path, and of a symbolic link.
  private static let longestPath = 4_095
  /// The most symbolic links on the way.
  private static let mostLinks = 40
  /// The most directories that are opened on the way.
  private static let mostSteps = 10_000

  /// The name at the end, `.` for the directory itself.
  private(set) var last = PathWalk.here

  private let directories: [GrantedDirectory]
  private var root: GrantedDirectory
  private var rootDescriptor: Int32
  /// The names of the directories that were passed, below the granted one.
  private var names: [[UInt8]] = []
  /// The directory of the last of them, if it is open.
  private var opened: Int32?
  /// From how many names on the way leads through a directory that may be changed.
  private var writableFrom: Int?
  private var links = 0
  private var steps = 0

  private init(_ root: GrantedDirectory, _ directories: [GrantedDirectory]) throws(SystemError) {
    self.root = root
    self.directories = directories
    rootDescriptor = try root.descriptor.get()
  }

  deinit { closeOpened() }

  /// The directory that has the last name; open as long as the walk lives.
  var descriptor: Int32 { opened ?? rootDescriptor }

  /// The whole path.
  var path: [UInt8] {
    Self.path(of: root.realNames + names + (last == Self.here ? [] : [last]))
  }

  /// Follows a path to its last name.
  ///
  /// - Throws: `eacces` when it leads outside, or to what may not be changed; what the system says, when a
  ///   directory on the way cannot be opened.
  static func follow(
    _ path: SystemPath,
    _ use: FileAccess.Use,
    _ directories: [GrantedDirectory]
  ) throws(SystemError) -> PathWalk {
    let bytes = path.characters.dropLast().map(UInt8.init(bitPattern:))
    if bytes.isEmpty { throw SystemError(code: ENOENT) }
    if bytes.count > longestPath { throw SystemError(code: ENAMETOOLONG) }
    for (root, rest) in starts(of: bytes, use, directories) {
      do throws(SystemError) {
        let walk = try PathWalk(root, directories)
        try walk.run(rest, use)
        return walk
      } catch {
        // By another of its names the same directory may be granted.
        if error != .refused { throw error }
      }
    }
    throw .refused
  }

  /// The granted directories that a path begins in, the outermost first, and the names from there on.
  private static func starts(
    of path: [UInt8],
    _ use: FileAccess.Use,
    _ directories: [GrantedDirectory]
  ) -> [(root: GrantedDirectory, rest: [[UInt8]])] {
    let names = steps(of: path, ignoresSlashes: use.ignoresSlashes)
    guard path.first == slash else { return directories.prefix(1).map { ($0, names) } }
    return
      directories
      .compactMap { root in root.depth(in: names).map { (root: root, depth: $0) } }
      .sorted { $0.depth < $1.depth }
      .map { ($0.root, Array(names.dropFirst($0.depth))) }
  }

  // MARK: - Walking

  private func run(_ rest: [[UInt8]], _ use: FileAccess.Use) throws(SystemError) {
    var pending = Array(rest.reversed())
    while let name = pending.popLast() {
      if name == Self.here { continue }
      if name == Self.parent {
        try goBack()
      } else if !pending.isEmpty {
        if let target = try enter(name) { try expand(target, use, &pending) }
      } else if use.followsLast, let target = try readLink(name) {
        try expand(target, use, &pending)
      } else {
        last = name
      }
    }
    try openAgain()
    if use.writes && !root.isWritable && writableFrom == nil { throw .refused }
  }

  /// Goes on in a directory; gives the text of the symbolic link that has its name instead, if one has.
  private func enter(_ name: [UInt8]) throws(SystemError) -> [UInt8]? {
    try openAgain()
    let characters = name.map(CChar.init(bitPattern:)) + [0]
    while true {
      steps += 1
      if steps > Self.mostSteps { throw SystemError(code: ENAMETOOLONG) }
      let found = openat(descriptor, characters, GrantedDirectory.flags | O_NOFOLLOW)
      if found >= 0 {
        closeOpened()
        opened = found
        names.append(name)
        lookWhetherWritable(found)
        return nil
      }
      let error = SystemError.last
      switch error.code {
      case EINTR: continue
      case ENOTDIR, ELOOP:
        if let target = try readLink(name) { return target }
        // Otherwise it was a link before, and is none any more.
        if error.code == ENOTDIR { throw error }
      default: throw error
      }
    }
  }

  /// Goes back to the directory that the last one was found in.
  private func goBack() throws(SystemError) {
    guard names.popLast() != nil else { throw .refused }
    closeOpened()
    if let depth = writableFrom, depth > names.count { writableFrom = nil }
  }

  /// Opens the directory of the names that were passed, when it is not open.
  private func openAgain() throws(SystemError) {
    guard opened == nil, !names.isEmpty else { return }
    let passed = names
    names = []
    writableFrom = nil
    for name in passed where try enter(name) != nil {
      // It was a directory before.
      throw SystemError(code: ENOTDIR)
    }
  }

  /// The text of a symbolic link, or nil when the name is that of something else or of nothing.
  private func readLink(_ name: [UInt8]) throws(SystemError) -> [UInt8]? {
    try openAgain()
    let characters = name.map(CChar.init(bitPattern:)) + [0]
    var buffer = [CChar](repeating: 0, count: Self.longestPath + 1)
    let count = readlinkat(descriptor, characters, &buffer, buffer.count)
    if count < 0 {
      let error = SystemError.last
      if error.code == EINVAL || error.code == ENOENT { return nil }
      throw error
    }
    if count > Self.longestPath { throw SystemError(code: ENAMETOOLONG) }
    return buffer.prefix(count).map(UInt8.init(bitPattern:))
  }

  /// Puts the text of a symbolic link in the place of its name.
  private func expand(
    _ target: [UInt8],
    _ use: FileAccess.Use,
    _ pending: inout [[UInt8]]
  ) throws(SystemError) {
    links += 1
    if links > Self.mostLinks { throw SystemError(code: ELOOP) }
    if target.isEmpty { throw SystemError(code: ENOENT) }
    guard target.first == Self.slash else {
      pending += Self.steps(of: target, ignoresSlashes: false).reversed()
      return
    }
    guard let start = Self.starts(of: target, .read, directories).first else { throw .refused }
    rootDescriptor = try start.root.descriptor.get()
    root = start.root
    names = []
    closeOpened()
    writableFrom = nil
    pending += start.rest.reversed()
  }

  private func lookWhetherWritable(_ descriptor: Int32) {
    guard !root.isWritable, writableFrom == nil, directories.contains(where: \.isWritable),
      let identity = FileIdentity(descriptor),
      directories.contains(where: { $0.isWritable && $0.identity == identity })
    else { return }
    writableFrom = names.count
  }

  private func closeOpened() {
    if let opened { close(opened) }
    opened = nil
  }

  // MARK: - Names

  /// The names of a path, without those that lead nowhere.
  static func names(of path: [UInt8]) -> [[UInt8]] {
    path.split(separator: slash).map { Array($0) }.filter { $0 != here }
  }

  /// The names of a path, with `.` at the end when that must be a directory.
  private static func steps(of path: [UInt8], ignoresSlashes: Bool) -> [[UInt8]] {
    let isDirectory =
      path.last == slash && !ignoresSlashes
      || path.split(separator: slash).last.map { Array($0) == here } ?? false
    return names(of: path) + (isDirectory ? [here] : [])
  }

  /// The absolute path of names.
  static func path(of names: [[UInt8]]) -> [UInt8] {
    [slash] + names.joined(separator: [slash])
  }
}
