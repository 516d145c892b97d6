#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The folders in which a test's modules may lie.
enum TestFolders {
  /// Returns the folders of files and, of folders, those and all below them that hold programs.
  ///
  /// What is not there is left out: whoever reads it says so.
  static func containing(_ paths: [String]) -> [String] {
    var folders: [String] = []
    for path in paths {
      if let names = entries(of: path) {
        search(trimmed(path), names, &folders)
      } else {
        add(folder(of: path), to: &folders)
      }
    }
    return folders
  }

  private static func search(_ folder: String, _ names: [String], _ folders: inout [String]) {
    if names.contains(where: { $0.hasSuffix(".mt") }) { add(folder, to: &folders) }
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if !isLink(path), let below = entries(of: path) { search(path, below, &folders) }
    }
  }

  private static func add(_ folder: String, to folders: inout [String]) {
    if !folders.contains(folder) { folders.append(folder) }
  }

  private static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  private static func trimmed(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? trimmed(String(path.dropLast())) : path
  }

  /// The names in a folder, or nil when the path leads to none.
  private static func entries(of path: String) -> [String]? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(
          to: CChar.self,
          capacity: MemoryLayout.size(ofValue: pointer.pointee)
        ) {
          String(cString: $0)
        }
      }
      names.append(name)
    }
    return names
  }

  /// Whether a path is a symbolic link: those may go round in a circle.
  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
