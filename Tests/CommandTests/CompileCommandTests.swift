import Foundation
import TestSupport
import Testing

/// Writes bytecode with the built command, and runs it.
@Suite struct CompileCommandTests {
  private func martlet(
    _ arguments: String...,
    in folder: ScratchDirectory
  ) async throws
    -> CommandResult
  {
    let command = try #require(PackagePaths.command, "there is no built martlet")
    return try await ChildProcess.run(command, arguments, timeout: 60, in: folder.file(""))
  }

  private func write(_ text: String, to file: String, in folder: ScratchDirectory) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(file)))
  }

  @Test func bytecodeRunsWithoutItsText() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try write(
      "module Shop { fn total(items) { List.sum(items) } }\nprint(Shop.total([40, 2]))\n",
      to: "shop.mt",
      in: folder
    )
    let compiled = try await martlet("compile", "shop.mt", in: folder)
    #expect(compiled.status == 0, "\(compiled.standardError)")
    #expect(compiled.standardOutput.isEmpty && compiled.standardError.isEmpty)
    try FileManager.default.removeItem(atPath: folder.file("shop.mt"))
    for arguments in [["shop.mtc"], ["run", "shop.mtc"]] {
      let command = try #require(PackagePaths.command)
      let result = try await ChildProcess.run(
        command,
        arguments,
        timeout: 60,
        in: folder.file("")
      )
      #expect(result.status == 0, "\(result.standardError)")
      #expect(result.standardOutput == "42\n")
    }
  }

  @Test func severalFilesBecomeOne() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try write("module Price { fn of(x) { x * 2 } }\n", to: "price.mt", in: folder)
    try write("print(Price.of(21), System.argv())\n", to: "main.mt", in: folder)
    let compiled = try await martlet("compile", "main.mt", "price.mt", "-o", "all.mtc", in: folder)
    #expect(compiled.status == 0, "\(compiled.standardError)")
    try FileManager.default.removeItem(atPath: folder.file("price.mt"))
    let result = try await martlet("all.mtc", "a", in: folder)
    #expect(result.standardOutput == "42 [\"a\"]\n", "\(result.standardError)")
  }

  @Test func nothingIsWrittenForFilesWithErrors() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try write("let = 1\n", to: "bad.mt", in: folder)
    try write("module Twice { fn f() { 1 } }\n", to: "one.mt", in: folder)
    try write("module Twice { fn f() { 2 } }\n", to: "two.mt", in: folder)
    let bad = try await martlet("compile", "bad.mt", in: folder)
    #expect(bad.status == 65)
    #expect(bad.standardError.contains("bad.mt:1:5"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("bad.mtc")))
    let twice = try await martlet("compile", "one.mt", "two.mt", in: folder)
    #expect(twice.status == 65)
    #expect(twice.standardError.contains("the module Twice is in one.mt and in two.mt"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("one.mtc")))
    let missing = try await martlet("compile", "one.mt", "-o", "no/such/folder.mtc", in: folder)
    #expect(missing.status == 74)
    #expect(missing.standardError.contains("cannot write no/such/folder.mtc: "))
  }

  @Test func whatIsNoBytecodeIsRefused() async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    try write("print(1)\n", to: "text.mtc", in: folder)
    let result = try await martlet("text.mtc", in: folder)
    #expect(result.status == 74)
    #expect(result.standardError.hasPrefix("error: cannot read text.mtc: this is no bytecode"))
  }
}
