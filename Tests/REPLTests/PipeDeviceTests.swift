import Foundation
import MartletREPL
import MartletRuntime
import TestSupport
import Testing

/// Statements from a pipe.
@Suite struct PipeDeviceTests {
  /// Everything that a device reads from a text that is there at once.
  private func inputs(_ text: String) async throws -> (inputs: [ShellInput], reports: [String]) {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let file = folder.file("input")
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let descriptor = open(file, O_RDONLY)
    defer { close(descriptor) }
    let reports = Monitor<[String]>([])
    let device = PipeDevice(
      descriptor: descriptor,
      output: Output { _ in },
      report: { text in reports.withLock { $0.append(text) } }
    )
    var inputs: [ShellInput] = []
    while inputs.last != .end, inputs.count < 100 { inputs.append(await read(device)) }
    device.close(status: 0)
    return (inputs, reports.withLock { $0 })
  }

  private func read(_ device: PipeDevice) async -> ShellInput {
    await withCheckedContinuation { continuation in
      device.readStatement(prompt: "> ", continuation: ". ") { continuation.resume(returning: $0) }
    }
  }

  @Test func statementsComeOneAfterTheOther() async throws {
    let text = "#!/usr/bin/env martlet\n1 + 1\n\nmodule A {\n  fn f() { 1 }\n\n}\nA.f()"
    let read = try await inputs(text)
    #expect(
      read.inputs == [
        .statement("1 + 1"), .statement("module A {\n  fn f() { 1 }\n\n}"), .statement("A.f()"),
        .end,
      ]
    )
    #expect(read.reports == [])
  }

  @Test func aLineThatGoesOnBelongsToTheOneBefore() async throws {
    let text = "xs\n|> f()\n\n# a remark\n|> g()\nif a { 1 }\nelse { 2 }\n1\n..\nandy\n"
    let read = try await inputs(text)
    #expect(
      read.inputs == [
        .statement("xs\n|> f()\n\n# a remark\n|> g()"), .statement("if a { 1 }\nelse { 2 }"),
        .statement("1"), .statement(".."), .statement("andy"), .end,
      ]
    )
  }

  @Test func aMistakeDoesNotBreakAModuleIntoPieces() async throws {
    let text = "module A {\n  fn = 3\n  fn g() { 2 }\n}\n5\n"
    let read = try await inputs(text)
    #expect(
      read.inputs == [
        .statement("module A {\n  fn = 3\n  fn g() { 2 }\n}"), .statement("5"), .end,
      ]
    )
  }

  @Test func theEndGivesWhatIsUnfinished() async throws {
    #expect(try await inputs("f(1,\n2").inputs == [.statement("f(1,\n2"), .end])
    #expect(try await inputs("").inputs == [.end])
    #expect(try await inputs("\n# only a remark").inputs == [.end])
  }

  @Test func aStatementThatIsTooLargeIsToldAndLeftOut() async throws {
    let line = "[" + String(repeating: "1", count: StatementReader.maximumCount)
    let read = try await inputs(line + "\n2\n")
    #expect(read.inputs == [.statement("2"), .end])
    #expect(read.reports.count == 1)
  }

  @Test func statementsDoNotWaitForTheRestOfThePipe() async throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    let device = PipeDevice(descriptor: reading, output: Output { _ in }, report: { _ in })
    SystemDescriptor.writeAll(Array("1 + 1\n".utf8), to: writing)
    #expect(await read(device) == .statement("1 + 1"))
    SystemDescriptor.writeAll(Array("[2,\n".utf8), to: writing)
    SystemDescriptor.writeAll(Array("3]\n".utf8), to: writing)
    #expect(await read(device) == .statement("[2,\n3]"))
    close(writing)
    #expect(await read(device) == .end)
    #expect(await read(device) == .end)
    device.close(status: 0)
  }
}
