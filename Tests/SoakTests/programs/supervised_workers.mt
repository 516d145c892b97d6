# A tree of supervised workers that send to each other, call each other and are killed at random.
#
#   martlet run supervised_workers.mt SEED MILLISECONDS [WORKERS]
#
# The run is a row of rounds. In a round the workers work while a killer and a stormer are about; then
# all fall silent, and what must hold then is checked:
#
# - between two workers that both live, each message that one has sent has come to the other, in order;
# - all workers are there and are found under their names;
# - processes, names, links and monitors are as many as at the beginning, and the heaps as large.
#
# The first thing that does not hold is printed, and the status is 1.

module Soak {
  ## The next number of a row of random ones.
  fn random(s) { (s * 1_103_515_245 + 12_345) band 0x7FFF_FFFF }

  ## A number below `n` from a random one, whose lowest bits are bad.
  fn below(s, n) { (s bsr 8) rem n }

  ## Tells what does not hold, and ends the program.
  fn fail(what, details) {
    print("violated:", what, details)
    IO.flush()
    System.exit(1)
  }

  ## The pid of a worker, or nil.
  fn whereis(index) { Registry.whereis_name((:soak_names, index)) }

  ## How many of something were counted.
  fn count(what, n) { :soak_counter ! (:count, what, n) }
}

## A worker: it numbers what it sends to each partner, and checks the numbers of what it gets.
module Soak.Worker {
  fn start_link(index, workers, seed) {
    GenServer.start_link(Soak.Worker, (index, workers, seed), name: (:via, Registry, (:soak_names, index)))
  }

  fn init((index, workers, seed)) {
    Soak.count(:starts, 1)
    let s = Soak.random(seed + index * 7_919 + Time.monotonic(:microsecond))
    Registry.register(:soak_groups, index rem 10, index)
    (:ok, tick(%{index: index, workers: workers, random: s, sent: %{}, got: %{}, quiet: Soak.Control.quiet?()}))
  }

  # Work comes again and again, in the rhythm of each worker's own.
  private fn tick(%{quiet: true} as state) { state }
  private fn tick(state) {
    let s = Soak.random(state.random)
    Process.send_after(self(), :tick, 5 + Soak.below(s, 90))
    %{state | random: s}
  }

  fn handle_call(:counts, _from, state) {
    let state = without_dead(state)
    (:reply, (self(), state.sent, state.got), state)
  }
  fn handle_call((:work, ms), _from, state) {
    if ms > 3 { Process.sleep(ms) } else { nil }
    (:reply, (:worked, ms), state)
  }
  fn handle_call((:later, ms), from, state) {
    Timer.apply_after(ms) { GenServer.reply(from, (:worked, ms)) }
    (:noreply, state)
  }

  fn handle_cast((:numbered, from, n), state) {
    let last = Map.get(state.got, from, 0)
    if n == last + 1 {
      (:noreply, %{state | got: Map.put(state.got, from, n)})
    } else if last == 0 and not Process.alive?(from) {
      # It was forgotten as a dead one before all of its messages were read.
      (:noreply, state)
    } else {
      Soak.fail("the order", %{from: from, to: self(), last: last, came: n})
    }
  }
  fn handle_cast(:crash, _state) { raise(:told_to_crash) }
  fn handle_cast(:quiet, state) { (:noreply, %{state | quiet: true}) }
  fn handle_cast(:loud, state) { (:noreply, tick(%{state | quiet: false})) }

  fn handle_info(:tick, %{quiet: true} as state) { (:noreply, state) }
  fn handle_info(:tick, state) {
    let s = Soak.random(state.random)
    (:noreply, tick(act(Soak.below(s, 16), %{state | random: s})))
  }
  fn handle_info(_noise, state) { (:noreply, state) }

  private fn act(0, state) { call(state, :work) }
  private fn act(1, state) { call(state, :later) }
  private fn act(2, state) {
    let n = state.random
    let task = Task.async { Soak.random(n) }
    if Task.await(task, :infinity) != Soak.random(n) { Soak.fail("a task's value", n) }
    state
  }
  private fn act(3, state) {
    let timer = Timer.send_after(self(), :never_mind, Soak.below(state.random, 40))
    if state.random band 4_096 == 0 { Timer.cancel(timer) } else { nil }
    state
  }
  private fn act(4, state) {
    let pid = spawn_link { receive { :never -> :ok } }
    unlink(pid)
    let watch = monitor(pid)
    exit(pid, :kill)
    receive { (:DOWN, ^watch, _, _, :killed) -> state }
  }
  private fn act(5, state) {
    let pid = partner(state, 5)
    if pid != nil { demonitor(monitor(pid), flush: true) } else { nil }
    state
  }
  private fn act(6, state) {
    Registry.dispatch(:soak_groups, state.index rem 10) { entries in
      for (pid, _) in List.take(entries, 3) { pid ! (:greeting, String.repeat("hello ", 50)) }
    }
    if Soak.below(state.random, 8) == 0 { Process.garbage_collect() } else { nil }
    without_dead(state)
  }
  private fn act(what, state) { send_some(state, what rem 4, 1 + Soak.below(Soak.random(state.random), 20)) }

  # The partners of a worker are always the same ones, so that pairs meet often.
  private fn partner(state, k) {
    let index = (state.index * 7 + k * 131 + 1) rem state.workers
    if index == state.index { nil } else { Soak.whereis(index) }
  }

  private fn call(state, kind) {
    match partner(state, Soak.below(state.random, 4)) {
      nil -> state
      pid -> {
        let ms = Soak.below(Soak.random(state.random), 6)
        Soak.count(:calls, 1)
        try {
          let (:worked, ^ms) = GenServer.call(pid, (kind, ms), 1 + Soak.below(state.random, 8))
        } catch {
          (:exit, (:timeout, _)) -> Soak.count(:timeouts, 1)
          (:exit, (_, _))        -> Soak.count(:failed_calls, 1)
        }
        state
      }
    }
  }

  private fn send_some(state, k, count) {
    match partner(state, k) {
      nil -> state
      pid -> {
        let last = Map.get(state.sent, pid, 0)
        numbered(pid, last + 1, last + count)
        Soak.count(:numbered, count)
        %{state | sent: Map.put(state.sent, pid, last + count)}
      }
    }
  }

  private fn numbered(pid, n, last) {
    GenServer.cast(pid, (:numbered, self(), n))
    if n < last { numbered(pid, n + 1, last) } else { :ok }
  }

  private fn without_dead(state) {
    let alive = fn(counts) { Map.filter(counts) { pid, _ in Process.alive?(pid) } }
    %{state | sent: alive(state.sent), got: alive(state.got)}
  }
}

## A worker that starts the children of a dynamic supervisor, which does not know of their indices.
module Soak.Feeder {
  fn start_link(name, from, to, workers, seed) {
    Gen.start(:link, nil, %{}, fn() {
      for i in from..to { let (:ok, _) = Supervisor.start_child(name, [i, workers, seed]) }
      (:ok, fn() { receive { :never -> :ok } })
    })
  }
}

## The tree: names, then groups of workers, one after the other of each strategy.
module Soak.Tree {
  fn start_link(workers, seed) {
    let groups = for g in 0..(workers div Soak.Control.group_size() - 1) { group(g, workers, seed) }
    let names = [
      Registry.child_spec(name: :soak_names), Registry.child_spec(name: :soak_groups, keys: :duplicate),
    ]
    let all = fn() { Supervisor.start_link(groups, max_restarts: :infinity) }
    Supervisor.start_link(names ++ [%{id: :groups, start: all, type: :supervisor}], strategy: :rest_for_one)
  }

  private fn group(g, workers, seed) {
    let first = g * Soak.Control.group_size()
    let last = first + Soak.Control.group_size() - 1
    %{id: g, type: :supervisor, start: fn() { start_group(g rem 4, g, first, last, workers, seed) }}
  }

  private fn start_group(3, g, first, last, workers, seed) {
    let name = String.to_atom("soak_dynamic_\(g)")
    Supervisor.start_link([
      %{id: :dynamic, type: :supervisor, start: fn() {
        Supervisor.start_dynamic(name: name, max_restarts: :infinity,
          child: %{start: (Soak.Worker, :start_link, [])})
      }},
      %{id: :feeder, start: (Soak.Feeder, :start_link, [name, first, last, workers, seed])},
    ], strategy: :rest_for_one)
  }
  private fn start_group(kind, g, first, last, workers, seed) {
    let children = for i in first..last { %{id: i, start: (Soak.Worker, :start_link, [i, workers, seed])} }
    # Some groups give up now and then, and are started anew from above.
    let limit = if g rem 5 == 0 { 10 } else { :infinity }
    Supervisor.start_link(children, strategy: strategy(kind), max_restarts: limit, max_seconds: 2,
      name: String.to_atom("soak_group_\(g)"))
  }

  private fn strategy(0) { :one_for_one }
  private fn strategy(1) { :one_for_all }
  private fn strategy(2) { :rest_for_one }
}

## Those who disturb the workers, and those who count.
module Soak.Control {
  ## How many workers a group has; there are groups of each strategy.
  fn group_size() { 50 }

  ## Whether workers that start now are to be silent.
  fn quiet?() { whereis(:soak_killer) == nil }

  ## Kills a worker every few milliseconds, in one of many ways, until it is told to stop.
  fn kill(s, workers) {
    let s = Soak.random(s)
    receive {
      (:stop, from) -> from ! (:stopped, self())
      after 1 + Soak.below(s, 20) -> {
        let s = Soak.random(s)
        match Soak.whereis(Soak.below(s, workers)) {
          nil -> :ok
          pid -> { Soak.count(:kills, 1); end_worker(Soak.below(Soak.random(s), 8), pid) }
        }
        kill(s, workers)
      }
    }
  }

  private fn end_worker(0, pid) { exit(pid, :boom) }
  private fn end_worker(1, pid) { GenServer.cast(pid, :crash) }
  private fn end_worker(2, pid) {
    try { GenServer.stop(pid, :normal, 50) } catch { (:exit, _) -> :ok }
  }
  private fn end_worker(3, pid) {
    # Its supervisor, whatever it is.
    match Process.info(pid, :links) {
      [sup | _] -> if sup != self() { exit(sup, :kill) } else { nil }
      _         -> :ok
    }
  }
  private fn end_worker(_, pid) { exit(pid, :kill) }

  ## Floods a worker with messages every now and then, until it is told to stop.
  fn storm(s, workers) {
    let s = Soak.random(s)
    receive {
      (:stop, from) -> from ! (:stopped, self())
      after 5 + Soak.below(s, 50) -> {
        match Soak.whereis(Soak.below(Soak.random(s), workers)) {
          nil -> :ok
          pid -> flood(pid, 1_000)
        }
        storm(s, workers)
      }
    }
  }

  private fn flood(_, 0) { Soak.count(:storms, 1) }
  private fn flood(pid, n) {
    pid ! (:noise, n)
    flood(pid, n - 1)
  }

  ## Adds up what is counted; takes the reports of crashes and restarts, which are many and wanted.
  fn counter(counts) {
    receive {
      (:count, what, n)                -> counter(Map.update(counts, what, n) { k in k + n })
      (:get, from)                     -> { from ! (:counts, counts); counter(counts) }
      (topic, _) when topic == :crash  -> counter(Map.update(counts, :reports, 1) { k in k + 1 })
      (:supervisor, _)                 -> counter(Map.update(counts, :reports, 1) { k in k + 1 })
      (:suppressed, %{count: n})       -> counter(Map.update(counts, :reports, n) { k in k + n })
    }
  }
}

# MARK: What is looked at when all is silent

fn counts() {
  :soak_counter ! (:get, self())
  receive { (:counts, counts) -> counts }
}

fn until(what, n, f) {
  match f() {
    :ok -> :ok
    why -> {
      if n == 0 { Soak.fail(what, why) }
      Process.sleep(20)
      until(what, n - 1, f)
    }
  }
}

fn missing(workers) { List.filter(0..(workers - 1)) { i in Soak.whereis(i) == nil } }

# A worker that was told to crash may do so only now; its successor will be silent.
fn each_worker(workers, f) {
  for i in 0..(workers - 1) {
    match Soak.whereis(i) {
      nil -> :gone
      pid -> f(pid)
    }
  }
}

# The counts of all workers. What was sent before a worker answers lies in the mailboxes by then; a
# second answer of a worker comes after it has read that.
fn worker_counts(workers) {
  each_worker(workers) { pid in counts_of(pid) }
  List.filter(each_worker(workers) { pid in counts_of(pid) }) { counts in counts != :gone }
}

fn counts_of(pid) {
  try { GenServer.call(pid, :counts, 60_000) } catch {
    (:exit, (:timeout, _)) -> Soak.fail("a worker does not answer", pid)
    (:exit, _)             -> :gone
  }
}

fn check_pairs(workers) {
  let all = worker_counts(workers)
  let got = Map.from_list(for (pid, _, got) in all { (pid, got) })
  for (pid, sent, _) in all, (to, n) in sent {
    match Map.fetch(got, to) {
      (:ok, counts) -> {
        if Map.get(counts, pid, 0) != n { Soak.fail("a message was lost", %{from: pid, to: to, sent: n, got: counts[pid]}) }
        n
      }
      :error        -> 0
    }
  }
}

# What there is of things that must not become more: (processes, names, links, monitors).
fn census() {
  let pids = Process.list()
  let of = fn(item) { List.sum(for pid in pids { List.length(Process.info(pid, item) or []) }) }
  (List.length(pids), List.length(Process.registered()), of(:links), of(:monitors), of(:monitored_by))
}

fn heap_words(workers) {
  each_worker(workers) { pid in Process.garbage_collect(pid) }
  let pids = Process.list()
  for pid in pids { Process.garbage_collect(pid) }
  List.sum(for pid in pids { Process.info(pid, :heap_size) or 0 })
}

# All workers fall silent; those that are gone come back.
fn settle(workers, expected) {
  each_worker(workers) { pid in GenServer.cast(pid, :quiet) }
  until("all workers are there, and all is as it was at the beginning", 3_000) {
    match missing(workers) {
      []   -> {
        let now = census()
        if expected == nil or now == expected { :ok } else { %{expected: expected, now: now} }
      }
      some -> %{missing: some}
    }
  }
}

fn stop_disturbing(name) {
  let pid = whereis(name)
  let watch = monitor(pid)
  pid ! (:stop, self())
  receive { (:stopped, ^pid) -> :ok }
  receive { (:DOWN, ^watch, _, _, _) -> :ok }
}

fn round(seed, milliseconds, workers) {
  spawn(link: true, name: :soak_killer) { Soak.Control.kill(seed, workers) }
  spawn(link: true, name: :soak_stormer) { Soak.Control.storm(seed + 1, workers) }
  each_worker(workers) { pid in GenServer.cast(pid, :loud) }
  Process.sleep(milliseconds)
  stop_disturbing(:soak_killer)
  stop_disturbing(:soak_stormer)
}

fn rounds(n, seed, until_time, workers, census, heap, pairs) {
  if n > 2 and Time.monotonic(:millisecond) >= until_time {
    (n, pairs)
  } else {
    round(seed + n * 104_729, 1_500, workers)
    settle(workers, census)
    let checked = List.filter(check_pairs(workers)) { k in k > 0 }
    let now = heap_words(workers)
    # The first round fills the tables of the registries and the restart histories of the supervisors.
    let heap = if n == 0 { now } else { heap }
    if now > heap * 2 + 100_000 { Soak.fail("the heaps are flat", %{first: heap, now: now}) }
    if n rem 10 == 0 {
      let (_, _, _, messages, spawns) = System.counters()
      print("round", n, "pairs", List.length(checked), "heap words", now, "messages", messages, "spawns", spawns, inspect(counts()))
      IO.flush()
    }
    rounds(n + 1, seed, until_time, workers, census, heap, pairs + List.length(checked))
  }
}

let [seed, milliseconds | more] = List.map(System.argv()) { text in String.to_integer(text) }
let workers = match more { [n] -> n; [] -> 1_000 }

# Loads what is used later, so that the census of the beginning is that of the end.
Task.await(Task.async { Timer.cancel(Timer.apply_after(1_000) { :ok }) })
let before = census()

let me = self()
let counter = spawn(link: true, name: :soak_counter) {
  Events.subscribe(:crash, takes_over: true)
  Events.subscribe(:supervisor, takes_over: true)
  me ! :ready
  Soak.Control.counter(%{})
}
receive { :ready -> :ok }
let (:ok, tree) = Soak.Tree.start_link(workers, seed)
settle(workers, nil)
let began = census()
let (rounds, pairs) = rounds(0, seed, Time.monotonic(:millisecond) + milliseconds, workers, began, 0, 0)

let counts = counts()
Supervisor.stop(tree)
unlink(counter)
exit(counter, :kill)
until("all has ended", 500) {
  let now = census()
  if now == before { :ok } else { %{before: before, now: now} }
}
let (_, _, _, messages, spawns) = System.counters()
print("rounds", rounds, "pairs checked", pairs)
print("kills", Map.get(counts, :kills, 0), "restarts", counts.starts - workers, "calls", Map.get(counts, :calls, 0),
  "timeouts", Map.get(counts, :timeouts, 0), "failed calls", Map.get(counts, :failed_calls, 0),
  "numbered messages", Map.get(counts, :numbered, 0), "storms", Map.get(counts, :storms, 0))
print("messages", messages, "spawns", spawns)
print("nothing is lost, nothing is left")
