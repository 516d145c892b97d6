## Internal: the process behind a router: it starts the workers, sees them end, and hands out the table of
## those there are.
##
## >> Router.Server.strategy(%{})
## :round_robin
module Router.Server {
  # `slots` is a sorted list of (slot, pid); `own` has the slot of each worker that was started
  # here, `given` the (pid, slot) for the monitor of each other one. `table` and `lease` are nil
  # until somebody asks.

  ## Internal: the strategy among a router's options.
  fn strategy(options) {
    let strategy = Map.get(options, :strategy, :round_robin)
    let known = [:round_robin, :random, :least_loaded, :consistent_hash, :broadcast]
    if List.member?(known, strategy) {
      strategy
    } else {
      raise((:bad_option, (:strategy, strategy)))
    }
  }

  ## Internal: how many places a worker has on the ring.
  fn points(options) {
    match Map.get(options, :points, 64) {
      n when is_integer(n) and n > 0 -> n
      other                          -> raise((:bad_option, (:points, other)))
    }
  }

  ## Internal: a router's options, if they are right.
  fn checked(options) {
    match Map.keys(options) -- [:workers, :worker, :count, :strategy, :points, :name, :timeout] {
      []        -> :ok
      [key | _] -> raise((:bad_option, key))
    }
    strategy(options)
    points(options)
    start(options[:worker])
    options
  }

  ## Internal: the router starts.
  fn init(options) {
    Process.trap_exit()
    let router = %{
      strategy: strategy(options), points: points(options), start: start(options[:worker]),
      slots: [], own: %{}, given: %{}, next: 0, missing: [], delay: 0, paused: false,
      table: nil, lease: nil,
    }
    let router = List.reduce(options[:workers] or [], router) { pid, r in take_in(r, pid) }
    start_all(router, if router.start { Map.get(options, :count, 1) } else { 0 })
  }

  private fn start(nil) { nil }
  private fn start(f) when is_function(f) { f }
  private fn start((module_name, function, arguments)) {
    fn() { apply(module_name, function, arguments) }
  }
  private fn start(other) { raise((:bad_option, (:worker, other))) }

  private fn start_all(router, 0) { (:ok, router) }
  private fn start_all(router, count) {
    match start_worker(router, router.next) {
      (:ok, _, router) -> start_all(%{router | next: router.next + 1}, count - 1)
      (:error, reason) -> {
        end_workers(router)
        (:stop, (:worker_failed, reason))
      }
    }
  }

  ## Internal: a request of another process.
  fn handle_call(:table, _from, %{table: nil} as router) {
    let lease = new_lease(self())
    let table = Router.table(lease, router.strategy, router.slots, router.points)
    (:reply, table, %{router | table: table, lease: lease})
  }
  fn handle_call(:table, _from, router) { (:reply, router.table, router) }
  fn handle_call(:add, _from, %{start: nil} as router) { (:reply, (:error, :no_start), router) }
  fn handle_call(:add, _from, router) {
    match start_worker(router, router.next) {
      (:ok, pid, router)     -> (:reply, (:ok, pid), %{router | next: router.next + 1})
      (:error, _) as failure -> (:reply, failure, router)
    }
  }
  fn handle_call((:add, pid), _from, router) { (:reply, :ok, take_in(router, pid)) }
  fn handle_call((:remove, pid), _from, router) {
    match router.own[pid] {
      nil -> {
        match Map.find(router.given, fn(_, (other, _)) { other == pid }) {
          nil              -> (:reply, (:error, :not_found), router)
          (ref, (_, slot)) -> {
            demonitor(ref, flush: true)
            let router = %{router | given: Map.delete(router.given, ref)}
            (:reply, :ok, without(router, slot))
          }
        }
      }
      slot -> {
        let router = without(%{router | own: Map.delete(router.own, pid)}, slot)
        exit(pid, :shutdown)
        (:reply, :ok, router)
      }
    }
  }

  ## Internal: a worker has ended.
  fn handle_info((:EXIT, pid, _), router) {
    match router.own[pid] {
      nil  -> (:noreply, router)
      slot -> {
        let router = without(%{router | own: Map.delete(router.own, pid)}, slot)
        (:noreply, refill(%{router | missing: [slot | router.missing]}))
      }
    }
  }
  fn handle_info((:DOWN, ref, :process, _, _), router) {
    match router.given[ref] {
      nil       -> (:noreply, router)
      (_, slot) -> (:noreply, without(%{router | given: Map.delete(router.given, ref)}, slot))
    }
  }
  fn handle_info(:start_workers, router) { (:noreply, refill(%{router | paused: false})) }
  fn handle_info(_message, router) { (:noreply, router) }

  ## Internal: the router ends.
  fn terminate(_reason, router) {
    end_lease(router.lease)
    end_workers(router)
  }

  private fn take_in(router, pid) {
    let slot = router.next
    let given = Map.put(router.given, monitor(pid), (pid, slot))
    with(%{router | given: given, next: slot + 1}, slot, pid)
  }

  private fn start_worker(%{start: start} as router, slot) {
    let result = try { start() } catch { (_, reason) -> (:error, reason) }
    match result {
      (:ok, pid) when is_pid(pid)    -> (:ok, pid, started(router, slot, pid))
      (:ok, pid, _) when is_pid(pid) -> (:ok, pid, started(router, slot, pid))
      (:error, _) as failure         -> failure
      other                          -> (:error, (:bad_return_value, other))
    }
  }

  private fn started(router, slot, pid) {
    link(pid)
    with(%{router | own: Map.put(router.own, pid, slot), delay: 0}, slot, pid)
  }

  # When a worker does not start, the next attempt is made after a while, and after a longer while
  # each time.
  private fn refill(%{paused: true} as router) { router }
  private fn refill(%{missing: []} as router) { router }
  private fn refill(%{missing: [slot | rest]} as router) {
    match start_worker(router, slot) {
      (:ok, _, router) -> refill(%{router | missing: rest})
      (:error, _)      -> {
        let delay = later(router.delay)
        Process.send_after(self(), :start_workers, delay)
        %{router | delay: delay, paused: true}
      }
    }
  }

  private fn later(0) { 10 }
  private fn later(delay) { if delay > 2_500 { 5_000 } else { delay * 2 } }

  # MARK: The table

  private fn with(router, slot, pid) {
    outdated(%{router | slots: List.sort([(slot, pid) | router.slots])})
  }

  private fn without(router, slot) {
    outdated(%{router | slots: List.key_delete(router.slots, slot)})
  }

  private fn outdated(router) {
    end_lease(router.lease)
    %{router | lease: nil, table: nil}
  }

  # A table is right as long as its lease lives: senders look at that, which costs no message.
  private fn new_lease(router) {
    spawn {
      let ref = monitor(router)
      receive { (:DOWN, ^ref, _, _, _) -> :ok }
    }
  }

  private fn end_lease(nil) { :ok }
  private fn end_lease(lease) {
    let ref = monitor(lease)
    exit(lease, :kill)
    receive { (:DOWN, ^ref, _, _, _) -> :ok }
  }

  private fn end_workers(router) {
    let refs = for (pid, _) in router.own {
      let ref = monitor(pid)
      exit(pid, :shutdown)
      (ref, pid)
    }
    for (ref, pid) in refs {
      receive {
        (:DOWN, ^ref, _, _, _) -> :ok
        after 5_000 -> {
          exit(pid, :kill)
          receive { (:DOWN, ^ref, _, _, _) -> :ok }
        }
      }
    }
  }
}
