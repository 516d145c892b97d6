## A circuit breaker: stops calling what keeps failing, and tries again after a while.
##
## Closed, it lets all calls through and counts those that fail. At too many it opens: calls are
## refused at once with `(:error, :open)`, which spares both sides. After the reset time it is half
## open: a few calls are let through as probes; when they succeed it closes, when one fails it opens
## again, for longer.
##
## ```
## let (:ok, breaker) = CircuitBreaker.start_link(failures: 5, window: 10_000, reset: 1_000)
## match CircuitBreaker.call(breaker) { Payments.charge(card, amount) } {
##   (:ok, receipt)       -> thank(receipt)
##   (:error, :open)      -> ask_to_come_back_later()
##   (:error, reason)     -> apologise(reason)
## }
## ```
##
## The work runs in the process that calls, and while the breaker is closed a call that succeeds
## sends it no message: the breaker has a fuse, a process that lives as long as it stays closed, and
## callers look whether their fuse is whole.
##
## Options of `start_link`:
##
## - `failures`: opens at so many failures within the window; 5 unless told.
## - `window`: milliseconds, 10,000 unless told, or `:infinity`.
## - `rate`: opens instead when so large a part of the calls within the window fails, such as `0.5`,
##   once there are `min_calls` of them (10 unless told). Then successes are counted too: one
##   message each, not waited for.
## - `reset`: milliseconds that it stays open, 5,000 unless told; after a failed probe times
##   `backoff` (2), up to `max_reset` (60,000).
## - `probes`: how many calls are let through at a time while it is half open, and how many must
##   succeed; 1 unless told.
## - `timeout`: milliseconds that a call may take. With it the work runs in a process of its own,
##   which is killed when it takes longer; without it, in the caller. `(:error, :timeout)` is a
##   failure.
## - `failure?`: a function of `(:ok, value)` or `(:error, reason)` that says what counts as a
##   failure; unless told, every `(:error, reason)`.
## - `on_change`: a function of the old and the new state, called in the breaker when it changes.
## - `now`: a function that gives the time in milliseconds, `Time.monotonic()` unless told, for
##   tests.
## - `name`: the breaker is registered under it.
##
## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 1); CircuitBreaker.call(breaker) { raise(:down) }; CircuitBreaker.call(breaker) { :never_run }
## (:error, :open)
module CircuitBreaker {
  let key = :"$circuit_breaker"

  # MARK: Starting

  ## Starts a breaker that is linked to the caller; `(:ok, pid)`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 3); CircuitBreaker.state(breaker)
  ## :closed
  fn start_link(options) {
    GenServer.start_link(CircuitBreaker, settings(options), Map.take(options, [:name]))
  }

  ## Starts a breaker that is linked to nobody; `(:ok, pid)`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start(failures: 3); CircuitBreaker.stop(breaker)
  ## :ok
  fn start(options) {
    GenServer.start(CircuitBreaker, settings(options), Map.take(options, [:name]))
  }

  ## Ends a breaker.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start(failures: 3); CircuitBreaker.stop(breaker)
  ## :ok
  fn stop(breaker) { GenServer.stop(breaker) }

  private fn settings(options) {
    let known = [
      :failures, :window, :rate, :min_calls, :reset, :backoff, :max_reset, :probes, :timeout,
      :failure?, :on_change, :now, :name,
    ]
    match Map.keys(options) -- known {
      []        -> :ok
      [key | _] -> raise((:bad_option, key))
    }
    let reset = positive(options, :reset, 5_000)
    %{
      failures: positive(options, :failures, 5),
      window: if options[:window] === :infinity { nil } else { positive(options, :window, 10_000) },
      rate: rate(options[:rate]),
      min_calls: positive(options, :min_calls, 10),
      reset: reset,
      max_reset: positive(options, :max_reset, if reset > 60_000 { reset } else { 60_000 }),
      backoff: options[:backoff] or 2,
      probes: positive(options, :probes, 1),
      on_change: options[:on_change],
      now: options[:now],
      # What callers need to know.
      caller: (options[:timeout] or :infinity, options[:failure?], is_float(options[:rate])),
    }
  }

  private fn rate(nil) { nil }
  private fn rate(x) when is_float(x) and x > 0 and x <= 1 { x }
  private fn rate(other) { raise((:bad_option, (:rate, other))) }

  private fn positive(options, name, default) {
    match Map.get(options, name, default) {
      n when is_integer(n) and n > 0 -> n
      other                          -> raise((:bad_option, (name, other)))
    }
  }

  # MARK: Calling

  ## Runs `f` if the breaker lets it: `(:ok, value)`, `(:error, reason)`, or `(:error, :open)`
  ## without running it.
  ##
  ## What `f` gives is the value; `(:ok, value)` and `(:error, reason)` stay as they are. When it
  ## raises or exits, that is the reason (for `throw(value)` it is `(:nocatch, value)`), and the
  ## exception goes no further.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 9); (CircuitBreaker.call(breaker) { 42 }, CircuitBreaker.call(breaker) { raise(:broken) })
  ## ((:ok, 42), (:error, :broken))
  fn call(breaker, f) {
    match (Process.get(key) or %{})[breaker] {
      nil                -> ask(breaker, f)
      (fuse, for_caller) -> {
        if Process.alive?(fuse) { try_it(breaker, fuse, for_caller, f) } else { ask(breaker, f) }
      }
    }
  }

  # The fuses that this process knows; those that have blown are forgotten when they become many.
  private fn remember(breaker, entry) {
    let known = Process.get(key) or %{}
    let known = if map_size(known) < 64 { known } else {
      Map.filter(known) { _, (fuse, _) in Process.alive?(fuse) }
    }
    Process.put(key, Map.put(known, breaker, entry))
  }

  private fn ask(breaker, f) {
    match GenServer.call(breaker, :permit, :infinity) {
      (:closed, fuse, for_caller) -> {
        remember(breaker, (fuse, for_caller))
        try_it(breaker, fuse, for_caller, f)
      }
      (:probe, ref, for_caller) -> try_it(breaker, ref, for_caller, f)
      :open                     -> (:error, :open)
    }
  }

  # `permit` is the fuse, or the reference of a probe.
  private fn try_it(breaker, permit, (timeout, failure?, counted), f) {
    let result = attempt(timeout, f)
    if failed?(failure?, result) {
      tell(breaker, (:failed, permit, result))
    } else if is_reference(permit) {
      tell(breaker, (:worked, permit))
    } else if counted {
      GenServer.cast(breaker, (:worked, permit))
    }
    result
  }

  private fn failed?(nil, (:ok, _)) { false }
  private fn failed?(nil, (:error, _)) { true }
  private fn failed?(failure?, result) { failure?(result) }

  # Waits until the breaker knows: the caller that blows the fuse finds it open the next time. A
  # breaker that has ended in between does not spoil the result.
  private fn tell(breaker, request) {
    try { GenServer.call(breaker, request, :infinity) } catch { (:exit, _) -> :ok }
  }

  private fn attempt(:infinity, f) {
    try {
      match f() {
        (:ok, _) as result    -> result
        (:error, _) as result -> result
        value                 -> (:ok, value)
      }
    } catch {
      (:throw, value) -> (:error, (:nocatch, value))
      (_, reason)     -> (:error, reason)
    }
  }
  private fn attempt(timeout, f) {
    let caller = self()
    # Linked, so that it does not outlive the caller; the end that is expected is not told through
    # the link.
    let (pid, ref) = spawn(link: true, monitor: true) {
      let result = attempt(:infinity, f)
      unlink(caller)
      exit((:shutdown, (:result, result)))
    }
    receive {
      (:DOWN, ^ref, _, _, (:shutdown, (:result, result))) -> result
      (:DOWN, ^ref, _, _, reason)                         -> (:error, reason)
      after timeout -> {
        unlink(pid)
        exit(pid, :kill)
        receive {
          (:DOWN, ^ref, _, _, (:shutdown, (:result, result))) -> result
          (:DOWN, ^ref, _, _, _)                              -> (:error, :timeout)
        }
      }
    }
  }

  # MARK: Looking and forcing

  ## The state: `:closed`, `:open` or `:half_open`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 1); CircuitBreaker.call(breaker) { raise(:down) }; CircuitBreaker.state(breaker)
  ## :open
  fn state(breaker) { info(breaker).state }

  ## What is known of a breaker, as a map: `state`; `forced` (`:open`, `:closed` or nil);
  ## `failures`, those within the window; `opened`, how often it has opened; `retry_in`, the
  ## milliseconds until it will be half open, or nil; `probes`, those that are under way;
  ## `last_failure`, the last result that counted as one, or nil.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 2); CircuitBreaker.call(breaker) { (:error, :busy) }; let i = CircuitBreaker.info(breaker); (i.failures, i.last_failure, i.opened)
  ## (1, (:error, :busy), 0)
  fn info(breaker) { GenServer.call(breaker, :info, :infinity) }

  ## Opens a breaker until `release` or `reset`; `:ok`. For work on what is behind it.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 2); CircuitBreaker.force_open(breaker); CircuitBreaker.call(breaker) { 1 }
  ## (:error, :open)
  fn force_open(breaker) { GenServer.call(breaker, (:force, :open), :infinity) }

  ## Closes a breaker until `release` or `reset`, whatever fails; `:ok`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 1); CircuitBreaker.force_closed(breaker); CircuitBreaker.call(breaker) { raise(:down) }; CircuitBreaker.state(breaker)
  ## :closed
  fn force_closed(breaker) { GenServer.call(breaker, (:force, :closed), :infinity) }

  ## Ends what `force_open` or `force_closed` began: the breaker stays in the state it is in, and
  ## goes by itself again; one that was forced open is half open after its reset time. `:ok`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 1); CircuitBreaker.force_open(breaker); CircuitBreaker.release(breaker); CircuitBreaker.info(breaker).forced
  ## nil
  fn release(breaker) { GenServer.call(breaker, (:force, nil), :infinity) }

  ## Closes a breaker and forgets all failures; `:ok`.
  ##
  ## >> let (:ok, breaker) = CircuitBreaker.start_link(failures: 1); CircuitBreaker.call(breaker) { raise(:down) }; CircuitBreaker.reset(breaker); CircuitBreaker.state(breaker)
  ## :closed
  fn reset(breaker) { GenServer.call(breaker, :reset, :infinity) }

  # MARK: The breaker

  ## Internal: the breaker starts.
  fn init(settings) {
    (:ok, closed(%{
      settings: settings, state: :closed, forced: nil, fuse: nil, window: nil,
      reset: settings.reset, retry_at: nil, probes: %{}, good: 0, opened: 0, last: nil,
    }))
  }

  ## Internal: a request of another process.
  fn handle_call(:permit, (pid, _), breaker) {
    match due(breaker) {
      %{state: :closed, fuse: fuse} as breaker -> {
        (:reply, (:closed, fuse, breaker.settings.caller), breaker)
      }
      %{state: :half_open, probes: probes, good: good} as breaker -> {
        if map_size(probes) + good < breaker.settings.probes {
          let ref = monitor(pid)
          let breaker = %{breaker | probes: Map.put(probes, ref, true)}
          (:reply, (:probe, ref, breaker.settings.caller), breaker)
        } else {
          (:reply, :open, breaker)
        }
      }
      breaker -> (:reply, :open, breaker)
    }
  }
  fn handle_call((:failed, permit, result), _from, breaker) {
    (:reply, :ok, failed(%{breaker | last: result}, permit))
  }
  fn handle_call((:worked, permit), _from, breaker) { (:reply, :ok, worked(breaker, permit)) }
  fn handle_call(:info, _from, breaker) {
    let breaker = due(breaker)
    (:reply, %{
      state: breaker.state,
      forced: breaker.forced,
      failures: count(breaker),
      opened: breaker.opened,
      retry_in: if breaker.retry_at { breaker.retry_at - now(breaker) },
      probes: map_size(breaker.probes),
      last_failure: breaker.last,
    }, breaker)
  }
  fn handle_call((:force, :open), _from, breaker) {
    (:reply, :ok, %{opened(breaker) | forced: :open, retry_at: nil})
  }
  fn handle_call((:force, :closed), _from, breaker) {
    (:reply, :ok, %{closed(breaker) | forced: :closed})
  }
  fn handle_call((:force, nil), _from, %{forced: :open} as breaker) {
    (:reply, :ok, %{breaker | forced: nil, retry_at: now(breaker) + breaker.reset})
  }
  fn handle_call((:force, nil), _from, breaker) { (:reply, :ok, %{breaker | forced: nil}) }
  fn handle_call(:reset, _from, breaker) { 
    (:reply, :ok, %{closed(breaker) | forced: nil, reset: breaker.settings.reset})
  }

  ## Internal: a success is counted.
  fn handle_cast((:worked, permit), breaker) { (:noreply, worked(breaker, permit)) }

  ## Internal: a process that was probing has ended without a word.
  fn handle_info((:DOWN, ref, :process, _, reason), breaker) {
    if Map.has_key?(breaker.probes, ref) {
      (:noreply, failed(%{breaker | last: (:error, reason)}, ref))
    } else {
      (:noreply, breaker)
    }
  }
  fn handle_info(_message, breaker) { (:noreply, breaker) }

  private fn now(%{settings: %{now: nil}}) { Time.monotonic() }
  private fn now(%{settings: %{now: now}}) { now() }

  # The change from open to half open happens when somebody looks; no timer is needed.
  private fn due(%{state: :open, retry_at: at} as breaker) when is_integer(at) {
    if now(breaker) >= at {
      changed(%{breaker | state: :half_open, retry_at: nil, good: 0}, :open)
    } else {
      breaker
    }
  }
  private fn due(breaker) { breaker }

  private fn failed(%{state: :closed, fuse: fuse} as breaker, fuse) {
    if breaker.forced {
      breaker
    } else {
      let breaker = note(breaker, false)
      if too_many?(breaker) { opened(breaker) } else { breaker }
    }
  }
  private fn failed(%{state: :half_open, probes: probes} as breaker, ref) when is_reference(ref) {
    if Map.has_key?(probes, ref) {
      opened(%{breaker | reset: longer(breaker.reset, breaker.settings)})
    } else {
      breaker
    }
  }
  # What began before the last change tells nothing about the time after it.
  private fn failed(breaker, _permit) { breaker }

  private fn longer(reset, %{backoff: factor, max_reset: most}) {
    if reset * factor < most { whole(reset * factor) } else { most }
  }

  private fn whole(n) { if is_float(n) { Float.truncate(n) } else { n } }

  private fn worked(%{state: :closed, fuse: fuse} as breaker, fuse) { note(breaker, true) }
  private fn worked(%{state: :half_open, probes: probes, good: good} as breaker, ref) {
    if Map.has_key?(probes, ref) {
      demonitor(ref, flush: true)
      if good + 1 >= breaker.settings.probes {
        closed(%{breaker | reset: breaker.settings.reset})
      } else {
        %{breaker | probes: Map.delete(probes, ref), good: good + 1}
      }
    } else {
      breaker
    }
  }
  private fn worked(breaker, _permit) { breaker }

  private fn closed(breaker) {
    let breaker = forget_probes(breaker)
    let fuse = breaker.fuse or new_fuse(self())
    let new = %{breaker | state: :closed, fuse: fuse, window: empty(breaker), retry_at: nil}
    changed(new, breaker.state)
  }

  private fn opened(breaker) {
    let breaker = forget_probes(breaker)
    blow(breaker.fuse)
    let retry_at = now(breaker) + breaker.reset
    let opened = if breaker.state == :open { breaker.opened } else { breaker.opened + 1 }
    changed(%{breaker | state: :open, fuse: nil, retry_at: retry_at, opened: opened}, breaker.state)
  }

  private fn forget_probes(breaker) {
    List.each(Map.keys(breaker.probes)) { ref in demonitor(ref, flush: true) }
    %{breaker | probes: %{}, good: 0}
  }

  private fn changed(%{state: same} as breaker, same) { breaker }
  private fn changed(%{settings: %{on_change: nil}} as breaker, _old) { breaker }
  private fn changed(%{settings: %{on_change: on_change}} as breaker, old) {
    on_change(old, breaker.state)
    breaker
  }

  # MARK: The fuse

  private fn new_fuse(breaker) {
    spawn {
      let ref = monitor(breaker)
      receive { (:DOWN, ^ref, _, _, _) -> :ok }
    }
  }

  private fn blow(nil) { :ok }
  private fn blow(fuse) {
    let ref = monitor(fuse)
    exit(fuse, :kill)
    receive { (:DOWN, ^ref, _, _, _) -> :ok }
  }

  # MARK: Counting

  # Without a rate, the window is a queue of the times of the last failures, at most as many as open
  # it. With one, it is a list of (slot, successes, failures), the newest first; a slot is a tenth
  # of the window.

  private fn empty(%{settings: %{rate: nil}}) { Queue.new() }
  private fn empty(_) { [] }

  private fn note(%{settings: %{rate: nil} as settings} as breaker, false) {
    let times = Queue.push(fresh(breaker), now(breaker))
    if Queue.size(times) > settings.failures {
      %{breaker | window: elem(Queue.pop(times), 1)}
    } else {
      %{breaker | window: times}
    }
  }
  private fn note(%{settings: %{rate: nil}} as breaker, true) { breaker }
  private fn note(breaker, good) {
    let slot = slot(breaker)
    let (yes, no) = if good { (1, 0) } else { (0, 1) }
    let slots = match fresh(breaker) {
      [(^slot, y, n) | rest] -> [(slot, y + yes, n + no) | rest]
      rest                   -> [(slot, yes, no) | rest]
    }
    %{breaker | window: slots}
  }

  private fn slot(%{settings: %{window: nil}}) { 0 }
  private fn slot(%{settings: %{window: window}} as breaker) { now(breaker) * 10 div window }

  private fn too_many?(%{settings: %{rate: nil, failures: failures}, window: times}) {
    Queue.size(times) >= failures
  }
  private fn too_many?(%{settings: settings, window: slots}) {
    let (yes, no) = totals(slots, 0, 0)
    yes + no >= settings.min_calls and no / (yes + no) >= settings.rate
  }

  private fn count(%{settings: %{rate: nil}} as breaker) { Queue.size(fresh(breaker)) }
  private fn count(breaker) { elem(totals(fresh(breaker), 0, 0), 1) }

  private fn totals([(_, yes, no) | rest], all_yes, all_no) {
    totals(rest, all_yes + yes, all_no + no)
  }
  private fn totals([], yes, no) { (yes, no) }

  # The window without what is too old.
  private fn fresh(%{settings: %{window: nil}, window: window}) { window }
  private fn fresh(%{settings: %{rate: nil, window: ms}, window: times} as breaker) {
    since(times, now(breaker) - ms)
  }
  private fn fresh(%{window: slots} as breaker) {
    let oldest = slot(breaker) - 9
    List.take_while(slots) { (slot, _, _) in slot >= oldest }
  }

  private fn since(times, start) {
    match Queue.peek(times) {
      at when is_integer(at) and at <= start -> since(elem(Queue.pop(times), 1), start)
      _                                      -> times
    }
  }
}
