import Testing

/// Messages, links, monitors and timers under schedulers that steal from each other.
@Suite struct SignalTests {
  private static let ways: [(schedulers: Int, stress: MachineRun.Stress)] = [
    (1, .plain), (2, .plain), (4, .plain), (3, .oneReduction), (2, .collectAlways),
  ]

  private static func run(_ text: String, lines: [String]) throws {
    for way in ways {
      let run = try MachineRun(text, schedulers: way.schedulers, stress: way.stress)
      #expect(run.lines == lines, "\(way)")
      run.expectCleanEnd()
    }
  }

  @Test func messagesOfOneSenderStayInOrderAndNoneIsLost() throws {
    try Self.run(
      """
      fn sends(_, _, 0) { :ok }
      fn sends(to, i, n) {
        to ! (i, n, if n rem 50 == 0 { for k in 1..400 { k } } else { nil })
        sends(to, i, n - 1)
      }
      fn takes(_, 0) { :ok }
      fn takes(next, left) {
        receive {
          (i, n, _) -> {
            if next[i] != n { print("from", i, "came", n, "not", next[i]) }
            takes(Map.put(next, i, n - 1), left - 1)
          }
        }
      }
      let me = self()
      for i in 1..8 { spawn { sends(me, i, 300) } }
      takes(for i in 1..8 { (i, 300) } |> Map.from_list(), 8 * 300)
      receive { x -> print("too much", x); after 0 -> print("done") }
      """,
      lines: ["done"]
    )
  }

  @Test func everyMonitorFiresOnce() throws {
    try Self.run(
      """
      fn life(0) { :ok }
      fn life(1) { exit(:one) }
      fn life(2) { receive { :never -> 1 } }
      fn life(3) { receive { after 1 -> exit(:three) } }
      let me = self()
      let watchers = for w in 1..4 {
        spawn {
          receive {
            (:watch, ps) -> {
              let refs = for p in ps { monitor(p) }
              for p in ps { exit(p, :kill) }
              for r in refs { receive { (:DOWN, ^r, :process, _, _) -> :ok } }
              receive { x -> me ! (:twice, x); after 20 -> me ! :once }
            }
          }
        }
      }
      let ps = for i in 1..200 { spawn { life(i rem 4) } }
      for w in watchers { w ! (:watch, ps) }
      for _ in watchers { receive { x -> print(x) } }
      """,
      lines: ["once", "once", "once", "once"].map { ":" + $0 }
    )
  }

  @Test func linksAreSymmetricAndUnlinkedOnesSilent() throws {
    try Self.run(
      """
      fn peer() {
        receive {
          (:link, p) -> { link(p); peer() }
          (:unlink, p) -> { unlink(p); peer() }
          (:links, from) -> { from ! (:links, self(), Process.info(self(), :links)); peer() }
        }
      }
      fn links(p) { p ! (:links, self()); receive { (:links, ^p, ls) -> ls } }
      fn mess(_, _, 0, _) { :ok }
      fn mess(a, b, n, s) {
        let s = (s * 1_103_515_245 + 12_345) rem 2_147_483_648
        match (s div 64) rem 4 {
          0 -> { a ! (:link, b) }
          1 -> { b ! (:link, a) }
          2 -> { a ! (:unlink, b) }
          _ -> { b ! (:unlink, a) }
        }
        mess(a, b, n - 1, s)
      }
      fn settled(a, b, n) {
        let one = List.member?(links(a), b)
        let other = List.member?(links(b), a)
        if one != other and n > 0 {
          receive { after 2 -> :ok }
          settled(a, b, n - 1)
        } else { (one, other) }
      }
      fn rounds(0) { print("done") }
      fn rounds(n) {
        let a = spawn { peer() }
        let b = spawn { peer() }
        mess(a, b, 60, n)
        let (one, other) = settled(a, b, 50)
        if one != other { print("lopsided", one, other) }
        let r = monitor(b)
        exit(a, :boom)
        receive {
          (:DOWN, ^r, _, _, why) -> if not one { print("died unlinked of", why) }
          after (if one { 5_000 } else { 3 }) -> if one { print("survived linked") }
        }
        exit(b, :kill)
        rounds(n - 1)
      }
      rounds(40)
      """,
      lines: ["done"]
    )
  }

  @Test func timersAreNeverEarly() throws {
    try Self.run(
      """
      fn now() { Time.monotonic(:microsecond) }
      let me = self()
      let ts = for i in 1..200 { (i, (i * 37) rem 60) }
      let start = now()
      for (i, t) in ts { Process.send_after(me, (:t, i, t), t) }
      for i in 1..40 {
        spawn {
          let before = now()
          receive { after i rem 20 -> :ok }
          let took = now() - before
          if took < (i rem 20) * 1_000 { me ! (:early, took) } else { me ! :slept }
        }
      }
      for (i, t) in ts {
        receive { (:t, ^i, _) -> if now() - start < t * 1_000 { print("early", i, t) } }
      }
      for _ in 1..40 { receive { :slept -> :ok; (:early, x) -> print("early", x) } }
      print("done")
      """,
      lines: ["done"]
    )
  }

  @Test func killedSendersDoNotTakeARoomWithThem() throws {
    try Self.run(
      """
      fn pushes(to) { to ! self(); pushes(to) }
      fn large(to) { to ! for i in 1..3_000 { i }; large(to) }
      fn takes(0) { :ok }
      fn takes(n) { receive { _ -> takes(n - 1) } }
      fn rounds(0) { print("done") }
      fn rounds(n) {
        let me = self()
        let sink = spawn(mailbox: 2, overflow: :block) {
          receive { after 1 -> :ok }
          takes(60)
          me ! :enough
          receive { :never -> 1 }
        }
        let one = spawn { pushes(sink) }
        let doomed = for i in 1..6 { spawn { if i rem 2 == 0 { pushes(sink) } else { large(sink) } } }
        for p in doomed { receive { after n rem 2 -> exit(p, :kill) } }
        receive { :enough -> :ok; after 10_000 -> print("stuck") }
        for p in [one, sink | doomed] { exit(p, :kill) }
        rounds(n - 1)
      }
      rounds(30)
      """,
      lines: ["done"]
    )
  }
}
