# Events.Manager: handlers, events, calls, swaps and supervised handlers.

# A handler that tells a process what is done with it as `(:seen, (id, ...))`, and does what it is told.
module EventManagerTest.Probe {
  fn init((to, id)) when is_pid(to) {
    to ! (:seen, (id, :init))
    (:ok, (to, id))
  }
  fn init((:sleeping, state)) { (:ok, state, :hibernate) }
  fn init((:do, f)) { f() }
  fn init(((:do, f), _)) { f() }
  fn init(((to, id), result)) {
    to ! (:seen, (id, :took_over, result))
    (:ok, (to, id))
  }

  fn handle_event((:do, f), state) { f(state) }
  fn handle_event((:only, id, f), (_, id) as state) { f(state) }
  fn handle_event((:only, _, _), state) { (:ok, state) }
  fn handle_event(event, (to, id)) {
    to ! (:seen, (id, :event, event))
    (:ok, (to, id))
  }

  fn handle_info(message, (to, id)) {
    to ! (:seen, (id, :info, message))
    (:ok, (to, id))
  }

  fn handle_call((:do, f), state) { f(state) }
  fn handle_call(request, (to, id)) { (:ok, (id, request), (to, id)) }

  fn terminate((:do, f), _) { f() }
  fn terminate(why, (to, id)) {
    to ! (:seen, (id, :terminate, why))
    (:left_by, id)
  }
}

# A handler with no more than is needed.
module EventManagerTest.Plain {
  fn init(n) { (:ok, n) }
  fn handle_event(_, n) { (:ok, n + 1) }
  fn handle_call(_, n) { (:ok, n, n) }
}

fn start() {
  let (:ok, manager) = Events.Manager.start()
  manager
}

fn probe(id) { (EventManagerTest.Probe, id) }
fn add(manager, id) { Events.Manager.add_handler(manager, probe(id), (self(), id)) }
fn add_sup(manager, id) { Events.Manager.add_sup_handler(manager, probe(id), (self(), id)) }
fn tell(manager, event) { Events.Manager.sync_notify(manager, event) }

# Keeps the reports of crashes that a test is about off the screen; they come as messages.
fn expect_crashes() { Events.subscribe(:crash, takes_over: true) }

# What the handlers have told of and what supervisors were told, in its order; the reports stay.
fn seen() {
  receive {
    (:seen, x)                 -> [x | seen()]
    (:handler_exit, _, _) as x -> [x | seen()]
    after 0                    -> []
  }
}

fn exit_of(f) { try { f() } catch { (:exit, reason) -> reason } }

# MARK: Starting and stopping

Test.test("a manager starts without handlers, by a name if it is to have one, and stops") {
  let (:ok, manager) = Events.Manager.start(name: :event_manager_named)
  Test.expect_equal(Events.Manager.which_handlers(:event_manager_named), [])
  Test.expect_equal(Events.Manager.start(name: :event_manager_named),
    (:error, (:already_started, manager)))
  Test.expect_equal(Events.Manager.stop(:event_manager_named), :ok)
  Test.expect_equal(whereis(:event_manager_named), nil)
  Test.expect_equal(exit_of(fn() { Events.Manager.which_handlers(manager) }),
    (:noproc, (Events.Manager, :which_handlers, [manager])))
  Test.expect_equal(Events.Manager.notify(manager, 1), :ok)
  Test.expect_raise((:bad_option, :nmae)) { Events.Manager.start(nmae: 1) }
}

Test.test("a linked manager takes its starter along when it is killed") {
  let me = self()
  let pid = spawn {
    let (:ok, manager) = Events.Manager.start_link()
    me ! (:manager, manager)
    receive { :never -> :ok }
  }
  let ref = monitor(pid)
  let manager = Test.expect_receive() { (:manager, m) in m }
  exit(manager, :kill)
  Test.expect_receive() { (:DOWN, _, _, _, :killed) in :ok }
  demonitor(ref)
}

Test.test("stopping lets each handler go with :stop, and ends with the reason") {
  let manager = start()
  let ref = monitor(manager)
  for id in [1, 2] { add(manager, id) }
  seen()
  Test.expect_equal(Events.Manager.stop(manager, :shutdown, :infinity), :ok)
  Test.expect_equal(seen(), [(2, :terminate, :stop), (1, :terminate, :stop)])
  Test.expect_receive() { (:DOWN, _, _, _, :shutdown) in :ok }
  demonitor(ref)
}

Test.test("the end of the parent stops a manager through its handlers") {
  let me = self()
  let parent = spawn {
    let (:ok, manager) = Events.Manager.start_link()
    Events.Manager.add_handler(manager, probe(1), (me, 1))
    me ! (:manager, manager)
    receive { :go -> exit(:moving_on) }
  }
  let manager = Test.expect_receive() { (:manager, m) in m }
  let ref = monitor(manager)
  parent ! :go
  Test.expect_receive() { (:DOWN, _, _, _, :moving_on) in :ok }
  Test.expect_equal(seen(), [(1, :init), (1, :terminate, :stop)])
  demonitor(ref)
}

# MARK: Adding and removing

Test.test("handlers are added in front, by module or with an id, and hear of events in that order") {
  let manager = start()
  Test.expect_equal(add(manager, 1), :ok)
  Test.expect_equal(add(manager, 2), :ok)
  Test.expect_equal(Events.Manager.add_handler(manager, EventManagerTest.Plain, 0), :ok)
  Test.expect_equal(Events.Manager.which_handlers(manager),
    [EventManagerTest.Plain, probe(2), probe(1)])
  seen()
  Test.expect_equal(tell(manager, :hello), :ok)
  Test.expect_equal(seen(), [(2, :event, :hello), (1, :event, :hello)])
  Test.expect_equal(Events.Manager.call(manager, EventManagerTest.Plain, :count), 1)
}

Test.test("a handler that does not start is not added, and add_handler gives what happened") {
  let manager = start()
  let attempt = fn(f) { Events.Manager.add_handler(manager, probe(1), (:do, f)) }
  Test.expect_equal(attempt(fn() { (:error, :no) }), (:error, :no))
  Test.expect_equal(attempt(fn() { :nonsense }), :nonsense)
  Test.expect_equal(attempt(fn() { throw(:thrown) }), :thrown)
  Test.expect_equal(attempt(fn() { exit(:left) }), (:EXIT, :left))
  Test.expect_match(attempt(fn() { raise(:oops) })) { (:EXIT, (:oops, [_ | _])) in :ok }
  Test.expect_match(Events.Manager.add_handler(manager, :no_such_module, 1)) {
    (:EXIT, (:undef, _)) in :ok
  }
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
  Test.expect_equal(attempt(fn() { throw((:ok, (self(), 1))) }), :ok)
}

Test.test("delete_handler gives what terminate gave") {
  let manager = start()
  add(manager, 1)
  Events.Manager.add_handler(manager, EventManagerTest.Plain, 0)
  seen()
  Test.expect_equal(Events.Manager.delete_handler(manager, probe(1), :why), (:left_by, 1))
  Test.expect_equal(seen(), [(1, :terminate, :why)])
  Test.expect_equal(Events.Manager.delete_handler(manager, probe(1), :why),
    (:error, :module_not_found))
  Test.expect_equal(Events.Manager.delete_handler(manager, EventManagerTest.Plain, :why), :ok)
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
}

Test.test("a terminate that crashes is reported, and the manager goes on") {
  expect_crashes()
  let manager = start()
  for id in [1, 2] { add(manager, id) }
  let crash = (:do, fn() { raise(:oops) })
  Test.expect_match(Events.Manager.delete_handler(manager, probe(1), crash)) {
    (:EXIT, (:oops, _)) in :ok
  }
  Test.expect_receive() { (:crash, %{pid: ^manager, reason: :oops}) in :ok }
  Test.expect_equal(Events.Manager.delete_handler(manager, probe(2), (:do, fn() { throw(:x) })), :x)
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
}

# MARK: Events

# gen_event_SUITE notify
Test.test("events come in the order they were sent, by notify and by sync_notify") {
  let manager = start()
  add(manager, 1)
  seen()
  for n in 1..100 { Events.Manager.notify(manager, n) }
  tell(manager, 101)
  Test.expect_equal(seen(), for n in 1..101 { (1, :event, n) })
}

Test.test("sync_notify waits until all handlers are done") {
  let manager = start()
  let me = self()
  add(manager, 1)
  add(manager, 2)
  let asking = spawn {
    Events.Manager.sync_notify(manager, (:only, 1, fn(state) {
      me ! :waiting
      receive { :go_on -> (:ok, state) }
    }))
    me ! :done
  }
  let ref = monitor(asking)
  # Sent any earlier, `:go_on` could overtake the event, and go to handle_info.
  Test.expect_receive() { :waiting in :ok }
  Test.refute_receive(5) { :done in true }
  manager ! :go_on
  Test.expect_receive() { :done in :ok }
  demonitor(ref, flush: true)
}

Test.test("messages that are no events reach handle_info where there is one") {
  let manager = start()
  add(manager, 1)
  Events.Manager.add_handler(manager, EventManagerTest.Plain, 0)
  seen()
  manager ! (:hello, 1)
  Test.expect_equal(Events.Manager.call(manager, EventManagerTest.Plain, :count), 0)
  Test.expect_equal(seen(), [(1, :info, (:hello, 1))])
}

Test.test("a handler may remove itself") {
  let manager = start()
  for id in [1, 2, 3] { add(manager, id) }
  seen()
  tell(manager, (:only, 2, fn(_) { :remove_handler }))
  Test.expect_equal(seen(), [(2, :terminate, :remove_handler)])
  Test.expect_equal(Events.Manager.which_handlers(manager), [probe(3), probe(1)])
}

Test.test("handlers may ask for hibernation, and the manager wakes for what comes") {
  let manager = start()
  Events.Manager.add_handler(manager, probe(1), (:sleeping, (self(), 1)))
  Test.expect_equal(Events.Manager.call(manager, probe(1), :x), (1, :x))
  tell(manager, (:do, fn(state) { (:ok, state, :hibernate) }))
  let sleep = (:do, fn(state) { (:ok, 1, state, :hibernate) })
  Test.expect_equal(Events.Manager.call(manager, probe(1), sleep), 1)
  Test.expect_equal(Events.Manager.call(manager, probe(1), :y), (1, :y))
}

Test.test("a handler that crashes is removed and reported, and the others go on") {
  expect_crashes()
  let manager = start()
  for id in [1, 2, 3] { add(manager, id) }
  seen()
  tell(manager, (:only, 2, fn(_) { raise(:oops) }))
  let report = Test.expect_receive() { (:crash, %{pid: ^manager} as report) in report }
  Test.expect_equal((report.class, report.reason), (:error, :oops))
  Test.expect(List.member?(report.details, ("state", (self(), 2))))
  Test.expect_match(seen()) { [(2, :terminate, (:error, (:EXIT, (:oops, [_ | _]))))] in :ok }
  tell(manager, (:only, 1, fn(_) { exit(:left) }))
  tell(manager, (:only, 3, fn(_) { :nonsense }))
  Test.expect_equal(seen(),
    [(1, :terminate, (:error, (:EXIT, :left))), (3, :terminate, (:error, :nonsense))])
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
  add(manager, 4)
  tell(manager, 5)
  Test.expect_equal(seen(), [(4, :init), (4, :event, 5)])
}

# MARK: Calls

Test.test("a call asks one handler") {
  let manager = start()
  for id in [1, 2] { add(manager, id) }
  Test.expect_equal(Events.Manager.call(manager, probe(1), :x), (1, :x))
  Test.expect_equal(Events.Manager.call(manager, probe(2), :y, :infinity), (2, :y))
  Test.expect_equal(Events.Manager.call(manager, probe(3), :z), (:error, :bad_module))
  Test.expect_equal(Events.Manager.call(manager, probe(1), (:do, fn(s) { (:ok, s, 7) })), (self(), 1))
  Test.expect_equal(List.last(Process.get_state(manager)), (probe(1), 7))
}

Test.test("a handler may leave with its answer, or be lost over a question") {
  expect_crashes()
  let manager = start()
  for id in [1, 2, 3, 4] { add(manager, id) }
  seen()
  let ask = fn(id, f) { Events.Manager.call(manager, probe(id), (:do, f)) }
  Test.expect_equal(ask(1, fn(_) { (:remove_handler, :bye) }), :bye)
  Test.expect_match(ask(2, fn(_) { raise(:oops) })) { (:error, (:EXIT, (:oops, _))) in :ok }
  Test.expect_equal(ask(3, fn(_) { :nonsense }), (:error, :nonsense))
  Test.expect_equal(ask(4, fn(_) { exit(:left) }), (:error, (:EXIT, :left)))
  Test.expect_match(seen()) {
    [(1, :terminate, :remove_handler), (2, :terminate, (:error, (:EXIT, (:oops, _)))),
     (3, :terminate, (:error, :nonsense)), (4, :terminate, (:error, (:EXIT, :left)))] in :ok
  }
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
}

Test.test("a call that takes too long exits, and its late answer is dropped") {
  let manager = start()
  add(manager, 1)
  seen()
  let slow = (:do, fn(s) { receive { :go_on -> (:ok, :late, s) } })
  Test.expect_match(exit_of(fn() { Events.Manager.call(manager, probe(1), slow, 1) })) {
    (:timeout, (Events.Manager, :call, _)) in :ok
  }
  manager ! :go_on
  Test.expect_equal(Events.Manager.call(manager, probe(1), :x, :infinity), (1, :x))
  Test.expect_equal(Process.flush(), [])
}

# MARK: Swaps

Test.test("a swap hands the old one's result to the new one") {
  let manager = start()
  add(manager, 1)
  seen()
  let swap = fn(a, b) {
    Events.Manager.swap_handler(manager, (probe(a), :swapping), (probe(b), (self(), b)))
  }
  Test.expect_equal(swap(1, 2), :ok)
  Test.expect_equal(seen(), [(1, :terminate, :swapping), (2, :took_over, (:left_by, 1))])
  Test.expect_equal(swap(1, 3), :ok)
  Test.expect_equal(seen(), [(3, :took_over, :error)])
  Test.expect_equal(Events.Manager.which_handlers(manager), [probe(3), probe(2)])
  let refused = (probe(4), (:do, fn() { :no }))
  Test.expect_equal(Events.Manager.swap_handler(manager, (probe(2), :x), refused), (:error, :no))
  Test.expect_equal(Events.Manager.which_handlers(manager), [probe(3)])
}

Test.test("a handler may swap itself for another, in an event and in a call") {
  let manager = start()
  for id in [1, 2, 3] { add(manager, id) }
  seen()
  tell(manager, (:only, 2, fn((to, _)) { (:swap_handler, :x, (to, 2.5), probe(4), (to, 4)) }))
  Test.expect_equal(seen(), [(2.5, :terminate, :x), (4, :took_over, (:left_by, 2.5))])
  Test.expect_equal(Events.Manager.which_handlers(manager), [probe(3), probe(4), probe(1)])
  Test.expect_equal(Events.Manager.call(manager, probe(1), (:do, fn((to, _) as s) {
    (:swap_handler, :answer, :y, s, probe(5), (to, 5))
  })), :answer)
  Test.expect_equal(seen(), [(1, :terminate, :y), (5, :took_over, (:left_by, 1))])
  Test.expect_equal(Events.Manager.which_handlers(manager), [probe(3), probe(4), probe(5)])
}

Test.test("a swap of its own accord to one that does not start is reported, also to the supervisor") {
  expect_crashes()
  let manager = start()
  add_sup(manager, 1)
  seen()
  tell(manager, (:do, fn(s) { (:swap_handler, :x, s, probe(2), (:do, fn() { (:error, :no) })) }))
  Test.expect_equal(seen(), [
    (1, :terminate, :x), (:handler_exit, probe(1), (:swapped, probe(2), self())),
    (:handler_exit, probe(2), (:error, :no)),
  ])
  Test.expect_receive() { (:crash, %{pid: ^manager}) in :ok }
  Test.expect_equal(Events.Manager.which_handlers(manager), [])
  Events.Manager.stop(manager)
}

# MARK: Supervised handlers

# gen_event_SUITE add_sup_handler
Test.test("a supervised handler goes when its process ends, whatever the reason, and others stay") {
  let manager = start()
  let me = self()
  add(manager, 0)
  for reason in [:normal, :shutdown, :tired] {
    let pid = spawn {
      for id in [1, 2] { Events.Manager.add_sup_handler(manager, probe(id), (me, id)) }
      receive { :go -> exit(reason) }
    }
    let ref = monitor(pid)
    pid ! :go
    receive { (:DOWN, ^ref, _, _, _) -> :ok }
    Test.expect_equal(Events.Manager.which_handlers(manager), [probe(0)])
    Test.expect_equal(List.drop(seen(), if reason == :normal { 3 } else { 2 }), [
      (2, :terminate, (:stop, reason)), (1, :terminate, (:stop, reason)),
      (0, :info, (:EXIT, pid, reason)),
    ])
  }
}

Test.test("a supervised handler whose process has ended before is not there") {
  let manager = start()
  let dead = spawn { :ok }
  Process.wait(dead)
  Gen.call(manager, (:add, probe(1), (self(), 1), dead), :infinity, :me)
  Test.expect_eventually { Events.Manager.which_handlers(manager) == [] }
  Test.expect_equal(List.last(seen()), (1, :terminate, (:stop, :noproc)))
}

Test.test("the process is told when its supervised handler goes, and why") {
  expect_crashes()
  let manager = start()
  let told = fn(f) {
    add_sup(manager, 1)
    f()
    for (:handler_exit, handler, reason) in seen() { (handler, reason) }
  }
  let only = fn(f) { tell(manager, (:only, 1, f)) }
  Test.expect_equal(told(fn() { Events.Manager.delete_handler(manager, probe(1), :x) }),
    [(probe(1), :normal)])
  Test.expect_equal(told(fn() { only(fn(_) { :remove_handler }) }), [(probe(1), :normal)])
  Test.expect_equal(told(fn() { only(fn(_) { :nonsense }) }), [(probe(1), :nonsense)])
  Test.expect_equal(told(fn() { only(fn(_) { exit(:left) }) }), [(probe(1), (:EXIT, :left))])
  Test.expect_match(told(fn() { only(fn(_) { raise(:oops) }) })) {
    [(_, (:EXIT, (:oops, _)))] in :ok
  }
  Test.expect_match(told(fn() { Events.Manager.call(manager, probe(1), (:do, fn(_) { :no })) })) {
    [(_, :no)] in :ok
  }
  Test.expect_equal(told(fn() { Events.Manager.stop(manager) }), [(probe(1), :shutdown)])
}

Test.test("the manager's end reaches the process of a supervised handler by the link") {
  Process.trap_exit()
  let manager = start()
  add_sup(manager, 1)
  exit(manager, :kill)
  Test.expect_receive() { (:EXIT, ^manager, :killed) in :ok }
}

# gen_event_SUITE swap_sup_handler
Test.test("swaps of supervised handlers keep or take over the supervision") {
  let manager = start()
  let me = self()
  add_sup(manager, 1)
  seen()
  let swap = fn(a, b) { Events.Manager.swap_handler(manager, (probe(a), :x), (probe(b), (me, b))) }
  let swap_sup = fn(a, b) {
    Events.Manager.swap_sup_handler(manager, (probe(a), :x), (probe(b), (me, b)))
  }
  Test.expect_equal(swap(1, 2), :ok)
  Test.expect_equal(seen(), [
    (1, :terminate, :x), (:handler_exit, probe(1), (:swapped, probe(2), me)),
    (2, :took_over, (:left_by, 1)),
  ])
  Test.expect_equal(swap_sup(2, 3), :ok)
  Test.expect_equal(seen(), [
    (2, :terminate, :x), (:handler_exit, probe(2), (:swapped, probe(3), me)),
    (3, :took_over, (:left_by, 2)),
  ])
  tell(manager, (:only, 3, fn(s) { (:swap_handler, :y, s, probe(4), (me, 4)) }))
  Test.expect_equal(seen(), [
    (3, :terminate, :y), (:handler_exit, probe(3), (:swapped, probe(4), me)),
    (4, :took_over, (:left_by, 3)),
  ])
  add(manager, 5)
  Test.expect_equal(swap_sup(5, 6), :ok)
  Test.expect_equal(List.drop(seen(), 1), [(5, :terminate, :x), (6, :took_over, (:left_by, 5))])
  let other = spawn {
    Events.Manager.swap_sup_handler(manager, (probe(6), :x), (probe(7), (me, 7)))
    me ! :swapped
    receive { :go -> exit(:bye) }
  }
  Test.expect_receive() { :swapped in :ok }
  Test.expect_equal(seen(), [
    (6, :terminate, :x), (:handler_exit, probe(6), (:swapped, probe(7), other)),
    (7, :took_over, (:left_by, 6)),
  ])
  other ! :go
  Test.expect_eventually { Events.Manager.which_handlers(manager) == [probe(4)] }
  Test.expect_equal(seen(), [(7, :terminate, (:stop, :bye)), (4, :info, (:EXIT, other, :bye))])
  Events.Manager.stop(manager)
}

# MARK: Looking inside

# sys_SUITE suspend
Test.test("a suspended manager keeps its events for later") {
  let manager = start()
  add(manager, 1)
  seen()
  Process.suspend(manager)
  for n in [1, 2] { Events.Manager.notify(manager, n) }
  Test.expect_equal(Process.get_state(manager), [(probe(1), (self(), 1))])
  Test.expect_equal(seen(), [])
  Process.resume(manager)
  tell(manager, 3)
  Test.expect_equal(seen(), for n in [1, 2, 3] { (1, :event, n) })
}

Test.test("the states of handlers can be replaced") {
  let manager = start()
  for id in [1, 2] { add(manager, id) }
  Test.expect_equal(
    Process.replace_state(manager, fn((handler, (to, id))) { (handler, (to, id * 10)) }),
    [(probe(2), (self(), 20)), (probe(1), (self(), 10))])
  Test.expect_equal(Events.Manager.call(manager, probe(1), :x), (10, :x))
}
