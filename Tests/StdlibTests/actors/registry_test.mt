# Registries.

fn forever() { Process.sleep(:infinity) }

# A process that runs functions for the test.
fn helper() { spawn_link { obey() } }
fn obey() {
  receive {
    (:run, from, ref, f) -> {
      from ! (ref, f())
      obey()
    }
    :end -> :ok
  }
}

fn ask(pid, f) {
  let ref = make_ref()
  pid ! (:run, self(), ref, f)
  receive { (^ref, value) -> value }
}

fn finish(pid) {
  let ref = monitor(pid)
  pid ! :end
  receive { (:DOWN, ^ref, _, _, _) -> :ok }
}

fn unique() {
  let (:ok, registry) = Registry.start_link(keys: :unique)
  registry
}

fn duplicate() {
  let (:ok, registry) = Registry.start_link(keys: :duplicate)
  registry
}

fn sorted(entries) { List.sort(entries) }

# MARK: Unique keys

Test.test("a unique key belongs to one process") {
  let r = unique()
  let other = helper()
  Test.expect_equal(Registry.register(r, :key, 1), (:ok, r))
  Test.expect_equal(Registry.register(r, :key, 2), (:error, (:already_registered, self())))
  let taken = (:error, (:already_registered, self()))
  Test.expect_equal(ask(other, fn() { Registry.register(r, :key, 3) }), taken)
  Test.expect_equal(Registry.lookup(r, :key), [(self(), 1)])
  Test.expect_equal(ask(other, fn() { Registry.unregister(r, :key) }), :ok)
  Test.expect_equal(Registry.lookup(r, :key), [(self(), 1)])
  Test.expect_equal(Registry.unregister(r, :key), :ok)
  Test.expect_equal(Registry.unregister(r, :key), :ok)
  Test.expect_equal(Registry.lookup(r, :key), [])
  Test.expect_equal(ask(other, fn() { Registry.register(r, :key, 3) }), (:ok, r))
  Test.expect_equal(Registry.lookup(r, :key), [(other, 3)])
}

Test.test("any term is a key, and any a value") {
  let r = unique()
  let keys = [nil, false, 1, 1.0, "text", (:a, 1), [], %{a: 1}, self(), make_ref()]
  for key in keys { Test.expect_equal(Registry.register(r, key, key), (:ok, r)) }
  for key in keys { Test.expect_equal(Registry.lookup(r, key), [(self(), key)]) }
  Test.expect_equal(Registry.count(r), 10)
  Test.expect_equal(List.length(Registry.keys(r, self())), 10)
}

Test.test("of many processes that want a key one gets it") {
  let r = unique()
  let me = self()
  for _ in 1..50 {
    spawn_link {
      me ! (:answer, self(), Registry.register_name((r, :key), self()))
      forever()
    }
  }
  let answers = for _ in 1..50 { receive { (:answer, pid, answer) -> (pid, answer) } }
  let [(winner, :yes)] = List.filter(answers) { (_, answer) in answer == :yes }
  Test.expect_equal(Registry.whereis_name((r, :key)), winner)
}

# MARK: Duplicate keys

Test.test("a duplicate key has many entries") {
  let r = duplicate()
  let other = helper()
  Registry.register(r, :key, 1)
  ask(other) { Registry.register(r, :key, 2) }
  Registry.register(r, :key, 3)
  Registry.register(r, :other, 4)
  Test.expect_equal(sorted(Registry.lookup(r, :key)), sorted([(self(), 1), (other, 2), (self(), 3)]))
  Test.expect_equal(Registry.count(r), 4)
  Test.expect_equal(Registry.keys(r, self()), [:key, :key, :other])
  Test.expect_equal(Registry.keys(r, other), [:key])
  Test.expect_equal(Registry.values(r, :key, self()), [1, 3])
  Test.expect_equal(Registry.unregister(r, :key), :ok)
  Test.expect_equal(Registry.lookup(r, :key), [(other, 2)])
  Test.expect_equal(Registry.lookup(r, :other), [(self(), 4)])
}

Test.test("some of a process's entries can be taken away") {
  let r = duplicate()
  let other = helper()
  for n in 1..4 { Registry.register(r, :key, n) }
  ask(other) { Registry.register(r, :key, 3) }
  Test.expect_equal(Registry.unregister_match(r, :key, fn(n) { n rem 2 == 1 }), :ok)
  Test.expect_equal(sorted(Registry.lookup(r, :key)), sorted([(self(), 2), (self(), 4), (other, 3)]))
  Registry.unregister_match(r, :key, fn(_) { true })
  Test.expect_equal(Registry.lookup(r, :key), [(other, 3)])
  Test.expect_equal(Registry.unregister_match(r, :nothing, fn(_) { true }), :ok)
  let u = unique()
  Registry.register(u, :key, 1)
  Registry.unregister_match(u, :key, fn(n) { n == 2 })
  Test.expect_equal(Registry.count(u), 1)
  Registry.unregister_match(u, :key, fn(n) { n == 1 })
  Test.expect_equal(Registry.count(u), 0)
}

# MARK: The end of a process

Test.test("whoever has seen the end of a process does not find it") {
  let u = unique()
  let d = duplicate()
  for n in 1..100 {
    let pid = helper()
    ask(pid) {
      Registry.register(u, :key, n)
      Registry.register(d, :key, n)
    }
    finish(pid)
    Test.expect_equal(Registry.lookup(u, :key), [])
    Test.expect_equal(Registry.lookup(d, :key), [])
    Test.expect_equal(Registry.whereis_name((u, :key)), nil)
    Test.expect_equal(Registry.keys(u, pid), [])
    Test.expect_equal(Registry.values(d, :key, pid), [])
    Test.expect_equal(Registry.count(d), 0)
    Test.expect_equal(Registry.select(d, fn(_, _, _) { true }), [])
    # And its key is free.
    Test.expect_equal(Registry.register(u, :key, n), (:ok, u))
    Registry.unregister(u, :key)
  }
}

Test.test("a process with many keys") {
  let r = unique()
  let pid = helper()
  let n = 2_000
  ask(pid) { for key in 1..n { Registry.register(r, key, key) } }
  Test.expect_equal(Registry.count(r), n)
  Test.expect_equal(Registry.keys(r, pid), 1..n)
  finish(pid)
  Test.expect_equal(Registry.count(r), 0)
  Test.expect_equal(Registry.register(r, 7, nil), (:ok, r))
  Test.expect_equal(Registry.keys(r, self()), [7])
}

Test.test("many processes under one key") {
  let r = duplicate()
  let me = self()
  let pids = for n in 1..500 {
    spawn {
      Registry.register(r, :key, n)
      me ! :registered
      forever()
    }
  }
  for _ in pids { receive { :registered -> :ok } }
  Test.expect_equal(List.length(Registry.lookup(r, :key)), 500)
  for pid in pids { exit(pid, :kill) }
  for pid in pids { Process.wait(pid) }
  Test.expect_equal(Registry.lookup(r, :key), [])
  # The registry keeps nothing of them.
  Test.expect_eventually {
    let (_, entries, owners, _, _) = Process.get_state(r)
    map_size(entries) == 0 and map_size(owners) == 0
  }
  Test.expect_equal(Process.info(r, :monitors), [])
}

Test.test("a process that takes its last entry away is not watched any more") {
  let r = duplicate()
  for n in 1..3 { Registry.register(r, :key, n) }
  Test.expect_equal(List.length(Process.info(r, :monitors)), 1)
  Registry.unregister(r, :key)
  Test.expect_equal(Process.info(r, :monitors), [])
  for _ in 1..3 {
    Registry.register(r, :key, 1)
    Registry.unregister(r, :key)
  }
  Test.expect_equal(Process.info(r, :monitors), [])
}

# MARK: Values

Test.test("only its process changes a value") {
  let r = unique()
  let other = helper()
  Registry.register(r, :key, 1)
  Test.expect_equal(Registry.update_value(r, :key, fn(n) { n + 1 }), (2, 1))
  Test.expect_equal(ask(other, fn() { Registry.update_value(r, :key, fn(n) { n + 1 }) }), :error)
  Test.expect_equal(Registry.update_value(r, :nothing, fn(n) { n + 1 }), :error)
  Test.expect_equal(Registry.lookup(r, :key), [(self(), 2)])
  let d = duplicate()
  Test.expect_raise((:not_unique, d)) { Registry.update_value(d, :key, fn(n) { n }) }
}

Test.test("filter, count_match and select") {
  let r = duplicate()
  let other = helper()
  for n in 1..3 { Registry.register(r, :key, n) }
  ask(other) { Registry.register(r, :key, 10) }
  Registry.register(r, :other, 10)
  let me = self()
  Test.expect_equal(sorted(Registry.filter(r, :key, fn(_, n) { n > 2 })), sorted([(me, 3), (other, 10)]))
  Test.expect_equal(Registry.filter(r, :key, fn(pid, _) { pid == other }), [(other, 10)])
  Test.expect_equal(Registry.count_match(r, :key, fn(_, n) { n < 3 }), 2)
  let tens = Registry.select(r) { _, _, n in n == 10 }
  Test.expect_equal(sorted(tens), [(:key, other, 10), (:other, me, 10)])
  Test.expect_equal(Registry.select(unique(), fn(_, _, _) { true }), [])
}

Test.test("dispatch gives the entries to a function of the caller") {
  let r = duplicate()
  let me = self()
  let other = helper()
  Test.expect_equal(Registry.dispatch(r, :news, fn(_) { me ! :called }), :ok)
  Registry.register(r, :news, :mine)
  ask(other) { Registry.register(r, :news, :other) }
  Test.expect_equal(Registry.dispatch(r, :news, fn(entries) { self() ! (:entries, sorted(entries)) }), :ok)
  Test.expect_equal(Process.flush(), [(:entries, sorted([(me, :mine), (other, :other)]))])
  Test.expect_raise(:broken) { Registry.dispatch(r, :news, fn(_) { raise(:broken) }) }
  Test.expect_equal(Registry.count(r), 2)
}

Test.test("metadata") {
  let (:ok, r) = Registry.start_link(keys: :unique, meta: %{a: 1})
  Test.expect_equal(Registry.meta(r, :a), (:ok, 1))
  Test.expect_equal(Registry.meta(r, :b), :error)
  Test.expect_equal(Registry.put_meta(r, :b, nil), :ok)
  Test.expect_equal(Registry.meta(r, :b), (:ok, nil))
  Test.expect_equal(Registry.delete_meta(r, :a), :ok)
  Test.expect_equal(Registry.meta(r, :a), :error)
}

# MARK: Names

Test.test("servers by any name") {
  let (:ok, _) = Registry.start_link(name: :registry_test_servers)
  let name = (:via, Registry, (:registry_test_servers, ("user", 42)))
  let (:ok, server) = Agent.start_link(name: name) { 1 }
  Test.expect_equal(Agent.get(name, fn(n) { n }), 1)
  Test.expect_equal(Registry.lookup(:registry_test_servers, ("user", 42)), [(server, nil)])
  Test.expect_equal(Agent.start_link(fn() { 2 }, name: name), (:error, (:already_started, server)))
  Test.expect_equal(Agent.cast(name, fn(n) { n + 1 }), :ok)
  Test.expect_equal(Agent.get(name, fn(n) { n }), 2)
  Agent.stop(name)
  let (:ok, again) = Agent.start_link(name: name) { 3 }
  Test.expect_equal(Agent.get(name, fn(n) { n }), 3)
  Test.expect(again != server)
}

Test.test("a name is free when a start has failed") {
  let (:ok, r) = Registry.start_link(keys: :unique)
  let name = (:via, Registry, (r, :name))
  for _ in 1..50 {
    Test.expect_equal(Agent.start(fn() { exit(:no) }, name: name), (:error, :no))
    Test.expect_equal(Registry.whereis_name((r, :name)), nil)
  }
  let (:ok, agent) = Agent.start(name: name) { 1 }
  Agent.stop(agent)
  let (:ok, _) = Agent.start_link(name: name) { 1 }
}

Test.test("nobody behind a name") {
  let r = unique()
  let (:exit, (reason, _)) = Test.expect_raise { GenServer.call((:via, Registry, (r, :nobody)), :hello) }
  Test.expect_equal(reason, :noproc)
  Test.expect_equal(GenServer.cast((:via, Registry, (r, :nobody)), :hello), :ok)
  Test.expect_raise(:badarg) { Registry.send((r, :nobody), :hello) }
}

Test.test("registering, finding, sending to and giving up a name") {
  let r = unique()
  let other = helper()
  Test.expect_equal(Registry.register_name((r, :name), other), :yes)
  Test.expect_equal(Registry.register_name((r, :name), self()), :no)
  Test.expect_equal(Registry.whereis_name((r, :name)), other)
  Test.expect_equal(Registry.unregister_name((r, :name)), :ok)
  Test.expect_equal(Registry.unregister_name((r, :name)), :ok)
  Test.expect_equal(Registry.register_name((r, :name), self()), :yes)
  Test.expect_equal(Registry.send((r, :name), :hello), self())
  Test.expect_receive() { :hello in :ok }
  finish(other)
  Test.expect_equal(Registry.register_name((r, :dead), other), :no)
}

Test.test("a duplicate registry gives no names") {
  let r = duplicate()
  Test.expect_raise((:not_unique, r)) { Registry.whereis_name((r, :name)) }
  Test.expect_raise((:not_unique, r)) { Registry.register_name((r, :name), self()) }
}

Test.test("the default registry starts by itself, once") {
  let key = make_ref()
  let results = Task.async_stream(1..20, max_concurrency: 20, timeout: :infinity) { n in
    Registry.register(Registry, (key, n), n)
    whereis(Registry)
  }
  Test.expect_equal(List.uniq(results), [(:ok, whereis(Registry))])
  # It is nobody's child.
  let links = Process.info(whereis(Registry), :links)
  Test.expect_equal(links, [])
}

Test.test("any term but a pair of a registry and a key is a name in the default registry") {
  for name in ["registry test", ("registry", :test), [:registry_test], 77_077, (:registry_test, 1, 2)] {
    let (:ok, agent) = Agent.start_link(name: (:via, Registry, name)) { name }
    Test.expect_equal(Registry.lookup(Registry, name), [(agent, nil)])
    Test.expect_equal(Agent.get((:via, Registry, name), fn(value) { value }), name)
    Agent.stop(agent)
  }
}

# MARK: The registry itself

Test.test("starting and names of registries") {
  let (:ok, r) = Registry.start_link(name: :registry_test_one, keys: :duplicate)
  Test.expect_equal(whereis(:registry_test_one), r)
  Test.expect_equal(Registry.start_link(name: :registry_test_one), (:error, (:already_started, r)))
  Test.expect_equal(Registry.register(:registry_test_one, :a, 1), (:ok, r))
  Test.expect_equal(Registry.lookup(r, :a), [(self(), 1)])
  for options in [%{keys: :some}, %{meta: 1}, %{keys: nil}] {
    Test.expect_raise(:badarg) { Registry.start_link(options) }
  }
  Test.expect_raise(:badarg) { Registry.start_link(:name) }
  Test.expect_raise((:bad_option, :size)) { Registry.start_link(size: 1) }
}

Test.test("a registry that is not there") {
  let (:exit, (reason, who)) = Test.expect_raise { Registry.lookup(:nobody_has_this_name, :key) }
  Test.expect_equal(reason, :noproc)
  Test.expect_equal(who, (Registry, :lookup, [:nobody_has_this_name, :key]))
}

Test.test("when a registry ends its entries are gone, and the processes go on") {
  let (:ok, r) = Registry.start(name: :registry_test_mortal, keys: :unique)
  Registry.register(r, :key, 1)
  exit(r, :kill)
  Process.wait(r)
  let (:ok, _) = Registry.start_link(name: :registry_test_mortal, keys: :unique)
  Test.expect_equal(Registry.lookup(:registry_test_mortal, :key), [])
}

Test.test("a registry before its processes under a supervisor") {
  let name = (:via, Registry, (:registry_test_child, :worker))
  let (:ok, sup) = Supervisor.start_link([
    Registry.child_spec(name: :registry_test_child),
    Agent.child_spec(name: name) { 1 },
  ], strategy: :rest_for_one)
  let worker = Registry.whereis_name((:registry_test_child, :worker))
  let ref = monitor(worker)
  exit(whereis(:registry_test_child), :kill)
  receive { (:DOWN, ^ref, _, _, _) -> :ok }
  Test.expect_eventually { whereis(:registry_test_child) != nil }
  Test.expect_eventually { Registry.whereis_name((:registry_test_child, :worker)) != nil }
  Test.expect(Registry.whereis_name((:registry_test_child, :worker)) != worker)
  Supervisor.stop(sup)
}

Test.test("stray messages do no harm") {
  let r = unique()
  r ! :hello
  GenServer.cast(r, :hello)
  Test.expect_equal(Registry.count(r), 0)
}
