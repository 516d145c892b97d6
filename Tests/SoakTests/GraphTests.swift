import Testing

/// Collections under programs: graphs that are built twice are equal however often and by whatever
/// way one of them was moved.
@Suite struct GraphTests {
  private static func program(seed: Int, rounds: Int, depth: Int, size: Int) -> String {
    """
    fn leaf(s) {
      match s rem 8 {
        0 -> s
        1 -> s * 1.5
        2 -> (s + 1) * 1_000_000_007 * 1_000_000_007 * 1_000_000_007
        3 -> :atom
        4 -> "text \\(s)"
        5 -> String.repeat("\\(s)", 40 + s rem 200)
        6 -> { let whole = String.repeat("shared \\(s)", 30); Binary.part(whole, s rem 50, 100) }
        _ -> []
      }
    }
    fn build(0, s) { leaf(s) }
    fn build(d, s) {
      let a = (s * 1_103_515_245 + 12_345) rem 2_147_483_648
      let b = (a * 1_103_515_245 + 12_345) rem 2_147_483_648
      match (s div 16) rem 7 {
        0 -> [build(d - 1, a), build(d - 1, b), build(d - 1, s + 1)]
        1 -> [build(d - 1, a) | build(d - 1, b)]
        2 -> (build(d - 1, a), s, build(d - 1, b))
        3 -> %{s => build(d - 1, a), :k => build(d - 1, b)}
        4 -> { let x = build(d - 1, a); (x, x, [x | build(d - 1, b)]) }
        5 -> for i in 1..40 { (i, leaf(a + i)) } |> Map.from_list()
        _ -> (build(d - 1, a), build(d - 1, b), build(d - 1, a + b))
      }
    }
    fn garbage(0) { :ok }
    fn garbage(n) { (n, [n], "garbage \\(n)"); garbage(n - 1) }
    fn close(x, y) { fn(z) { (x, y, z) } }
    fn echo() { receive { (from, x) -> { from ! (self(), x); echo() } } }
    fn over(p, x) { p ! (self(), x); receive { (^p, y) -> y } }
    fn wake() { receive { x -> x } }

    fn check(d, s, size, p) {
      let long = for i in 1..size { (i, leaf(s + i)) }
      let g = build(d, s)
      let f = close(g, long)
      garbage(2_000)
      let other = over(p, g)
      garbage(500)
      if g != build(d, s) { print("graph", s) }
      if other != g { print("message", s) }
      let (x, y, z) = over(p, f)(3)
      if x != other or y != long or z != 3 { print("closure", s) }
      let me = self()
      let (q, r) = spawn_monitor {
        let kept = build(d, s)
        me ! :ready
        let h = fn() { wake() }
        Process.put(:kept, kept)
        Process.hibernate(:program, :sleeper, [me, h])
      }
      receive { :ready -> :ok }
      q ! :up
      receive { (:slept, k, :up) -> if k != g { print("hibernated", s) } }
      receive { (:DOWN, ^r, _, _, why) -> if why != :normal { print("ended", why) } }
      let shrunk = over(p, List.length(long))
      garbage(3_000)
      if shrunk != size or other != build(d, s) { print("late", s) }
    }
    fn sleeper(me, h) { let m = h(); me ! (:slept, Process.get(:kept), m) }
    fn rounds(0, _, _, _, _) { :ok }
    fn rounds(n, d, s, size, p) {
      check(d, s, size, p)
      rounds(n - 1, d, (s * 1_103_515_245 + 12_345) rem 2_147_483_648, size, p)
    }
    let p = spawn { echo() }
    rounds(\(rounds), \(depth), \(seed), \(size), p)
    exit(p, :kill)
    print("done")
    """
  }

  @Test(arguments: 0..<4)
  func plain(_ seed: Int) throws {
    // Large enough for a mature area, so that young collections happen.
    let text = Self.program(seed: 1_000 + seed * 77, rounds: 4, depth: 5, size: 4_000)
    let run = try MachineRun(text, schedulers: 1 + seed % 2)
    #expect(run.lines == ["done"])
    run.expectCleanEnd()
    #expect(run.statistics.collections > 20)
  }

  @Test(arguments: [MachineRun.Stress.collectAlways, .oneReduction], [0, 1])
  func stressed(_ stress: MachineRun.Stress, _ seed: Int) throws {
    let text = Self.program(seed: 50 + seed * 991, rounds: 2, depth: 2, size: 30)
    let run = try MachineRun(text, schedulers: 2, stress: stress)
    #expect(run.lines == ["done"])
    run.expectCleanEnd()
  }
}
