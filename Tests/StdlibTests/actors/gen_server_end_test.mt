# How servers end: by what callbacks give, by errors, by their parent, by `stop`; and what is told of it.

module EndProbe {
  fn init(f) when is_function(f) { f() }
  fn init(owner) { (:ok, owner) }
  fn handle_call(f, from, state) { f(from, state) }
  fn handle_cast(f, state) { f(state) }
  fn handle_info((:run, f), state) { f(state) }
  fn handle_info(message, owner) {
    owner ! (:info, self(), message)
    (:noreply, owner)
  }
  fn terminate(reason, (:ending, f)) { f(reason) }
  fn terminate(reason, owner) { if is_pid(owner) { owner ! (:terminated, self(), reason) } }
}

# Without handle_info and terminate.
module EndPlain {
  fn init(state) { (:ok, state) }
  fn handle_call(:get, _from, state) { (:reply, state, state) }
  fn handle_cast(f, state) { f(state) }
}

fn start() { start(self()) }
fn start(state) {
  let (:ok, pid) = GenServer.start(EndProbe, state)
  pid
}

fn outcome(f) { try { (:value, f()) } catch { (class, reason) -> (class, reason) } }

# Ends a server by `f` and gives the reason; it was told to be so by terminate too when `told` is true.
fn end_of(pid, f) {
  let watch = monitor(pid)
  f()
  Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }
}

fn terminated(pid) { Test.expect_receive() { (:terminated, ^pid, reason) in reason } }

fn crash_of(pid) { Test.expect_receive() { (:crash, %{pid: ^pid} as event) in event } }

# A parent that starts a linked server for a test, and exits when it is told to: (parent, server).
fn family(trapping) {
  let me = self()
  let parent = spawn {
    let (:ok, pid) = GenServer.start_link(EndProbe, fn() {
      if trapping { Process.trap_exit() } else { nil }
      (:ok, me)
    })
    me ! (:started, self(), pid)
    receive { (:exit, reason) -> exit(reason) }
  }
  (parent, Test.expect_receive() { (:started, ^parent, pid) in pid })
}

# So that no test is the one that loads the library.
GenServer.stop(start(nil))

# MARK: gen_server_SUITE crash

Test.test("an error in a callback: the monitor, the link and terminate get the reason with its trace") {
  Process.trap_exit()
  let me = self()
  let (:ok, p) = GenServer.start_link(EndProbe, me)
  let reason = end_of(p, fn() { GenServer.cast(p, fn(_) { raise(:bug) }) })
  let (:bug, [_ | _]) = reason
  Test.expect_equal(terminated(p), reason)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^p, r) in r }, reason)
}

Test.test("an exit in a callback: the reason is as it is") {
  let p = start()
  Test.expect_equal(end_of(p, fn() { GenServer.cast(p, fn(_) { exit(:tired) }) }), :tired)
  Test.expect_equal(terminated(p), :tired)
}

Test.test("terminate gets the state from before the callback that failed, and the new one of a stop") {
  let me = self()
  let state = (:ending, fn(_) { me ! (:state, :old) })
  let p = start(fn() { (:ok, state) })
  end_of(p, fn() { p ! (:run, fn(_) { raise(:bug) }) })
  Test.expect_receive() { (:state, :old) in :ok }
  let q = start(fn() { (:ok, state) })
  end_of(q, fn() { q ! (:run, fn(_) { (:stop, :shutdown, (:ending, fn(_) { me ! (:state, :new) })) }) })
  Test.expect_receive() { (:state, :new) in :ok }
}

Test.test("the report of a crash: the name, the class, the reason, the trace, the last message, the state") {
  Events.subscribe(:crash)
  let f = fn(_) { raise((:bug, 1)) }
  let (:ok, p) = GenServer.start(EndProbe, [:the, :state], name: :end_crash)
  GenServer.cast(p, f)
  let event = crash_of(p)
  Test.expect_equal(event.name, :end_crash)
  Test.expect_equal(event.class, :error)
  Test.expect_equal(event.reason, (:bug, 1))
  Test.expect_match(event.trace) { [(_, _, _, _) | _] in :ok }
  Test.expect_equal(event.details, [("last message", (:"$cast", f)), ("state", [:the, :state])])
  Test.expect(String.contains?(event.title, ":end_crash"), event.title)
}

Test.test("the report of a crash in handle_call, handle_info and handle_continue") {
  Events.subscribe(:crash)
  let f = fn(_, _) { raise(:bug) }
  let p = start(1)
  let (:exit, _) = outcome(fn() { GenServer.call(p, f) })
  Test.expect_equal(crash_of(p).details, [("last message", f), ("state", 1)])
  let g = fn(_) { exit(:tired) }
  let q = start(2)
  q ! (:run, g)
  let event = crash_of(q)
  Test.expect_equal((event.class, event.reason), (:exit, :tired))
  Test.expect_equal(event.details, [("last message", (:run, g)), ("state", 2)])
  let r = start(3)
  r ! (:run, fn(s) { (:noreply, s, (:continue, :what)) })
  Test.expect_equal(crash_of(r).reason, :undef)
}

Test.test("the report of a bad return and of a stop with a reason that is none of the quiet ones") {
  Events.subscribe(:crash)
  let p = start(nil)
  p ! (:run, fn(_) { :what })
  Test.expect_equal(crash_of(p).reason, (:bad_return_value, :what))
  let q = start(nil)
  q ! (:run, fn(s) { (:stop, :overheated, s) })
  Test.expect_equal(crash_of(q).reason, :overheated)
  let r = start(nil)
  Test.expect_equal(GenServer.stop(r, :overheated), :ok)
  Test.expect_equal(crash_of(r).reason, :overheated)
}

Test.test("normal ends are not reported") {
  Events.subscribe(:crash)
  let quiet = for reason in [:normal, :shutdown, (:shutdown, :why)], f in [fn(s) { (:stop, reason, s) }, fn(_) { exit(reason) }] {
    let p = start(nil)
    Test.expect_equal(end_of(p, fn() { p ! (:run, f) }), reason)
    p
  }
  # whatever came of these servers would have come before this one's
  let last = start(nil)
  last ! (:run, fn(_) { exit(:marker) })
  crash_of(last)
  let reported = for (:crash, %{pid: pid}) in Process.flush() { pid }
  Test.expect_equal(for p in quiet { List.member?(reported, p) }, for _ in quiet { false })
}

Test.test("an error that a callback catches is none") {
  let p = start()
  p ! (:run, fn(s) {
    try { raise(:bug) } catch { (:error, :bug) -> (:noreply, s) }
  })
  Test.expect_equal(Process.get_state(p), self())
  GenServer.stop(p)
}

# MARK: handle_info

Test.test("other messages come to handle_info, what it throws is its return value") {
  let p = start()
  p ! :hello
  Test.expect_receive() { (:info, ^p, :hello) in :ok }
  p ! (:run, fn(s) { throw((:noreply, s)) })
  p ! (:run, fn(s) { (:noreply, s, :hibernate) })
  p ! (:run, fn(s) { (:noreply, s, :infinity) })
  p ! (:run, fn(s) { (:noreply, s, 0) })
  Test.expect_receive() { (:info, ^p, :timeout) in :ok }
  GenServer.stop(p)
}

Test.test("a server without handle_info lives on, and the message is a dead letter") {
  Events.subscribe(:dead_letter)
  let (:ok, p) = GenServer.start(EndPlain, 7)
  p ! :hello
  Test.expect_receive() { (:dead_letter, %{to: ^p, message: :hello, reason: :unexpected}) in :ok }
  Test.expect_equal(GenServer.call(p, :get), 7)
  GenServer.stop(p)
}

Test.test("an :undef inside handle_info is an error like others") {
  let p = start()
  Test.expect_match(end_of(p, fn() { p ! (:run, fn(_) { NoSuchModule.at_all() }) })) { (:undef, [_ | _]) in :ok }
}

# MARK: Exits of the parent and of others

Test.test("a server that traps ends with its parent's reason, through terminate, also when that is normal") {
  for reason in [:boom, :shutdown, :normal] {
    let (parent, p) = family(true)
    Test.expect_equal(end_of(p, fn() { parent ! (:exit, reason) }), reason)
    Test.expect_equal(terminated(p), reason)
  }
}

Test.test("a server that does not trap dies with its parent, without terminate") {
  let (parent, p) = family(false)
  Test.expect_equal(end_of(p, fn() { parent ! (:exit, :boom) }), :boom)
  Test.expect_equal(Process.flush(), [])
}

Test.test("a server that does not trap survives a normal end of its parent") {
  let (parent, p) = family(false)
  let watch = monitor(parent)
  parent ! (:exit, :normal)
  Test.expect_receive() { (:DOWN, ^watch, _, _, :normal) in :ok }
  p ! :are_you_there
  Test.expect_receive() { (:info, ^p, :are_you_there) in :ok }
  GenServer.stop(p)
}

Test.test("exits of others come to handle_info of a server that traps") {
  let (parent, p) = family(true)
  let other = spawn { receive { :go -> exit(:other) } }
  p ! (:run, fn(s) { link(other); (:noreply, s) })
  Process.get_state(p)
  other ! :go
  Test.expect_receive() { (:info, ^p, (:EXIT, ^other, :other)) in :ok }
  # an exit signal of a stranger
  exit(p, :away)
  let me = self()
  Test.expect_receive() { (:info, ^p, (:EXIT, ^me, :away)) in :ok }
  parent ! (:exit, :shutdown)
}

Test.test("a server that was started without a link has no parent") {
  let p = start()
  p ! (:run, fn(s) { Process.trap_exit(); (:noreply, s) })
  Process.get_state(p)
  exit(p, :away)
  let me = self()
  Test.expect_receive() { (:info, ^p, (:EXIT, ^me, :away)) in :ok }
  GenServer.stop(p)
}

Test.test("an exit signal ends a server that does not trap, without terminate; :normal does not") {
  let p = start()
  exit(p, :normal)
  Test.expect_equal(Process.get_state(p), self())
  Test.expect_equal(end_of(p, fn() { exit(p, :away) }), :away)
  Test.expect_equal(Process.flush(), [])
}

Test.test("kill ends a server that traps, without terminate") {
  let (parent, p) = family(true)
  Test.expect_equal(end_of(p, fn() { exit(p, :kill) }), :killed)
  Test.expect_exit(parent, fn(r) { r == :killed or r == :noproc })
  Test.expect_equal(Process.flush(), [])
}

# MARK: stop

Test.test("stop waits for the end; the reason is :normal when nothing is said") {
  let p = start()
  let watch = monitor(p)
  Test.expect_equal(GenServer.stop(p), :ok)
  Test.expect(not Process.alive?(p))
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^watch, _, _, reason) in reason }, :normal)
  Test.expect_equal(terminated(p), :normal)
  Test.expect_equal(Process.info(self(), :monitors), [])
}

Test.test("stop with a reason, with a time, by name") {
  for reason in [:shutdown, (:shutdown, 1), :other] {
    let p = start()
    Test.expect_equal(end_of(p, fn() { GenServer.stop(p, reason, 60_000) }), reason)
    Test.expect_equal(terminated(p), reason)
  }
  GenServer.start(EndProbe, self(), name: :end_named)
  Test.expect_equal(GenServer.stop(:end_named, :shutdown), :ok)
  Test.expect_equal(whereis(:end_named), nil)
}

Test.test("stop is handled after what came before") {
  let p = start()
  for i in 1..20 { p ! i }
  GenServer.stop(p)
  let seen = for (:info, _, i) in Process.flush() { i }
  Test.expect_equal(seen, 1..20)
}

Test.test("stop of nobody, and of oneself") {
  let dead = spawn { :ok }
  Process.wait(dead)
  for server in [dead, :end_nobody, (:end_nobody, node())] {
    Test.expect_equal(outcome(fn() { GenServer.stop(server) }), (:exit, (:noproc, (GenServer, :stop, [server]))))
  }
  let me = self()
  Test.expect_equal(outcome(fn() { GenServer.stop(me) }), (:exit, (:calling_self, (GenServer, :stop, [me]))))
  Test.expect_equal(Process.flush(), [])
}

Test.test("stop of a server whose terminate fails exits with that reason") {
  let p = start(fn() { (:ok, (:ending, fn(_) { exit(:no_way) })) })
  Test.expect_equal(outcome(fn() { GenServer.stop(p) }), (:exit, (:no_way, (GenServer, :stop, [p]))))
  let q = start(fn() { (:ok, (:ending, fn(_) { raise(:bug) })) })
  let (:exit, ((:bug, [_ | _]), _)) = outcome(fn() { GenServer.stop(q) })
  # what it throws does not matter
  let r = start(fn() { (:ok, (:ending, fn(_) { throw(:ball) })) })
  Test.expect_equal(GenServer.stop(r), :ok)
}

Test.test("the answer of (:stop, reason, answer, state) comes, whatever terminate does") {
  let p = start()
  Test.expect_equal(GenServer.call(p, fn(_, _) { (:stop, :normal, :bye, (:ending, fn(_) { exit(:no_way) })) }), :bye)
  let q = start()
  Test.expect_equal(GenServer.call(q, fn(_, _) { (:stop, :normal, :bye, (:ending, fn(_) { raise(:bug) })) }), :bye)
}

Test.test("a failure of terminate is reported with the state") {
  Events.subscribe(:crash)
  for f in [fn(_) { exit(:no_way) }, fn(_) { raise(:no_way) }] {
    let p = start(fn() { (:ok, (:ending, f)) })
    outcome(fn() { GenServer.stop(p) })
    let event = crash_of(p)
    Test.expect_equal(event.reason, :no_way)
    Test.expect_equal(List.last(event.details), ("state", (:ending, f)))
  }
}

Test.test("stop with a time that is over: the caller exits, the server ends later, nothing comes of it") {
  let me = self()
  let p = start(fn() { (:ok, (:ending, fn(_) { me ! :ending; receive { :go -> :ok } })) })
  let watch = monitor(p)
  Test.expect_equal(outcome(fn() { GenServer.stop(p, :normal, 5) }),
    (:exit, (:timeout, (GenServer, :stop, [p, :normal, 5]))))
  p ! :go
  Test.expect_receive() { (:DOWN, ^watch, _, _, :normal) in :ok }
  Test.expect_equal(Process.flush(), [:ending])
}

Test.test("stop of a server that ends for another reason meanwhile") {
  let p = start()
  p ! (:run, fn(s) { (:stop, :shutdown, s) })
  let (:exit, (reason, _)) = outcome(fn() { GenServer.stop(p) })
  Test.expect(reason == :shutdown or reason == :noproc)
}

Test.test("a linked server that is stopped with a reason takes its parent along, unless that traps") {
  Process.trap_exit()
  let (:ok, p) = GenServer.start_link(EndProbe, nil)
  Test.expect_equal(GenServer.stop(p, :shutdown), :ok)
  Test.expect_receive() { (:EXIT, ^p, :shutdown) in :ok }
}

Test.test("a server without terminate") {
  let (:ok, p) = GenServer.start(EndPlain, 1)
  Test.expect_equal(GenServer.stop(p, (:shutdown, :now)), :ok)
  let (:ok, q) = GenServer.start(EndPlain, 1)
  Test.expect_match(end_of(q, fn() { GenServer.cast(q, fn(_) { raise(:bug) }) })) { (:bug, _) in :ok }
}

Test.test("an :undef inside terminate is an error like others") {
  let p = start(fn() { (:ok, (:ending, fn(_) { NoSuchModule.at_all() })) })
  Test.expect_match(outcome(fn() { GenServer.stop(p) })) { (:exit, ((:undef, [_ | _]), _)) in :ok }
}
