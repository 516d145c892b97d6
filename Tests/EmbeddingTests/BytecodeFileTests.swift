import Foundation
import MartletBytecode
import MartletEmbedding
import TestSupport
import Testing

/// Loads bytecode from files.
@Suite struct BytecodeFileTests {
  @Test func whatIsNoBytecodeIsRefused() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try Data("module A { }".utf8).write(to: URL(fileURLWithPath: folder.file("a.mtc")))
    try Data(BytecodeEncoder.encode([])).write(to: URL(fileURLWithPath: folder.file("b.mtc")))
    let vm = try BytecodeMachine()
    #expect(try vm.load(bytecodeFile: folder.file("b.mtc")) == [])
    for (name, problem) in [
      ("a.mtc", "this is no bytecode"), ("none.mtc", "No such file"), ("zero\0", "no zero bytes"),
      (".", "directory"),
    ] {
      do {
        try vm.load(bytecodeFile: folder.file(name))
        Issue.record("\(name) was loaded")
      } catch {
        guard case .loading(let text) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(text.contains(problem), "\(name): \(text)")
      }
    }
    await vm.shutdown()
  }
}
