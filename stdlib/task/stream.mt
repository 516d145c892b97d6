## How `Task.async_stream` works: the loop that starts a process for each element and collects the results.
##
## Nothing stands between the processes and the loop: each sends its value to an alias of the loop's
## process and ends, and the loop starts the next when it hears of the end. Both carry the place of the
## element, so nothing is looked up, and both begin with the alias, so that messages that lay in the
## mailbox before are not even looked at.
##
## The loop runs in the caller itself, unless the caller traps exits: the exits of the processes would pile
## up in its mailbox. Then, and under a `Task.Supervisor`, the loop has a process of its own, which ends
## with the caller.
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

  ## Internal: the results of a stream of linked processes.
  fn run(items, settings) {
    let items = to_list(items)
    if Process.info(self(), :trap_exit) {
      run_apart(items, settings, :keep, nil) { loop in spawn(loop) }
    } else {
      finished(collect(items, settings, alias(), :caller), settings)
    }
  }

  ## Internal: the results of a stream whose loop is started by `start(loop)`, which gives the pid of its
  ## process, under `parent` if not nil. With `:keep` failures are results, with `:fail` the first one is
  ## the end of the caller.
  fn run_apart(items, settings, failures, parent, start) {
    let items = to_list(items)
    let owner = self()
    let pid = start(fn() { serve(owner, parent, items, settings, failures) })
    # Made last, so that only messages newer than this are looked at.
    let ref = monitor(pid, alias: :reply_demonitor)
    pid ! (:"$task", ref)
    receive {
      (^ref, results)                    -> results
      (:DOWN, ^ref, :process, _, reason) -> failed(reason, settings)
    }
  }

  private fn failed((:"$late", timeout), _) { exit((:timeout, (Task, :async_stream, [timeout]))) }
  private fn failed((:"$failed", reason), _) { exit(self(), reason) }
  private fn failed(reason, (_, _, timeout, _, _)) {
    exit((reason, (Task, :async_stream, [timeout])))
  }

  private fn to_list(items) when is_list(items) { items }
  private fn to_list(items) when is_map(items) { Map.to_list(items) }
  private fn to_list(_) { raise(:badarg) }

  # The process of a loop that is not the caller's. It watches its owner and is linked to the others.
  private fn serve(owner, parent, items, settings, failures) {
    Process.trap_exit()
    let watch = monitor(owner)
    receive {
      (:"$task", ref) -> {
        let place = (watch, parent, failures)
        ref ! (ref, finished(collect(items, settings, alias(), place), settings))
      }
      (:DOWN, ^watch, :process, _pid, _reason) -> :ok
    }
  }

  private fn finished(results, (_, _, _, _, true)) { values(List.sort(results)) }
  private fn finished(results, _) { values(List.reverse(results)) }

  private fn values([(_, result) | rest]) { [result | values(rest)] }
  private fn values([]) { [] }

  # `me` is what the loop needs to know at each step: (f, max, tag, timeout, late, place), where place is
  # :caller or (owner's watch, parent, failures).
  private fn collect(items, (f, max, timeout, late, _), tag, place) {
    if timeout != :infinity { check_after(tag, timeout) }
    let results = fill(items, 0, 0, %{}, [], (f, max, tag, timeout, late, place))
    close(tag)
    results
  }

  # `next` is the place of the next element, `busy` how many processes there are; `running` has those
  # that have not given a value yet: place => (pid, start).
  private fn fill([item | rest], next, busy, running, results, (f, max, tag, timeout, _, _) as me)
    when busy < max {
    let (pid, _) = spawn(link: true, monitor: %{tag: (tag, next)}) { tag ! (tag, next, f(item)) }
    fill(rest, next + 1, busy + 1, Map.put(running, next, (pid, now(timeout))), results, me)
  }
  private fn fill([], _next, 0, _running, results, _me) { results }
  private fn fill(items, next, busy, running, results, (_, _, tag, _, _, :caller) as me) {
    receive {
      (^tag, place, value) -> {
        let results = [(place, (:ok, value)) | results]
        fill(items, next, busy, Map.delete(running, place), results, me)
      }
      ((^tag, place), _ref, :process, _pid, reason) -> {
        if reason != :normal and is_tuple(running[place]) { exit(self(), reason) }
        ended(items, next, busy, running, results, me, place, reason)
      }
      (^tag, :check) -> {
        fill(items, next, busy, check(running, busy, me), results, me)
      }
    }
  }
  private fn fill(items, next, busy, running, results, (_, _, tag, _, _, (watch, parent, failures)) as me) {
    receive {
      (^tag, place, value) -> {
        let results = [(place, (:ok, value)) | results]
        fill(items, next, busy, Map.delete(running, place), results, me)
      }
      ((^tag, place), _ref, :process, _pid, reason) -> {
        if failures == :fail and reason != :normal and is_tuple(running[place]) {
          exit((:"$failed", reason))
        }
        ended(items, next, busy, running, results, me, place, reason)
      }
      (^tag, :check) -> fill(items, next, busy, check(running, busy, me), results, me)
      (:EXIT, ^parent, reason) -> exit(reason)
      (:EXIT, _pid, _reason)   -> fill(items, next, busy, running, results, me)
      (:DOWN, ^watch, :process, _pid, _reason) -> exit(:shutdown)
    }
  }

  # A process that has ended: with a value, too late, or by itself.
  private fn ended(items, next, busy, running, results, me, place, reason) {
    match running[place] {
      nil   -> fill(items, next, busy - 1, running, results, me)
      :late -> {
        let results = [(place, (:exit, :timeout)) | results]
        fill(items, next, busy - 1, Map.delete(running, place), results, me)
      }
      _     -> {
        let results = [(place, (:exit, reason)) | results]
        fill(items, next, busy - 1, Map.delete(running, place), results, me)
      }
    }
  }

  # Time-outs. One timer serves all: it comes when the oldest process may be late.

  private fn now(:infinity) { 0 }
  private fn now(_) { Time.monotonic(:millisecond) }

  private fn check_after(tag, ms) {
    Process.put(:"$task_timer", Process.send_after(self(), (tag, :check), ms + 1))
  }

  private fn check(running, busy, (_, _, tag, timeout, late, place)) {
    # A millisecond more, since the start was rounded down.
    let limit = Time.monotonic(:millisecond) - timeout - 1
    let (oldest, left) = Map.reduce(running, (nil, running)) { place, state, (oldest, left) in
      match state {
        (pid, start) when start <= limit -> {
          if late == :kill_task { kill(pid) }
          (oldest, Map.put(left, place, :late))
        }
        (_, start) when oldest == nil or start < oldest -> (start, left)
        _ -> (oldest, left)
      }
    }
    if late == :exit and left != running { give_up(running, busy, tag, timeout, place) }
    check_after(tag, if oldest == nil { timeout } else { oldest - limit - 1 })
    left
  }

  private fn kill(pid) {
    unlink(pid)
    exit(pid, :kill)
  }

  # Whoever catches the exit has no process of the stream left, and nothing of it in the mailbox.
  private fn give_up(running, busy, tag, timeout, place) {
    Map.each(running) { _, (pid, _) in kill(pid) }
    drain(tag, busy)
    close(tag)
    if place == :caller { exit((:timeout, (Task, :async_stream, [timeout]))) }
    exit((:"$late", timeout))
  }

  private fn drain(tag, busy) when busy > 0 {
    receive {
      ((^tag, _place), _ref, :process, _pid, _reason) -> drain(tag, busy - 1)
      (^tag, _place, _value)                          -> drain(tag, busy)
    }
  }
  private fn drain(_tag, _busy) { :ok }

  private fn close(tag) {
    unalias(tag)
    let timer = Process.erase(:"$task_timer")
    if timer != nil and Process.cancel_timer(timer) == false {
      receive {
        (^tag, :check) -> :ok
        after 0        -> :ok
      }
    }
  }
}
