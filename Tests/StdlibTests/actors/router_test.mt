# Router: strategies, workers that come and go, scatter and gather.

# A worker that tells the test what it gets.
module RouterTest.Worker {
  fn start_link(owner) { GenServer.start_link(RouterTest.Worker, owner) }
  fn init(owner) { (:ok, owner) }
  fn handle_call(:crash, _from, owner) { (:stop, :shutdown, owner) }
  fn handle_call((:silent, pid), _from, owner) when pid == self() { (:noreply, owner) }
  fn handle_call(:never, _from, owner) { (:noreply, owner) }
  fn handle_call(request, _from, owner) { (:reply, (self(), request), owner) }
  fn handle_cast(message, owner) {
    owner ! (:cast, self(), message)
    (:noreply, owner)
  }
  fn handle_info(message, owner) {
    owner ! (:info, self(), message)
    (:noreply, owner)
  }
}

fn start(options) {
  let me = self()
  let (:ok, router) = Router.start_link(Map.merge(%{worker: fn() { RouterTest.Worker.start_link(me) }}, options))
  router
}

fn who(router, key) { elem(Router.call(router, :who, key), 0) }
fn who(router) { who(router, nil) }

Test.test("round robin takes all in turn") {
  let router = start(%{count: 3})
  let answers = for _ in 1..9 { who(router) }
  let [a, b, c | _] = answers
  Test.expect_equal(List.sort([a, b, c]), List.sort(Router.workers(router)))
  Test.expect_equal(answers, [a, b, c, a, b, c, a, b, c])
  Router.stop(router)
}

Test.test("each sender goes round by itself") {
  let router = start(%{count: 4})
  let me = self()
  for _ in 1..5 { spawn_link { me ! for _ in 1..8 { Router.pick(router) } } }
  for _ in 1..5 {
    let picks = Test.expect_receive() { [_ | _] as picks in picks }
    Test.expect_equal(Map.values(List.frequencies(picks)), [2, 2, 2, 2])
  }
  Router.stop(router)
}

Test.test("random reaches all") {
  let router = start(%{count: 3, strategy: :random})
  Test.expect_eventually { List.length(List.uniq(for _ in 1..20 { Router.pick(router) })) == 3 }
  Router.stop(router)
}

Test.test("the least loaded gets the next") {
  # In a bounded mailbox the messages that have just come are counted too.
  let pids = for _ in 1..3 { spawn(link: true, mailbox: 100) { receive { :end -> :ok } } }
  let router = Router.new(pids, strategy: :least_loaded)
  # Nobody takes them out: they even out.
  for n in 1..9 { Router.send(router, n) }
  Test.expect_equal(for pid in pids { Process.message_count(pid) }, [3, 3, 3])
  let [a, b, c] = pids
  for n in 1..4 { b ! n }
  for n in 1..2 { c ! n }
  for n in 1..2 { Router.send(router, n) }
  Test.expect_equal(for pid in pids { Process.message_count(pid) }, [5, 7, 5])
  Router.send(router, 1)
  Test.expect_equal(Process.message_count(b), 7)
  for pid in [a, b, c] { pid ! :end }
}

Test.test("a key goes to one worker, keys go to all") {
  let router = start(%{count: 4, strategy: :consistent_hash})
  let first = for n in 1..200 { who(router, "user\(n)") }
  let second = for n in 1..200 { who(router, "user\(n)") }
  Test.expect_equal(first, second)
  let shares = Map.values(List.frequencies(first))
  Test.expect_equal(List.length(shares), 4)
  Test.expect(List.min(shares) > 20)
  Router.stop(router)
}

Test.test("few keys move when a worker comes or goes") {
  let pids = for _ in 1..5 { spawn_link { receive { :end -> :ok } } }
  let (:ok, router) = Router.start_link(workers: pids, strategy: :consistent_hash)
  let keys = for n in 1..500 { (:key, n) }
  let before = for key in keys { Router.pick(router, key) }
  let gone = List.at(pids, 2)
  Router.remove(router, gone)
  let without = for key in keys { Router.pick(router, key) }
  for (old, new) in List.zip(before, without) {
    if old != gone { Test.expect_equal(new, old) } else { Test.expect(new != gone) }
  }
  let new = spawn_link { receive { :end -> :ok } }
  Router.add(router, new)
  let with = for key in keys { Router.pick(router, key) }
  for (old, now) in List.zip(without, with) { Test.expect(now == old or now == new) }
  Test.expect(List.count(with) { pid in pid == new } < 250)
  Router.stop(router)
  for pid in [new | pids] { pid ! :end }
}

Test.test("a worker that is started again keeps its keys") {
  let router = start(%{count: 4, strategy: :consistent_hash})
  let keys = 1..100
  let before = for key in keys { Router.pick(router, key) }
  let victim = Router.pick(router, 1)
  exit(victim, :kill)
  Test.expect_eventually {
    let workers = Router.workers(router)
    List.length(workers) == 4 and not List.member?(workers, victim)
  }
  let new = Router.pick(router, 1)
  Test.expect_equal(for key in keys { Router.pick(router, key) }, for pid in before { if pid == victim { new } else { pid } })
  Router.stop(router)
}

Test.test("broadcast reaches all") {
  let router = start(%{count: 3, strategy: :broadcast})
  let workers = List.sort(Router.workers(router))
  Router.cast(router, :hello)
  Test.expect_equal(List.sort(for _ in 1..3 { Test.expect_receive() { (:cast, pid, :hello) in pid } }), workers)
  Router.send(router, :hi)
  Test.expect_equal(List.sort(for _ in 1..3 { Test.expect_receive() { (:info, pid, :hi) in pid } }), workers)
  Test.expect(List.member?(workers, elem(Router.call(router, :who), 0)))
  Test.refute_receive(1) { _ in true }
  Router.stop(router)
}

Test.test("cast and send reach one") {
  let router = start(%{count: 3})
  Test.expect_equal(Router.cast(router, :hello), :ok)
  Test.expect_receive() { (:cast, _, :hello) in true }
  Test.expect_equal(Router.send(router, :hi), :ok)
  Test.expect_receive() { (:info, _, :hi) in true }
  Test.refute_receive(1) { _ in true }
  Router.stop(router)
}

Test.test("what is sent does not go through the router") {
  let router = start(%{count: 2})
  who(router)
  Process.suspend(router)
  for _ in 1..6 { who(router) }
  Router.cast(router, :hello)
  Test.expect_receive() { (:cast, _, :hello) in true }
  Process.resume(router)
  Router.stop(router)
}

Test.test("all answers, in the order of the workers") {
  let router = start(%{count: 3})
  let answers = Router.scatter_gather(router, :question, 60_000)
  Test.expect_equal(answers, for pid in Router.workers(router) { (pid, (pid, :question)) })
  Router.stop(router)
}

Test.test("the answers that come in time") {
  let router = start(%{count: 3})
  let [_, silent, _] = Router.workers(router)
  let answers = Router.scatter_gather(router, (:silent, silent), 100)
  Test.expect_equal(List.member?(for (pid, _) in answers { pid }, silent), false)
  Test.expect_equal(Router.scatter_gather(router, :never, 1), [])
  Test.expect_equal(Router.scatter_gather(router, :never, 1, :first), (:error, :timeout))
  Test.expect_equal(Process.flush(), [])
  Router.stop(router)
}

Test.test("the first answer is enough") {
  let router = start(%{count: 3})
  let [silent | _] = Router.workers(router)
  Test.expect_match(Router.scatter_gather(router, (:silent, silent), 60_000, :first)) { (:ok, (pid, _)) in
    Test.expect(pid != silent)
  }
  Test.expect_equal(Process.flush(), [])
  Router.stop(router)
}

Test.test("workers that end instead of answering") {
  let pids = for _ in 1..2 { elem(GenServer.start(RouterTest.Worker, self()), 1) }
  let dead = spawn { :ok }
  Process.wait(dead)
  let table = Router.new([dead | pids])
  # All end: there is no need to wait for the time-out.
  Test.expect_equal(Router.scatter_gather(table, :crash, 600_000), [])
  Test.expect_equal(Router.scatter_gather(table, :who, :infinity, :first), (:error, :noproc))
}

Test.test("who asks all and is killed leaves nobody behind") {
  let router = start(%{count: 1})
  let before = Process.list()
  let pid = spawn { Router.scatter_gather(router, :never, :infinity) }
  Test.expect_eventually { List.length(Process.list() -- before) >= 2 }
  exit(pid, :kill)
  Test.expect_eventually { Process.list() -- before == [] or not List.any?(Process.list() -- before) { p in gathers?(p) } }
  Router.stop(router)
}

fn gathers?(pid) {
  match Process.info(pid, :current_function) {
    (Router, _, _) -> true
    _              -> false
  }
}

Test.test("a given worker that ends leaves") {
  let pids = for _ in 1..3 { spawn { receive { :end -> :ok } } }
  let (:ok, router) = Router.start_link(workers: pids)
  Test.expect_equal(Router.workers(router), pids)
  let [a, b, c] = pids
  b ! :end
  Test.expect_eventually { Router.workers(router) == [a, c] }
  for _ in 1..6 { Test.expect(Router.pick(router) != b) }
  for pid in [a, c] { pid ! :end }
  Test.expect_eventually { Router.workers(router) == [] }
  Test.expect_equal(Router.pick(router), nil)
  Test.expect_equal(Router.cast(router, :hello), (:error, :no_workers))
  Test.expect_equal(Router.send(router, :hello), (:error, :no_workers))
  Test.expect_equal(elem(elem(Test.expect_raise { Router.call(router, :hello) }, 1), 0), :noproc)
  Router.stop(router)
}

Test.test("a started worker that ends is started again") {
  let router = start(%{count: 2})
  for _ in 1..5 {
    let [a, b] = Router.workers(router)
    exit(a, :kill)
    Test.expect_eventually {
      let workers = Router.workers(router)
      List.length(workers) == 2 and not List.member?(workers, a) and List.last(workers) == b
    }
  }
  Router.stop(router)
}

Test.test("workers are added and removed") {
  let router = start(%{count: 1})
  let (:ok, second) = Router.add(router)
  let other = spawn_link { receive { :end -> :ok } }
  Test.expect_equal(Router.add(router, other), :ok)
  Test.expect_match(Router.workers(router)) { [_, ^second, ^other] in true }
  let ref = monitor(second)
  Test.expect_equal(Router.remove(router, second), :ok)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in true }
  Test.expect_equal(Router.remove(router, other), :ok)
  Test.expect(Process.alive?(other))
  Test.expect_equal(Router.remove(router, other), (:error, :not_found))
  Test.expect_equal(List.length(Router.workers(router)), 1)
  other ! :end
  Router.stop(router)
}

Test.test("workers end with the router") {
  let router = start(%{count: 3})
  let workers = Router.workers(router)
  Router.stop(router)
  Test.expect_equal(List.filter(workers, &Process.alive?/1), [])
}

Test.test("a table stays as it is") {
  let router = start(%{count: 2})
  let table = Router.table(router)
  let old = Router.workers(router)
  Router.add(router)
  Test.expect_equal(Router.workers(table), old)
  Test.expect_equal(List.length(Router.workers(router)), 3)
  let me = self()
  # It can be sent to others.
  spawn_link { me ! (:worker, Router.pick(table)) }
  Test.expect(List.member?(old, Test.expect_receive() { (:worker, pid) in pid }))
  Router.stop(router)
}

Test.test("a router by name, also after another has taken the name") {
  let start = fn() { RouterTest.Worker.start_link(nil) }
  let (:ok, first) = Router.start_link(worker: start, count: 2, name: :router_test)
  let old = Router.workers(:router_test)
  Router.stop(first)
  let (:ok, second) = Router.start_link(worker: start, count: 2, name: :router_test)
  Test.expect_eventually { Router.workers(:router_test) != old }
  Router.stop(second)
}

Test.test("senders keep one place for each router, however often its workers change") {
  let router = start(%{count: 1})
  let me = self()
  let counts = for _ in 1..10 {
    Router.pick(router)
    Router.add(router, me)
    Router.pick(router)
    Router.remove(router, me)
    map_size(Process.info(me, :dictionary))
  }
  Test.expect_equal(List.first(counts), List.last(counts))
  Router.stop(router)
}

Test.test("senders forget routers that have ended") {
  for _ in 1..300 {
    let (:ok, router) = Router.start(workers: [self()])
    Router.pick(router)
    Router.stop(router)
  }
  let dictionary = Process.info(self(), :dictionary)
  Test.expect(map_size(dictionary) < 100)
  Test.expect(map_size(Process.get(:"$router")) < 100)
}

Test.test("a router whose workers do not start does not start either") {
  Test.expect_equal(Router.start(worker: fn() { (:error, :no) }, count: 2), (:error, (:worker_failed, :no)))
  Test.expect_raise((:bad_option, (:strategy, :by_weight))) { Router.new([], strategy: :by_weight) }
  Test.expect_raise((:bad_option, (:strategy, :by_weight))) { Router.start_link(workers: [], strategy: :by_weight) }
  Test.expect_raise((:bad_option, (:points, 0))) { Router.start_link(workers: [], points: 0) }
  Test.expect_raise((:bad_option, :size)) { Router.start_link(workers: [], size: 3) }
}

Test.test("hashes are even and the same in every run") {
  Test.expect_equal(Router.hash("martlet"), Router.hash("mart" <> "let"))
  let terms = for n in 0..999 { (n, "key\(n)", (:key, n), [n], n * 1.5) }
  for place in 0..4 {
    let shares = List.frequencies_by(terms) { t in Router.hash(elem(t, place)) rem 5 }
    for (_, share) in shares { Test.expect(share > 140 and share < 260) }
  }
}
