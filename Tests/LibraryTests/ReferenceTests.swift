import Foundation
import TestSupport
import Testing

/// Compares the reference pages with the library; with `UPDATE_GOLDENS=1` they are written anew.
@Suite struct ReferenceTests {
  private static let folder = PackagePaths.root + "/docs/library"

  @Test func pagesAreUpToDate() throws {
    let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
    if isUpdating {
      try FileManager.default.createDirectory(
        atPath: Self.folder,
        withIntermediateDirectories: true
      )
    }
    for (name, page) in ReferencePages.all {
      let path = Self.folder + "/" + name
      if isUpdating {
        try page.write(toFile: path, atomically: true, encoding: .utf8)
      } else {
        let found = try? String(contentsOfFile: path, encoding: .utf8)
        #expect(found == page, "docs/library/\(name) is out of date: run with UPDATE_GOLDENS=1")
      }
    }
    let known = Set(ReferencePages.all.keys)
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder) {
      if isUpdating && !known.contains(name) {
        try FileManager.default.removeItem(atPath: Self.folder + "/" + name)
      } else {
        #expect(known.contains(name), "docs/library/\(name) belongs to no module")
      }
    }
  }
}
