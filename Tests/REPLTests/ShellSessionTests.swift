import MartletREPL
import MartletRuntime
import Testing

/// What a shell makes of what is typed: text in, text out.
@Suite struct ShellSessionTests {
  private func expect(
    _ statements: [String],
    _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let shell = TestShell()
    let text = try shell.answers(to: statements)
    let answers = text.split(separator: "\n").filter {
      !$0.hasPrefix("martlet(") && !$0.hasPrefix("...")
    }
    #expect(answers.joined(separator: "\n") == expected, sourceLocation: sourceLocation)
    #expect(shell.leave() != nil, sourceLocation: sourceLocation)
  }

  @Test func promptsAndEchoesMakeATranscript() throws {
    let shell = TestShell()
    let text = try shell.answers(to: "1 + 1", "let xs = [\n1,\n2]")
    #expect(
      text == """
        martlet(1)> 1 + 1
        2
        martlet(2)> let xs = [
        ..........> 1,
        ..........> 2]
        [1, 2]
        """
    )
    #expect(shell.leave() == 0)
  }

  @Test func variablesStay() throws {
    try expect(
      ["let x = 40", "let (a, b) = (x + 1, x + 2)", "a + b", "let x = 1; x", "x"],
      "40\n(41, 42)\n83\n1\n1"
    )
  }

  @Test func aLetElseEndsTheStatement() throws {
    try expect(
      ["let (:ok, x) = (:error, 1) else { e -> (:no, e) }", "let x = 2", "x"],
      "(:no, (:error, 1))\n2\n2"
    )
  }

  @Test func closuresKeepWhatTheySaw() throws {
    try expect(
      ["let n = 1", "let f = fn(x) { x + n }", "let n = 100", "f(1)"],
      "1\n#fn<Shell.Statement1.run/1-fn-0/1>\n100\n2"
    )
  }

  @Test func functionsCallTheNewestOfEachOther() throws {
    try expect(
      [
        "fn double(n) { n * 2 }", "fn quad(n) { double(double(n)) }", "quad(3)",
        "fn double(n) { n * 20 }", "quad(3)", "List.map([1, 2], &double/1)",
      ],
      "defined double/1\ndefined quad/1\n12\ndefined double/1\n1200\n[20, 40]"
    )
  }

  @Test func functionsTypedTogetherCallEachOther() throws {
    try expect(
      [
        "fn even?(0) { true }\nfn even?(n) { odd?(n - 1) }\nfn odd?(0) { false }\nfn odd?(n) { even?(n - 1) }",
        "even?(10)", "fn odd?(_) { :new }", "even?(10)",
      ],
      "defined even?/1, odd?/1\ntrue\ndefined odd?/1\n:new"
    )
  }

  @Test func aFunctionCallsItself() throws {
    try expect(
      ["fn fac(0) { 1 }\nfn fac(n) { n * fac(n - 1) }", "fac(20)"],
      "defined fac/1\n2432902008176640000"
    )
  }

  @Test func modulesAreLoadedAnewUnderRunningProcesses() throws {
    try expect(
      [
        "module Loop { fn run(to) { receive { :tell -> { to ! :old; Loop.run(to) } } } }",
        "let me = self(); let loop = spawn { Loop.run(me) }; loop ! :tell; receive { x -> x }",
        "module Loop { fn run(to) { receive { :tell -> { to ! :new; Loop.run(to) } } } }",
        "loop ! :tell; receive { x -> x }", "loop ! :tell; receive { x -> x }",
      ],
      "defined module Loop\n:old\ndefined module Loop\n:old\n:new"
    )
  }

  @Test func whatIsWrongIsSaidAndNothingIsLost() throws {
    try expect(
      ["let x = 1", "fn f() { x }", "y + 1", "x + ", "fn g( { }", "x"],
      """
      1
      error[undefined-variable]: `x` is not defined
       --> martlet(2):1:10
        |
      1 | fn f() { x }
        |          ^ a variable of the shell
        |
        = note: Functions see their arguments and their module's constants, not a shell's variables; pass it as an argument.
      error[undefined-variable]: `y` is not defined
       --> martlet(3):1:1
        |
      1 | y + 1
        | ^ not bound here
      """ + "\n" + """
        error[expected-expression]: expected an expression, but found the end of the file
         --> martlet(4):1:4
          |
        1 | x +\u{20}
          |    ^ expected an expression after `+`
        error[unexpected-token]: expected a pattern, but found `{`
         --> martlet(5):1:7
          |
        1 | fn g( { }
          |       ^ a map pattern is written %{...}, a tuple (...)
        1
        """
    )
  }

  @Test func crashesShowWhereAndTheShellGoesOn() throws {
    try expect(
      ["let x = 5", "fn half(n) { n / 0 }", "half(x)", "throw(:ball)", "exit(:enough)", "x"],
      """
      5
      defined half/1
      error: arithmetic with something that is no number, or without a finite result
        --> martlet(2):1
         |
       1 | fn half(n) { n / 0 }
         |
         = reason: :badarith
        in half/1         martlet(2):1
        in the statement  martlet(3):1
      error: a value was thrown that nothing catches
        --> martlet(4):1
         |
       1 | throw(:ball)
         |
         = value: :ball
         = reason: (:nocatch, :ball)
        in the statement  martlet(4):1
      error: exit
        --> martlet(5):1
         |
       1 | exit(:enough)
         |
         = reason: :enough
        in the statement  martlet(5):1
      5
      """
    )
  }

  @Test func scriptsComeFirst() throws {
    let shell = TestShell(
      scripts: [
        ShellScript(name: "one.mt", text: "let a = 1\nfn plus(n) { n + 1 }\nprint(\"one\")\na"),
        ShellScript(name: "two.mt", text: "let b = plus(a)"),
      ]
    )
    let text = try shell.answers(to: "(a, b, plus(b))")
    #expect(text == "one\nmartlet(1)> (a, b, plus(b))\n(1, 2, 3)")
    #expect(shell.leave() == 0)
  }

  @Test func theStatusTellsOfFailures() throws {
    let shell = TestShell(traits: ShellTraits())
    _ = try shell.answers(to: "1", "1 / 0")
    #expect(shell.leave() == 1)
  }

  @Test func exitLeaves() throws {
    let shell = TestShell()
    try #require(shell.device.waitForPrompt())
    shell.device.type("exit()")
    #expect(shell.device.waitForClose() == 0)
  }

  @Test func aProgramReadsFromTheDevice() throws {
    let shell = TestShell()
    try #require(shell.device.waitForPrompt())
    shell.device.typeInput("ann\n")
    #expect(try shell.answers(to: "IO.read_line()").hasSuffix("\n\"ann\""))
  }
}
