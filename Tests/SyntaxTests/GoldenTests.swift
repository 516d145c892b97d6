import MartletSyntax
import Testing

@Suite("Golden diagnostics")
struct GoldenTests {
  private static func goldens(_ folder: String) -> DiagnosticGoldens {
    DiagnosticGoldens(folder: folder) { name, bytes in
      let source = SourceText(name: name, bytes: bytes)
      return DiagnosticRenderer(source).render(Parser.parse(source).diagnostics)
    }
  }

  @Test(arguments: DiagnosticGoldens.cases(in: "lexer"))
  func lexer(_ name: String) throws {
    try Self.goldens("lexer").check(name)
  }

  @Test(arguments: DiagnosticGoldens.cases(in: "parser"))
  func parser(_ name: String) throws {
    try Self.goldens("parser").check(name)
  }

  @Test(arguments: ["lexer", "parser"])
  func noGoldenIsUnowned(_ folder: String) {
    #expect(DiagnosticGoldens.cases(in: folder).count >= 15)
    Self.goldens(folder).checkNoneUnowned()
  }
}
