import Foundation
import MartletRuntime
import TestSupport
import Testing

/// Builds a package that depends on this one as others do: by a version in a git repository, in Swift 6
/// mode, with its warnings as errors.
///
/// Its programs are those that the documentation shows, so that each is compiled and run as it stands.
@Suite(.serialized, .enabled(if: Dependant.hasGit, "git is not installed"))
struct DependantTests {
  @Test func programsAreFound() {
    let programs = SwiftProgram.all
    #expect(programs.contains { $0.origin.hasPrefix("README.md:") })
    #expect(programs.filter { $0.origin.hasPrefix("docs/embedding.md:") }.count > 5)
    #expect(programs.filter { $0.origin.hasPrefix(SwiftProgram.tutorial) }.count > 2)
    for program in programs {
      #expect(!program.expected.isEmpty, "\(program) expects no output")
    }
  }

  /// There is nothing to say about the package's sources, its manifest or its plugin.
  @Test func itBuildsWithoutWarnings() async throws {
    let build = try await DependantBuild.result.value
    let lines = build.log.components(separatedBy: "\n")
    #expect(lines.filter { $0.contains("warning:") || $0.contains("error:") } == [])
  }

  @Test(arguments: SwiftProgram.all)
  func program(_ program: SwiftProgram) async throws {
    let build = try await DependantBuild.shared
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    for (name, text) in program.resources {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    for arguments in program.preparations {
      let command = try #require(PackagePaths.command, "there is no built martlet")
      let result = try await ChildProcess.run(
        command,
        arguments,
        timeout: 60,
        in: folder.file("")
      )
      #expect(result.status == 0, "\(result.standardError)")
    }
    let result = try await ChildProcess.run(
      build.dependant.product(program.target),
      [],
      timeout: 60,
      in: folder.file("")
    )
    #expect(result.status == 0, "\(program): \(result.standardError)")
    #expect(!result.timedOut)
    let lines = result.standardOutput.components(separatedBy: "\n").dropLast()
    #expect(Array(lines) == program.expected, "\(program): \(result.standardError)")
  }

  /// The server of the examples passes its own tests.
  @Test(.enabled(if: DependantBuild.hasServer)) func serverAnswers() async throws {
    let build = try await DependantBuild.shared
    try await build.dependant.manager("test", "--skip-build", "--disable-xctest")
  }

  // MARK: - What a dependant gets

  /// A package that was made as the README says gets what it needs and no more.
  ///
  /// Argument parsing is among what the package manager fetches, since it asks the manifest and not
  /// the targets, but it is not compiled.
  @Test func theGraphIsSmall() async throws {
    _ = try await DependantBuild.shared
    let text = try #require(try SwiftProgram.manifest(in: "README.md"))
    #expect(text.contains("from: \"\(MartletVersion.current)\""))
    let url = try #require(text.firstMatch(of: /url: "([^"]+)"/)).output.1
    let dependant = Dependant("app")
    try dependant.write(
      "// swift-tools-version: 6.1\nimport PackageDescription\n\nlet package = Package(\n"
        + "name: \"app\",\nplatforms: [.macOS(.v15)],\n"
        + text.replacing(url, with: "file://" + Dependant.repository) + ")\n",
      to: "Package.swift"
    )
    try dependant.write("import Martlet\n", to: "Sources/app/main.swift")
    try await dependant.manager("package", "update")
    let pins = try String(contentsOfFile: dependant.package + "/Package.resolved", encoding: .utf8)
    let identities = pins.matches(of: /"identity" : "([^"]+)"/).map { String($0.output.1) }
    #expect(identities.sorted() == ["bigint", "martlet", "swift-argument-parser"])
  }

  /// What only the command needs is not compiled for others.
  @Test func theCommandIsNotBuilt() async throws {
    let build = try await DependantBuild.shared
    for name in ["MartletCommand", "MartletREPL"] {
      let folder = build.dependant.product(name + ".build")
      let files = FileManager.default.subpaths(atPath: folder) ?? []
      #expect(files.filter { $0.hasSuffix(".o") } == [], "\(name)")
    }
    let runtime = FileManager.default.subpaths(
      atPath: build.dependant.product("MartletRuntime.build")
    )
    #expect(runtime?.contains { $0.hasSuffix(".o") } == true)
  }

  /// No program has readline or a network library in it, nor the compiler where it is not imported.
  @Test(arguments: SwiftProgram.all)
  func linksOnlyWhatItNeeds(_ program: SwiftProgram) async throws {
    let build = try await DependantBuild.shared
    let path = build.dependant.product(program.target)
    #if os(macOS)
    let libraries = try await Dependant.run(["otool", "-L", path])
    #else
    let libraries = try await Dependant.run(["ldd", path])
    #endif
    for name in ["readline", "tinfo", "ncurses"] {
      #expect(!libraries.contains("lib" + name), "\(program)")
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    func holds(_ text: String) -> Bool { bytes.range(of: Data(text.utf8)) != nil }
    #expect(holds("14MartletRuntime"), "\(program)")
    for name in ["14ArgumentParser", "8NIOCore", "rl_readline_name"] {
      #expect(!holds(name), "\(program) has \(name) in it")
    }
    #expect(holds("15MartletCompiler") == program.imports.contains("Martlet"), "\(program)")
  }
}
