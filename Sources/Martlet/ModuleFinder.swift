import MartletStdlib
import MartletSyntax

/// Finds a module by its name: `Net.Tcp` is in `net/tcp.mt`.
///
/// Files beside the running program come first, then those on the search paths, then the standard
/// library.
public struct ModuleFinder: Sendable {
  /// The folders that are searched, in order.
  public var folders: [String]
  /// A folder that takes the place of the embedded standard library, or nil.
  public var stdlibFolder: String?

  /// Makes a finder.
  public init(folders: [String] = [], stdlibFolder: String? = nil) {
    self.folders = folders
    self.stdlibFolder = stdlibFolder
  }

  /// Makes a finder for the program in `file`; nil when it has no file.
  public init(program file: String?, searchPaths: [String] = [], stdlibFolder: String? = nil) {
    self.init(
      folders: [file.map(Self.folder(of:)) ?? "."] + searchPaths,
      stdlibFolder: stdlibFolder
    )
  }

  /// What there is of a module.
  public enum Found: Sendable {
    /// Its text.
    case source(SourceText)
    /// Its file in the embedded library, compiled when that was built.
    case library(StdlibFile)
  }

  /// Returns what there is of `module`, or nil when there is nothing.
  ///
  /// - Throws: When there is a file that cannot be read.
  public func find(_ module: String) throws(SourceReadError) -> Found? {
    guard let path = Stdlib.path(ofModule: module) else { return nil }
    for folder in folders {
      if let source = try read(Self.join(folder, path)) { return .source(source) }
    }
    return try findInStdlib(module)
  }

  /// Returns what there is of `module` in the standard library alone.
  public func findInStdlib(_ module: String) throws(SourceReadError) -> Found? {
    guard let stdlibFolder else { return Stdlib.file(ofModule: module).map { .library($0) } }
    guard let path = Stdlib.path(ofModule: module) else { return nil }
    return try read(Self.join(stdlibFolder, path)).map { .source($0) }
  }

  private func read(_ path: String) throws(SourceReadError) -> SourceText? {
    do {
      return try SourceReader.read(path)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Returns the folder that a file is in.
  static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// Returns `path` below `folder`; the folder `.` is left out, so that names in messages are short.
  private static func join(_ folder: String, _ path: String) -> String {
    if folder == "." || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }
}

extension ModuleFinder {
  /// Returns the text that messages call `name`: a file, or one of the embedded library.
  public func source(named name: String) -> SourceText? {
    if stdlibFolder == nil, name.hasPrefix("stdlib/"),
      let file = Stdlib.file(at: String(name.dropFirst("stdlib/".count)))
    {
      return SourceText(name: name, bytes: Array(file.bytes))
    }
    return try? SourceReader.read(name)
  }
}
