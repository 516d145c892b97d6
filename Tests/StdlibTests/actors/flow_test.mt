# Flow: pipelines from functions, their order, their ends, and that nothing is left of them.

# How many processes there are more than before `f`, once those that are ending have ended.
fn leaves_nothing(f) {
  let before = Process.list()
  let result = f()
  Test.expect_eventually { List.filter(Process.list() -- before, &flow_process?/1) == [] }
  result
}

# Other tests have processes too.
fn flow_process?(pid) {
  match Process.info(pid, :dictionary) {
    %{flow_test: true} -> true
    _                  -> false
  }
}

Test.test("the steps, in order with one stage each") {
  let flow = Flow.from(1..20)
    |> Flow.map { n in n * 2 }
    |> Flow.filter { n in n rem 3 == 0 }
    |> Flow.flat_map { n in [n, n + 1] }
  Test.expect_equal(Flow.to_list(flow), [6, 7, 12, 13, 18, 19, 24, 25, 30, 31, 36, 37])
  # A flow is a value: it runs as often as one likes.
  Test.expect_equal(Flow.count(flow), 12)
  Test.expect_equal(Flow.fold(flow, 0) { n, sum in n + sum }, List.sum(Flow.to_list(flow)))
  Test.expect_equal(Flow.run(flow), :ok)
}

Test.test("stages after each other keep the order") {
  let flow = Flow.range(1, 300)
    |> Flow.map(max_demand: 7) { n in n + 1 }
    |> Flow.filter(max_demand: 3) { n in n rem 2 == 0 }
    |> Flow.map(max_demand: 1) { n in n div 2 }
  Test.expect_equal(Flow.to_list(flow), 1..150)
}

Test.test("empty flows") {
  Test.expect_equal(Flow.to_list(Flow.from([])), [])
  Test.expect_equal(Flow.to_list(Flow.range(5, 4)), [])
  Test.expect_equal(Flow.to_list(Flow.from([]) |> Flow.map(stages: 3) { x in x }), [])
  Test.expect_equal(Flow.to_list(Flow.from(fn() { :done }) |> Flow.batch(5)), [])
  Test.expect_equal(Flow.to_list(Flow.from([]) |> Flow.reduce(0) { x, n in x + n }), [0])
}

Test.test("nothing is lost or doubled by many stages") {
  let flow = Flow.range(1, 500)
    |> Flow.map(stages: 4, max_demand: 5) { n in n }
    |> Flow.filter(stages: 3, max_demand: 2) { n in n rem 5 != 0 }
    |> Flow.flat_map(stages: 2) { n in [n, -n] }
  Test.expect_equal(List.sort(Flow.to_list(flow)), List.sort(List.flat_map(1..500) { n in
    if n rem 5 == 0 { [] } else { [n, -n] }
  }))
}

Test.test("stages run beside each other") {
  # Each of three events waits until all three are at work.
  let me = self()
  let flow = Flow.from([1, 2, 3]) |> Flow.map(stages: 3, max_demand: 1) { n in
    me ! (:at_work, n, self())
    receive { :go -> n * 10 }
  }
  spawn_link { me ! (:result, Flow.to_list(flow)) }
  let pids = for n in 1..3 { Test.expect_receive() { (:at_work, ^n, pid) in pid } }
  Test.expect_equal(List.length(List.uniq(pids)), 3)
  for pid in pids { pid ! :go }
  Test.expect_equal(List.sort(Test.expect_receive() { (:result, xs) in xs }), [10, 20, 30])
}

Test.test("memory is bounded: the source is only as far ahead as was asked for") {
  let me = self()
  let source = Flow.unfold(1) { n in
    me ! (:made, n)
    (n, n + 1)
  }
  let flow = source
    |> Flow.map(max_demand: 5) { n in n }
    |> Flow.map(stages: 2, max_demand: 3) { n in
      me ! (:done, self())
      receive { :go -> n }
    }
  let (runner, _) = spawn_monitor { Flow.run(flow) }
  let made = List.reduce(1..30, 0) { done, made in
    let pid = Test.expect_receive() { (:done, pid) in pid }
    let made = made + count_made()
    # Those that are done, and what the subscriptions allow to be under way.
    Test.expect(made <= done + 5 + 2 * 3 + 1)
    pid ! :go
    made
  }
  Test.expect(made >= 30)
  exit(runner, :kill)
}

fn count_made() {
  receive {
    (:made, _) -> 1 + count_made()
    after 0    -> 0
  }
}

Test.test("sources") {
  Test.expect_equal(Flow.to_list(Flow.from(["a", "b"])), ["a", "b"])
  Test.expect_equal(Flow.count(Flow.range(1, 12_345)), 12_345)
  Test.expect_equal(Flow.to_list(Flow.unfold((0, 1)) { (a, b) in if a < 50 { (a, (b, a + b)) } }), [0, 1, 1, 2, 3, 5, 8, 13, 21, 34])
  let me = self()
  let counter = spawn_link { counting(1) }
  let next = fn() {
    counter ! (:next, self())
    receive { (:n, n) when n <= 10 -> (:ok, n); (:n, _) -> :done }
  }
  Test.expect_equal(Flow.to_list(Flow.from(next)), 1..10)
  counter ! :stop
  Test.expect_equal(me, self())
}

fn counting(n) {
  receive {
    (:next, from) -> {
      from ! (:n, n)
      counting(n + 1)
    }
    :stop -> :ok
  }
}

Test.test("stages that run already as a source") {
  let stages = for part in [1..10, 11..15] {
    let (:ok, pid) = Flow.Stage.start_link(Flow.Source, (:with, :demand, (:list, part)))
    pid
  }
  let me = self()
  spawn_link { me ! (:result, Flow.from_stages(stages) |> Flow.map(stages: 2) { n in n } |> Flow.to_list()) }
  Test.expect_eventually { List.all?(stages) { pid in Flow.Stage.info(pid).consumers == 2 } }
  for pid in stages { Flow.Stage.forward(pid) }
  Test.expect_equal(List.sort(Test.expect_receive() { (:result, xs) in xs }), 1..15)
}

Test.test("equal keys meet in one stage") {
  let words = String.split("the cat the dog a cat the end a dog of the tale")
  let counts = Flow.from(words)
    |> Flow.map(stages: 2) { word in word }
    |> Flow.partition(stages: 3)
    |> Flow.reduce(%{}) { word, counts in Map.update(counts, word, 1) { n in n + 1 } }
    |> Flow.flat_map { counts in Map.to_list(counts) }
    |> Flow.to_list()
  Test.expect_equal(Map.from_list(counts), List.frequencies(words))
  # No word was counted in two places.
  Test.expect_equal(List.length(counts), map_size(List.frequencies(words)))
}

Test.test("stages that run already are partitioned too") {
  let (:ok, source) = Flow.Stage.start_link(Flow.Source, (:with, :demand, (:list, 1..40)))
  let me = self()
  spawn_link {
    let parts = Flow.from_stages([source]) |> Flow.partition(stages: 2) |> Flow.reduce([]) { n, ns in [n | ns] }
    me ! (:result, Flow.to_list(parts))
  }
  Test.expect_eventually { Flow.Stage.info(source).consumers == 1 }
  Flow.Stage.forward(source)
  let parts = Test.expect_receive() { (:result, parts) in parts }
  Test.expect_equal(List.length(parts), 2)
  Test.expect_equal(List.sort(List.concat(parts)), 1..40)
  Test.expect_equal(List.count(parts) { part in part == [] }, 0)
}

Test.test("wrong options") {
  let flow = Flow.from([1])
  Test.expect_raise((:bad_option, (:stages, 0))) { Flow.map(flow, stages: 0) { n in n } }
  Test.expect_raise((:bad_option, (:max_demand, :all))) { Flow.map(flow, max_demand: :all) { n in n } }
  Test.expect_raise((:bad_option, :stage)) { Flow.map(flow, stage: 4) { n in n } }
  Test.expect_raise((:bad_option, :key)) { Flow.partition(flow, key: :id) }
}

Test.test("partitions by a key") {
  let parts = Flow.range(1, 60)
    |> Flow.partition(stages: 4, by: fn(n) { n rem 4 })
    |> Flow.reduce([]) { n, ns in [n | ns] }
    |> Flow.to_list()
  Test.expect_equal(List.length(parts), 4)
  # Each key is in one part only, with all its events.
  for part in parts, key in List.uniq(List.map(part) { n in n rem 4 }) {
    let with_key = fn(n) { n rem 4 == key }
    Test.expect_equal(List.sort(List.filter(part, with_key)), List.filter(1..60, with_key))
  }
  Test.expect_equal(List.sort(List.concat(parts)), 1..60)
}

Test.test("a reduction is one, unless its stages were asked for") {
  let sum = fn(n, total) { n + total }
  Test.expect_equal(Flow.range(1, 100) |> Flow.map(stages: 4) { n in n } |> Flow.reduce(0, sum) |> Flow.to_list(), [5_050])
  let parts = Flow.range(1, 100) |> Flow.reduce(0, %{stages: 3}, sum) |> Flow.to_list()
  Test.expect_equal((List.length(parts), List.sum(parts)), (3, 5_050))
  Test.expect_equal(Flow.from(1..4) |> Flow.reduce(0, sum) |> Flow.map { n in n * 2 } |> Flow.reduce(1, sum) |> Flow.to_list(), [21])
}

Test.test("batches, the first and the rest") {
  Test.expect_equal(Flow.from(1..7) |> Flow.batch(3) |> Flow.map { b in List.sum(b) } |> Flow.to_list(), [6, 15, 7])
  Test.expect_equal(Flow.range(1, 1_000_000_000) |> Flow.take(5) |> Flow.to_list(), [1, 2, 3, 4, 5])
  Test.expect_equal(Flow.from([1, 2]) |> Flow.take(5) |> Flow.to_list(), [1, 2])
  Test.expect_equal(Flow.from([1, 2]) |> Flow.take(0) |> Flow.to_list(), [])
  Test.expect_equal(Flow.range(1, 10) |> Flow.drop(7) |> Flow.to_list(), [8, 9, 10])
  Test.expect_equal(Flow.range(1, 100) |> Flow.drop(10) |> Flow.take(10) |> Flow.filter { n in n > 15 } |> Flow.to_list(), [16, 17, 18, 19, 20])
  Test.expect_equal(Flow.range(1, 100) |> Flow.map(stages: 3) { n in n } |> Flow.take(10) |> Flow.count(), 10)
}

Test.test("a step that raises ends the flow, and no stage is left") {
  let mark = fn(n) {
    Process.put(:flow_test, true)
    n
  }
  leaves_nothing(fn() {
    let failure = Test.expect_raise {
      Flow.range(1, 1_000) |> Flow.map(%{stages: 3}, mark) |> Flow.map { n in if n == 77 { exit((:shutdown, :unlucky)) } else { n } } |> Flow.run()
    }
    Test.expect_equal(failure, (:exit, ((:shutdown, :unlucky), (Flow, :run, []))))
  })
  Test.expect_equal(Process.flush(), [])
}

Test.test("when a flow has run, no stage is left") {
  let me = self()
  let tell = fn(n) {
    me ! (:stage, self())
    n
  }
  Flow.range(1, 50) |> Flow.each(%{stages: 4, max_demand: 3}, tell) |> Flow.take(20) |> Flow.run()
  let stages = List.uniq(for (:stage, pid) in Process.flush() { pid })
  Test.expect(stages != [])
  Test.expect_equal(List.filter(stages, &Process.alive?/1), [])
}

Test.test("a flow ends with the process that runs it") {
  let me = self()
  let runner = spawn {
    Flow.unfold(0) { n in (n, n + 1) }
    |> Flow.map(stages: 2) { n in
      me ! (:stage, self())
      n
    }
    |> Flow.run()
  }
  let stage = Test.expect_receive() { (:stage, pid) in pid }
  let ref = monitor(stage)
  exit(runner, :kill)
  Test.expect_receive() { (:DOWN, ^ref, _, _, _) in true }
}

Test.test("a flow beside: it ends by itself, when it is stopped, or when it crashes") {
  Process.trap_exit()
  let me = self()
  let (:ok, a) = Flow.from([1, 2]) |> Flow.each { n in me ! (:seen, n) } |> Flow.start_link()
  Test.expect_receive() { (:seen, 1) in true }
  Test.expect_receive() { (:seen, 2) in true }
  Test.expect_receive() { (:EXIT, ^a, :normal) in true }
  let (:ok, b) = Flow.unfold(0) { n in (n, n + 1) } |> Flow.each { _ in me ! (:stage, self()) } |> Flow.start_link()
  let stage = Test.expect_receive() { (:stage, pid) in pid }
  exit(b, :shutdown)
  Test.expect_receive() { (:EXIT, ^b, :shutdown) in true }
  Test.expect_equal(Process.alive?(stage), false)
  Process.flush()
  let (:ok, c) = Flow.from([1]) |> Flow.each { _ in exit((:shutdown, :bad)) } |> Flow.start_link()
  Test.expect_receive() { (:EXIT, ^c, (:shutdown, :bad)) in true }
  Process.flag(:trap_exit, false)
}
