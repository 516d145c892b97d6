## Internal: how `Task.async_stream` works: the loop that starts a process for each element and collects the
## results.
##
## The loop has a process of its own, linked to those that it starts and ending with the caller.
## Each of them sends its value and ends; the loop starts the next when it hears of the end. Nothing
## but these messages comes to the loop's mailbox, so none is ever searched for, whatever lies in
## the caller's, and whether the caller traps exits makes no difference to them.
module Task.Stream {
  ## Internal: what options say, with the function: `(f, max, timeout, late, ordered)`.
  fn settings(options, f) {
    Task.check_options(Map.keys(options), [:max_concurrency, :ordered, :timeout, :on_timeout])
    let max = Map.get(options, :max_concurrency, System.schedulers())
    let timeout = Map.get(options, :timeout, 5_000)
    let late = Map.get(options, :on_timeout, :exit)
    let ordered = Map.get(options, :ordered, true)
    if max_ok?(max) and timeout_ok?(timeout) and late_ok?(late) and is_boolean(ordered) {
      (f, max, timeout, late, ordered)
    } else { raise(:badarg) }
  }

  private fn max_ok?(max) { is_integer(max) and max > 0 }

  private fn timeout_ok?(timeout) {
    timeout == :infinity or (is_integer(timeout) and timeout >= 0 and timeout < 0xFFFF_FFFF)
  }

  private fn late_ok?(late) { late == :exit or late == :kill_task }

  ## Internal: the results of a stream. With `:keep` failures are results, with `:fail` the first
  ## one is the end of the caller.
  fn run(items, settings, failures) { run(items, settings, failures) { loop in spawn(loop) } }

  ## Internal: the same, with the loop's process made by `start(loop)`, which gives its pid.
  fn run(items, settings, failures, start) {
    let items = to_list(items)
    let owner = self()
    let pid = start(fn() { serve(owner, items, settings, failures) })
    # Made here, so that only messages newer than this are looked at.
    let ref = monitor(pid, alias: :reply_demonitor)
    pid ! (:"$task", ref)
    receive {
      (^ref, results)                    -> results
      (:DOWN, ^ref, :process, _, reason) -> failed(reason, settings)
    }
  }

  ## Internal: what failures mean to the calling process.
  fn failures() { if Process.info(self(), :trap_exit) { :keep } else { :fail } }

  private fn failed((:"$failed", reason), _) { exit(self(), reason) }
  private fn failed((:"$late", timeout), _) { exit((:timeout, (Task, :async_stream, [timeout]))) }
  private fn failed(reason, (_, _, timeout, _, _)) {
    exit((reason, (Task, :async_stream, [timeout])))
  }

  private fn to_list(items) when is_list(items) { items }
  private fn to_list(items) when is_map(items) { Map.to_list(items) }
  private fn to_list(_) { raise(:badarg) }

  # The loop

  private fn serve(owner, items, (f, max, timeout, late, ordered), failures) {
    Process.trap_exit()
    let watch = monitor(owner)
    receive {
      (:"$task", ref) -> {
        check_after(timeout, timeout)
        let kept = if ordered { (0, %{}) } else { nil }
        let me = (f, max, self(), timeout, late, failures, watch)
        let results = fill(items, 0, %{}, [], kept, me)
        stop_checking()
        ref ! (ref, results)
      }
      (:DOWN, ^watch, :process, _pid, _reason) -> :ok
    }
  }

  # `next` is the place of the next element; `running` has the processes: pid => (place, start),
  # `:done` when the value is there, or (:late, place). `results` is the list so far, turned round.
  # Of results in order, `kept` is (place, map): the place that the list has come to, and what is
  # further on.
  private fn fill([item | rest], next, running, results, kept, (f, max, me, timeout, _, _, _) as s)
    when map_size(running) < max {
    let pid = spawn_link { me ! (self(), f(item)) }
    fill(rest, next + 1, Map.put(running, pid, (next, now(timeout))), results, kept, s)
  }
  private fn fill([], _next, running, results, _kept, _s) when map_size(running) == 0 {
    List.reverse(results)
  }
  private fn fill(items, next, running, results, kept, (_, _, _, _, _, failures, watch) as s) {
    receive {
      (pid, value) -> {
        let place = place(running[pid])
        let running = Map.put(running, pid, :done)
        add(place, (:ok, value), items, next, running, results, kept, s)
      }
      (:EXIT, pid, reason) -> {
        match running[pid] {
          :done -> fill(items, next, Map.delete(running, pid), results, kept, s)
          # Somebody else's signal: it means what it would without trapping.
          nil   -> {
            if reason != :normal { exit(reason) }
            fill(items, next, running, results, kept, s)
          }
          state -> {
            let result = ended(state, reason, failures)
            add(place(state), result, items, next, Map.delete(running, pid), results, kept, s)
          }
        }
      }
      :check -> {
        fill(items, next, check(running, s), results, kept, s)
      }
      (:DOWN, ^watch, :process, _pid, _reason) -> exit(:shutdown)
    }
  }

  private fn place((:late, place)) { place }
  private fn place((place, _start)) { place }

  private fn ended((:late, _), _reason, _failures) { (:exit, :timeout) }
  private fn ended(_, reason, :fail) when reason != :normal { exit((:"$failed", reason)) }
  private fn ended(_, reason, _failures) { (:exit, reason) }

  private fn add(_place, result, items, next, running, results, nil, s) {
    fill(items, next, running, [result | results], nil, s)
  }
  private fn add(place, result, items, next, running, results, (place, ahead), s) {
    let (results, kept) = catch_up([result | results], place + 1, ahead)
    fill(items, next, running, results, kept, s)
  }
  private fn add(place, result, items, next, running, results, (due, ahead), s) {
    fill(items, next, running, results, (due, Map.put(ahead, place, result)), s)
  }

  private fn catch_up(results, due, ahead) when map_size(ahead) == 0 { (results, (due, ahead)) }
  private fn catch_up(results, due, ahead) {
    match ahead[due] {
      nil    -> (results, (due, ahead))
      result -> catch_up([result | results], due + 1, Map.delete(ahead, due))
    }
  }

  # Time-outs: one timer serves all. It comes when the oldest process may be late.

  private fn now(:infinity) { 0 }
  private fn now(_) { Time.monotonic(:millisecond) }

  private fn check_after(:infinity, _ms) { :ok }
  private fn check_after(_timeout, ms) {
    Process.put(:timer, Process.send_after(self(), :check, ms + 1))
  }

  private fn stop_checking() {
    match Process.get(:timer) {
      nil   -> :ok
      timer -> Process.cancel_timer(timer)
    }
  }

  private fn check(running, (_, _, _, timeout, late, _, _)) {
    # A millisecond more, since the start was rounded down.
    let limit = Time.monotonic(:millisecond) - timeout - 1
    let (oldest, left) = Map.reduce(running, (nil, running)) { pid, state, (oldest, left) in
      match state {
        :done      -> (oldest, left)
        (:late, _) -> (oldest, left)
        (place, start) when start <= limit -> {
          if late == :kill_task { exit(pid, :kill) }
          (oldest, Map.put(left, pid, (:late, place)))
        }
        (_, start) when oldest == nil or start < oldest -> (start, left)
        _ -> (oldest, left)
      }
    }
    if late == :exit and left != running { give_up(Map.keys(running), timeout) }
    check_after(timeout, if oldest == nil { timeout } else { oldest - limit - 1 })
    left
  }

  # The caller hears of it when none of the processes is left.
  private fn give_up(pids, timeout) {
    List.each(pids) { pid in exit(pid, :kill) }
    List.each(pids) { pid in receive { (:EXIT, ^pid, _reason) -> :ok } }
    exit((:"$late", timeout))
  }
}
