# Requests and answers: what handle_call, handle_cast and handle_continue may give, answers that come
# late or never, requests that nobody waits for any more.

module CallProbe {
  fn init(f) when is_function(f) { f() }
  fn init(state) { (:ok, state) }
  fn handle_call(f, from, state) when is_function(f) { f(from, state) }
  fn handle_call(:get, _from, state) { (:reply, state, state) }
  fn handle_cast(f, state) { f(state) }
  fn handle_continue((:tell, pid, what), state) {
    pid ! (:continue, what)
    (:noreply, state)
  }
  fn handle_continue(f, state) { f(state) }
  fn handle_info((:tell, pid, what), state) {
    pid ! (:info, what)
    (:noreply, state)
  }
  fn handle_info(:timeout, owner) {
    owner ! (:timeout, self())
    (:noreply, owner)
  }
}

fn start(state) {
  let (:ok, pid) = GenServer.start_link(CallProbe, state)
  pid
}

fn start(state, options) {
  let (:ok, pid) = GenServer.start_link(CallProbe, state, options)
  pid
}

# What a call comes to: its value, or the class and the reason.
fn outcome(f) { try { (:value, f()) } catch { (class, reason) -> (class, reason) } }

fn expect_nothing_left() {
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.info(self(), :monitors), [])
}

# So that no test is the one that loads the library.
GenServer.stop(start(0))

# MARK: gen_server_SUITE call

Test.test("(:reply, answer, state)") {
  let p = start(1)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, (:was, s), s + 1) }), (:was, 1))
  Test.expect_equal(GenServer.call(p, :get), 2)
  expect_nothing_left()
}

Test.test("(:reply, answer, state, milliseconds)") {
  let p = start(self())
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, :hi, s, 0) }), :hi)
  Test.expect_receive() { (:timeout, ^p) in :ok }
}

Test.test("(:reply, answer, state, :hibernate)") {
  let p = start(1)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, :hi, s + 1, :hibernate) }), :hi)
  Test.expect_equal(GenServer.call(p, :get), 2)
}

Test.test("(:reply, answer, state, (:continue, x)) continues before the next message") {
  let me = self()
  let p = start(1)
  Process.suspend(p)
  let id = GenServer.send_request(p, fn(_, s) { (:reply, :hi, s, (:continue, (:tell, me, :first))) })
  p ! (:tell, me, :second)
  Process.resume(p)
  Test.expect_equal(GenServer.receive_response(id, 5_000), (:reply, :hi))
  GenServer.call(p, :get)
  Test.expect_equal(Process.flush(), [(:continue, :first), (:info, :second)])
}

Test.test("(:noreply, state), and the answer from another process later") {
  let p = start(1)
  let answer = GenServer.call(p, fn(from, s) {
    spawn { GenServer.reply(from, :late_but_there) }
    (:noreply, s + 1)
  })
  Test.expect_equal(answer, :late_but_there)
  Test.expect_equal(GenServer.call(p, :get), 2)
}

Test.test("the answer may come before the callback gives (:noreply, state)") {
  let p = start(1)
  let answer = GenServer.call(p, fn(from, s) {
    Test.expect_equal(GenServer.reply(from, :early), :ok)
    (:noreply, s + 1)
  })
  Test.expect_equal(answer, :early)
  Test.expect_equal(GenServer.call(p, :get), 2)
}

Test.test("(:noreply, state, next)") {
  let me = self()
  let p = start(me)
  Test.expect_equal(GenServer.call(p, fn(from, s) { GenServer.reply(from, 1); (:noreply, s, 0) }), 1)
  Test.expect_receive() { (:timeout, ^p) in :ok }
  Test.expect_equal(GenServer.call(p, fn(from, s) { GenServer.reply(from, 2); (:noreply, s, :hibernate) }), 2)
  let continued = fn(from, s) { (:noreply, s, (:continue, fn(s) { GenServer.reply(from, 3); (:noreply, s) })) }
  Test.expect_equal(GenServer.call(p, continued), 3)
}

Test.test("only the first answer counts") {
  let p = start(1)
  let twice = fn(from, s) {
    GenServer.reply(from, :one)
    GenServer.reply(from, :two)
    (:reply, :three, s)
  }
  Test.expect_equal(GenServer.call(p, twice), :one)
  Test.expect_equal(GenServer.call(p, :get), 1)
  expect_nothing_left()
}

Test.test("`from` tells who calls") {
  let p = start(1)
  Test.expect_equal(GenServer.call(p, fn((pid, _), s) { (:reply, pid, s) }), self())
}

Test.test("(:stop, reason, answer, state): the caller gets the answer, then the server ends") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let watch = monitor(p)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:stop, :shutdown, :bye, s) }), :bye)
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, :shutdown)
}

Test.test("(:stop, reason, state): the caller exits with the reason") {
  for reason in [:normal, :shutdown, (:shutdown, :why)] {
    let (:ok, p) = GenServer.start(CallProbe, 1)
    let f = fn(_, s) { (:stop, reason, s) }
    Test.expect_equal(outcome(fn() { GenServer.call(p, f) }), (:exit, (reason, (GenServer, :call, [p, f]))))
  }
  expect_nothing_left()
}

Test.test("what handle_call throws is its return value") {
  let p = start(1)
  Test.expect_equal(GenServer.call(p, fn(_, s) { throw((:reply, :thrown, s + 1)) }), :thrown)
  Test.expect_equal(GenServer.call(p, :get), 2)
}

Test.test("a bad return") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let f = fn(_, _) { :what }
  Test.expect_equal(outcome(fn() { GenServer.call(p, f) }),
    (:exit, ((:bad_return_value, :what), (GenServer, :call, [p, f]))))
}

Test.test("a bad time in a return") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let watch = monitor(p)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, :hi, s, :soon) }), :hi)
  Test.expect_match(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }) { (:bad_return_value, _) in 1 }
}

Test.test("an error in handle_call: the caller exits with the reason and its trace") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let f = fn(_, _) { raise(:bug) }
  let (:exit, ((:bug, [_ | _]), (GenServer, :call, [^p, ^f, 60_000]))) = outcome(fn() { GenServer.call(p, f, 60_000) })
  expect_nothing_left()
}

Test.test("a request that no clause takes") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let (:exit, (reason, _)) = outcome(fn() { GenServer.call(p, :unknown) })
  Test.expect_match(reason) { (:function_clause, [(CallProbe, :handle_call, [:unknown, _, 1], _) | _]) in :ok }
}

# MARK: Calls that fail

Test.test("no such process: a pid, a name, a name on this node, a name by a module") {
  let dead = spawn { :ok }
  Process.wait(dead)
  for server in [dead, :call_nobody, (:call_nobody, node()), (:via, CallNames, :nobody)] {
    Test.expect_equal(outcome(fn() { GenServer.call(server, :hi) }),
      (:exit, (:noproc, (GenServer, :call, [server, :hi]))))
    Test.expect_equal(outcome(fn() { GenServer.call(server, :hi, :infinity) }),
      (:exit, (:noproc, (GenServer, :call, [server, :hi, :infinity]))))
  }
  expect_nothing_left()
}

module CallNames {
  fn whereis_name(_) { nil }
}

Test.test("a call to oneself") {
  let me = self()
  register(:call_self, me)
  for server in [me, :call_self] {
    Test.expect_equal(outcome(fn() { GenServer.call(server, :hi) }),
      (:exit, (:calling_self, (GenServer, :call, [server, :hi]))))
  }
  expect_nothing_left()
}

Test.test("the server is killed during the call") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let f = fn(_, _) { exit(self(), :kill); Process.sleep(:infinity) }
  Test.expect_equal(outcome(fn() { GenServer.call(p, f, :infinity) }),
    (:exit, (:killed, (GenServer, :call, [p, f, :infinity]))))
}

Test.test("the server exits during the call") {
  for reason in [:normal, :boom] {
    let (:ok, p) = GenServer.start(CallProbe, 1)
    let f = fn(_, _) { exit(reason) }
    Test.expect_equal(outcome(fn() { GenServer.call(p, f) }), (:exit, (reason, (GenServer, :call, [p, f]))))
  }
}

Test.test("the server dies while the request waits in its mailbox") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  Process.suspend(p)
  let id = GenServer.send_request(p, :get)
  exit(p, :kill)
  Test.expect_equal(GenServer.receive_response(id, :infinity), (:error, (:killed, p)))
}

Test.test("a time-out") {
  let p = start(1)
  for time in [0, 1, 15] {
    let before = Time.monotonic(:millisecond)
    let f = fn(_, s) { (:noreply, s) }
    Test.expect_equal(outcome(fn() { GenServer.call(p, f, time) }),
      (:exit, (:timeout, (GenServer, :call, [p, f, time]))))
    Test.expect(Time.monotonic(:millisecond) - before >= time)
  }
  Test.expect_equal(GenServer.call(p, :get), 1)
  expect_nothing_left()
}

Test.test("a time-out that is none is told before anything is sent") {
  let p = start(1)
  for time in [-1, :soon, 1.5, 0x1_0000_0000, nil] {
    Test.expect_raise(:timeout_value) { GenServer.call(p, fn(_, s) { (:reply, s, s + 1) }, time) }
  }
  Test.expect_equal(GenServer.call(p, :get), 1)
  expect_nothing_left()
}

# gen_server_SUITE reply_by_alias_with_payload
Test.test("an answer that comes after the time-out never reaches the caller") {
  let p = start(1)
  let slow = fn(from, _) { (:noreply, from) }
  Test.expect_match(outcome(fn() { GenServer.call(p, slow, 0) })) { (:exit, (:timeout, _)) in :ok }
  GenServer.cast(p, fn(from) { GenServer.reply(from, String.repeat("payload", 1_000)); (:noreply, 1) })
  Test.expect_equal(GenServer.call(p, :get), 1)
  expect_nothing_left()
}

Test.test("answers that come in the moment of the time-out are got or dropped") {
  let p = start(1)
  race(p, 150)
  Test.expect_equal(GenServer.call(p, :get, :infinity), 1)
  expect_nothing_left()
}

fn race(_, 0) { :ok }
fn race(p, n) {
  let slow = fn(_, s) { receive { after n rem 3 -> (:reply, :answer, s) } }
  match outcome(fn() { GenServer.call(p, slow, n rem 3) }) {
    (:value, :answer)      -> :ok
    (:exit, (:timeout, _)) -> :ok
  }
  race(p, n - 1)
}

Test.test("an answer of a server that has died since is dropped with its time-out") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  Process.suspend(p)
  Test.expect_match(outcome(fn() { GenServer.call(p, :get, 0) })) { (:exit, (:timeout, _)) in :ok }
  exit(p, :kill)
  Process.wait(p)
  expect_nothing_left()
}

Test.test("a full mailbox that rejects") {
  let p = start(1, %{mailbox: 1, overflow: :reject})
  Process.suspend(p)
  Test.expect_equal(GenServer.cast(p, fn(s) { (:noreply, s + 1) }), :ok)
  Test.expect_equal(outcome(fn() { GenServer.call(p, :get) }),
    (:exit, (:mailbox_full, (GenServer, :call, [p, :get]))))
  Test.expect_equal(GenServer.cast(p, fn(s) { (:noreply, s + 1) }), (:error, :mailbox_full))
  expect_nothing_left()
  exit(p, :normal)
  unlink(p)
  exit(p, :kill)
}

Test.test("a full mailbox that drops what is new: the call has no answer") {
  let p = start(1, %{mailbox: 1, overflow: :drop_newest})
  Process.suspend(p)
  GenServer.cast(p, fn(s) { (:noreply, s + 1) })
  let me = self()
  spawn_link { me ! (:outcome, outcome(fn() { GenServer.call(p, :get, 20) })) }
  Test.expect_match(Test.expect_receive() { (:outcome, o) in o }) { (:exit, (:timeout, _)) in :ok }
  exit(p, :normal)
  unlink(p)
  exit(p, :kill)
}

Test.test("a full mailbox that ends the server: the caller hears why") {
  let (:ok, p) = GenServer.start(CallProbe, 1, mailbox: 1, overflow: :exit)
  Process.suspend(p)
  GenServer.cast(p, fn(s) { (:noreply, s + 1) })
  Test.expect_match(outcome(fn() { GenServer.call(p, :get) })) { (:exit, (:mailbox_overflow, _)) in :ok }
}

Test.test("a full mailbox that blocks: the call waits for room and is answered") {
  let p = start(1, %{mailbox: 1, overflow: :block})
  let me = self()
  let (gate, _) = spawn_monitor { receive { :open -> :ok } }
  # busy until the gate opens, while one more message fills the mailbox
  GenServer.cast(p, fn(s) { me ! :busy; Process.wait(gate); (:noreply, s + 1) })
  Test.expect_receive() { :busy in :ok }
  for _ in 1..5 { spawn_link { me ! (:answer, GenServer.call(p, :get, :infinity)) } }
  gate ! :open
  let answers = for _ in 1..5 { Test.expect_receive() { (:answer, n) in n } }
  Test.expect_equal(answers, [2, 2, 2, 2, 2])
}

# gen_server_SUITE call_with_huge_message_queue
Test.test("a call costs the same steps with 500,000 messages in the caller's mailbox", timeout: :infinity) {
  let p = start(1)
  let few = calls_cost(p)
  flood(500_000)
  let many = calls_cost(p)
  Test.expect(many < few * 2, "\(few) reductions became \(many)")
  Test.expect_equal(Process.message_count(self()), 500_000)
}

fn calls_cost(p) {
  let before = Process.info(self(), :reductions)
  calls(p, 20)
  Process.info(self(), :reductions) - before
}

fn calls(_, 0) { :ok }
fn calls(p, n) {
  Test.expect_equal(GenServer.call(p, :get), 1)
  calls(p, n - 1)
}

fn flood(0) { :ok }
fn flood(n) {
  self() ! (:unrelated, n)
  flood(n - 1)
}

Test.test("calls of many at once are each answered with their own") {
  let p = start(0)
  let me = self()
  let callers = for i in 1..50 {
    spawn_link {
      for k in 1..20 {
        let echo = fn(_, s) { (:reply, (i, k), s + 1) }
        let (^i, ^k) = GenServer.call(p, echo, :infinity)
      }
      me ! (:done, self())
    }
  }
  for c in callers { Test.expect_receive(60_000) { (:done, ^c) in :ok } }
  Test.expect_equal(GenServer.call(p, :get), 1_000)
}

# MARK: Requests that nobody waits for any more

Test.test("a request whose caller has given up is handled all the same, unless one says so") {
  let p = start([])
  give_up_on(p)
  Test.expect_equal(GenServer.call(p, :get), [:forever, :given_up])
  let q = start([], %{skip_expired: true})
  give_up_on(q)
  Test.expect_equal(GenServer.call(q, :get), [:forever])
  expect_nothing_left()
}

# One call that has expired, and one that never does.
fn give_up_on(p) {
  Process.suspend(p)
  let (:exit, (:timeout, _)) = outcome(fn() { GenServer.call(p, fn(_, s) { (:reply, 1, [:given_up | s]) }, 0) })
  let id = GenServer.send_request(p, fn(_, s) { (:reply, 2, [:forever | s]) })
  Process.sleep(3)
  Process.resume(p)
  Test.expect_equal(GenServer.receive_response(id, :infinity), (:reply, 2))
}

Test.test("a request that is skipped does not take the server's time-out away") {
  let p = start(fn() { (:ok, self(), 20) }, %{skip_expired: true})
  Process.replace_state(p) { _ in nil }
  let me = self()
  Process.replace_state(p) { _ in me }
  Process.suspend(p)
  let (:exit, (:timeout, _)) = outcome(fn() { GenServer.call(p, :get, 0) })
  Process.flush()
  Process.sleep(3)
  Process.resume(p)
  Test.expect_receive() { (:timeout, ^p) in :ok }
}

Test.test("calls within their time are not skipped") {
  let p = start(1, %{skip_expired: true})
  Test.expect_equal(GenServer.call(p, :get), 1)
  Test.expect_equal(GenServer.call(p, :get, 60_000), 1)
  Test.expect_equal(GenServer.call(p, :get, :infinity), 1)
}

# MARK: gen_server_SUITE cast, cast_fast

Test.test("casts are handled in the order in which they were sent") {
  let p = start([])
  for i in 1..100 { Test.expect_equal(GenServer.cast(p, fn(s) { (:noreply, [i | s]) }), :ok) }
  Test.expect_equal(GenServer.call(p, :get), List.reverse(1..100))
}

Test.test("a cast and a call arrive in the order sent") {
  let p = start(0)
  for i in 1..50 {
    GenServer.cast(p, fn(s) { (:noreply, s + 1) })
    Test.expect_equal(GenServer.call(p, :get), i)
  }
}

Test.test("a cast to nobody is :ok") {
  let dead = spawn { :ok }
  Process.wait(dead)
  for server in [dead, :call_nobody, (:call_nobody, node()), (:call_nobody, :elsewhere), (:via, CallNames, :nobody)] {
    Test.expect_equal(GenServer.cast(server, :hello), :ok)
  }
  expect_nothing_left()
}

Test.test("a cast does not wait for the server") {
  let p = start(1)
  Process.suspend(p)
  for _ in 1..100 { GenServer.cast(p, fn(s) { (:noreply, s + 1) }) }
  Process.resume(p)
  Test.expect_equal(GenServer.call(p, :get), 101)
}

Test.test("the returns of handle_cast") {
  let me = self()
  let p = start(me)
  GenServer.cast(p, fn(s) { (:noreply, s, 0) })
  Test.expect_receive() { (:timeout, ^p) in :ok }
  GenServer.cast(p, fn(s) { (:noreply, s, :hibernate) })
  GenServer.cast(p, fn(s) { (:noreply, s, (:continue, (:tell, me, :went_on))) })
  Test.expect_receive() { (:continue, :went_on) in :ok }
  GenServer.cast(p, fn(s) { throw((:noreply, (:thrown, s))) })
  Test.expect_equal(GenServer.call(p, :get), (:thrown, me))
  unlink(p)
  let watch = monitor(p)
  GenServer.cast(p, fn(s) { (:stop, (:shutdown, :enough), s) })
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, (:shutdown, :enough))
}

Test.test("a cast is not answered: (:reply, ...) is a bad return") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let watch = monitor(p)
  GenServer.cast(p, fn(s) { (:reply, :hi, s) })
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason },
    (:bad_return_value, (:reply, :hi, 1)))
}

# MARK: gen_server_SUITE continue

Test.test("a continuation of init runs before any message") {
  let me = self()
  let init = fn() {
    self() ! (:tell, me, :message)
    (:ok, 1, (:continue, (:tell, me, :init)))
  }
  let p = start(init)
  GenServer.call(p, :get)
  Test.expect_equal(Process.flush(), [(:continue, :init), (:info, :message)])
}

Test.test("continuations may follow each other, and still come before messages") {
  let me = self()
  let p = start(1)
  Process.suspend(p)
  GenServer.cast(p, fn(s) { (:noreply, s, (:continue, chain(me, 3))) })
  p ! (:tell, me, :message)
  Process.resume(p)
  GenServer.call(p, :get)
  Test.expect_equal(Process.flush(), [3, 2, 1, (:info, :message)])
}

fn chain(pid, n) {
  fn(s) {
    pid ! n
    if n == 1 { (:noreply, s) } else { (:noreply, s, (:continue, chain(pid, n - 1))) }
  }
}

Test.test("what handle_continue gives") {
  let me = self()
  let p = start(me)
  GenServer.cast(p, fn(s) { (:noreply, s, (:continue, fn(s) { (:noreply, s, 0) })) })
  Test.expect_receive() { (:timeout, ^p) in :ok }
  GenServer.cast(p, fn(s) { (:noreply, s, (:continue, fn(_) { throw((:noreply, 5)) })) })
  Test.expect_equal(GenServer.call(p, :get), 5)
  unlink(p)
  let watch = monitor(p)
  GenServer.cast(p, fn(s) { (:noreply, s, (:continue, fn(s) { (:stop, :shutdown, s) })) })
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, :shutdown)
}

Test.test("a server without handle_continue that should continue crashes") {
  let (:ok, p) = GenServer.start(CallPlain, 1)
  let watch = monitor(p)
  GenServer.cast(p, :continue)
  Test.expect_match(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }) { (:undef, [_ | _]) in :ok }
}

module CallPlain {
  fn init(state) { (:ok, state) }
  fn handle_cast(:continue, state) { (:noreply, state, (:continue, :what)) }
}

# MARK: gen_server_SUITE send_request, and its collections of requests

Test.test("a request that is answered") {
  let p = start(1)
  let id = GenServer.send_request(p, :get)
  Test.expect_equal(GenServer.receive_response(id, :infinity), (:reply, 1))
  expect_nothing_left()
}

Test.test("answers are taken by their request, in any order") {
  let p = start(0)
  let ids = for i in 1..20 { (i, GenServer.send_request(p, fn(_, s) { (:reply, i, s) })) }
  for (i, id) in List.reverse(ids) { Test.expect_equal(GenServer.receive_response(id, :infinity), (:reply, i)) }
  expect_nothing_left()
}

Test.test("a request to nobody, and one to a server that crashes") {
  Test.expect_equal(GenServer.receive_response(GenServer.send_request(:call_nobody, :get), 5_000),
    (:error, (:noproc, :call_nobody)))
  let dead = spawn { :ok }
  Process.wait(dead)
  Test.expect_equal(GenServer.receive_response(GenServer.send_request(dead, :get), 5_000), (:error, (:noproc, dead)))
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let id = GenServer.send_request(p, fn(_, _) { exit(:boom) })
  Test.expect_equal(GenServer.receive_response(id, :infinity), (:error, (:boom, p)))
  expect_nothing_left()
}

Test.test("after a time-out of receive_response the answer is dropped") {
  let p = start(1)
  Process.suspend(p)
  let id = GenServer.send_request(p, :get)
  Test.expect_equal(GenServer.receive_response(id, 1), :timeout)
  Process.resume(p)
  Test.expect_equal(GenServer.call(p, :get), 1)
  expect_nothing_left()
}

Test.test("after a time-out of wait_response one can wait again") {
  let p = start(1)
  Process.suspend(p)
  let id = GenServer.send_request(p, :get)
  Test.expect_equal(GenServer.wait_response(id, 1), :timeout)
  Test.expect_equal(GenServer.wait_response(id, 0), :timeout)
  Process.resume(p)
  Test.expect_equal(GenServer.wait_response(id, :infinity), (:reply, 1))
  expect_nothing_left()
}

Test.test("check_response picks an answer out of whatever comes") {
  let (:ok, p) = GenServer.start(CallProbe, 1)
  let one = GenServer.send_request(p, :get)
  let two = GenServer.send_request(p, fn(_, _) { exit(:boom) })
  self() ! :unrelated
  let checks = for _ in 1..3 {
    let message = Test.expect_receive() { m in m }
    (GenServer.check_response(message, one), GenServer.check_response(message, two))
  }
  Test.expect_equal(List.sort(checks), List.sort([
    (:no_reply, :no_reply), ((:reply, 1), :no_reply), (:no_reply, (:error, (:boom, p))),
  ]))
  expect_nothing_left()
}

Test.test("a request to a full mailbox that rejects raises nothing but an exit") {
  let p = start(1, %{mailbox: 1, overflow: :reject})
  Process.suspend(p)
  GenServer.cast(p, fn(s) { (:noreply, s) })
  Test.expect_match(outcome(fn() { GenServer.send_request(p, :get) })) { (:exit, (:mailbox_full, _)) in :ok }
  expect_nothing_left()
  unlink(p)
  exit(p, :kill)
}
