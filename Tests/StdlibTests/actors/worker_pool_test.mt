# WorkerPool: borrowing, waiting, workers and borrowers that end, overflow.

# A worker that tells the test when it starts and ends.
module WorkerPoolTest.Worker {
  fn start_link(owner) { GenServer.start_link(WorkerPoolTest.Worker, owner) }
  fn init(owner) {
    Process.trap_exit()
    owner ! (:started, self())
    (:ok, owner)
  }
  fn handle_call(:hello, _from, owner) { (:reply, :hi, owner) }
  fn handle_cast((:crash, reason), owner) { (:stop, reason, owner) }
  fn terminate(_reason, owner) { owner ! (:ended, self()) }
}

fn pool(options) {
  let me = self()
  let (:ok, pool) = WorkerPool.start_link(Map.merge(
    %{worker: fn() { WorkerPoolTest.Worker.start_link(me) }}, options))
  pool
}

# The messages about workers that have come so far.
fn told(kind) {
  receive {
    (^kind, pid) -> [pid | told(kind)]
    after 0 -> []
  }
}

# A process that borrows a worker and keeps it until it gets `:give`; it tells what it got.
fn borrower(pool, timeout) {
  let me = self()
  spawn {
    let result = WorkerPool.checkout(pool, timeout)
    me ! (:borrowed, self(), result)
    receive {
      :give -> {
        let (:ok, worker) = result
        WorkerPool.checkin(pool, worker)
        me ! (:gave, self())
      }
    }
  }
}

fn got(pid) { Test.expect_receive() { (:borrowed, ^pid, result) in result } }
fn give(pid) {
  pid ! :give
  Test.expect_receive() { (:gave, ^pid) in true }
}

# Waits until so many are in the line.
fn wait_for_line(pool, count) {
  Test.expect_eventually { WorkerPool.info(pool).waiting == count }
}

Test.test("workers start with the pool and end with it") {
  let pool = pool(%{size: 3})
  let workers = told(:started)
  Test.expect_equal(List.length(workers), 3)
  WorkerPool.stop(pool)
  Test.expect_equal(List.sort(told(:ended)), List.sort(workers))
  Test.expect_equal(List.filter(workers, &Process.alive?/1), [])
}

Test.test("run lends a worker and takes it back") {
  let pool = pool(%{size: 1})
  Test.expect_equal(WorkerPool.run(pool) { worker in GenServer.call(worker, :hello) }, (:ok, :hi))
  for _ in 1..5 { Test.expect_equal(WorkerPool.run(pool, 0) { _ in 1 }, (:ok, 1)) }
  WorkerPool.run(pool) { _ in
    Test.expect_equal(WorkerPool.run(pool, 0) { _ in 1 }, (:error, :full))
  }
  WorkerPool.stop(pool)
}

Test.test("a worker comes back when the work raises, throws or exits") {
  let pool = pool(%{size: 1})
  Test.expect_raise(:broken) { WorkerPool.run(pool) { _ in raise(:broken) } }
  Test.expect_raise((:throw, 7)) { WorkerPool.run(pool) { _ in throw(7) } }
  Test.expect_raise((:exit, :done)) { WorkerPool.run(pool) { _ in exit(:done) } }
  Test.expect_equal(WorkerPool.run(pool, 0) { _ in 1 }, (:ok, 1))
  Test.expect_equal(WorkerPool.info(pool), %{size: 1, workers: 1, idle: 1, busy: 0, overflow: 0, waiting: 0})
  WorkerPool.stop(pool)
}

Test.test("a worker comes back when its borrower is killed") {
  let pool = pool(%{size: 1})
  let pid = borrower(pool, :infinity)
  let (:ok, worker) = got(pid)
  let next = borrower(pool, :infinity)
  wait_for_line(pool, 1)
  exit(pid, :kill)
  Test.expect_equal(got(next), (:ok, worker))
  give(next)
  WorkerPool.stop(pool)
}

Test.test("a worker that ends is replaced") {
  let pool = pool(%{size: 2})
  told(:started)
  let (:ok, worker) = WorkerPool.checkout(pool)
  GenServer.cast(worker, (:crash, :shutdown))
  Test.expect_receive() { (:ended, ^worker) in true }
  let new = Test.expect_receive() { (:started, pid) in pid }
  # The old one is not taken back.
  WorkerPool.checkin(pool, worker)
  Test.expect_eventually { WorkerPool.info(pool).idle == 2 }
  let borrowed = for _ in 1..2 { elem(WorkerPool.checkout(pool, 0), 1) }
  Test.expect(List.member?(borrowed, new))
  Test.expect_equal(List.member?(borrowed, worker), false)
  WorkerPool.stop(pool)
}

Test.test("an idle worker that ends is replaced") {
  let pool = pool(%{size: 1})
  let [worker] = told(:started)
  GenServer.cast(worker, (:crash, :shutdown))
  let new = Test.expect_receive() { (:started, pid) in pid }
  Test.expect_equal(WorkerPool.checkout(pool), (:ok, new))
  WorkerPool.stop(pool)
}

Test.test("one who waits gets the replacement of a worker that ended") {
  let pool = pool(%{size: 1})
  let [worker] = told(:started)
  let pid = borrower(pool, :infinity)
  got(pid)
  let next = borrower(pool, :infinity)
  wait_for_line(pool, 1)
  GenServer.cast(worker, (:crash, :shutdown))
  let (:ok, new) = got(next)
  Test.expect(new != worker)
  exit(pid, :kill)
  WorkerPool.stop(pool)
}

Test.test("those who wait are served in the order in which they came") {
  let pool = pool(%{size: 1})
  let first = borrower(pool, :infinity)
  got(first)
  let others = for n in 1..4 {
    let pid = borrower(pool, :infinity)
    wait_for_line(pool, n)
    pid
  }
  give(first)
  for pid in others {
    # Nobody else has got one.
    Test.expect_match(got(pid)) { (:ok, _) in true }
    Test.expect_equal(List.filter(Process.info(self(), :messages), fn(m) { elem(m, 0) == :borrowed }), [])
    give(pid)
  }
  WorkerPool.stop(pool)
}

Test.test("the line is bounded") {
  let pool = pool(%{size: 1, queue: 2})
  let first = borrower(pool, :infinity)
  got(first)
  let a = borrower(pool, :infinity)
  wait_for_line(pool, 1)
  let b = borrower(pool, :infinity)
  wait_for_line(pool, 2)
  Test.expect_equal(WorkerPool.checkout(pool), (:error, :full))
  Test.expect_equal(WorkerPool.run(pool, 1_000) { _ in 1 }, (:error, :full))
  # Who gives up makes room.
  exit(a, :kill)
  wait_for_line(pool, 1)
  let c = borrower(pool, :infinity)
  wait_for_line(pool, 2)
  give(first)
  got(b)
  give(b)
  got(c)
  give(c)
  WorkerPool.stop(pool)
}

Test.test("no line at all") {
  let pool = pool(%{size: 1, queue: 0})
  let (:ok, worker) = WorkerPool.checkout(pool)
  Test.expect_equal(WorkerPool.checkout(pool), (:error, :full))
  WorkerPool.checkin(pool, worker)
  Test.expect_equal(WorkerPool.checkout(pool), (:ok, worker))
  WorkerPool.stop(pool)
}

Test.test("one who has waited too long leaves the line") {
  let pool = pool(%{size: 1})
  let first = borrower(pool, :infinity)
  let (:ok, worker) = got(first)
  Test.expect_equal(WorkerPool.checkout(pool, 5), (:error, :timeout))
  Test.expect_equal(WorkerPool.run(pool, 5) { _ in 1 }, (:error, :timeout))
  Test.expect_equal(WorkerPool.info(pool).waiting, 0)
  give(first)
  Test.expect_equal(WorkerPool.checkout(pool, 0), (:ok, worker))
  WorkerPool.stop(pool)
}

Test.test("a worker that was lent too late comes back") {
  let pool = pool(%{size: 1})
  let (:ok, worker) = WorkerPool.checkout(pool)
  # The pool is kept from answering until the borrower has given up.
  Process.suspend(pool)
  let me = self()
  let late = spawn_link {
    me ! (:late, WorkerPool.checkout(pool, 5))
    receive { :end -> :ok }
  }
  WorkerPool.checkin(pool, worker)
  Test.expect_receive() { (:late, (:error, :timeout)) in true }
  Process.resume(pool)
  Test.expect_eventually { WorkerPool.info(pool).idle == 1 }
  Test.expect(Process.alive?(late))
  late ! :end
  WorkerPool.stop(pool)
}

Test.test("leaving the line again and again leaves nothing behind") {
  let pool = pool(%{size: 1})
  let (:ok, worker) = WorkerPool.checkout(pool)
  for _ in 1..100 { WorkerPool.checkout(pool, 1) }
  WorkerPool.info(pool)
  let state = Process.get_state(pool)
  Test.expect(Queue.size(state.line) < 40)
  Test.expect_equal(map_size(state.waiting), 0)
  Test.expect_equal(map_size(state.ids), 0)
  WorkerPool.checkin(pool, worker)
  Test.expect_equal(WorkerPool.info(pool).idle, 1)
  Test.expect_equal(map_size(Process.get_state(pool).loans), 0)
  WorkerPool.stop(pool)
}

Test.test("more workers while all are lent, and not afterwards") {
  let pool = pool(%{size: 1, overflow: 2})
  let workers = for _ in 1..3 { elem(WorkerPool.checkout(pool, 0), 1) }
  Test.expect_equal(List.length(List.uniq(workers)), 3)
  Test.expect_equal(WorkerPool.checkout(pool, 0), (:error, :full))
  Test.expect_equal(WorkerPool.info(pool).overflow, 2)
  for worker in workers { WorkerPool.checkin(pool, worker) }
  Test.expect_equal(WorkerPool.info(pool), %{size: 1, workers: 1, idle: 1, busy: 0, overflow: 0, waiting: 0})
  for _ in 1..2 { Test.expect_receive() { (:ended, _) in true } }
  WorkerPool.stop(pool)
}

Test.test("the worker that came back last is lent first, or last") {
  for (order, expected) in [(:lifo, fn([_, b]) { b }), (:fifo, fn([a, _]) { a })] {
    let pool = pool(%{size: 2, order: order})
    let workers = for _ in 1..2 { elem(WorkerPool.checkout(pool), 1) }
    for worker in workers { WorkerPool.checkin(pool, worker) }
    Test.expect_equal(WorkerPool.checkout(pool), (:ok, expected(workers)))
    WorkerPool.stop(pool)
  }
}

Test.test("a pool whose workers do not start does not start either") {
  let me = self()
  let start = fn() {
    me ! :try
    if List.length(Process.info(me, :messages)) > 2 { (:error, :no_more) } else { WorkerPoolTest.Worker.start_link(me) }
  }
  Test.expect_equal(WorkerPool.start(worker: start, size: 5), (:error, (:worker_failed, :no_more)))
  let started = told(:started)
  Test.expect_equal(List.sort(told(:ended)), List.sort(started))
  Test.expect_equal(WorkerPool.start(worker: fn() { raise(:broken) }), (:error, (:worker_failed, :broken)))
  Test.expect_equal(WorkerPool.start(worker: fn() { 7 }), (:error, (:worker_failed, (:bad_return_value, 7))))
}

Test.test("a worker that cannot be replaced now is replaced later") {
  let me = self()
  # The test decides whether a worker starts.
  let start = fn() {
    let ref = make_ref()
    me ! (:may_i, self(), ref)
    receive { (^ref, true) -> WorkerPoolTest.Worker.start_link(me); (^ref, false) -> (:error, :no) }
  }
  let starter = spawn_link {
    let (:ok, pool) = WorkerPool.start_link(worker: start, size: 1)
    me ! (:pool, pool)
    receive { :end -> :ok }
  }
  let answer = fn(yes) { Test.expect_receive() { (:may_i, pid, ref) in pid ! (ref, yes) } }
  answer(true)
  let pool = Test.expect_receive() { (:pool, pool) in pool }
  let worker = Test.expect_receive() { (:started, pid) in pid }
  GenServer.cast(worker, (:crash, :shutdown))
  for _ in 1..3 { answer(false) }
  answer(true)
  let new = Test.expect_receive() { (:started, pid) in pid }
  Test.expect_equal(WorkerPool.checkout(pool), (:ok, new))
  WorkerPool.stop(pool)
  starter ! :end
}

Test.test("no worker is ever lent to two, and none is lost") {
  let pool = pool(%{size: 3, overflow: 1})
  let me = self()
  let borrowers = for n in 1..12 {
    spawn {
      for k in 1..10 {
        let timeout = if (n + k) rem 3 == 0 { 1 } else { :infinity }
        match WorkerPool.checkout(pool, timeout) {
          (:ok, worker) -> {
            me ! (:has, self(), worker)
            Process.yield()
            # Some end without giving it back.
            if n == 5 and k == 7 { exit(:enough) }
            me ! (:has_not, self(), worker)
            WorkerPool.checkin(pool, worker)
          }
          (:error, :timeout) -> :ok
        }
      }
      me ! (:end, self())
    }
  }
  let refs = for pid in borrowers { monitor(pid) }
  for ref in refs { Test.expect_receive(60_000) { (:DOWN, ^ref, _, _, _) in true } }
  # A message of a borrower comes before that of the next one with the same worker, because of the pool between
  # them; only the one that ended has said nothing.
  let dead = List.at(borrowers, 4)
  List.reduce(Process.flush(), %{}) { message, held in
    match message {
      (:has, pid, worker) -> {
        Test.expect(held[worker] == nil or held[worker] == dead)
        Map.put(held, worker, pid)
      }
      (:has_not, _, worker) -> Map.delete(held, worker)
      _                     -> held
    }
  }
  Test.expect_eventually { WorkerPool.info(pool) == %{size: 3, workers: 3, idle: 3, busy: 0, overflow: 0, waiting: 0} }
  let state = Process.get_state(pool)
  Test.expect_equal((map_size(state.loans), map_size(state.ids), map_size(state.waiting)), (0, 0, 0))
  WorkerPool.stop(pool)
}

Test.test("workers that do not end in time are killed") {
  let start = fn() {
    (:ok, spawn_link {
      Process.trap_exit()
      receive { :never -> :ok }
    })
  }
  let (:ok, pool) = WorkerPool.start_link(worker: start, size: 2, shutdown: 10)
  let workers = for _ in 1..2 { elem(WorkerPool.checkout(pool), 1) }
  WorkerPool.stop(pool)
  Test.expect_equal(List.filter(workers, &Process.alive?/1), [])
}

Test.test("names, workers as a module and a function, and wrong options") {
  let (:ok, pool) = WorkerPool.start_link(
    worker: (WorkerPoolTest.Worker, :start_link, [self()]), size: 1, name: :worker_pool_test)
  Test.expect_equal(WorkerPool.run(:worker_pool_test) { worker in GenServer.call(worker, :hello) }, (:ok, :hi))
  WorkerPool.stop(pool)
  Test.expect_raise((:bad_option, (:worker, nil))) { WorkerPool.start_link(size: 1) }
  Test.expect_raise((:bad_option, (:size, -1))) { WorkerPool.start_link(worker: fn() { 1 }, size: -1) }
  Test.expect_raise((:bad_option, :count)) { WorkerPool.start_link(worker: fn() { 1 }, count: 1) }
  Test.expect_raise((:bad_option, (:order, :random))) { WorkerPool.start_link(worker: fn() { 1 }, order: :random) }
}
