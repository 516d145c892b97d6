import MartletBytecode
import Testing

/// Damaged bytecode: whatever the bits, the verifier and the disassembler come to an end.
@Suite struct MutationTests {
  @Test(arguments: 0..<8)
  func flippedBitsNeverCrash(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let sound = TestModule.rich()
    var refused = 0
    for _ in 0..<500 {
      var module = sound
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let index = Int.random(in: 0..<module.code.count, using: &numbers)
        module.code[index] ^= 1 << UInt64.random(in: 0..<64, using: &numbers)
      }
      if !Verifier.problems(in: module).isEmpty { refused += 1 }
      #expect(!Disassembler(module).text.isEmpty)
    }
    // Most bits matter; if hardly any did, the verifier would be asleep.
    #expect(refused > 200)
  }

  @Test(arguments: 0..<4)
  func randomWordsNeverCrash(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed) + 1_000)
    for _ in 0..<500 {
      let count = Int.random(in: 1...40, using: &numbers)
      let words = (0..<count).map { _ in
        // Small opcodes, so that most words are instructions.
        numbers.next() & 0xFFFF_0003_0003_0300 | UInt64.random(in: 0...140, using: &numbers)
      }
      let module = TestModule.make(words, arity: 3, handlers: [0], literals: [.atom("a")])
      _ = Verifier.problems(in: module)
      #expect(Disassembler(module).text.contains("fn main/3"))
    }
  }

  @Test(arguments: 0..<4)
  func damagedTablesNeverCrash(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed) + 2_000)
    func odd() -> Int {
      [0, 1, -1, 2, 7, 255, 256, 65_536, .max, .min][Int.random(in: 0..<10, using: &numbers)]
    }
    for _ in 0..<500 {
      var module = TestModule.rich()
      let index = Int.random(in: module.functions.indices, using: &numbers)
      switch Int.random(in: 0..<7, using: &numbers) {
      case 0: module.functions[index].entry = odd()
      case 1: module.functions[index].length = odd()
      case 2: module.functions[index].arity = odd()
      case 3: module.functions[index].captured = odd()
      case 4: module.functions[index].handlers = [odd(), odd()]
      case 5: module.literals.removeLast()
      default: module.imports.removeAll()
      }
      _ = Verifier.problems(in: module)
      #expect(!module.functions.isEmpty)
    }
  }
}
