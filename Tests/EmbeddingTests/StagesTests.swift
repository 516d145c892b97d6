import Martlet
import MartletRuntime
import MartletSyntax
import Synchronization
import Testing

/// A Swift program that goes the way from text to a running program stage by stage.
@Suite struct StagesTests {
  /// What a program prints, gathered in memory.
  private final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  private func run(_ text: String) throws -> (report: ExitReport, output: String) {
    let printed = Printed()
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let program = pipeline.compile(SourceText(name: "hello", text))
    #expect(!program.hasErrors)
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 2
    let runtime = Runtime(
      configuration: configuration,
      output: Output(receiver: { printed.append($0) })
    )
    for module in program.modules { try runtime.load(module) }
    let report = runtime.run(module: "hello", function: "<main>")
    return (report, printed.text)
  }

  @Test func aScriptRuns() throws {
    let (report, output) = try run("print(\"Hello!\")")
    #expect(report.isSuccess)
    #expect(report.crash == nil)
    #expect(output == "Hello!\n")
  }

  @Test func aCrashIsReported() throws {
    let (report, output) = try run("print(1)\nlet 2 = 1 + 0\n")
    #expect(!report.isSuccess)
    #expect(report.crash?.reason == "(:badmatch, 1)")
    #expect(report.crash?.trace.first?.line == 2)
    #expect(output == "1\n")
  }

  @Test func machinesAreIndependent() throws {
    for _ in 0..<20 {
      let (report, output) = try run("register(:one, self())\nprint(whereis(:one) == self())")
      #expect(report.isSuccess)
      #expect(output == "true\n")
    }
  }

  @Test func errorsAreData() {
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let program = pipeline.compile(SourceText(name: "bad", "let = 1"))
    #expect(program.hasErrors)
    #expect(program.modules.isEmpty)
    #expect(!program.diagnostics.isEmpty)
  }

  /// A machine loads bytecode from elsewhere only when it has what that calls.
  @Test func bytecodeForAnotherMachineIsRefused() throws {
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    var module = try #require(pipeline.compile(SourceText(name: "a", "print(1)")).modules.first)
    module.imports[0].name = "no_such_native"
    let runtime = Runtime()
    #expect {
      try runtime.load(module)
    } throws: { error in
      "\(error)".contains("no_such_native/1")
    }
  }
}
