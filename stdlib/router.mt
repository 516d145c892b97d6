## A router: spreads messages and calls over several workers.
##
## ```
## let start = fn() { Resizer.start_link() }
## let (:ok, router) = Router.start_link(worker: start, count: 8, strategy: :least_loaded)
## Router.cast(router, (:resize, image))
## let answer = Router.call(router, (:size_of, image))
## ```
##
## The routing is done by the process that sends, with a table of the workers that it keeps. So
## there is no process in the middle through which everything goes, which would take a second
## message for each and be the slowest of all. The router itself only looks after the workers; when
## one comes or goes it makes a new table, and senders notice, without a message, that theirs is out
## of date and ask for the new one. What is on its way to a worker that ends is lost, as always; a
## call then exits as `GenServer.call` does.
##
## Strategies:
##
## - `:round_robin`: the workers in turn. Each sender goes round by itself, and begins somewhere.
## - `:random`: any worker.
## - `:least_loaded`: the worker with the fewest messages in its mailbox, as far as that can be seen
##   without asking it (`Process.mailbox_length`); among equals the workers in turn.
## - `:consistent_hash`: by a key: the same key goes to the same worker, and when workers come or go
##   few keys move.
## - `:broadcast`: `cast` and `send` go to all workers; `call` gives the first answer.
##
## Options of `start_link`:
##
## - `workers`: pids of processes that are there already; one that ends leaves.
## - `worker` and `count`: starts a worker that is linked to its caller, a function of no arguments
##   or `(Module, :function, arguments)` that gives `(:ok, pid)`, and how many. One that ends is
##   started again, in the same place.
## - `strategy`: `:round_robin` unless told.
## - `points`: how many places each worker has on the ring of `:consistent_hash`, 64 unless told.
## - `name`: the router is registered under it.
##
## `Router.new` makes a table without a router, for workers that stay: it can stand wherever a
## router can.
##
## >> let (:ok, router) = Router.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, count: 3); List.length(Router.workers(router))
## 3
module Router {
  # A table is (:"$routes", lease, strategy, workers, ring, key of the sender's place): `workers` is
  # a tuple of pids and `ring` one of (point, pid), sorted. The lease is a process that lives as
  # long as the table is right, or nil.

  let cache = :"$router"

  # MARK: Starting

  ## Starts a router that is linked to the caller; `(:ok, pid)`.
  ##
  ## >> let (:ok, router) = Router.start_link(workers: [self()], strategy: :random); Router.send(router, :hello); receive { message -> message }
  ## :hello
  fn start_link(options) {
    let for_server = Map.take(options, [:name, :timeout])
    GenServer.start_link(Router.Server, Router.Server.checked(options), for_server)
  }

  ## Like `start_link` without the link.
  ##
  ## >> let (:ok, router) = Router.start(workers: [self()]); Router.stop(router)
  ## :ok
  fn start(options) {
    let for_server = Map.take(options, [:name, :timeout])
    GenServer.start(Router.Server, Router.Server.checked(options), for_server)
  }

  ## Ends a router and the workers that it has started.
  ##
  ## >> let (:ok, router) = Router.start(workers: [self()]); Router.stop(router)
  ## :ok
  fn stop(router) { GenServer.stop(router) }

  ## A table for workers that stay, as a value; it takes the options `strategy` and `points`.
  ##
  ## >> Router.send(Router.new([self()], strategy: :random), :hello); receive { message -> message }
  ## :hello
  fn new(workers, options) {
    let strategy = Router.Server.strategy(options)
    let slots = List.with_index(workers) |> List.map { (pid, slot) in (slot, pid) }
    table(nil, strategy, slots, Router.Server.points(options))
  }

  ## A table for workers that stay, which takes them in turn.
  ##
  ## >> Router.workers(Router.new([self()])) == [self()]
  ## true
  fn new(workers) { new(workers, %{}) }

  ## Internal: the table of a router; `slots` are `(place, pid)`.
  fn table(lease, strategy, slots, points) {
    let workers = slots |> List.map { (_, pid) in pid } |> List.to_tuple()
    let ring = if strategy == :consistent_hash { ring(slots, points) }
    (:"$routes", lease, strategy, workers, ring, make_ref())
  }

  # Places on the ring belong to the slot and not to the pid: a worker that is started again keeps
  # its keys.
  private fn ring(slots, points) {
    slots
    |> List.flat_map { (slot, pid) in List.repeat(points) { i in (hash((slot, i)), slot, pid) } }
    |> List.sort()
    |> List.map { (point, _, pid) in (point, pid) }
    |> List.to_tuple()
  }

  # MARK: Sending

  ## Sends a message to a worker (to all of them with `:broadcast`); gives `:ok`, or
  ## `(:error, :no_workers)`.
  ##
  ## >> let router = Router.new([self()]); Router.send(router, :hello); receive { message -> message }
  ## :hello
  fn send(router, message) { send(router, message, nil) }

  ## Sends a message to the worker for a key.
  ##
  ## >> let router = Router.new([self()], strategy: :consistent_hash); Router.send(router, :hello, "ann"); receive { message -> message }
  ## :hello
  fn send(router, message, key) {
    match routes(router) {
      (_, _, _, (), _, _)                   -> (:error, :no_workers)
      (_, _, :broadcast, workers, _, _)     -> each(workers, tuple_size(workers), message)
      table -> {
        choose(table, key) ! message
        :ok
      }
    }
  }

  private fn each(_workers, 0, _message) { :ok }
  private fn each(workers, n, message) {
    elem(workers, n - 1) ! message
    each(workers, n - 1, message)
  }

  ## Sends a request to a worker that is a GenServer, as `GenServer.cast` does (to all of them with
  ## `:broadcast`); `:ok`, or `(:error, :no_workers)`.
  ##
  ## >> let router = Router.new([self()]); Router.cast(router, :hello); receive { (:"$cast", message) -> message }
  ## :hello
  fn cast(router, request) { cast(router, request, nil) }

  ## Sends a request to the worker for a key, as `GenServer.cast` does.
  ##
  ## >> let router = Router.new([self()], strategy: :consistent_hash); Router.cast(router, :hello, "ann"); receive { (:"$cast", message) -> message }
  ## :hello
  fn cast(router, request, key) {
    match routes(router) {
      (_, _, _, (), _, _)               -> (:error, :no_workers)
      (_, _, :broadcast, workers, _, _) -> {
        List.each(Tuple.to_list(workers)) { worker in GenServer.cast(worker, request) }
      }
      table -> GenServer.cast(choose(table, key), request)
    }
  }

  ## Calls a worker that is a GenServer and gives its answer. The caller exits as with
  ## `GenServer.call`, with `:noproc` when there is no worker; with `:broadcast` all are called and
  ## the first answer is given.
  ##
  ## >> let (:ok, server) = GenServer.start(GenServer.Example, [7]); Router.call(Router.new([server]), :pop)
  ## 7
  fn call(router, request) { call(router, request, nil, 5_000) }

  ## Calls the worker for a key.
  ##
  ## >> let (:ok, server) = GenServer.start(GenServer.Example, [7]); Router.call(Router.new([server], strategy: :consistent_hash), :pop, "ann")
  ## 7
  fn call(router, request, key) { call(router, request, key, 5_000) }

  ## Calls the worker for a key, or any with nil, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, server) = GenServer.start(GenServer.Example, [7]); Router.call(Router.new([server]), :pop, nil, 1_000)
  ## 7
  fn call(router, request, key, timeout) {
    match routes(router) {
      (_, _, _, (), _, _) -> exit((:noproc, (Router, :call, [router, request, key, timeout])))
      (_, _, :broadcast, _, _, _) as table -> {
        match scatter_gather(table, request, timeout, :first) {
          (:ok, answer)    -> answer
          (:error, reason) -> exit((reason, (Router, :call, [router, request, key, timeout])))
        }
      }
      table -> GenServer.call(choose(table, key), request, timeout)
    }
  }

  ## The worker that would be taken next, or nil: for messages of other kinds.
  ##
  ## >> Router.pick(Router.new([self()])) == self()
  ## true
  fn pick(router) { pick(router, nil) }

  ## The worker for a key, or nil.
  ##
  ## >> Router.pick(Router.new([self()], strategy: :consistent_hash), "ann") == self()
  ## true
  fn pick(router, key) {
    match routes(router) {
      (_, _, _, (), _, _) -> nil
      table               -> choose(table, key)
    }
  }

  # MARK: Asking all

  ## Calls all workers at once and gives the answers that come within so many milliseconds, as
  ## `(worker, answer)` in the order of the workers.
  ##
  ## >> let servers = for n in [1, 2] { let (:ok, s) = GenServer.start(GenServer.Example, [n]); s }; Router.scatter_gather(Router.new(servers), :pop, 5_000) |> List.map { (_, answer) in answer }
  ## [1, 2]
  fn scatter_gather(router, request, timeout) { scatter_gather(router, request, timeout, :all) }

  ## Like `scatter_gather`; with `:first` it gives the first answer, `(:ok, answer)`, or
  ## `(:error, reason)` with `:timeout`, or `:noproc` when no worker is left that could answer.
  ## Later answers are dropped.
  ##
  ## >> let (:ok, server) = GenServer.start(GenServer.Example, [7, 7]); Router.scatter_gather(Router.new([server, server]), :pop, 5_000, :first)
  ## (:ok, 7)
  fn scatter_gather(router, request, timeout, how) when how == :all or how == :first {
    let workers = Tuple.to_list(elem(routes(router), 3))
    let caller = self()
    # In a process of its own, the answers need not be looked for among the caller's messages, and
    # late ones go with it.
    let (_, ref) = spawn_monitor { gather(caller, workers, request, timeout, how) }
    receive {
      (:DOWN, ^ref, :process, _, (:shutdown, (:gathered, result))) -> result
      (:DOWN, ^ref, :process, _, reason)                           -> exit(reason)
    }
  }

  private fn gather(caller, workers, request, timeout, how) {
    let watch = monitor(caller)
    let (timer, deadline) = if timeout == :infinity {
      (nil, :infinity)
    } else {
      (Process.start_timer(self(), :over, timeout), Time.monotonic(:millisecond) + timeout)
    }
    let asked = for worker in workers {
      let ref = monitor(worker, alias: :reply_demonitor)
      worker ! (:"$call", (self(), ref), request, deadline)
      (ref, worker)
    }
    let result = if how == :first {
      first(List.length(asked), watch, timer)
    } else {
      let answers = collect(List.length(asked), watch, timer, %{})
      List.reduce_right(asked, []) { (ref, worker), found in
        match Map.fetch(answers, ref) {
          (:ok, answer) -> [(worker, answer) | found]
          _             -> found
        }
      }
    }
    exit((:shutdown, (:gathered, result)))
  }

  private fn first(0, _watch, _timer) { (:error, :noproc) }
  private fn first(left, watch, timer) {
    receive {
      (:DOWN, ^watch, _, _, _) -> exit(:shutdown)
      (:DOWN, _, _, _, _)      -> first(left - 1, watch, timer)
      (:timeout, ^timer, _)    -> (:error, :timeout)
      (_ref, answer)           -> (:ok, answer)
    }
  }

  private fn collect(0, _watch, _timer, answers) { answers }
  private fn collect(left, watch, timer, answers) {
    receive {
      (:DOWN, ^watch, _, _, _) -> exit(:shutdown)
      (:DOWN, _, _, _, _)      -> collect(left - 1, watch, timer, answers)
      (:timeout, ^timer, _)    -> answers
      (ref, answer)            -> collect(left - 1, watch, timer, Map.put(answers, ref, answer))
    }
  }

  # MARK: Workers

  ## The workers, as a list of pids.
  ##
  ## >> Router.workers(Router.new([self()])) == [self()]
  ## true
  fn workers(router) { Tuple.to_list(elem(routes(router), 3)) }

  ## The table of a router as it is now, which can stand in its place and stays as it is: for
  ## short-lived processes, which then need not ask for it.
  ##
  ## >> let (:ok, router) = Router.start_link(workers: [self()]); Router.workers(Router.table(router)) == [self()]
  ## true
  fn table(router) {
    let (tag, _, strategy, workers, ring, place) = routes(router)
    (tag, nil, strategy, workers, ring, place)
  }

  ## Starts one more worker; `(:ok, pid)`, or `(:error, reason)`: `:no_start` when the router has no
  ## `worker` option.
  ##
  ## >> let (:ok, router) = Router.start_link(worker: fn() { Agent.start_link(fn() { 7 }) }, count: 1); Router.add(router); List.length(Router.workers(router))
  ## 2
  fn add(router) { GenServer.call(router, :add, :infinity) }

  ## Takes a process among the workers; `:ok`. It leaves when it ends.
  ##
  ## >> let (:ok, router) = Router.start_link(workers: []); Router.add(router, self()); Router.workers(router) == [self()]
  ## true
  fn add(router, worker) when is_pid(worker) { GenServer.call(router, (:add, worker), :infinity) }

  ## Takes a worker out; `:ok`, or `(:error, :not_found)`. One that the router has started is ended
  ## by the signal `:shutdown`.
  ##
  ## >> let (:ok, router) = Router.start_link(workers: [self()]); Router.remove(router, self()); Router.workers(router)
  ## []
  fn remove(router, worker) { GenServer.call(router, (:remove, worker), :infinity) }

  # MARK: Choosing

  private fn routes((:"$routes", _, _, _, _, _) as table) { table }
  private fn routes(router) {
    match (Process.get(cache) or %{})[router] {
      nil   -> ask(router)
      table -> if Process.alive?(elem(table, 1)) { table } else { ask(router) }
    }
  }

  private fn ask(router) {
    let table = GenServer.call(router, :table, :infinity)
    let known = Process.get(cache) or %{}
    forget(known[router])
    let known = if map_size(known) < 64 { known } else { Map.filter(known, &current?/2) }
    Process.put(cache, Map.put(known, router, table))
    table
  }

  # Tables of routers that have ended are forgotten when they become many.
  private fn current?(_router, table) {
    if Process.alive?(elem(table, 1)) { true } else {
      forget(table)
      false
    }
  }

  private fn forget(nil) { :ok }
  private fn forget(table) { Process.erase((cache, :turn, elem(table, 5))) }

  # There is at least one worker.
  private fn choose((_, lease, :round_robin, workers, _, place), _key) {
    elem(workers, turn(lease, place, tuple_size(workers)))
  }
  private fn choose((_, _, :consistent_hash, _, ring, _), key) {
    let last = tuple_size(ring) - 1
    let point = hash(key)
    # After the last place comes the first again.
    if elem(elem(ring, last), 0) < point { elem(elem(ring, 0), 1) } else {
      elem(elem(ring, search(ring, point, 0, last)), 1)
    }
  }
  private fn choose((_, lease, :least_loaded, workers, _, place), _key) {
    let count = tuple_size(workers)
    # Among equals they take turns.
    let start = turn(lease, place, count)
    let worker = elem(workers, start)
    least(workers, count, start, count - 1, worker, load(worker))
  }
  private fn choose((_, _, _, workers, _, _), _key) {
    elem(workers, Random.loose_int(0, tuple_size(workers) - 1))
  }

  # The sender's own place in the round: one for each router, and one for the table without a router
  # that was used last, as nobody would ever say that such a table is no longer used.
  private fn turn(nil, place, count) {
    let index = match Process.get((cache, :turn)) {
      (^place, index) -> index
      _               -> Random.loose_int(0, count - 1)
    }
    Process.put((cache, :turn), (place, after_that(index, count)))
    index
  }
  private fn turn(_lease, place, count) {
    let index = match Process.get((cache, :turn, place)) {
      nil   -> Random.loose_int(0, count - 1)
      index -> index
    }
    Process.put((cache, :turn, place), after_that(index, count))
    index
  }

  private fn after_that(index, count) { if index + 1 < count { index + 1 } else { 0 } }

  private fn least(_workers, _count, _at, _left, best, 0) { best }
  private fn least(_workers, _count, _at, 0, best, _low) { best }
  private fn least(workers, count, at, left, best, low) {
    let at = after_that(at, count)
    let worker = elem(workers, at)
    let messages = load(worker)
    if messages < low {
      least(workers, count, at, left - 1, worker, messages)
    } else {
      least(workers, count, at, left - 1, best, low)
    }
  }

  # nil, of a worker that has just ended, is an atom and more than any number.
  private fn load(worker) { Process.mailbox_length(worker) }

  # The first place of the ring at or after a point that is not after all of them.
  private fn search(_ring, _point, low, low) { low }
  private fn search(ring, point, low, high) {
    let middle = (low + high) div 2
    if elem(elem(ring, middle), 0) < point {
      search(ring, point, middle + 1, high)
    } else {
      search(ring, point, low, middle)
    }
  }

  # MARK: Hashing

  ## A number from 0 to 4,294,967,295 that is the same for the same term, in every run.
  ##
  ## >> Router.hash("ann") == Router.hash("ann") and Router.hash("ann") != Router.hash("bob")
  ## true
  fn hash(term) { mixed(hash_in(term, 0x811C9DC5)) }

  private fn hash_in(n, h) when is_integer(n) and n >= 0 and n < 0x100000000 { step(h, n) }
  private fn hash_in(text, h) when is_binary(text) { bytes(text, step(h, byte_size(text))) }
  private fn hash_in((a, b), h) { hash_in(b, hash_in(a, step(h, 2))) }
  private fn hash_in(other, h) { bytes(inspect(other), step(h, 1)) }

  private fn bytes(<<word:32, rest/bytes>>, h) { bytes(rest, step(h, word)) }
  private fn bytes(<<byte, rest/bytes>>, h) { bytes(rest, step(h, byte)) }
  private fn bytes(<<>>, h) { h }

  # All products stay below 2^60, so that no big integers are made.
  private fn step(h, word) { mixed((h bxor word) * 0x2C1B3C5 band 0xFFFFFFFF) }

  private fn mixed(h) {
    let h = (h bxor (h bsr 16)) * 0x45D9F3B band 0xFFFFFFFF
    let h = (h bxor (h bsr 15)) * 0x2D4F5B9 band 0xFFFFFFFF
    h bxor (h bsr 16)
  }
}
