import Martlet
import MartletRuntime
import MartletSyntax
import Synchronization
import Testing

@testable import MartletCommand

/// Which reports of crashes are printed.
@Suite struct ReportTests {
  /// The reports that a program made its host print.
  private final class Reports: Sendable {
    private let all = Mutex<[CrashReport]>([])

    func append(_ report: CrashReport) { all.withLock { $0.append(report) } }

    var list: [CrashReport] { all.withLock { $0 } }
  }

  private func run(_ text: String, schedulers: Int = 2) throws -> [CrashReport] {
    let reports = Reports()
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let program = pipeline.compile(SourceText(name: "crashes", text))
    let errors = program.diagnostics.filter(\.isError).map(\.message)
    try #require(errors.isEmpty, "\(errors)")
    var configuration = RuntimeConfiguration()
    configuration.schedulers = schedulers
    let runtime = Runtime(
      configuration: configuration,
      hooks: MachineHooks(
        findModule: { name in pipeline.modules(named: name) { _ in } },
        reportCrash: { reports.append($0) }
      ),
      output: Output(receiver: { _ in })
    )
    for module in program.modules { try runtime.load(module) }
    let report = runtime.run(module: "crashes", function: "<main>")
    runtime.tearDown()
    #expect(report.isSuccess, "\(report.crash?.reason ?? "no reason")")
    #expect(runtime.statistics.heapWordsAlive == 0)
    #expect(runtime.statistics.timersAlive == 0)
    return reports.list
  }

  private static let storm = """
    fn crash(n) {
      let (_, ref) = spawn_monitor { raise((:crash, n)) }
      receive { (:DOWN, ^ref, :process, _, _) -> :ok }
    }
    for n in 1..2_000 { crash(n) }
    """

  @Test(arguments: [1, 2])
  func aStormIsCut(schedulers: Int) throws {
    let reports = try run(Self.storm, schedulers: schedulers)
    let crashes = reports.filter { $0.title == nil }
    let leftOut = reports.compactMap { report -> Int? in
      report.title.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
    }
    #expect(crashes.count >= 50)
    #expect(!leftOut.isEmpty)
    #expect(crashes.count + leftOut.reduce(0, +) == 2_000)
    #expect(crashes.first?.reason == "(:crash, 1)")
    #expect(crashes.first?.tag == "crash")
  }

  @Test func whoTakesOverPrintsItself() throws {
    #expect(try run("Events.subscribe(:crash, takes_over: true)\n" + Self.storm).isEmpty)
    let afterwards = """
      let (pid, ref) = spawn_monitor { Events.subscribe(:crash, takes_over: true) }
      receive { (:DOWN, ^ref, :process, ^pid, _) -> :ok }
      Events.report(:crash, %{title: "shown"})
      """
    #expect(try run(afterwards).map(\.title) == ["shown"])
  }

  @Test func reportsOfProgramsAreWhole() throws {
    let text = """
      Events.report(:supervisor, %{
        title: "Supervisor gave up", pid: self(), name: :shop, class: :exit,
        reason: ((:badkey, :price), [(:shop, :price, 1, %{file: "shop.mt", line: 3})]),
        details: [("history", for n in 1..10_000 { n }), (:state, %{})], help: "look at it"
      })
      """
    let reports = try run(text)
    let report = try #require(reports.first)
    #expect(reports.count == 1)
    #expect(report.title == "Supervisor gave up")
    #expect(report.process.hasPrefix("#pid<"))
    #expect(report.name == ":shop")
    #expect(report.kind == "exit")
    #expect(report.tag == "badkey")
    #expect(report.value == ":price")
    #expect(report.trace.first?.line == 3)
    #expect(report.notes.map(\.label) == ["history", "state"])
    #expect((300...410).contains(report.notes.first?.text.utf8.count ?? 0))
    #expect(report.help == "look at it")
    let rendered = CrashRenderer(usesColor: false) { _ in nil }.render(Crash(report))
    #expect(rendered.hasPrefix("error: Supervisor gave up: the map has no such key\n"))
    #expect(rendered.contains("   = process: \(report.process) (:shop)\n"))
    #expect(rendered.contains("   = state: %{}\n   = help: look at it\n"))
    #expect(rendered.contains("  in shop.price/1  shop.mt:3\n"))
  }

  @Test func titlesCannotUpsetATerminal() {
    var crash = Crash(process: "", name: nil, reason: "", tag: nil, value: nil, frames: [])
    crash.title = "a\u{1B}[2Jb\n" + String(repeating: "x", count: 1_000)
    crash.help = "\u{7}ring"
    let text = CrashRenderer(usesColor: false) { _ in nil }.render(crash)
    #expect(text.hasPrefix("error: a [2Jb x"))
    #expect(text.contains("= help:  ring\n"))
    #expect(text.utf8.count < 500)
  }
}
