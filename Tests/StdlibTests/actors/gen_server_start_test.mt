# Starting servers: what start and start_link give, what is left after a start that failed, and names.

module StartProbe {
  fn init(f) { f() }
  fn handle_call(f, from, state) { f(from, state) }
  fn handle_cast(f, state) { f(state) }
  fn handle_info(message, (:tell, pid) as state) {
    pid ! (:info, message)
    (:noreply, state)
  }
}

# A naming module that tells the process in the key what is asked of it.
module StartNames {
  fn register_name((owner, name), pid) {
    owner ! (:register, name)
    try { register(name, pid); :yes } catch { (:error, :badarg) -> :no }
  }
  fn unregister_name((owner, name)) {
    owner ! (:unregister, name)
    unregister(name)
  }
  fn whereis_name((_owner, name)) { whereis(name) }
  fn send((_owner, name), message) { name ! message }
}

fn start(f) { GenServer.start(StartProbe, f) }

# What a process that does not trap exits ends with when it starts a linked server so.
fn end_of_starter(f) {
  let me = self()
  let (pid, _) = spawn_monitor {
    let result = GenServer.start_link(StartProbe, f)
    me ! (:survived, self(), result)
  }
  receive { (:DOWN, _, _, ^pid, reason) -> reason }
}

# What a process that traps exits gets: the result and the reason of the exit message.
fn result_and_exit(f, options) {
  Process.trap_exit()
  let result = GenServer.start_link(StartProbe, f, options)
  (result, Test.expect_receive() { (:EXIT, _, reason) in reason })
}

# So that no test is the one that loads the library.
GenServer.stop(elem(GenServer.start(StartProbe, fn() { (:ok, 1) }, priority: :normal), 1))

# MARK: gen_server_SUITE start

Test.test("start gives the pid of a running server that is not linked") {
  let (:ok, pid) = start(fn() { (:ok, 1) })
  Test.expect(Process.alive?(pid))
  Test.expect_equal(Process.info(self(), :links), [])
  Test.expect_equal(GenServer.call(pid, fn(_, s) { (:reply, s, s) }), 1)
  Test.expect_equal(GenServer.stop(pid), :ok)
}

Test.test("start_link links the server to the caller") {
  let (:ok, pid) = GenServer.start_link(StartProbe, fn() { (:ok, 1) })
  Test.expect_equal(Process.info(self(), :links), [pid])
  GenServer.stop(pid)
}

Test.test("init runs in the server, and the caller waits for it") {
  let me = self()
  let (:ok, pid) = start(fn() { me ! (:init, self()); (:ok, 0) })
  Test.expect_equal(Process.flush(), [(:init, pid)])
}

Test.test("ignore: the server is gone, also for a linked caller that does not trap") {
  Test.expect_equal(start(fn() { :ignore }), :ignore)
  Test.expect_equal(GenServer.start_link(StartProbe, fn() { :ignore }), :ignore)
}

Test.test("ignore, trapping: the exit is normal") {
  Test.expect_equal(result_and_exit(fn() { :ignore }, %{}), (:ignore, :normal))
}

Test.test("(:stop, reason)") {
  Test.expect_equal(start(fn() { (:stop, :no_luck) }), (:error, :no_luck))
  Test.expect_equal(result_and_exit(fn() { (:stop, :no_luck) }, %{}), ((:error, :no_luck), :no_luck))
  Test.expect_equal(end_of_starter(fn() { (:stop, :no_luck) }), :no_luck)
}

Test.test("(:stop, :normal): a linked caller lives on") {
  Test.expect_equal(start(fn() { (:stop, :normal) }), (:error, :normal))
  Test.expect_equal(GenServer.start_link(StartProbe, fn() { (:stop, :normal) }), (:error, :normal))
}

Test.test("(:error, reason): the exit is normal, so that a linked caller lives on") {
  Test.expect_equal(start(fn() { (:error, :no_luck) }), (:error, :no_luck))
  Test.expect_equal(GenServer.start_link(StartProbe, fn() { (:error, :no_luck) }), (:error, :no_luck))
  Test.expect_equal(result_and_exit(fn() { (:error, :no_luck) }, %{}), ((:error, :no_luck), :normal))
}

Test.test("exit(reason) in init") {
  Test.expect_equal(start(fn() { exit(:tired) }), (:error, :tired))
  Test.expect_equal(result_and_exit(fn() { exit(:tired) }, %{}), ((:error, :tired), :tired))
  Test.expect_equal(end_of_starter(fn() { exit(:tired) }), :tired)
}

Test.test("an error in init gives the reason with its trace") {
  let (:error, (reason, trace)) = start(fn() { raise(:bug) })
  Test.expect_equal(reason, :bug)
  Test.expect(is_list(trace) and trace != [])
  let ((:error, (:bug, _) as one), other) = result_and_exit(fn() { raise(:bug) }, %{})
  Test.expect_equal(one, other)
  Test.expect_match(end_of_starter(fn() { raise(:bug) })) { (:bug, [_ | _]) in :ok }
}

Test.test("a bad return of init") {
  Test.expect_equal(start(fn() { :what }), (:error, (:bad_return_value, :what)))
  Test.expect_equal(start(fn() { (:ok, 1, :soon) }), (:error, (:bad_return_value, (:ok, 1, :soon))))
  Test.expect_equal(start(fn() { (:ok, 1, -1) }), (:error, (:bad_return_value, (:ok, 1, -1))))
  let too_long = (:ok, 1, 0x1_0000_0000)
  Test.expect_equal(start(fn() { too_long }), (:error, (:bad_return_value, too_long)))
  Test.expect_equal(start(fn() { (:ok, 1, 2, 3) }), (:error, (:bad_return_value, (:ok, 1, 2, 3))))
  Test.expect_equal(end_of_starter(fn() { :what }), (:bad_return_value, :what))
}

Test.test("what init throws is its return value") {
  let (:ok, pid) = start(fn() { throw((:ok, 7)) })
  Test.expect_equal(Process.get_state(pid), 7)
  Test.expect_equal(start(fn() { throw(:ignore) }), :ignore)
  Test.expect_equal(start(fn() { throw((:stop, :no_luck)) }), (:error, :no_luck))
  Test.expect_equal(start(fn() { throw(:ball) }), (:error, (:bad_return_value, :ball)))
}

Test.test("a module without init") {
  Test.expect_match(GenServer.start(List, 1)) { (:error, (:undef, [_ | _])) in :ok }
}

Test.test("options that do not exist are told") {
  Test.expect_raise((:bad_option, :tiemout)) { GenServer.start(StartProbe, fn() { (:ok, 1) }, tiemout: 5) }
}

Test.test("a bad value of a spawn option raises, also with a name") {
  let f = fn() { (:ok, 1) }
  Test.expect_raise(:badarg) { GenServer.start(StartProbe, f, mailbox: :large) }
  Test.expect_raise(:badarg) { GenServer.start(StartProbe, f, mailbox: :large, name: :start_bad_option) }
  Test.expect_equal(whereis(:start_bad_option), nil)
}

Test.test("times that are none are told before anything is started") {
  let me = self()
  let f = fn() { me ! :started; (:ok, 1) }
  for time in [-1, :soon, 1.5, 0x1_0000_0000] {
    Test.expect_raise(:timeout_value) { GenServer.start(StartProbe, f, timeout: time) }
    Test.expect_raise((:bad_option, (:hibernate_after, time))) { GenServer.start(StartProbe, f, hibernate_after: time) }
  }
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.info(self(), :monitors), [])
}

Test.test("a server whose own caller is flooded starts in the same number of steps") {
  let f = fn() { (:ok, 1) }
  let few = cost(fn() { start(f) })
  flood(100_000)
  let many = cost(fn() { start(f) })
  Test.expect(many < few + 1_000, "\(few) reductions became \(many)")
  Test.expect_equal(Process.message_count(self()), 100_000)
}

fn cost(f) {
  let before = Process.info(self(), :reductions)
  f()
  Process.info(self(), :reductions) - before
}

fn flood(0) { :ok }
fn flood(n) {
  self() ! (:unrelated, n)
  flood(n - 1)
}

# MARK: Time-outs of the start; proc_lib_SUITE sync_start_timeout, init_dont_hang

Test.test("a start that takes too long is killed, and its name is free") {
  let me = self()
  let hang = fn() { me ! (:hangs, self()); Process.sleep(:infinity) }
  Test.expect_equal(GenServer.start(StartProbe, hang, timeout: 20, name: :start_slow), (:error, :timeout))
  Test.expect_equal(whereis(:start_slow), nil)
  for message in Process.flush() {
    Test.expect_match(message) { (:hangs, pid) in Test.expect(not Process.alive?(pid)) }
  }
}

Test.test("a linked start that takes too long leaves nothing in the caller's mailbox") {
  Process.trap_exit()
  let result = GenServer.start_link(StartProbe, fn() { Process.sleep(:infinity) }, timeout: 5)
  Test.expect_equal(result, (:error, :timeout))
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.info(self(), :links), [])
}

Test.test("a linked start that takes too long does not end a caller that does not trap") {
  let result = GenServer.start_link(StartProbe, fn() { Process.sleep(:infinity) }, timeout: 5)
  Test.expect_equal(result, (:error, :timeout))
  Test.expect_equal(Process.info(self(), :links), [])
}

Test.test("a start within its time leaves no message of the time-out") {
  let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 1) }, timeout: 60_000)
  GenServer.stop(pid)
  Test.expect_equal(Process.flush(), [])
}

Test.test("a server that is killed in init does not leave its starter waiting") {
  Test.expect_equal(start(fn() { exit(self(), :kill) }), (:error, :killed))
  let me = self()
  let starter = spawn {
    me ! (:result, start(fn() { me ! (:hangs, self()); Process.sleep(:infinity) }))
  }
  exit(Test.expect_receive() { (:hangs, pid) in pid }, :kill)
  Test.expect_equal(Test.expect_receive() { (:result, r) in r }, (:error, :killed))
  Process.wait(starter)
}

Test.test("a starter that dies does not take a server that is not linked with it") {
  let me = self()
  let starter = spawn {
    start(fn() {
      me ! (:hangs, self())
      receive { :go_on -> (:ok, (:tell, me)) }
    })
  }
  let pid = Test.expect_receive() { (:hangs, p) in p }
  exit(starter, :kill)
  Process.wait(starter)
  pid ! :go_on
  pid ! :hello
  Test.expect_receive() { (:info, :hello) in :ok }
  GenServer.stop(pid)
}

Test.test("a starter that dies takes a linked server in init with it") {
  let me = self()
  let starter = spawn {
    GenServer.start_link(StartProbe, fn() { me ! (:hangs, self()); Process.sleep(:infinity) })
  }
  let pid = Test.expect_receive() { (:hangs, p) in p }
  let watch = monitor(pid)
  exit(starter, :boom)
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, :boom)
}

Test.test("servers that end as soon as they have started leave nothing behind at the starter's") {
  start_short_lived(300)
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.info(self(), :monitors), [])
}

fn start_short_lived(0) { :ok }
fn start_short_lived(n) {
  let me = self()
  Test.expect_match(start(fn() { (:ok, n, (:continue, me)) })) { (:ok, _) in :ok }
  start_short_lived(n - 1)
}

# MARK: Names

Test.test("a name") {
  let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, whereis(:start_named)) }, name: :start_named)
  Test.expect_equal(whereis(:start_named), pid)
  # init could find it under its name
  Test.expect_equal(Process.get_state(:start_named), pid)
  Test.expect_equal(GenServer.call(:start_named, fn(_, _) { (:reply, :hi, 0) }), :hi)
  Test.expect_equal(GenServer.call((:start_named, node()), fn(_, s) { (:reply, s, s) }), 0)
  GenServer.stop(:start_named)
  Test.expect_equal(whereis(:start_named), nil)
}

Test.test("a name that is taken gives its owner, and init does not run") {
  let me = self()
  let f = fn() { me ! :ran; (:ok, 1) }
  let (:ok, pid) = GenServer.start(StartProbe, f, name: :start_taken)
  Test.expect_receive() { :ran in :ok }
  Test.expect_equal(GenServer.start(StartProbe, f, name: :start_taken), (:error, (:already_started, pid)))
  # the linked caller does not trap, and lives
  Test.expect_equal(GenServer.start_link(StartProbe, f, name: :start_taken), (:error, (:already_started, pid)))
  Test.expect_equal(Process.flush(), [])
  GenServer.stop(pid)
}

Test.test("of many that start with one name at once one wins") {
  let me = self()
  let starters = for _ in 1..20 {
    spawn {
      me ! (:result, GenServer.start(StartProbe, fn() { (:ok, 1) }, name: :start_crowd))
      receive { :end -> :ok }
    }
  }
  let results = for _ in starters { Test.expect_receive() { (:result, r) in r } }
  let [pid] = for (:ok, p) in results { p }
  let losers = for (:error, (:already_started, p)) in results { p }
  Test.expect_equal(losers, for _ in 1..19 { pid })
  for p in starters { p ! :end }
  GenServer.stop(pid)
}

# gen_server_SUITE otp_7669
Test.test("the name is free when a failed start is told") {
  let failures = [
    fn() { :ignore }, fn() { (:stop, :no_luck) }, fn() { (:error, :no_luck) }, fn() { exit(:tired) },
    fn() { throw(:ball) }, fn() { exit(self(), :kill) },
  ]
  for _ in 1..10, f in failures {
    let result = GenServer.start(StartProbe, f, name: :start_again)
    Test.expect(result == :ignore or elem(result, 0) == :error)
    Test.expect_equal(whereis(:start_again), nil)
    let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 1) }, name: :start_again)
    GenServer.stop(pid)
  }
}

Test.test("what can be no name is told") {
  for name in [true, false, "text", 7, (:global, :x)] {
    Test.expect_raise((:bad_name, name)) { GenServer.start(StartProbe, fn() { (:ok, 1) }, name: name) }
  }
}

Test.test("a name by a module") {
  let name = (:via, StartNames, (self(), :start_via))
  let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 7) }, name: name)
  Test.expect_equal(GenServer.call(name, fn(_, s) { (:reply, s, s) }), 7)
  Test.expect_equal(GenServer.cast(name, fn(s) { (:noreply, s + 1) }), :ok)
  Test.expect_equal(Process.get_state(name), 8)
  Test.expect_equal(GenServer.start(StartProbe, fn() { (:ok, 7) }, name: name), (:error, (:already_started, pid)))
  Test.expect_equal(GenServer.stop(name), :ok)
}

Test.test("a name by a module is given back when the start fails") {
  let name = (:via, StartNames, (self(), :start_via_failed))
  for f in [fn() { :ignore }, fn() { (:stop, :x) }, fn() { (:error, :x) }, fn() { exit(:x) }, fn() { raise(:x) }] {
    GenServer.start(StartProbe, f, name: name)
    Test.expect_equal(Process.flush(), [(:register, :start_via_failed), (:unregister, :start_via_failed)])
  }
}

Test.test("a name in a registry, also in the default one") {
  let (:ok, names) = Registry.start_link(name: :start_names)
  for name in [(:via, Registry, (:start_names, "a key")), (:via, Registry, (names, 7)), (:via, Registry, "start test")] {
    let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 7) }, name: name)
    Test.expect_equal(GenServer.call(name, fn(_, s) { (:reply, s, s) }), 7)
    Test.expect_equal(Process.get_state(name), 7)
    Test.expect_equal(GenServer.start(StartProbe, fn() { (:ok, 8) }, name: name), (:error, (:already_started, pid)))
    Test.expect_equal(GenServer.stop(name), :ok)
    Test.expect_raise((:exit, (:noproc, (GenServer, :call, [name, :hello])))) { GenServer.call(name, :hello) }
    Test.expect_equal(GenServer.cast(name, :hello), :ok)
  }
}

Test.test("a name in a registry is free when a failed start is told") {
  let (:ok, _) = Registry.start_link(name: :start_free)
  let name = (:via, Registry, (:start_free, :key))
  let failures = [fn() { :ignore }, fn() { (:stop, :x) }, fn() { exit(:x) }, fn() { exit(self(), :kill) }]
  for _ in 1..5, f in failures {
    let result = GenServer.start(StartProbe, f, name: name)
    Test.expect(result == :ignore or elem(result, 0) == :error)
    let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 1) }, name: name)
    GenServer.stop(pid)
  }
}

Test.test("calls to what can be no server are told") {
  Test.expect_raise((:bad_name, "text")) { GenServer.call("text", :hello) }
  Test.expect_raise((:bad_name, 7)) { GenServer.cast(7, :hello) }
}

# MARK: Options

Test.test("a bounded mailbox, a priority and a limit of the heap") {
  let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 1) },
    mailbox: 10, overflow: :reject, priority: :high, max_heap: 10_000_000, name: :start_options)
  Test.expect_equal(Process.info(pid, :priority), :high)
  Test.expect_equal(Process.info(pid, :registered_name), :start_options)
  GenServer.stop(pid)
}

Test.test("a server that grows past its heap limit is killed") {
  let (:ok, pid) = GenServer.start(StartProbe, fn() { (:ok, 1) }, max_heap: 100_000)
  let watch = monitor(pid)
  GenServer.cast(pid, fn(_) { (:noreply, for i in 1..1_000_000 { i }) })
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, :heap_limit)
}
