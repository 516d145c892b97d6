# Agents.

fn value(agent) { Agent.get(agent) { x in x } }

Test.test("an agent holds what its function gives") {
  let (:ok, agent) = Agent.start_link { (:some, "value") }
  Test.expect_equal(value(agent), (:some, "value"))
}

Test.test("functions run in the agent, one after the other") {
  let (:ok, agent) = Agent.start_link { 0 }
  Test.expect_equal(Agent.get(agent) { _ in self() }, agent)
  let tasks = for _ in 1..10 {
    Task.async { for _ in 1..50 { Agent.update(agent) { n in n + 1 } } }
  }
  Task.await_many(tasks, :infinity)
  Test.expect_equal(value(agent), 500)
}

Test.test("get leaves the state, update and get_and_update change it") {
  let (:ok, agent) = Agent.start_link { 1 }
  Test.expect_equal(Agent.get(agent) { n in n + 1 }, 2)
  Test.expect_equal(Agent.update(agent) { n in n + 10 }, :ok)
  Test.expect_equal(Agent.get_and_update(agent) { n in (n, n * 2) }, 11)
  Test.expect_equal(value(agent), 22)
}

Test.test("what is cast is seen by what the same process asks later") {
  let (:ok, agent) = Agent.start_link { [] }
  for n in 1..100 { Agent.cast(agent) { xs in [n | xs] } }
  Test.expect_equal(value(agent), List.reverse(1..100))
  Test.expect_equal(Agent.cast(:nobody_has_this_name) { x in x }, :ok)
}

Test.test("modules' functions get the state first") {
  let (:ok, agent) = Agent.start_link(Map, :from_list, [[(:a, 1)]])
  Test.expect_equal(Agent.update(agent, Map, :put, [:b, 2]), :ok)
  Test.expect_equal(Agent.cast(agent, Map, :put, [:c, 3]), :ok)
  Test.expect_equal(Agent.get(agent, Map, :keys, []), [:a, :b, :c])
  Test.expect_equal(Agent.get_and_update(agent, Map, :pop, [:a]), 1)
  Test.expect_equal(Agent.get(agent, Map, :size, [], :infinity), 2)
}

Test.test("names") {
  let (:ok, agent) = Agent.start_link(name: :agent_test) { 1 }
  Test.expect_equal(whereis(:agent_test), agent)
  Test.expect_equal(value(:agent_test), 1)
  Test.expect_equal(Agent.start_link(fn() { 2 }, name: :agent_test), (:error, (:already_started, agent)))
  Test.expect_equal(Agent.stop(:agent_test), :ok)
  let (:ok, other) = Agent.start(name: :agent_test) { 2 }
  Test.expect_equal(value(:agent_test), 2)
  Agent.stop(other)
  let name = (:via, Registry, (:agent_test, 1))
  let (:ok, _) = Registry.start_link(name: :agent_test)
  let (:ok, _) = Agent.start_link(name: name) { 3 }
  Test.expect_equal(value(name), 3)
}

Test.test("a start that fails") {
  Process.trap_exit()
  Test.expect_equal(Agent.start(fn() { exit(:no) }), (:error, :no))
  Test.expect_match(Agent.start(fn() { raise(:broken) })) { (:error, (:broken, trace)) in is_list(trace) }
  Test.expect_equal(Agent.start_link(name: :agent_test_failed) { exit(:no) }, (:error, :no))
  Test.expect_equal(whereis(:agent_test_failed), nil)
  Test.expect_equal(Agent.start(fn() { Process.sleep(:infinity) }, timeout: 1), (:error, :timeout))
}

Test.test("a function that fails ends the agent, and its caller hears why") {
  let (:ok, agent) = Agent.start { 1 }
  let ref = monitor(agent)
  let (class, (reason, who)) = Test.expect_raise { Agent.get(agent) { _ in exit(:tired) } }
  Test.expect_equal((class, reason), (:exit, :tired))
  Test.expect_match(who) { (Agent, :get, [^agent, _]) in :ok }
  Test.expect_receive() { (:DOWN, ^ref, _, _, :tired) in :ok }
}

Test.test("get_and_update must give a pair") {
  let (:ok, agent) = Agent.start { 1 }
  let (:exit, (reason, _)) = Test.expect_raise { Agent.get_and_update(agent) { _ in 7 } }
  Test.expect_equal(reason, (:bad_return_value, 7))
}

Test.test("a call that is late exits, and its change is made all the same") {
  let (:ok, agent) = Agent.start_link { 1 }
  let me = self()
  let (:exit, (reason, who)) = Test.expect_raise {
    Agent.update(agent, fn(n) { receive { :go -> n + 1 } }, 1)
  }
  Test.expect_equal(reason, :timeout)
  Test.expect_match(who) { (Agent, :update, [^agent, _, 1]) in :ok }
  agent ! :go
  Test.expect_equal(value(agent), 2)
  Test.expect_equal(Process.info(me, :message_queue_len), 0)
}

Test.test("nobody there") {
  let (:exit, (reason, _)) = Test.expect_raise { value(:nobody_has_this_name) }
  Test.expect_equal(reason, :noproc)
}

Test.test("stray messages do no harm") {
  let (:ok, agent) = Agent.start_link { 1 }
  agent ! :hello
  Test.expect_equal(value(agent), 1)
}

Test.test("the state can be looked at and replaced from outside") {
  let (:ok, agent) = Agent.start_link { 1 }
  Test.expect_equal(Process.get_state(agent), 1)
  Process.replace_state(agent, fn(n) { n + 1 })
  Test.expect_equal(value(agent), 2)
}

Test.test("stopping") {
  let (:ok, agent) = Agent.start { 1 }
  let ref = monitor(agent)
  Test.expect_equal(Agent.stop(agent, :done), :ok)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :done) in :ok }
  Test.expect_match(Test.expect_raise { Agent.stop(agent) }) { (:exit, _) in :ok }
}

Test.test("a linked agent ends with its starter") {
  let me = self()
  let pid = spawn {
    let (:ok, agent) = Agent.start_link { 1 }
    me ! (:agent, agent)
    receive { :end -> exit(:over) }
  }
  let agent = Test.expect_receive() { (:agent, agent) in agent }
  let ref = monitor(agent)
  pid ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :over) in :ok }
}

Test.test("an agent under a supervisor") {
  let (:ok, sup) = Supervisor.start_link([Agent.child_spec(name: :agent_test_child) { 5 }])
  Test.expect_equal(value(:agent_test_child), 5)
  let old = whereis(:agent_test_child)
  Agent.update(:agent_test_child) { n in n + 1 }
  let ref = monitor(old)
  exit(old, :kill)
  Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok }
  Test.expect_eventually { whereis(:agent_test_child) != nil }
  Test.expect_equal(value(:agent_test_child), 5)
  Supervisor.stop(sup)
}

Test.test("arguments are checked where the call is made") {
  let (:ok, agent) = Agent.start_link { 1 }
  for f in [nil, 7, :f, (List, :sum), (List, "sum", [])] {
    Test.expect_raise(:badarg) { Agent.get(agent, f) }
    Test.expect_raise(:badarg) { Agent.update(agent, f) }
    Test.expect_raise(:badarg) { Agent.get_and_update(agent, f) }
    Test.expect_raise(:badarg) { Agent.cast(agent, f) }
    Test.expect_raise(:badarg) { Agent.start_link(f, %{}) }
  }
  Test.expect_raise(:badarg) { Agent.get(agent, "List", :sum, []) }
  Test.expect_raise(:badarg) { Agent.cast(agent, List, :sum, nil) }
  Test.expect_equal(value(agent), 1)
}
