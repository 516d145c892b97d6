import Foundation

/// A Martlet program with expectations in its comments.
package struct TestProgram: Sendable, CustomStringConvertible {
  /// Where the file is.
  package let path: String
  /// The path below the folder of programs, without the ending: `links/self_link`.
  package let name: String
  /// What its comments say about its run.
  package let expectations: Expectations

  package var description: String { name }

  /// Creates a program.
  package init(path: String, name: String, expectations: Expectations) {
    self.path = path
    self.name = name
    self.expectations = expectations
  }

  /// Finds the programs below `directory`, in the order of their names.
  ///
  /// - Parameter filter: a part of the name that programs must have, or nil for all.
  package static func discover(
    in directory: String,
    filter: String? = ProcessInfo.processInfo.environment["ONLY"]
  ) -> [TestProgram] {
    let paths = FileManager.default.subpaths(atPath: directory) ?? []
    return paths.filter { $0.hasSuffix(".mt") }.sorted().compactMap { relative in
      let name = String(relative.dropLast(3))
      if let filter, !filter.isEmpty, !name.contains(filter) { return nil }
      let path = directory + "/" + relative
      guard let data = FileManager.default.contents(atPath: path) else { return nil }
      let expectations = Expectations(source: String(decoding: data, as: UTF8.self))
      if expectations.isSupport { return nil }
      return TestProgram(path: path, name: name, expectations: expectations)
    }
  }
}
