## A pool of worker processes that are lent out: so many at a time, the others wait in line.
##
## Workers are what is costly or limited, such as connections. A borrower has one for itself until
## it gives it back; when the borrower ends before that, the pool takes it back, and a worker that
## ends is replaced.
##
## ```
## let connect = fn() { Connection.start_link(address) }
## let (:ok, pool) = WorkerPool.start_link(worker: connect, size: 10)
## let (:ok, rows) = WorkerPool.run(pool, 5_000) { c in Connection.query(c, text) }
## ```
##
## Options of `start_link`:
##
## - `worker`: starts a worker that is linked to its caller: a function of no arguments or
##   `(Module, :function, arguments)` that gives `(:ok, pid)`. It runs in the pool, which serves
##   nobody meanwhile.
## - `size`: how many workers there are, 5 unless told.
## - `overflow`: how many more are started while all are lent, 0 unless told; they end when nobody
##   waits.
## - `queue`: how many borrowers may wait, `:infinity` unless told; those after them get
##   `(:error, :full)`.
## - `order`: which of the idle workers is lent next, `:lifo` (the one that came back last, so that
##   those not needed stay idle) or `:fifo` (they take turns); `:lifo` unless told. Those who wait
##   are always served in order.
## - `shutdown`: how many milliseconds workers have to end when the pool does, 5,000 unless told.
## - `name`: the pool is registered under it.
##
## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 2); WorkerPool.run(pool) { agent in Agent.get(agent, fn(n) { n }) }
## (:ok, 7)
module WorkerPool {
  # MARK: Starting

  ## Starts a pool that is linked to the caller: `(:ok, pid)`, or
  ## `(:error, (:worker_failed, reason))` when one of the workers did not start.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 2); WorkerPool.info(pool).idle
  ## 2
  fn start_link(options) {
    GenServer.start_link(WorkerPool, settings(options), Map.take(options, [:name, :timeout]))
  }

  ## Like `start_link` without the link.
  ##
  ## >> let (:ok, pool) = WorkerPool.start(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 2); WorkerPool.stop(pool)
  ## :ok
  fn start(options) {
    GenServer.start(WorkerPool, settings(options), Map.take(options, [:name, :timeout]))
  }

  ## Ends a pool and its workers.
  ##
  ## >> let (:ok, pool) = WorkerPool.start(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 2); WorkerPool.stop(pool)
  ## :ok
  fn stop(pool) { GenServer.stop(pool) }

  private fn settings(options) {
    let known = [:worker, :size, :overflow, :queue, :order, :shutdown, :name, :timeout]
    match Map.keys(options) -- known {
      []        -> :ok
      [key | _] -> raise((:bad_option, key))
    }
    let size = count(options, :size, 5)
    %{
      start: worker(options[:worker]),
      size: size,
      most: size + count(options, :overflow, 0),
      queue: count(options, :queue, :infinity),
      order: order(Map.get(options, :order, :lifo)),
      shutdown: Map.get(options, :shutdown, 5_000),
    }
  }

  private fn worker(f) when is_function(f) { f }
  private fn worker((module_name, function, arguments)) {
    fn() { apply(module_name, function, arguments) }
  }
  private fn worker(other) { raise((:bad_option, (:worker, other))) }

  private fn order(order) when order == :lifo or order == :fifo { order }
  private fn order(other) { raise((:bad_option, (:order, other))) }

  private fn count(options, name, default) {
    match Map.get(options, name, default) {
      n when is_integer(n) and n >= 0 -> n
      ^default                        -> default
      other                           -> raise((:bad_option, (name, other)))
    }
  }

  # MARK: Borrowing

  ## Lends a worker to `f` and gives `(:ok, value)`; waits for one as long as it takes.
  ## `(:error, :full)` when too many wait already. The worker goes back also when `f` raises.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 1); WorkerPool.run(pool) { agent in is_pid(agent) }
  ## (:ok, true)
  fn run(pool, f) { run(pool, :infinity, f) }

  ## Like `run`, waiting for a worker for at most so many milliseconds; then `(:error, :timeout)`.
  ## How long `f` may take is its own affair.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 1); WorkerPool.checkout(pool); WorkerPool.run(pool, 1) { _ in :never }
  ## (:error, :timeout)
  fn run(pool, timeout, f) {
    match checkout(pool, timeout) {
      (:ok, worker) -> {
        try { (:ok, f(worker)) } after { checkin(pool, worker) }
      }
      failure -> failure
    }
  }

  ## Borrows a worker until `checkin`, or until the caller ends: `(:ok, pid)`, or `(:error, :full)`
  ## when too many wait already. It may take as long as it takes.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 1); let (:ok, agent) = WorkerPool.checkout(pool); WorkerPool.checkin(pool, agent)
  ## :ok
  fn checkout(pool) { checkout(pool, :infinity) }

  ## Like `checkout`, waiting for at most so many milliseconds; then `(:error, :timeout)`. With 0 it
  ## does not wait: `(:error, :full)` when no worker is free.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 1); WorkerPool.checkout(pool, 0); WorkerPool.checkout(pool, 0)
  ## (:error, :full)
  fn checkout(pool, :infinity) { GenServer.call(pool, (:checkout, nil, true), :infinity) }
  fn checkout(pool, 0) { GenServer.call(pool, (:checkout, nil, false), :infinity) }
  fn checkout(pool, timeout) {
    let id = make_ref()
    try { GenServer.call(pool, (:checkout, id, true), timeout) } catch {
      (:exit, (:timeout, _)) -> {
        # The pool hears of it also when it has just lent a worker that the answer does not reach.
        GenServer.cast(pool, (:cancel, id))
        (:error, :timeout)
      }
    }
  }

  ## Gives a worker back; `:ok`. One that is not lent is left alone.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 1); let (:ok, agent) = WorkerPool.checkout(pool); WorkerPool.checkin(pool, agent); WorkerPool.info(pool).idle
  ## 1
  fn checkin(pool, worker) { GenServer.cast(pool, (:checkin, worker)) }

  ## What a pool does, as a map: `size`; `workers`, how many there are; `idle`, `busy`; `overflow`,
  ## how many there are above the size; `waiting`, how many borrowers wait.
  ##
  ## >> let (:ok, pool) = WorkerPool.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, size: 2); WorkerPool.checkout(pool); WorkerPool.info(pool)
  ## %{busy: 1, idle: 1, overflow: 0, size: 2, waiting: 0, workers: 2}
  fn info(pool) { GenServer.call(pool, :info, :infinity) }

  # MARK: The pool

  # `workers` has for each worker the monitor of its borrower, or nil; `loans` the other way round.
  # `line` is a queue of monitors of those who wait, some of which may have left it: `waiting`
  # knows, it has `from` and the id. `ids` finds a borrower or one who waits by the id with which it
  # may cancel.

  ## Internal: the pool starts.
  fn init(settings) {
    Process.trap_exit()
    start_all(%{
      settings: settings, idle: Queue.new(), workers: %{}, loans: %{},
      waiting: %{}, line: Queue.new(), ids: %{}, delay: 0, paused: false,
    })
  }

  private fn start_all(pool) {
    if map_size(pool.workers) >= pool.settings.size {
      (:ok, pool)
    } else {
      match start_worker(pool) {
        (:ok, worker, pool) -> start_all(idle(pool, worker))
        (:error, reason)    -> {
          end_workers(pool)
          (:stop, (:worker_failed, reason))
        }
      }
    }
  }

  ## Internal: a request of another process.
  fn handle_call((:checkout, id, wait), (borrower, _) as from, pool) {
    match free_worker(pool) {
      (:ok, worker, pool) -> {
        (:reply, (:ok, worker), lend(pool, worker, monitor(borrower), id))
      }
      nil -> {
        # Integers come before atoms: there are always fewer than `:infinity`.
        if wait and map_size(pool.waiting) < pool.settings.queue {
          (:noreply, queue(pool, monitor(borrower), from, id))
        } else {
          (:reply, (:error, :full), pool)
        }
      }
    }
  }
  fn handle_call(:info, _from, pool) {
    let count = map_size(pool.workers)
    let size = pool.settings.size
    (:reply, %{
      size: size,
      workers: count,
      idle: Queue.size(pool.idle),
      busy: map_size(pool.loans),
      overflow: if count > size { count - size } else { 0 },
      waiting: map_size(pool.waiting),
    }, pool)
  }

  ## Internal: a worker comes back, or a borrower has stopped waiting.
  fn handle_cast((:checkin, worker), pool) {
    match pool.workers[worker] {
      nil -> (:noreply, pool)
      ref -> (:noreply, take_back(pool, worker, ref))
    }
  }
  fn handle_cast((:cancel, id), pool) {
    match pool.ids[id] {
      nil -> (:noreply, pool)
      ref -> (:noreply, gone(pool, ref))
    }
  }

  ## Internal: a worker or a borrower has ended.
  fn handle_info((:DOWN, ref, :process, _, _), pool) { (:noreply, gone(pool, ref)) }
  fn handle_info((:EXIT, pid, _), pool) {
    if Map.has_key?(pool.workers, pid) { (:noreply, replace(pool, pid)) } else { (:noreply, pool) }
  }
  fn handle_info(:start_workers, pool) { (:noreply, refill(%{pool | paused: false})) }
  fn handle_info(_message, pool) { (:noreply, pool) }

  ## Internal: the pool ends.
  fn terminate(_reason, pool) { end_workers(pool) }

  # MARK: Loans

  private fn lend(pool, worker, ref, id) {
    %{pool |
      workers: Map.put(pool.workers, worker, ref),
      loans: Map.put(pool.loans, ref, (worker, id)),
      ids: if id { Map.put(pool.ids, id, ref) } else { pool.ids },
    }
  }

  private fn take_back(pool, worker, ref) {
    demonitor(ref, flush: true)
    let (_, id) = pool.loans[ref]
    hand_on(%{pool |
      workers: Map.put(pool.workers, worker, nil),
      loans: Map.delete(pool.loans, ref),
      ids: forget(pool.ids, id),
    }, worker)
  }

  private fn forget(ids, nil) { ids }
  private fn forget(ids, id) { Map.delete(ids, id) }

  # A worker that nobody has: for the first who waits, or idle, or one too many.
  private fn hand_on(pool, worker) {
    match next(pool) {
      (ref, from, id, pool) -> {
        GenServer.reply(from, (:ok, worker))
        lend(pool, worker, ref, id)
      }
      pool -> {
        if map_size(pool.workers) > pool.settings.size {
          exit(worker, :shutdown)
          %{pool | workers: Map.delete(pool.workers, worker)}
        } else {
          idle(pool, worker)
        }
      }
    }
  }

  private fn idle(%{settings: %{order: :lifo}} as pool, worker) {
    %{pool | idle: Queue.push_front(pool.idle, worker)}
  }
  private fn idle(pool, worker) { %{pool | idle: Queue.push(pool.idle, worker)} }

  # A borrower, or one who waited, is gone; or neither, when it has just been served.
  private fn gone(pool, ref) {
    match pool.loans[ref] {
      (worker, _) -> take_back(pool, worker, ref)
      nil -> {
        match pool.waiting[ref] {
          (_, id) -> {
            demonitor(ref, flush: true)
            tidy(%{pool |
              waiting: Map.delete(pool.waiting, ref),
              ids: forget(pool.ids, id),
            })
          }
          nil -> pool
        }
      }
    }
  }

  # MARK: The line

  private fn queue(pool, ref, from, id) {
    %{pool |
      waiting: Map.put(pool.waiting, ref, (from, id)),
      line: Queue.push(pool.line, ref),
      ids: if id { Map.put(pool.ids, id, ref) } else { pool.ids },
    }
  }

  private fn next(%{line: line, waiting: waiting} as pool) {
    match Queue.pop(line) {
      nil         -> pool
      (ref, line) -> {
        match waiting[ref] {
          nil        -> next(%{pool | line: line})
          (from, id) -> (ref, from, id, %{pool | line: line, waiting: Map.delete(waiting, ref)})
        }
      }
    }
  }

  # Those who have left the line are taken out of it when they are more than those who stand in it.
  private fn tidy(%{line: line, waiting: waiting} as pool) {
    if Queue.size(line) > 2 * map_size(waiting) + 16 {
      %{pool | line: Queue.filter(line) { ref in Map.has_key?(waiting, ref) }}
    } else {
      pool
    }
  }

  # MARK: Workers

  private fn free_worker(pool) {
    match Queue.pop(pool.idle) {
      (worker, idle) -> (:ok, worker, %{pool | idle: idle})
      nil            -> {
        let count = map_size(pool.workers)
        if count >= pool.settings.size and count < pool.settings.most { one_more(pool) }
      }
    }
  }

  # One above the size that does not start is no reason to fail: the others come back.
  private fn one_more(pool) {
    match start_worker(pool) {
      (:error, _) -> nil
      started     -> started
    }
  }

  private fn start_worker(%{settings: %{start: start}} as pool) {
    let result = try { start() } catch { (_, reason) -> (:error, reason) }
    match result {
      (:ok, pid) when is_pid(pid)    -> started(pool, pid)
      (:ok, pid, _) when is_pid(pid) -> started(pool, pid)
      (:error, _) as failure         -> failure
      other                          -> (:error, (:bad_return_value, other))
    }
  }

  private fn started(pool, pid) {
    # Once more does no harm, and a worker that was started without a link is noticed when it ends.
    link(pid)
    (:ok, pid, %{pool | workers: Map.put(pool.workers, pid, nil), delay: 0})
  }

  private fn replace(pool, pid) {
    let workers = Map.delete(pool.workers, pid)
    match pool.workers[pid] {
      nil -> refill(%{pool | workers: workers, idle: Queue.delete(pool.idle, pid)})
      ref -> {
        demonitor(ref, flush: true)
        let (_, id) = pool.loans[ref]
        refill(%{pool |
          workers: workers,
          loans: Map.delete(pool.loans, ref),
          ids: forget(pool.ids, id),
        })
      }
    }
  }

  # As many workers as there should be; for those who wait also the ones above that. When one does
  # not start, the next attempt is made after a while, and after a longer while each time.
  private fn refill(%{paused: true} as pool) { pool }
  private fn refill(%{workers: workers, settings: settings} as pool) {
    let wanted = if map_size(pool.waiting) > 0 { settings.most } else { settings.size }
    if map_size(workers) >= wanted {
      pool
    } else {
      match start_worker(pool) {
        (:ok, worker, pool) -> refill(hand_on(pool, worker))
        (:error, _)         -> {
          let delay = later(pool.delay)
          Process.send_after(self(), :start_workers, delay)
          %{pool | delay: delay, paused: true}
        }
      }
    }
  }

  private fn later(0) { 10 }
  private fn later(delay) { if delay > 2_500 { 5_000 } else { delay * 2 } }

  private fn end_workers(pool) {
    let refs = for (pid, _) in pool.workers {
      let ref = monitor(pid)
      exit(pid, :shutdown)
      (ref, pid)
    }
    await_end(refs, deadline(pool.settings.shutdown))
  }

  private fn deadline(ms) when is_integer(ms) { Time.monotonic() + ms }
  private fn deadline(other) { other }

  private fn await_end([(ref, pid) | rest], deadline) {
    receive {
      (:DOWN, ^ref, _, _, _) -> await_end(rest, deadline)
      after left(deadline) -> {
        exit(pid, :kill)
        receive { (:DOWN, ^ref, _, _, _) -> await_end(rest, deadline) }
      }
    }
  }
  private fn await_end([], _deadline) { :ok }

  private fn left(deadline) when is_integer(deadline) {
    let ms = deadline - Time.monotonic()
    if ms > 0 { ms } else { 0 }
  }
  private fn left(:brutal_kill) { 0 }
  private fn left(:infinity) { :infinity }
}
