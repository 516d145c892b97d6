import Foundation
import MartletBytecode
import MartletRuntime
import MartletSyntax
import Testing

/// Bytecode with changed words: what the verifier lets through must not hurt the interpreter.
///
/// The verifier follows registers, slots and control, not types: an instruction that takes a list
/// apart relies on the test that the compiler put before it. So this runs only where it is asked
/// for, with `FUZZ_BYTECODE=1`; the host may end by what it finds.
@Suite(
  .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["FUZZ_BYTECODE"] != nil)
) struct BytecodeFuzzTests {
  /// Something of every instruction.
  private static let programs: [String] = [
    """
    fn sum([], n) { n }
    fn sum([x | xs], n) when is_integer(x) and x > 0 { sum(xs, n + x) }
    fn sum([_ | xs], n) { sum(xs, n) }
    fn pick(x) { match x { 0 -> :zero; 1 -> :one; 2 -> :two; :a -> 1; :b -> 2; :c -> 3
      "k" -> 4; (a, b) -> a; (a, b, c) -> c; [a, b | c] -> c; %{a: v} -> v; _ -> :other } }
    fn safe(f) { try { f() } catch { (:error, r) -> (:caught, r); (c, r) -> (c, r) } after { sum([1], 0) } }
    let m = %{a: 1, "k" => 2.5}
    print(sum([1, 2, -3, 4], 0), pick(2), pick(:b), pick(m), pick([1, 2, 3]), safe(fn() { 1 div 0 }))
    print(for x in 1..5, y in [x, 2] when x != y { (x, y, m[x]) })
    let <<n:8, s:16/little, t/bytes>> = <<1, 2, 3, 4, 5>>
    print(n, s, t, <<n:16, t/bytes, 1.5:64/float>>, %{m | a: s})
    """,
    """
    fn loop(n) { receive { (:add, k) when k > 0 -> loop(n + k); (:get, from) -> { from ! (:n, n); loop(n) }
      :stop -> :ok; after 20 -> exit(:idle) } }
    let pid = spawn { loop(40) }
    pid ! (:add, 2)
    pid ! (:get, self())
    receive { (:n, n) -> print(n); after 100 -> print(:late) }
    let r = make_ref()
    let p = spawn_link { receive { (from, ref) -> from ! (ref, [1, 2.5, "x"]) } }
    p ! (self(), r)
    receive { (^r, x) -> print(x); after 50 -> 1 }
    let add = fn(a) { fn(b) { a + b } }
    print(add(1)(2), List.map([1, 2], add(3)), List.sort([3, 1, 2]) |> List.reverse())
    let (:ok, v) = (:ok, 1 bsl 80) else { _ -> 0 }
    print(v * v, v rem 7, -v, v band 255, bnot v, v / 3, "v is \\(v)")
    """,
  ]

  @Test func changedWordsThatVerify() {
    var random = FuzzRandom(PipelineFuzzTests.seed + 3)
    var ran = 0
    for text in Self.programs {
      let compiled = FuzzRun.pipeline.compile(SourceText(name: "fuzz", text))
      #expect(!compiled.hasErrors, "\(compiled.diagnostics.map(\.message))")
      guard let sound = compiled.modules.first else { continue }
      for number in 0..<(1_500 * PipelineFuzzTests.factor) {
        var module = sound
        for _ in 0...random.pick(2) {
          let place = random.pick(module.code.count)
          switch random.pick(5) {
          case 0: module.code[place] ^= 1 << UInt64(random.pick(64))
          case 1: module.code[place] = module.code[random.pick(module.code.count)]
          case 2: module.code.swapAt(place, random.pick(module.code.count))
          case 3:
            // One byte or one field becomes another small number.
            let shift = UInt64(8 * random.pick(8))
            module.code[place] &= ~(0xFF << shift)
            module.code[place] |= UInt64(random.pick(12)) << shift
          default:
            module.code[place] = module.code[place] & ~0xFF | UInt64(random.pick(140))
          }
        }
        guard Verifier.problems(in: module).isEmpty, module.code != sound.code else { continue }
        ran += 1
        let ending = FuzzRun.run([module], milliseconds: 40, stress: UInt64(number))
        if case .stuck = ending {
          Issue.record("case \(number) does not stop:\n\(Disassembler(module).text)")
        }
      }
    }
    #expect(ran > 50 * PipelineFuzzTests.factor)
  }
}
