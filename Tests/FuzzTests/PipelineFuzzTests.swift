import Foundation
import MartletRuntime
import MartletSyntax
import TestSupport
import Testing

/// Texts of every sort through the whole pipeline: errors or a run, and never an end of the host.
///
/// The tests make a fixed number of cases; `FUZZ=<factor>` makes that many times more, other ones
/// with `SEED=<number>`.
@Suite(.serialized) struct PipelineFuzzTests {
  static let factor = number("FUZZ") ?? 1
  static let seed = number("SEED") ?? 0

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap(Int.init)
  }

  /// Programs that only compute and talk to each other.
  private static let corpus: [String] = {
    let root = PackagePaths.root + "/Tests/ConformanceTests/programs/"
    let folders = [
      "binaries", "closures", "comprehensions", "control", "exceptions", "exits", "functions",
      "guards", "links", "maps", "matching", "monitors", "numbers", "operators", "receive",
      "strings", "timers", "aliases", "mailboxes", "signals",
    ]
    return folders.flatMap { folder in
      TestProgram.discover(in: root + folder, filter: nil).compactMap { program in
        FileManager.default.contents(atPath: program.path)
          .map { String(decoding: $0, as: UTF8.self) }
      }
    }
  }()

  private static func check(_ text: String, _ seed: Int) -> Bool {
    switch FuzzRun.run(SourceText(name: "fuzz", text), stress: UInt64(seed)) {
    case .refused: return false
    case .ran: return true
    case .stuck:
      Issue.record("seed \(seed) does not stop:\n\(text)")
      return true
    }
  }

  @Test func nonsense() {
    var ran = 0
    for seed in Self.seed..<(Self.seed + 50 * Self.factor) {
      var generator = NonsenseGenerator(seed: seed)
      if Self.check(generator.program(), seed) { ran += 1 }
    }
    #expect(ran > 40 * Self.factor)
  }

  @Test func mutatedPrograms() throws {
    try #require(Self.corpus.count > 100)
    var random = FuzzRandom(Self.seed + 1)
    var ran = 0
    for seed in 0..<(150 * Self.factor) {
      var tokens = Self.tokens(of: random.pick(Self.corpus))
      let other = Self.tokens(of: random.pick(Self.corpus))
      for _ in 0...random.pick(3) where !tokens.isEmpty {
        let place = random.pick(tokens.count)
        switch random.pick(5) {
        case 0: tokens[place] = random.pick(other)
        case 1: tokens.swapAt(place, random.pick(tokens.count))
        case 2: tokens.remove(at: place)
        case 3: tokens.insert(random.pick(other), at: place)
        default:
          tokens[place] = random.pick([
            "0", "-1", "1 bsl 70", "1.5", "nil", "[]", ":a", "_", "%{}", "self()", "x",
          ])
        }
      }
      if Self.check(tokens.joined(), seed) { ran += 1 }
    }
    #expect(ran > 20 * Self.factor)
  }

  /// Words, numbers, runs of blanks and single other characters.
  private static func tokens(of text: String) -> [Substring.SubSequence] {
    var result: [Substring] = []
    var rest = Substring(text)
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_"
    }
    while let first = rest.first {
      let end =
        isWord(first)
        ? rest.firstIndex { !isWord($0) } ?? rest.endIndex : rest.index(after: rest.startIndex)
      result.append(rest[..<end])
      rest = rest[end...]
    }
    return result
  }

  @Test func randomBytes() {
    var random = FuzzRandom(Self.seed + 2)
    for seed in 0..<(200 * Self.factor) {
      let count = random.pick(300)
      let bytes = (0..<count).map { _ in
        random.pick(4) == 0 ? UInt8(random.pick(256)) : UInt8(32 + random.pick(95))
      }
      _ = Self.check(String(decoding: bytes, as: UTF8.self), seed)
    }
  }
}
