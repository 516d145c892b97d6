import Foundation
import Martlet
import MartletRuntime
import Testing

/// Random kills, message storms and calls with time-outs, for minutes: `SOAK=10 swift test`.
///
/// Without the variable it is a few seconds. Whatever happens inside, the counters outside stay flat.
@Suite(.serialized) struct SoakTests {
  private static let minutes =
    ProcessInfo.processInfo.environment["SOAK"].flatMap(Double.init)

  private static func program(seed: UInt64, milliseconds: Int) -> String {
    """
    fn random(s) { (s * 6_364_136_223 + 1_442_695_041) rem 4_294_967_296 }
    fn server(n) {
      receive {
        (:call, from, ref, work) -> {
          if work rem 17 == 0 { exit(:tired) } else { nil }
          if work rem 5 == 0 { receive { after work rem 7 -> :slow } } else { nil }
          from ! (ref, n)
          server(n + 1)
        }
        (:storm, _) -> server(n)
        :stop -> :ok
      }
    }
    fn call(to, work) {
      let ref = monitor(to, alias: :reply_demonitor)
      to ! (:call, ref, ref, work)
      receive {
        (^ref, n) -> { demonitor(ref, flush: true); (:ok, n) }
        (:DOWN, ^ref, _, _, why) -> (:down, why)
        after work rem 4 -> { demonitor(ref, flush: true); :timeout }
      }
    }
    fn storm(_, 0) { :ok }
    fn storm(to, n) { to ! (:storm, (n, "payload \\(n)")); storm(to, n - 1) }
    fn client(servers, s, until) {
      if Time.monotonic(:millisecond) > until { :ok } else {
        let s = random(s)
        let to = elem(servers, s rem tuple_size(servers))
        match (s div 256) rem 8 {
          0 -> storm(to, 200)
          1 -> { let t = Process.send_after(to, (:storm, s), s rem 50); Process.cancel_timer(t) }
          2 -> Process.send_after(to, (:storm, s), s rem 50)
          3 -> {
            let p = spawn_link { receive { :never -> 1; after s rem 20 -> :ok } }
            unlink(p)
            exit(p, :kill)
          }
          _ -> call(to, s div 4_096)
        }
        client(servers, s, until)
      }
    }
    fn keeper(until, s) {
      Process.flag(:trap_exit, true)
      let servers = for _ in 1..8 { spawn_link { server(0) } } |> Tuple.from_list()
      let (client, ref) = spawn_monitor { client(servers, s, until) }
      let victim = elem(servers, s rem 8)
      receive { after s rem 30 -> exit(victim, :kill) }
      receive { (:DOWN, ^ref, _, _, why) -> if why != :normal { print("client", why) }
                after 30 + s rem 50 -> exit(client, :kill) }
      for i in 0..7 { exit(elem(servers, i), :shutdown) }
      for i in 0..7 {
        let p = elem(servers, i)
        receive { (:EXIT, ^p, _) -> :ok; after 5_000 -> print("no exit of a server") }
      }
      if Time.monotonic(:millisecond) < until { keeper(until, random(s)) } else { nil }
    }
    let until = Time.monotonic(:millisecond) + \(milliseconds)
    let refs = for i in 1..6 { let (_, r) = spawn_monitor { keeper(until, \(seed) + i * 7919) }; r }
    for r in refs { receive { (:DOWN, ^r, _, _, why) -> if why != :normal { print("keeper", why) } } }
    receive { after 120 -> :ok }
    print("processes", length(Process.list()))
    """
  }

  /// Memory of the whole process in bytes.
  private static var residentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
  }

  private static var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }

  @Test func countersStayFlat() throws {
    let seed =
      ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? .random(in: 1...1_000_000)
    print("soak: seed \(seed)")
    let round = Self.minutes == nil ? 700 : 20_000
    let end = Date(timeIntervalSinceNow: (Self.minutes ?? 0.05) * 60)
    var rounds: UInt64 = 0
    var settled: Int?
    let descriptors = Self.descriptors
    var nextLine = Date(timeIntervalSinceNow: 60)
    repeat {
      let run = try MachineRun(
        Self.program(seed: seed + rounds * 1_000, milliseconds: round),
        schedulers: 2 + Int(rounds % 3)
      )
      #expect(run.lines == ["processes 1"], "seed \(seed), round \(rounds)")
      run.expectCleanEnd()
      #expect(run.statistics.messages > 1_000)
      rounds += 1
      // The first rounds fill caches.
      if rounds == 3 { settled = Self.residentBytes }
      if Date() > nextLine {
        nextLine = Date(timeIntervalSinceNow: 60)
        print(
          "soak: round \(rounds), \(run.statistics.messages) messages, \(run.statistics.spawns)",
          "spawns, \(Self.residentBytes >> 20) MiB"
        )
      }
    } while Date() < end
    #expect(rounds >= 2)
    #expect(Self.descriptors <= descriptors + 2)
    if let settled, settled > 0 { #expect(Self.residentBytes < settled * 2 + (64 << 20)) }
  }
}
