import MartletSyntax
import Testing

@testable import MartletCommand

/// How crashes read.
@Suite struct CrashRendererTests {
  private let source = SourceText(name: "shop.mt", "let x = 1\nlet y = \u{1B}[x]\n")

  private func render(_ crash: Crash, usesColor: Bool = false) -> String {
    let source = source
    return CrashRenderer(usesColor: usesColor) { $0 == source.name ? source : nil }.render(crash)
  }

  private func crash(
    _ reason: String,
    tag: String? = nil,
    value: String? = nil,
    frames: [Crash.Frame] = []
  ) -> Crash {
    Crash(
      process: "#pid<1>",
      name: "main",
      reason: reason,
      tag: tag,
      value: value,
      frames: frames
    )
  }

  @Test func theWholeReport() {
    let frames = [
      Crash.Frame(function: "List.map/2", file: nil, line: 0),
      Crash.Frame(function: "Shop.total/1", file: "shop.mt", line: 2),
      Crash.Frame(function: "top level", file: "other.mt", line: 0),
    ]
    let text = render(
      crash("(:badkey, :price)", tag: "badkey", value: ":price", frames: frames)
    )
    #expect(
      text == """
        error: process #pid<1> (main) crashed: the map has no such key
          --> shop.mt:2
           |
         2 | let y =  [x]
           |
           = key: :price
           = reason: (:badkey, :price)
           = help: `m[key]` gives nil for a key that is missing
          in List.map/2    a function of the machine
          in Shop.total/1  shop.mt:2
          in top level     other.mt

        """
    )
  }

  @Test func unknownReasonsAreShown() {
    #expect(
      render(crash("(:cannot_read, \"x\")", tag: "cannot_read", value: "\"x\"")) == """
        error: process #pid<1> (main) crashed: it ended for a reason of its own
           = reason: (:cannot_read, "x")

        """
    )
  }

  @Test func missingFilesAndLinesAreLeftOut() {
    let missing = [Crash.Frame(function: "A.f/0", file: "gone.mt", line: 3)]
    #expect(
      render(crash(":undef", tag: "undef", frames: missing)).contains("  --> gone.mt:3\n   =")
    )
    let outside = [Crash.Frame(function: "A.f/0", file: "shop.mt", line: 99)]
    #expect(
      render(crash(":undef", tag: "undef", frames: outside)).contains("  --> shop.mt:99\n   =")
    )
  }

  @Test func longTracesAndValuesAreCut() {
    let frames = (0..<100).map { Crash.Frame(function: "A.f\($0)/0", file: nil, line: 0) }
    let text = render(
      crash("r", tag: "badmatch", value: String(repeating: "x", count: 10_000), frames: frames)
    )
    #expect(text.contains("  and 76 more calls\n"))
    #expect(text.utf8.count < 6_000)
  }

  @Test func colourIsOptional() {
    #expect(!render(crash(":killed", tag: "killed")).contains("\u{1B}"))
    #expect(render(crash(":killed", tag: "killed"), usesColor: true).contains("\u{1B}[1;31merror"))
  }

  @Test(arguments: ["512M", "2g", "1KB", "77", "3T"])
  func sizesAreRead(_ text: String) { #expect((MemorySize(argument: text)?.bytes ?? 0) > 0) }

  @Test(arguments: ["", "M", "0", "-1M", "1.5G", "12X", "1 G", "9999999999999999G"])
  func otherTextIsNoSize(_ text: String) { #expect(MemorySize(argument: text) == nil) }
}
