import MartletStdlib

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ModuleFinder {
  /// How many files of each folder are looked into.
  private static let filesInFolder = 500
  /// How many folders are looked into, of each.
  private static let foldersInFolder = 100
  /// How many bytes of a file are looked at.
  private static let bytesOfFile = 1 << 20
  /// How deep the folders below are searched: `Net.Http.Client` lies two deep.
  private static let depth = 2

  /// The names of the modules that are found by their names: those of the standard library and
  /// those that lie in the folders, as far as these are small; some more than once.
  public var moduleNames: [String] {
    var names = folders.flatMap { Self.moduleNames(inFolder: $0) }
    if let stdlibFolder {
      names += Self.moduleNames(inFolder: stdlibFolder)
    } else {
      for file in Stdlib.all {
        // What else is in the file cannot be found before that has been loaded.
        names += file.moduleNames.filter { Stdlib.path(ofModule: $0) == "\(file.path)" }
      }
    }
    return names
  }

  /// The names of the modules that lie in a folder where they are looked for.
  private static func moduleNames(inFolder folder: String) -> [String] {
    var names: [String] = []
    var left = filesInFolder
    var foldersLeft = foldersInFolder
    var pending = [(path: "", depth: 0)]
    while let (below, depth) = pending.popLast(), left > 0, foldersLeft > 0 {
      foldersLeft -= 1
      for entry in entries(of: below.isEmpty ? folder : folder + "/" + below) where left > 0 {
        if entry.hasPrefix(".") { continue }
        let path = below.isEmpty ? entry : below + "/" + entry
        if entry.hasSuffix(".mt") {
          left -= 1
          names += moduleNames(inFile: folder + "/" + path)
            .filter { Stdlib.path(ofModule: $0) == path }
        } else if depth < self.depth, !entry.utf8.contains(UInt8(ascii: ".")), left > 0 {
          // Folders of modules have names like those of modules.
          pending.append((path, depth + 1))
        }
      }
    }
    return names
  }

  /// The names in a folder; none when it cannot be read or is none.
  private static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while names.count < filesInFolder * 4, let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
          String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
      )
    }
    return names.sorted()
  }

  /// The names after `module` at the beginnings of a file's lines.
  private static func moduleNames(inFile path: String) -> [String] {
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesOfFile) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
    var names: [String] = []
    let keyword = Array("module ".utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: keyword) {
      let name = line.dropFirst(keyword.count).drop { $0 == UInt8(ascii: " ") }
        .prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "{") }
      names.append(String(decoding: name, as: UTF8.self))
    }
    return names
  }
}
