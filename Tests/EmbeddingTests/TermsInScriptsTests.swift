import Martlet
import MartletBytecode
import MartletSyntax
import Synchronization
import Testing

@testable import MartletRuntime

/// Objects of the host and values in running scripts, under schedulers that share their work.
@Suite struct TermsInScriptsTests {
  /// What a script prints, and how many objects are alive.
  private final class Outside: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    let alive = Atomic<Int>(0)

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var lines: [String] {
      bytes.withLock { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(String.init)
    }
  }

  private final class Thing: Sendable {
    let number: Int
    private let outside: Outside

    init(_ number: Int, _ outside: Outside) {
      self.number = number
      self.outside = outside
      outside.alive.add(1, ordering: .acquiringAndReleasing)
    }

    deinit { outside.alive.subtract(1, ordering: .acquiringAndReleasing) }
  }

  private static func natives(_ outside: Outside) -> [NativeModule] {
    [
      NativeModule(
        "Thing",
        [
          Native("make", "number", doc: "A new one.") { call throws(Raise) in
            let number = call[0].small
            return try call.term(.object(HostObject(Thing(number, outside))))
          },
          Native("number", "thing", doc: "Its number.") { call throws(Raise) in
            guard let thing = try call.value(0).object(as: Thing.self) else { throw call.badarg }
            return Term(small: thing.number)
          },
          Native("alive", doc: "How many there are.") { _ throws(Raise) in
            Term(small: outside.alive.load(ordering: .acquiring))
          },
        ]
      ),
      NativeModule(
        "Values",
        [
          Native("echo", "value", doc: "The same, made anew.") { call throws(Raise) in
            guard let value = try call.readValue(0, limit: 1 << 28) else { return .yield }
            return try call.term(value)
          },
          Native("text", "value", doc: "What Swift shows.") { call throws(Raise) in
            guard let value = try call.readValue(0, limit: 1 << 20) else { return .yield }
            return try call.binary(value.description)
          },
          Native("made", "count", doc: "A list of another thread.") { call throws(Raise) in
            let count = call[0].small
            return try made(call) {
              .list((0..<count).map { .tuple([.integer($0), "text \($0)"]) })
            }
          },
          Native("text_made", "count", doc: "A text of another thread.") { call throws(Raise) in
            let count = call[0].small
            return try made(call) { .tuple([.string(String(repeating: "x", count: count))]) }
          },
        ]
      ),
    ]
  }

  /// A value that another thread makes and writes; nil when it is too small for that.
  private static func made(
    _ call: NativeCall,
    _ value: @escaping @Sendable () -> Value
  ) throws(Raise) -> Term {
    let machine = UnsafeTransfer(call.machine)
    let result: WrittenTerm?? = call.blocking { try? WrittenTerm(value(), machine) }
    guard let result else { return .wait }
    guard let result else { return .nil }
    return try call.take(result) ?? .nil
  }

  private static let ways: [(schedulers: Int, slice: Int, collectsAlways: Bool)] = [
    (1, 4_000, false), (3, 4_000, false), (2, 1, false), (2, 4_000, true),
  ]

  private func expect(_ lines: [String], _ text: String) throws {
    for way in Self.ways {
      let outside = Outside()
      let natives = Self.natives(outside)
      let signatures = natives.flatMap { module in
        module.functions.map {
          NativeSignature(
            FunctionName(module.name, $0.name, $0.parameters.count),
            isGuard: false
          )
        }
      }
      let pipeline = Pipeline(
        finder: ModuleFinder(),
        natives: NativeTable(Runtime.signatures + signatures)
      )
      let program = pipeline.compile(SourceText(name: "program", text))
      let errors = program.diagnostics.filter(\.isError).map(\.message)
      try #require(errors.isEmpty, "\(errors)")
      var configuration = RuntimeConfiguration()
      configuration.schedulers = way.schedulers
      configuration.sliceReductions = way.slice
      configuration.collectsAlways = way.collectsAlways
      let runtime = Runtime(
        configuration: configuration,
        hooks: MachineHooks(findModule: { name in pipeline.modules(named: name) { _ in } }),
        output: Output(receiver: { outside.append($0) }),
        natives: NativeModule.all + natives
      )
      for module in program.modules { try runtime.load(module) }
      let report = runtime.run(module: "program", function: "<main>")
      #expect(report.isSuccess, "\(report.crash?.reason ?? "no reason") \(way)")
      runtime.tearDown()
      #expect(outside.lines == lines, "\(way)")
      #expect(outside.alive.load(ordering: .acquiring) == 0, "\(way)")
    }
  }

  @Test func objectsTravelAndAreReleased() throws {
    try expect(
      ["210", "210", "210", "7", "42", "(:ok, 5)", "true"],
      """
      fn keeper(thing) {
        receive {
          (:give, from) -> { from ! (:have, Thing.number(thing)); keeper(thing) }
          :stop         -> exit((:bye, [thing]))
        }
      }
      let me = self()
      Process.flag(:trap_exit, true)
      let pids = for i in 1..20 {
        let thing = Thing.make(i)
        spawn_link { keeper(thing) }
      }
      for pid in pids { pid ! (:give, me) }
      print(List.sum(for _ in pids { receive { (:have, n) -> n } }))
      let watched = for pid in pids { (pid, monitor(pid)) }
      for pid in pids { pid ! :stop }
      print(List.sum(for (pid, ref) in watched {
        receive { (:DOWN, ^ref, :process, ^pid, (:bye, [thing])) -> Thing.number(thing) }
      }))
      print(List.sum(for pid in pids {
        receive { (:EXIT, ^pid, (:bye, [thing])) -> Thing.number(thing) }
      }))
      Process.send_after(me, (:late, Thing.make(7)), 5)
      receive { (:late, thing) -> print(Thing.number(thing)) }
      let task = Task.async { Thing.make(42) }
      print(Thing.number(Task.await(task)))
      try { throw((:thrown, Thing.make(5))) } catch {
        (:throw, (:thrown, thing)) -> print((:ok, Thing.number(thing)))
      }
      # To the dead, and never taken.
      for pid in pids { pid ! Thing.make(0) }
      for i in 1..100 { me ! (:never_taken, Thing.make(i)) }
      let sleeper = spawn { receive { :never -> :ok } }
      for i in 1..100 { sleeper ! (:never_taken, Thing.make(i)) }
      exit(sleeper, :kill)
      receive { after 20 -> :ok }
      for i in 1..500 { Thing.make(i) }
      Process.garbage_collect()
      print(Thing.alive() <= 101)
      """
    )
  }

  @Test func objectsAreThemselves() throws {
    try expect(
      [
        "#object<Thing>", "true true", "false", "false false false false", ":found nil", ":same",
        "true", "40 true",
      ],
      """
      let thing = Thing.make(1)
      let other = Thing.make(1)
      print(thing)
      print(thing == thing, thing === Values.echo(thing))
      print(thing == other)
      print(is_reference(thing), is_map(thing), is_binary(thing), is_tuple(thing))
      let map = %{thing => :found}
      print(map[Values.echo(thing)], map[other])
      print(match Values.echo(thing) { ^other -> :other; ^thing -> :same; _ -> :neither })
      print((make_ref() < thing) and (thing < self()))
      let many = Map.from_list(for i in 1..40 { (Thing.make(i), i) })
      let whole = List.map(Map.to_list(many)) { (thing, i) in Thing.number(thing) == i }
      print(Map.size(many), List.all?(whole) { x in x })
      """
    )
  }

  @Test func largeTermsAreWrittenElsewhere() throws {
    try expect(
      ["nil", "4000 7998000 true", "4000 \"text 3999\"", "200000 200000", ":killed", "true"],
      """
      let me = self()
      print(Values.made(10))
      let list = Values.made(4_000)
      print(List.length(list), List.sum(for (n, _) in list { n }), Values.echo(list) === list)
      let texts = for n in 1..4 { Values.text_made(200_000) }
      let lists = for n in 1..3 { Values.made(4_000) }
      Process.garbage_collect()
      let (_, last) = List.last(List.last(lists))
      print(List.length(list), inspect(last))
      let (text,) = List.last(texts)
      spawn { me ! Values.text_made(200_000) }
      receive { (other,) -> print(byte_size(text), byte_size(other)) }
      # One that does not live to see it, and one that may not have so much.
      let (pid, ref) = spawn_monitor { Values.made(4_000) }
      exit(pid, :kill)
      receive { (:DOWN, ^ref, _, _, reason) -> print(reason) }
      let small = spawn(monitor: true, max_heap: 10_000) { Values.made(4_000) }
      receive { (:DOWN, _, _, _, reason) -> print(reason == :heap_limit) }
      """
    )
  }

  @Test func valuesAreTheSameInScripts() throws {
    try expect(
      [
        "true", "true", "true", "true", "true", "#fn<", "%{a: [1, 2.5], \"b\" => (:c, nil)}",
        "(:error, :badarg)", "(:error, :badarg)", "(:error, :system_limit)",
        "(:error, :system_limit)",
      ],
      """
      fn nested(0, value) { value }
      fn nested(n, value) { nested(n - 1, (value, value)) }
      fn deep(0) { [] }
      fn deep(n) { [deep(n - 1)] }
      fn try_it(value) { try { Values.echo(value) } catch { (class, reason) -> (class, reason) } }
      let me = self()
      let list = for i in 1..300 { (i, "text \\(i)", :atom, 1.5 * i, [i | [i]]) }
      print(Values.echo(list) === list)
      let map = Map.from_list(for i in 1..300 { (i, %{name: "n\\(i)", id: i, self: me}) })
      print(Values.echo(map) === map)
      print(Map.get(Values.echo(map), 234).id == 234)
      let text = String.repeat("ä long tëxt ", 10_000)
      print(Values.echo(text) === text)
      let mixed = (make_ref(), self(), <<255, 0>>, 1 bsl 200, -(1 bsl 62), [], (), %{}, nil, true)
      print(Values.echo(mixed) === mixed)
      print(String.slice(Values.text(fn(x) { x }), 0, 4))
      print(Values.text(%{a: [1, 2.5], "b" => (:c, nil)}))
      print(try_it([1 | 2]))
      print(try_it(fn() { 1 }))
      print(try_it(deep(600)))
      print(try_it(nested(60, "shared")))
      """
    )
  }
}
