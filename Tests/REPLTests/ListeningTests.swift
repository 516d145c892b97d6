import Foundation
import Martlet
import MartletRuntime
import Testing

@testable import MartletREPL

/// Shells in a machine inside a Swift program.
@Suite(.timeLimit(.minutes(20))) struct ListeningTests {
  @Test func aShellShowsWhatTheHostSaysAboutItsFunctions() async throws {
    let folder = try SocketFolder(at: "/tmp/martlet-listen-\(UInt32.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let stock = HostModule("Stock", doc: "What is in stock.") {
      HostFunction("level", "sku", doc: "How many there are of an article.") { (sku: String) in
        sku.utf8.count
      }
    }
    let vm = try VirtualMachine(
      .init(schedulers: 2, capabilities: .all, output: .discard, hostModules: [stock])
    )
    let listener = try vm.listen(named: "shop", in: folder)
    let terminal = ScriptedDevice(traits: ShellTraits(isInteractive: true))
    let client = try AttachClient(name: "shop", folder: folder)
    let ending = Rendezvous<AttachClient.Ending>()
    _ = SystemThread.startDetached { ending.bring(client.run(at: terminal)) }
    for statement in ["Stock.level(\"four\") * 10", "h(Stock)", "h(Stock.level)"] {
      try #require(terminal.waitForPrompt(), "no prompt; so far: \(terminal.text)")
      terminal.type(statement)
    }
    try #require(terminal.waitForPrompt(), "no prompt; so far: \(terminal.text)")
    let text = terminal.text.split(separator: "\n").map(String.init)
    #expect(text.contains("40"))
    #expect(text.contains { $0.hasSuffix("What is in stock.") })
    #expect(text.contains { $0.hasSuffix("How many there are of an article.") })
    listener.stop()
    _ = ending.wait(milliseconds: 20_000)
    await vm.shutdown()
  }

  @Test func whatShellsDoMustBeGranted() async throws {
    let vm = try VirtualMachine(.init(capabilities: [.codeLoading]))
    let error = #expect(throws: ListeningError.self) { try vm.listen(named: "shop") }
    #expect(
      error?.description
        == "shells need capabilities that are not granted: introspection, atoms, input"
    )
    await vm.shutdown()
  }
}
