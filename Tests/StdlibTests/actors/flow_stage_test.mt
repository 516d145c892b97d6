# Flow.Stage: demand, buffers, dispatchers, cancellation, ends. Stages here do what the test tells them to.

# Produces integers, as many as are wanted, and tells the test what it was asked for.
module FlowStageTest.Numbers {
  fn init((owner, first, last, options)) { (:producer, (owner, first, last), options) }
  fn handle_demand(count, (owner, n, last)) {
    owner ! (:demand, self(), count)
    if n + count > last {
      (:done, n..last, (owner, last + 1, last))
    } else {
      (:noreply, n..n + count - 1, (owner, n + count, last))
    }
  }
}

# Produces what it is sent, whether somebody wants it or not.
module FlowStageTest.Pushed {
  fn init((owner, options)) { (:producer, owner, options) }
  fn handle_demand(count, owner) {
    if owner { owner ! (:demand, self(), count) }
    (:noreply, [], owner)
  }
  fn handle_cast((:emit, events), owner) { (:noreply, events, owner) }
  fn handle_cast((:last, events), owner) { (:done, events, owner) }
  fn handle_cast((:stop, reason), owner) { (:stop, reason, owner) }
  fn handle_call((:emit, events), _from, owner) { (:reply, :emitted, events, owner) }
  fn handle_info((:emit, events), owner) { (:noreply, events, owner) }
}

# Tells the test each batch that it gets; it goes on when the test lets it, unless it is free.
module FlowStageTest.Reader {
  fn init((owner, free)) { (:consumer, (owner, free)) }
  fn handle_events(events, from, (owner, free) as state) {
    owner ! (:got, self(), events, from)
    if not free { receive { :go -> :ok; (:crash, reason) -> exit(reason) } }
    (:noreply, [], state)
  }
  fn handle_done((owner, _) as state) {
    owner ! (:finished, self())
    (:noreply, [], state)
  }
  fn handle_cancel(reason, (pid, _), (owner, _) as state) {
    owner ! (:cancelled, self(), pid, reason)
    (:noreply, [], state)
  }
}

module FlowStageTest.Wrong {
  fn init(n) { (:strange, n) }
}

# Gives every event `times` times.
module FlowStageTest.Copier {
  fn init((times, options)) { (:producer_consumer, times, options) }
  fn handle_events(events, _from, times) {
    (:noreply, List.flat_map(events) { x in List.duplicate(x, times) }, times)
  }
  fn handle_done(times) { (:noreply, [:end], times) }
}

fn numbers(last, options) {
  elem(Flow.Stage.start(FlowStageTest.Numbers, (self(), 1, last, options)), 1)
}
fn pushed(options) { elem(Flow.Stage.start(FlowStageTest.Pushed, (self(), options)), 1) }
fn reader() { elem(Flow.Stage.start(FlowStageTest.Reader, (self(), false)), 1) }
fn free_reader() { elem(Flow.Stage.start(FlowStageTest.Reader, (self(), true)), 1) }
fn copier(times) { elem(Flow.Stage.start(FlowStageTest.Copier, (times, %{})), 1) }

fn got(reader) { Test.expect_receive() { (:got, ^reader, events, _) in events } }
fn demand(stage) { Test.expect_receive() { (:demand, ^stage, n) in n } }

# All that a reader has been sent until it has finished.
fn all_of(reader) {
  receive {
    (:got, ^reader, events, _) -> events ++ all_of(reader)
    (:finished, ^reader)       -> []
    after 30_000               -> exit(:nothing_comes)
  }
}

fn stop(stages) {
  for pid in stages {
    let ref = monitor(pid)
    exit(pid, :kill)
    receive { (:DOWN, ^ref, _, _, _) -> :ok }
  }
}

# MARK: Demand

Test.test("a consumer asks for its maximum, and for more when it has handled a part") {
  let producer = numbers(1_000_000, %{})
  let consumer = reader()
  Flow.Stage.subscribe(consumer, to: producer, max_demand: 10, min_demand: 6)
  Test.expect_equal(demand(producer), 10)
  # Ten have come; they are handled in parts of 10 - 6.
  Test.expect_equal(got(consumer), [1, 2, 3, 4])
  Flow.Stage.info(producer)
  Test.refute_receive(1) { (:demand, _, _) in true }
  consumer ! :go
  Test.expect_equal(demand(producer), 4)
  Test.expect_equal(got(consumer), [5, 6, 7, 8])
  consumer ! :go
  Test.expect_equal(demand(producer), 4)
  # The rest of the first ten, and then what came since.
  Test.expect_equal(got(consumer), [9, 10])
  stop([consumer, producer])
}

Test.test("never more is under way than was asked for") {
  let producer = numbers(1_000_000, %{})
  let consumers = for _ in 1..3 { reader() }
  for consumer in consumers { Flow.Stage.subscribe(consumer, to: producer, max_demand: 5) }
  Random.seed(7)
  # Whoever has a batch goes on in any order; what was produced is at most what was handled and 5 for each.
  let handled = List.reduce(1..60, 0) { _, handled in
    let (pid, count) = Test.expect_receive() { (:got, pid, events, _) in (pid, length(events)) }
    let asked = List.sum(produced(producer))
    Test.expect(asked <= 5 * 3 + 5)
    pid ! :go
    handled + count
  }
  let info = Flow.Stage.info(producer)
  Test.expect_equal(info.buffered, 0)
  Test.expect(elem(Process.get_state(producer).state, 1) - 1 <= handled + 15)
  stop([producer | consumers])
}

# The demands that the producer has told of so far.
fn produced(producer) {
  receive {
    (:demand, ^producer, n) -> [n | produced(producer)]
    after 0 -> []
  }
}

Test.test("a slow end holds up the whole chain") {
  let producer = numbers(1_000_000, %{})
  let middle = copier(1)
  let consumer = reader()
  Flow.Stage.subscribe(consumer, to: middle, max_demand: 4)
  Flow.Stage.subscribe(middle, to: producer, max_demand: 6)
  got(consumer)
  # Nothing moves while the consumer is busy: at most what the two subscriptions allow has been produced.
  Test.expect_eventually { Flow.Stage.info(middle).waiting > 0 }
  Test.expect(elem(Process.get_state(producer).state, 1) - 1 <= 4 + 6)
  stop([producer, middle, consumer])
}

Test.test("a stage that makes more of its events keeps what is too much, and asks for none meanwhile") {
  let producer = numbers(40, %{})
  let middle = copier(10)
  let consumer = reader()
  Flow.Stage.subscribe(consumer, to: middle, max_demand: 2, min_demand: 1)
  Flow.Stage.subscribe(middle, to: producer, max_demand: 2, min_demand: 1)
  got(consumer)
  Test.expect(Flow.Stage.info(middle).buffered <= 20)
  let finished = List.reduce_while(1..10_000, []) { _, seen in
    consumer ! :go
    receive {
      (:got, ^consumer, events, _) -> (:cont, seen ++ events)
      (:finished, ^consumer)       -> (:halt, seen)
    }
  }
  Test.expect_equal(List.length(finished), 400)
  Test.expect_equal(finished, List.sort(finished))
  stop([consumer])
}

Test.test("asking by hand") {
  let producer = numbers(100, %{})
  let consumer = free_reader()
  let (:ok, subscription) = Flow.Stage.subscribe(consumer, to: producer, manual: true)
  Flow.Stage.info(consumer)
  Test.expect_equal(Flow.Stage.info(producer).wanted, 0)
  Flow.Stage.ask((producer, subscription), 3)
  Test.expect_equal(got(consumer), [1, 2, 3])
  Flow.Stage.ask((producer, subscription), 2)
  Test.expect_equal(got(consumer), [4, 5])
  Test.refute_receive(1) { (:got, _, _, _) in true }
  stop([consumer, producer])
}

Test.test("demand that is fulfilled late is fulfilled once") {
  let producer = pushed(%{})
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: producer, max_demand: 4, min_demand: 0)
  Test.expect_equal(demand(producer), 4)
  GenServer.cast(producer, (:emit, [1]))
  Test.expect_equal(got(consumer), [1])
  Test.expect_equal(GenServer.call(producer, (:emit, [2, 3])), :emitted)
  Test.expect_equal(got(consumer), [2, 3])
  Test.expect_equal(Flow.Stage.info(producer).owed, 1)
  producer ! (:emit, [4])
  Test.expect_equal(got(consumer), [4])
  Test.expect_equal(demand(producer), 4)
  stop([consumer, producer])
}

# MARK: Buffers

Test.test("what nobody wants is kept, and the oldest go when it is too much") {
  let producer = pushed(%{buffer_size: 5})
  GenServer.call(producer, (:emit, 1..3))
  GenServer.call(producer, (:emit, 4..8))
  let info = Flow.Stage.info(producer)
  Test.expect_equal((info.buffered, info.dropped), (5, 3))
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: producer, max_demand: 100)
  Test.expect_equal(got(consumer), [4, 5, 6, 7, 8])
  # Only what the buffer did not have is asked for.
  Test.expect_equal(demand(producer), 95)
  stop([consumer, producer])
}

Test.test("or the newest") {
  let producer = pushed(%{buffer_size: 5, overflow: :drop_newest})
  GenServer.call(producer, (:emit, 1..3))
  GenServer.call(producer, (:emit, 4..8))
  GenServer.call(producer, (:emit, [9]))
  Test.expect_equal(Flow.Stage.info(producer).dropped, 4)
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: producer, max_demand: 2, min_demand: 1)
  Test.expect_equal([got(consumer), got(consumer), got(consumer), got(consumer), got(consumer)], [[1], [2], [3], [4], [5]])
  stop([consumer, producer])
}

Test.test("drops are published") {
  Events.subscribe(:flow_dropped)
  let producer = pushed(%{buffer_size: 1})
  GenServer.call(producer, (:emit, [1, 2, 3]))
  GenServer.call(producer, (:emit, [4]))
  Test.expect_receive() { (:flow_dropped, %{stage: ^producer, count: 2, total: 2}) in true }
  Test.expect_receive() { (:flow_dropped, %{stage: ^producer, count: 1, total: 3}) in true }
  Events.unsubscribe(:flow_dropped)
  stop([producer])
}

# MARK: Dispatchers

Test.test("each event goes to one consumer, to the one that wants the most") {
  let producer = pushed(%{})
  let [a, b] = for _ in 1..2 { free_reader() }
  Flow.Stage.subscribe(a, to: producer, max_demand: 3, min_demand: 0)
  Test.expect_equal(demand(producer), 3)
  Flow.Stage.subscribe(b, to: producer, max_demand: 5, min_demand: 0)
  Test.expect_equal(demand(producer), 5)
  GenServer.cast(producer, (:emit, 1..4))
  Test.expect_equal(got(b), [1, 2, 3, 4])
  GenServer.cast(producer, (:emit, 5..8))
  Test.expect_equal(got(a), [5, 6, 7])
  Test.expect_equal(got(b), [8])
  stop([a, b, producer])
}

Test.test("broadcast goes to all at the pace of the slowest") {
  let producer = numbers(1_000, %{dispatcher: :broadcast, demand: :accumulate})
  let fast = free_reader()
  let slow = reader()
  Flow.Stage.subscribe(fast, to: producer, max_demand: 10, min_demand: 0)
  Flow.Stage.subscribe(slow, to: producer, max_demand: 4, min_demand: 0)
  Flow.Stage.info(slow)
  Flow.Stage.info(fast)
  Flow.Stage.forward(producer)
  Test.expect_equal(demand(producer), 4)
  Test.expect_equal(got(fast), [1, 2, 3, 4])
  Test.expect_equal(got(slow), [1, 2, 3, 4])
  Test.refute_receive(1) { (:demand, _, _) in true }
  slow ! :go
  Test.expect_equal(demand(producer), 4)
  Test.expect_equal(got(fast), [5, 6, 7, 8])
  Test.expect_equal(got(slow), [5, 6, 7, 8])
  # When the slow one goes, the other gets on.
  exit(slow, :kill)
  Test.expect_equal(demand(producer), 2)
  Test.expect_equal(got(fast), [9, 10])
  Test.expect_equal(got(fast), 11..20)
  stop([fast, producer])
}

Test.test("a consumer of a broadcast may choose") {
  let producer = numbers(20, %{dispatcher: :broadcast, demand: :accumulate})
  let [all, even] = for _ in 1..2 { free_reader() }
  Flow.Stage.subscribe(all, to: producer, max_demand: 5)
  Flow.Stage.subscribe(even, to: producer, max_demand: 3, selector: fn(n) { n rem 2 == 0 })
  Flow.Stage.info(all)
  Flow.Stage.info(even)
  Flow.Stage.forward(producer)
  Test.expect_equal(all_of(all), 1..20)
  Test.expect_equal(all_of(even), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
}

Test.test("partitions get what is theirs") {
  let route = fn(n) { if n rem 10 == 0 { nil } else { n rem 3 } }
  let producer = numbers(100, %{dispatcher: (:partition, %{partitions: 3, route: route}), demand: :accumulate})
  let readers = for _ in 0..2 { free_reader() }
  for (pid, i) in List.with_index(readers) { Flow.Stage.subscribe(pid, to: producer, partition: i, max_demand: 7) }
  Flow.Stage.forward(producer)
  for (pid, i) in List.with_index(readers) {
    Test.expect_equal(all_of(pid), List.filter(1..100) { n in n rem 10 != 0 and n rem 3 == i })
  }
}

Test.test("a partition that is slow is waited for, with bounded memory") {
  let producer = numbers(1_000, %{dispatcher: (:partition, %{partitions: 2, route: fn(n) { n rem 2 }}), demand: :accumulate})
  let slow = reader()
  let fast = free_reader()
  Flow.Stage.subscribe(slow, to: producer, partition: 0, max_demand: 5)
  Flow.Stage.subscribe(fast, to: producer, partition: 1, max_demand: 20)
  Flow.Stage.info(slow)
  Flow.Stage.info(fast)
  Flow.Stage.forward(producer)
  got(slow)
  # Whatever has come to the fast one, no more than it may ask for waits for the slow one.
  Test.expect_eventually {
    let info = Flow.Stage.info(producer)
    info.wanted == 0 and info.buffered > 0 and info.buffered <= 20
  }
  stop([slow, fast, producer])
}

Test.test("a partition is taken by one consumer") {
  let producer = numbers(10, %{dispatcher: (:partition, %{partitions: 2}), demand: :accumulate})
  let [a, b, c] = for _ in 1..3 { free_reader() }
  Flow.Stage.subscribe(a, to: producer, partition: 0, cancel: :temporary)
  Flow.Stage.subscribe(b, to: producer, partition: 0, cancel: :temporary)
  Test.expect_receive() { (:cancelled, ^b, _, (:partition_taken, 0)) in true }
  Flow.Stage.subscribe(c, to: producer, partition: 5, cancel: :temporary)
  Test.expect_receive() { (:cancelled, ^c, _, (:bad_partition, 5)) in true }
  stop([a, b, c, producer])
}

# MARK: Cancellation and ends

Test.test("what a crashed consumer wanted is not asked for twice") {
  let producer = pushed(%{})
  let victim = free_reader()
  Flow.Stage.subscribe(victim, to: producer, max_demand: 10, min_demand: 0)
  Test.expect_equal(demand(producer), 10)
  GenServer.cast(producer, (:emit, 1..3))
  Test.expect_equal(got(victim), [1, 2, 3])
  exit(victim, :kill)
  Test.expect_eventually { Flow.Stage.info(producer).consumers == 0 }
  let info = Flow.Stage.info(producer)
  Test.expect_equal((info.wanted, info.owed), (0, 7))
  # The producer owes seven; a new consumer that wants ten leads to three more.
  let other = free_reader()
  Flow.Stage.subscribe(other, to: producer, max_demand: 10, min_demand: 0)
  Test.expect_equal(demand(producer), 3)
  GenServer.cast(producer, (:emit, 4..13))
  Test.expect_equal(got(other), 4..13)
  Test.expect_equal(demand(producer), 10)
  stop([other, producer])
}

Test.test("the others go on when a consumer crashes") {
  let producer = numbers(200, %{demand: :accumulate})
  let victim = reader()
  let other = free_reader()
  Flow.Stage.subscribe(victim, to: producer, max_demand: 10)
  Flow.Stage.subscribe(other, to: producer, max_demand: 10)
  Flow.Stage.forward(producer)
  let (lost, handled) = Test.expect_receive() { (:got, ^victim, events, _) in (10, events) }
  victim ! (:crash, :shutdown)
  let seen = all_of(other)
  # Lost is at most what was under way to the one that crashed.
  Test.expect_equal(seen, List.uniq(seen))
  Test.expect(List.length(seen) >= 200 - lost)
  Test.expect_equal(List.filter(seen) { n in List.member?(handled, n) }, [])
}

Test.test("a subscription is ended, and what is under way is handled") {
  let producer = pushed(%{})
  let consumer = reader()
  let (:ok, subscription) = Flow.Stage.subscribe(consumer, to: producer, max_demand: 4, min_demand: 2)
  GenServer.call(producer, (:emit, 1..4))
  Test.expect_equal(got(consumer), [1, 2])
  let me = self()
  spawn_link { me ! (:answer, Flow.Stage.cancel(consumer, subscription, :enough)) }
  consumer ! :go
  Test.expect_equal(got(consumer), [3, 4])
  consumer ! :go
  Test.expect_receive() { (:answer, :ok) in true }
  Test.expect_receive() { (:cancelled, ^consumer, ^producer, :enough) in true }
  Test.expect(Process.alive?(consumer))
  Test.expect_equal((Flow.Stage.info(producer).consumers, Flow.Stage.info(consumer).producers), (0, 0))
  Test.expect_equal(Flow.Stage.cancel(consumer, subscription), (:error, :not_found))
  stop([consumer, producer])
}

Test.test("consumers end with their producer, as the subscription says") {
  for (mode, reason, ends) in [
    (:permanent, :shutdown, true), (:permanent, :normal, true), (:permanent, :killed, true),
    (:transient, :shutdown, false), (:transient, (:shutdown, 1), false), (:transient, :normal, false),
    (:transient, :killed, true), (:temporary, :killed, false), (:temporary, :shutdown, false),
  ] {
    let producer = pushed(%{})
    let consumer = free_reader()
    Flow.Stage.subscribe(consumer, to: producer, cancel: mode)
    demand(producer)
    let ref = monitor(consumer)
    if reason == :killed { exit(producer, :kill) } else { GenServer.cast(producer, (:stop, reason)) }
    Test.expect_receive() { (:cancelled, ^consumer, ^producer, ^reason) in true }
    if ends {
      Test.expect_receive() { (:DOWN, ^ref, _, _, ^reason) in true }
    } else {
      Test.expect_equal(Flow.Stage.info(consumer).producers, 0)
      stop([consumer])
    }
  }
}

Test.test("a producer that is not there") {
  let consumer = free_reader()
  Test.expect_equal(Flow.Stage.subscribe(consumer, to: :no_such_stage), (:error, :noproc))
  let dead = spawn { :ok }
  Process.wait(dead)
  Flow.Stage.subscribe(consumer, to: dead, cancel: :temporary)
  Test.expect_receive() { (:cancelled, ^consumer, ^dead, :noproc) in true }
  let other = free_reader()
  Flow.Stage.subscribe(consumer, to: other, cancel: :temporary)
  Test.expect_receive() { (:cancelled, ^consumer, ^other, :not_a_producer) in true }
  stop([consumer, other])
}

Test.test("the end of a stream reaches all, after all events") {
  let producer = numbers(100, %{demand: :accumulate})
  let readers = for _ in 1..3 { free_reader() }
  for pid in readers { Flow.Stage.subscribe(pid, to: producer, max_demand: 8) }
  let refs = for pid in [producer | readers] { monitor(pid) }
  Flow.Stage.forward(producer)
  Test.expect_equal(List.sort(List.flat_map(readers) { pid in all_of(pid) }), 1..100)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in true } }
}

Test.test("a consumer ends after the last of its producers") {
  let producers = for last in [3, 50, 20] { numbers(last, %{demand: :accumulate}) }
  let consumer = free_reader()
  for pid in producers { Flow.Stage.subscribe(consumer, to: pid) }
  let ref = monitor(consumer)
  for pid in producers { Flow.Stage.forward(pid) }
  Test.expect_equal(List.length(all_of(consumer)), 73)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in true }
}

Test.test("a consumer that is to stay stays") {
  let producer = numbers(3, %{})
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: producer, cancel: :temporary)
  Test.expect_receive() { (:cancelled, ^consumer, ^producer, :done) in true }
  Test.expect_equal(got(consumer), [1, 2, 3])
  let next = numbers(5, %{})
  Flow.Stage.subscribe(consumer, to: next)
  Test.expect_equal(all_of(consumer), [1, 2, 3, 4, 5])
}

Test.test("the end goes through a chain, with last words") {
  let producer = numbers(5, %{demand: :accumulate})
  let middle = copier(2)
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: middle, max_demand: 3)
  Flow.Stage.subscribe(middle, to: producer, max_demand: 2)
  Flow.Stage.forward(producer)
  Test.expect_equal(all_of(consumer), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, :end])
  for pid in [producer, middle, consumer] { Test.expect(List.member?([:normal, :noproc], Process.wait(pid))) }
}

Test.test("a stream that ends with a full buffer delivers it first") {
  let producer = pushed(%{})
  GenServer.cast(producer, (:last, 1..20))
  Test.expect_equal(Flow.Stage.info(producer).buffered, 20)
  let consumer = free_reader()
  Flow.Stage.subscribe(consumer, to: producer, max_demand: 3)
  Test.expect_equal(all_of(consumer), 1..20)
  Test.expect(List.member?([:normal, :noproc], Process.wait(producer)))
}

# MARK: Wrong use

Test.test("wrong options and results") {
  let consumer = free_reader()
  Test.expect_raise((:bad_option, (:max_demand, 0))) { Flow.Stage.subscribe(consumer, to: consumer, max_demand: 0) }
  Test.expect_raise((:bad_option, (:min_demand, 5))) { Flow.Stage.subscribe(consumer, to: consumer, max_demand: 5, min_demand: 5) }
  Test.expect_raise((:bad_option, (:cancel, :never))) { Flow.Stage.subscribe(consumer, to: consumer, cancel: :never) }
  Test.expect_equal(Flow.Stage.start(FlowStageTest.Wrong, 7), (:error, (:bad_return_value, (:strange, 7))))
  stop([consumer])
}
