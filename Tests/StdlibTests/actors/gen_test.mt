# The plumbing under all behaviours, with a behaviour of our own: a counter that is written on Gen alone.
# And the system messages: looks at the state, changes of it, suspending.

module GenCounter {
  fn start(mode, name, options) {
    let parent = if mode == :link { self() } else { nil }
    Gen.start(mode, name, options, fn() { (:ok, fn() { loop(0, parent) }) })
  }

  fn loop(n, parent) {
    receive {
      (:"$call", from, :get, _)          -> { Gen.reply(from, n); loop(n, parent) }
      (:"$call", from, :deadline, limit) -> { Gen.reply(from, limit); loop(n, parent) }
      (:"$call", _from, :never, _)       -> loop(n, parent)
      (:"$cast", (:add, k))              -> loop(n + k, parent)
      (:"$system", from, request)        -> Gen.system(from, request, parent, GenCounter, (n, parent))
      (:EXIT, ^parent, reason)           -> exit((:parent, reason))
      :trap                              -> { Process.trap_exit(); loop(n, parent) }
    }
  }

  fn system_continue(parent, (n, _)) { loop(n, parent) }
  fn system_terminate(reason, _parent, (n, _)) { exit(if reason == :tell { (:told, n) } else { reason }) }
  fn system_get_state((n, _)) { n }
  fn system_replace_state(f, (n, parent)) {
    let new = f(n)
    if not is_integer(new) { raise(:no_number) }
    (new, (new, parent))
  }
}

fn start() {
  let (:ok, pid) = GenCounter.start(:link, nil, %{})
  pid
}

fn get(p) { Gen.call(p, :get, :infinity, :me) }
fn outcome(f) { try { (:value, f()) } catch { (class, reason) -> (class, reason) } }

fn expect_nothing_left() {
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.info(self(), :monitors), [])
}

# So that no test is the one that loads the library.
Gen.stop(start(), :normal, 5_000, :me)

# MARK: Starting

Test.test("what init may give") {
  let running = fn() { receive { :stop -> :ok } }
  let (:ok, p) = Gen.start(:start, nil, %{}, fn() { (:ok, running) })
  let (:ok, q, :some_info) = Gen.start(:start, nil, %{}, fn() { (:ok, :some_info, running) })
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { :ignore }), :ignore)
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { (:error, 1) }), (:error, 1))
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { (:stop, 2) }), (:error, 2))
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { exit(3) }), (:error, 3))
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { throw((:error, 4)) }), (:error, 4))
  Test.expect_match(Gen.start(:start, nil, %{}, fn() { raise(5) })) { (:error, (5, [_ | _])) in :ok }
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { 6 }), (:error, (:bad_return_value, 6)))
  Test.expect_equal(Gen.start(:start, nil, %{}, fn() { (:ok, 7) }), (:error, (:bad_return_value, (:ok, 7))))
  for pid in [p, q] {
    let watch = monitor(pid)
    pid ! :stop
    Test.expect_receive() { (:DOWN, ^watch, _, _, :normal) in :ok }
  }
  expect_nothing_left()
}

Test.test("an error at the start is synchronous: the process has ended") {
  let me = self()
  for end in [fn() { :ignore }, fn() { (:error, 1) }, fn() { (:stop, 2) }, fn() { exit(3) }, fn() { 6 }] {
    Gen.start(:start, nil, %{}, fn() { me ! self(); end() })
    Test.expect(not Process.alive?(Test.expect_receive() { p in p }))
  }
  expect_nothing_left()
}

# MARK: Names

Test.test("where finds what a server goes by") {
  let (:ok, p) = GenCounter.start(:link, :gen_where, %{})
  Test.expect_equal(for x in [p, :gen_where, (:gen_where, node()), (:gen_where, :elsewhere), nil] { Gen.where(x) },
    [p, p, p, nil, nil])
  Test.expect_raise((:bad_name, "text")) { Gen.where("text") }
  Gen.stop(p, :normal, :infinity, :me)
  Test.expect_equal(Gen.where(:gen_where), nil)
}

# MARK: Calls

Test.test("the exit of a failed call names who called") {
  Test.expect_equal(outcome(fn() { Gen.call(:gen_nobody, 1, 5, (:any, :term)) }), (:exit, (:noproc, (:any, :term))))
  let p = start()
  Test.expect_equal(outcome(fn() { Gen.call(p, :never, 0, :me) }), (:exit, (:timeout, :me)))
  let me = self()
  Test.expect_equal(outcome(fn() { Gen.call(me, :get, 5, :me) }), (:exit, (:calling_self, :me)))
  expect_nothing_left()
}

Test.test("a call carries its deadline") {
  let p = start()
  let before = Time.monotonic(:millisecond)
  let limit = Gen.call(p, :deadline, 10_000, :me)
  let after_it = Time.monotonic(:millisecond)
  Test.expect(limit >= before + 10_000 and limit <= after_it + 10_000)
  Test.expect_equal(Gen.call(p, :deadline, :infinity, :me), :infinity)
  Test.expect_equal(Gen.receive_response(Gen.send_request(p, :deadline), :infinity), (:reply, :infinity))
  Test.expect(not Gen.expired?(limit))
  Test.expect(Gen.expired?(before - 1))
  Test.expect(not Gen.expired?(:infinity))
}

Test.test("replies to nobody are dropped") {
  let gone = spawn { :ok }
  Process.wait(gone)
  Test.expect_equal(Gen.reply((gone, make_ref()), :hello), :ok)
  let ref = alias(reply: true)
  Gen.reply((self(), ref), 1)
  Gen.reply((self(), ref), 2)
  Test.expect_equal(Process.flush(), [(ref, 1)])
}

# MARK: System messages

Test.test("a behaviour of one's own answers system messages") {
  let p = start()
  Gen.cast(p, (:add, 5))
  Test.expect_equal(Process.get_state(p), 5)
  Test.expect_equal(Process.get_state(p, :infinity), 5)
  Test.expect_equal(Process.replace_state(p) { n in n * 2 }, 10)
  Test.expect_equal(get(p), 10)
  let watch = monitor(p)
  unlink(p)
  Test.expect_equal(outcome(fn() { Gen.stop(p, :tell, :infinity, :me) }), (:exit, ((:told, 10), :me)))
  Test.expect_receive() { (:DOWN, ^watch, _, _, (:told, 10)) in :ok }
}

Test.test("a system message that does not exist is answered with an error") {
  let p = start()
  Test.expect_equal(Gen.system_request(p, :dance, 5_000, :me), (:error, (:unknown_system_message, :dance)))
  Test.expect_equal(get(p), 0)
}

# gen_server_SUITE replace_state
Test.test("replace_state gives the new state; what fails leaves the old one") {
  let (:ok, p) = GenServer.start_link(GenState, %{n: 1})
  Test.expect_equal(Process.replace_state(p) { s in %{s | n: 2} }, %{n: 2})
  Test.expect_equal(Process.get_state(p), %{n: 2})
  Test.expect_raise(:bug) { Process.replace_state(p) { _ in raise(:bug) } }
  Test.expect_raise((:exit, :tired)) { Process.replace_state(p) { _ in exit(:tired) } }
  Test.expect_raise((:throw, :ball)) { Process.replace_state(p) { _ in throw(:ball) } }
  Test.expect_raise(:function_clause) { Process.replace_state(p) { [] in 1 } }
  Test.expect_equal(Process.get_state(p), %{n: 2})
  Test.expect_equal(GenServer.call(p, :get), %{n: 2})
}

module GenState {
  fn init(state) { (:ok, state) }
  fn handle_call(:get, _from, state) { (:reply, state, state) }
  fn handle_cast((:add, pid), state) { (:noreply, [pid | state]) }
  fn terminate(reason, state) { if is_pid(state) { state ! (:terminated, reason) } }
}

Test.test("replace_state while suspended") {
  let (:ok, p) = GenServer.start_link(GenState, 1)
  Process.suspend(p)
  Test.expect_equal(Process.replace_state(p) { n in n + 1 }, 2)
  Test.expect_raise(:badarith) { Process.replace_state(p) { n in n + :one } }
  Test.expect_equal(Process.get_state(p), 2)
  Process.resume(p)
  Test.expect_equal(GenServer.call(p, :get), 2)
}

Test.test("get_state of nobody, of oneself, of what does not answer") {
  let dead = spawn { :ok }
  Process.wait(dead)
  Test.expect_match(outcome(fn() { Process.get_state(dead) })) { (:exit, (:noproc, (Process, :get_state, _))) in :ok }
  let me = self()
  Test.expect_match(outcome(fn() { Process.get_state(me) })) { (:exit, (:calling_self, _)) in :ok }
  let deaf = spawn_link { receive { :stop -> :ok } }
  Test.expect_match(outcome(fn() { Process.get_state(deaf, 1) })) { (:exit, (:timeout, _)) in :ok }
  deaf ! :stop
  expect_nothing_left()
}

# sys_SUITE suspend
Test.test("a suspended server handles nothing until it is resumed, then everything in order") {
  let (:ok, p) = GenServer.start_link(GenState, [])
  Test.expect_equal(Process.suspend(p), :ok)
  for i in 1..5 { GenServer.cast(p, (:add, i)) }
  Test.expect_match(outcome(fn() { GenServer.call(p, :get, 5) })) { (:exit, (:timeout, _)) in :ok }
  Test.expect_equal(Process.get_state(p), [])
  Test.expect_equal(Process.resume(p), :ok)
  Test.expect_equal(GenServer.call(p, :get), [5, 4, 3, 2, 1])
  expect_nothing_left()
}

Test.test("suspending twice takes one resume; resuming what runs is nothing") {
  let (:ok, p) = GenServer.start_link(GenState, 1)
  Test.expect_equal(Process.suspend(p), :ok)
  Test.expect_equal(Process.suspend(p), :ok)
  Test.expect_equal(Process.resume(p), :ok)
  Test.expect_equal(GenServer.call(p, :get), 1)
  Test.expect_equal(Process.resume(p), :ok)
  Test.expect_equal(GenServer.call(p, :get), 1)
}

Test.test("a suspended server can be stopped and killed") {
  let (:ok, p) = GenServer.start(GenState, self())
  Process.suspend(p)
  Test.expect_equal(GenServer.stop(p, :shutdown), :ok)
  Test.expect_equal(Process.flush(), [(:terminated, :shutdown)])
  let (:ok, q) = GenServer.start(GenState, self())
  Process.suspend(q)
  let watch = monitor(q)
  exit(q, :kill)
  Test.expect_receive() { (:DOWN, ^watch, _, _, :killed) in :ok }
}

Test.test("a suspended server that traps ends with its parent") {
  let me = self()
  let parent = spawn {
    let (:ok, p) = GenServer.start_link(GenTrapping, me)
    me ! p
    receive { :exit -> exit(:gone) }
  }
  let p = Test.expect_receive() { p in p }
  Process.suspend(p)
  let watch = monitor(p)
  parent ! :exit
  Test.expect_receive() { (:DOWN, ^watch, _, _, :gone) in :ok }
  Test.expect_receive() { (:terminated, :gone) in :ok }
}

module GenTrapping {
  fn init(owner) {
    Process.trap_exit()
    (:ok, owner)
  }
  fn terminate(reason, owner) { owner ! (:terminated, reason) }
}

Test.test("a server whose mailbox is full is looked into, changed, resumed and stopped all the same") {
  for overflow in [:block, :reject, :drop_newest] {
    let (:ok, p) = GenServer.start(GenState, [], mailbox: 2, overflow: overflow)
    Process.suspend(p)
    for i in 1..2 { GenServer.cast(p, (:add, i)) }
    Test.expect_equal(Process.get_state(p), [])
    Test.expect_equal(Process.replace_state(p) { _ in [0] }, [0])
    Test.expect_equal(Process.resume(p), :ok)
    Test.expect_equal(GenServer.call(p, :get), [2, 1, 0])
    Process.suspend(p)
    for i in 3..4 { GenServer.cast(p, (:add, i)) }
    Test.expect_equal(GenServer.stop(p), :ok)
  }
}

Test.test("system messages reach a server before what lies in a suspended one's mailbox") {
  let (:ok, p) = GenServer.start_link(GenState, [])
  Process.suspend(p)
  for i in 1..2_000 { GenServer.cast(p, (:add, i)) }
  Test.expect_equal(Process.get_state(p), [])
  Process.resume(p)
  Test.expect_equal(List.length(GenServer.call(p, :get, :infinity)), 2_000)
}
