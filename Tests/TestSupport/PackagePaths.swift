import Foundation

/// Where the tests find the package's files and the built command.
package enum PackagePaths {
  /// The folder of the package.
  package static let root: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// The built command: the path in the variable `MARTLET`, or `martlet` beside the test bundle.
  package static let command: String? = {
    if let path = ProcessInfo.processInfo.environment["MARTLET"], !path.isEmpty { return path }
    let starts =
      [CommandLine.arguments[0]] + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
      + Bundle.allBundles.map(\.bundlePath)
    for start in starts {
      var folder = URL(fileURLWithPath: start).standardizedFileURL.deletingLastPathComponent()
      while folder.path.count > 1 {
        let candidate = folder.appendingPathComponent("martlet").path
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory),
          !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
        {
          return candidate
        }
        if folder.lastPathComponent == ".build" { break }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }()
}
