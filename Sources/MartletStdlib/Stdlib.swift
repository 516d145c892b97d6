/// The standard library as text and bytecode; the files are in `stdlib/` and embedded at build time.
///
/// Nothing happens before the first look, and a look is a binary search over the paths.
public enum Stdlib {
  /// All files, in the order of their paths' bytes.
  public static var all: [StdlibFile] { files }

  /// Returns the file of the module called `module`, or nil when the library has none.
  public static func file(ofModule module: String) -> StdlibFile? {
    path(ofModule: module).flatMap(file(at:))
  }

  /// Returns the file at `path`, like `net/tcp.mt`.
  public static func file(at path: String) -> StdlibFile? {
    var path = path
    return path.withUTF8 { wanted in
      var low = 0
      var high = files.count
      while low < high {
        let middle = (low + high) / 2
        let found = UnsafeBufferPointer(
          start: files[middle].path.utf8Start,
          count: files[middle].path.utf8CodeUnitCount
        )
        if found.elementsEqual(wanted) { return files[middle] }
        if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  /// Returns the path of the file that holds a module: `Net.TcpListener` is in
  /// `net/tcp_listener.mt`; nil when no module can have that name.
  ///
  /// The names come from running programs, so that anything but a module's name, `..` say, must not
  /// become a path.
  public static func path(ofModule module: String) -> String? {
    var path: [UInt8] = []
    var previous: UInt8 = dot
    let bytes = Array(module.utf8)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        let next = index + 1 < bytes.count ? bytes[index + 1] : dot
        // An underscore goes before each word: `TcpListener`, `HTTPServer`.
        let beginsWord = !isUpper(previous) || isLower(next)
        if previous != dot, previous != underscore, beginsWord { path.append(underscore) }
        path.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), underscore:
        guard previous != dot else { return nil }
        path.append(byte)
      case dot:
        guard previous != dot else { return nil }
        path.append(UInt8(ascii: "/"))
      default: return nil
      }
      previous = byte
    }
    guard previous != dot else { return nil }
    return String(decoding: path, as: UTF8.self) + ".mt"
  }

  private static let dot = UInt8(ascii: ".")
  private static let underscore = UInt8(ascii: "_")

  private static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}
