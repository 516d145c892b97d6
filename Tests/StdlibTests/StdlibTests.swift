import Foundation
import MartletStdlib
import TestSupport
import Testing

/// The embedded library against the files that it is made of.
@Suite struct StdlibTests {
  private static let folder = PackagePaths.root + "/stdlib"

  /// The paths of all files of the library, found without the plugin's help.
  private static let paths: [String] = (FileManager.default.subpaths(atPath: folder) ?? [])
    .filter { $0.hasSuffix(".mt") }

  @Test func everyFileIsEmbeddedByteForByte() throws {
    #expect(!Self.paths.isEmpty)
    for path in Self.paths {
      let file = try #require(Stdlib.file(at: path), "\(path) is not embedded")
      let data = try #require(FileManager.default.contents(atPath: Self.folder + "/" + path))
      #expect(Data(file.bytes) == data, "\(path) differs")
    }
  }

  @Test func nothingElseIsEmbedded() {
    #expect(Stdlib.all.map { $0.path.description }.sorted() == Self.paths.sorted())
  }

  @Test func whatIsNotThereIsNotFound() {
    for path in ["", "a", "zzz.mt", "List.mt", "../Package.swift"] {
      #expect(Stdlib.file(at: path) == nil)
    }
    #expect(Stdlib.file(ofModule: "NoSuchModule") == nil)
  }

  @Test(arguments: [
    ("List", "list.mt"), ("Net.Tcp", "net/tcp.mt"), ("GenServer", "gen_server.mt"),
    ("HTTPServer", "http_server.mt"), ("Utf8", "utf8.mt"), ("A.B_c.D", "a/b_c/d.mt"),
    ("IO", "io.mt"), ("X509Key", "x509_key.mt"),
  ])
  func modulesHaveAFile(_ module: String, _ path: String) {
    #expect(Stdlib.path(ofModule: module) == path)
  }

  @Test(arguments: [
    "", ".", "..", "../List", "List.", ".List", "A..B", "list", "A/B", "A.b", "_A", "9A", "É",
    "A\0",
  ])
  func otherNamesHaveNone(_ name: String) { #expect(Stdlib.path(ofModule: name) == nil) }
}
