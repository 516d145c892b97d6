import Foundation
import TestSupport
import Testing

@testable import MartletREPL

/// The folder of the sockets: who may use it, and what is in it.
@Suite struct SocketFolderTests {
  private static func withFolder(_ body: (String) throws -> Void) rethrows {
    let path = "/tmp/martlet-sockets-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func theFolderIsMadeForItsOwnerAlone() throws {
    try Self.withFolder { path in
      let folder = try SocketFolder(at: path)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      #expect(folder.names.isEmpty)
      // A second time it is there already.
      _ = try SocketFolder(at: path)
    }
  }

  @Test(arguments: [0o755, 0o770, 0o701, 0o777])
  func anOpenFolderIsRefused(_ mode: Int) throws {
    try Self.withFolder { path in
      _ = try SocketFolder(at: path)
      chmod(path, mode_t(mode))
      #expect(throws: AttachProblem.unsafe(path, "is open to other users")) {
        try SocketFolder(at: path)
      }
    }
  }

  @Test func linksAndFilesAreRefused() throws {
    try Self.withFolder { path in
      try Self.withFolder { target in
        _ = try SocketFolder(at: target)
        #expect(symlink(target, path) == 0)
        #expect(throws: AttachProblem.unsafe(path, "is no folder")) { try SocketFolder(at: path) }
      }
    }
    try Self.withFolder { path in
      FileManager.default.createFile(atPath: path, contents: nil)
      #expect(throws: AttachProblem.unsafe(path, "is no folder")) { try SocketFolder(at: path) }
    }
  }

  @Test func theRuntimeDirectoryIsTakenWhenItIsTheUsersOwn() throws {
    try Self.withFolder { path in
      _ = try SocketFolder(at: path)
      #expect(try SocketFolder(runtimeDirectory: path).path == path + "/martlet")
      let fallback = "/tmp/martlet-\(geteuid())"
      for other in [nil, "", "relative", "/no/such/directory"] {
        #expect(try SocketFolder(runtimeDirectory: other).path == fallback)
      }
      chmod(path, 0o777)
      #expect(try SocketFolder(runtimeDirectory: path).path == fallback)
    }
  }

  @Test(arguments: ["app", "a", "A-1_b.c", String(repeating: "x", count: 64)])
  func goodNames(_ name: String) { #expect(SocketFolder.isName(name)) }

  @Test(arguments: [
    "", ".", "..", ".hidden", "a/b", "../a", "a b", "é", "a\0", String(repeating: "x", count: 65),
  ])
  func badNames(_ name: String) throws {
    #expect(!SocketFolder.isName(name))
    try Self.withFolder { path in
      let folder = try SocketFolder(at: path)
      #expect(throws: AttachProblem.badName(name)) { try folder.socketPath(of: name) }
    }
  }

  @Test func pathsThatAreTooLongAreRefusedWithWords() throws {
    let path = "/tmp/martlet-" + String(repeating: "y", count: 80)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try SocketFolder(at: path)
    #expect(throws: AttachProblem.self) {
      try folder.socketPath(of: String(repeating: "x", count: 40))
    }
  }

  @Test func aSocketIsTheOwnersAndANameIsTakenOnce() throws {
    try Self.withFolder { path in
      let folder = try SocketFolder(at: path)
      let server = try AttachServer(name: "one", program: "p", folder: folder)
      let attributes = try FileManager.default.attributesOfItem(atPath: path + "/one.sock")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(folder.names == ["one"])
      #expect(throws: AttachProblem.taken("one")) {
        try AttachServer(name: "one", program: "p", folder: folder)
      }
      server.stop()
      #expect(folder.names.isEmpty)
      let again = try AttachServer(name: "one", program: "p", folder: folder)
      again.stop()
    }
  }

  @Test func whatADeadProgramLeftIsRemoved() throws {
    try Self.withFolder { path in
      let folder = try SocketFolder(at: path)
      try UnixSocket.listening(at: path + "/dead.sock").close()
      try UnixSocket.listening(at: path + "/gone.sock").close()
      #expect(folder.names == ["dead", "gone"])
      #expect(throws: AttachProblem.notRunning("dead")) {
        try AttachClient(name: "dead", folder: folder)
      }
      #expect(folder.names == ["gone"])
      #expect(AttachClient.programs(in: folder).isEmpty)
      #expect(folder.names.isEmpty)
      try UnixSocket.listening(at: path + "/dead.sock").close()
      let server = try AttachServer(name: "dead", program: "p", folder: folder)
      server.stop()
      #expect(throws: AttachProblem.notRunning("never")) {
        try AttachClient(name: "never", folder: folder)
      }
    }
  }

  @Test func theSocketOfAnotherIsLeftAlone() throws {
    try Self.withFolder { path in
      let folder = try SocketFolder(at: path)
      let first = try AttachServer(name: "one", program: "p", folder: folder)
      unlink(path + "/one.sock")
      let second = try AttachServer(name: "one", program: "p", folder: folder)
      first.stop()
      #expect(folder.names == ["one"])
      second.stop()
      #expect(folder.names.isEmpty)
    }
  }
}
