import MartletRuntime
import Testing

@testable import MartletREPL

/// Frames between an attached terminal and a program.
@Suite struct AttachMessageTests {
  static let messages: [AttachMessage] = [
    .clientHello(version: AttachMessage.version, release: "1.2.3", wantsShell: true),
    .clientHello(version: AttachMessage.version, release: "", wantsShell: false),
    .serverHello(version: AttachMessage.version, release: "1.2", process: 77, program: "a b.mt"),
    .refusal("no"),
    .traits(ShellTraits(isInteractive: true, usesColor: true, columns: 132, rows: 50)),
    .traits(ShellTraits(movesCursor: true)),
    .statement(id: 1, .statement("print(\"é\")\n1")),
    .statement(id: .max, .statement("")),
    .statement(id: 2, .interrupted),
    .statement(id: 3, .end),
    .key(id: 4, .key("\u{1B}[A")),
    .key(id: 5, .timeout),
    .key(id: 6, .end),
    .input([]),
    .input([0, 10, 255]),
    .event(.complete(request: 9, text: "Lis", cursor: 3)),
    .event(.interrupt),
    .event(.resize(columns: 20, rows: 5)),
    .event(.closed),
    .readStatement(id: 7, prompt: "> ", continuation: "| "),
    .readKey(id: 8, milliseconds: 1_000),
    .readInput,
    .candidates(request: 9, start: 0, []),
    .candidates(
      request: 9,
      start: 2,
      [ShellCandidate("List", description: "Lists."), ShellCandidate("x")]
    ),
    .output(Array("text".utf8)),
    .end(status: 0),
    .end(status: -1),
    .programEnd(status: 70),
  ]

  @Test(arguments: messages)
  func messagesComeBack(_ message: AttachMessage) {
    let frame = message.frame
    #expect(frame.prefix(4).reduce(0) { $0 << 8 | Int($1) } == frame.count - 4)
    #expect(AttachMessage(Array(frame.dropFirst(4))) == message)
  }

  @Test(arguments: messages)
  func framesThatEndTooEarlyOrTooLateAreNone(_ message: AttachMessage) {
    let bytes = Array(message.frame.dropFirst(4))
    for count in 0..<bytes.count { #expect(AttachMessage(Array(bytes.prefix(count))) == nil) }
    #expect(AttachMessage(bytes + [0]) == nil)
  }

  @Test func otherVersionsAreUnderstoodAsFarAsNeeded() {
    var writer = FrameWriter()
    writer.begin(2)
    writer.add(UInt16(9))
    writer.add("7.0")
    writer.add("what nobody knows yet")
    #expect(
      AttachMessage(Array(writer.finished.dropFirst(4)))
        == .serverHello(version: 9, release: "7.0", process: 0, program: "")
    )
    #expect(
      AttachMessage([1, 0, 9, 255])
        == .clientHello(version: 9, release: "", wantsShell: false)
    )
  }

  /// Whatever comes is a message or none, and what is one survives being sent again.
  @Test func anyBytes() {
    var generator = SystemRandomNumberGenerator()
    let seeds = Self.messages.map { Array($0.frame.dropFirst(4)) }
    for _ in 0..<20_000 {
      var bytes = seeds.randomElement(using: &generator) ?? []
      for _ in 0...Int.random(in: 0...4, using: &generator) {
        switch Int.random(in: 0...3, using: &generator) {
        case 0: bytes.append(.random(in: 0...255, using: &generator))
        case 1: if !bytes.isEmpty { bytes.removeLast() }
        case 2:
          if let index = bytes.indices.randomElement(using: &generator) {
            bytes[index] = .random(in: 0...255, using: &generator)
          }
        default:
          if let index = bytes.indices.randomElement(using: &generator) {
            bytes.remove(at: index)
          }
        }
      }
      guard let message = AttachMessage(bytes) else { continue }
      let again = AttachMessage(Array(message.frame.dropFirst(4)))
      // Text that is no UTF-8 is repaired once; from then on nothing changes.
      #expect(again == message, "\(bytes)")
    }
  }

  @Test func numbersAreKeptInBounds() {
    let traits = ShellTraits(columns: -5, rows: 1 << 40)
    let frame = AttachMessage.traits(traits).frame
    #expect(
      AttachMessage(Array(frame.dropFirst(4))) == .traits(ShellTraits(columns: 1, rows: 10_000))
    )
    // Two billion candidates in ten bytes.
    #expect(AttachMessage([19, 0, 0, 0, 1, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]) == nil)
  }
}
