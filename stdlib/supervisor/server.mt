## Internal: the process behind a supervisor. `Supervisor` says what it does.
##
## Its state is a map: what it was told (`strategy max_restarts max_seconds auto_shutdown backoff
## child template max_children name parent`), the children, and what is on the way:
##
## - `children`: place => `(pid, start, child)`; places are numbers that grow, so that their order
##   is the start order; pid is nil for a child that does not run and `(:restarting, old_pid)`
##   between two attempts;
## - `ids`: id => place; `pids`: pid => place of those that run;
## - `pending`: place => `(:soon | :timer | :name, ref)`, what the next attempt waits for;
## - `delays`: place => `(attempts, ms when it last started or nil)`, under a backoff;
## - `window`, `budgets`: the counts of restarts, all and by place; `history`: what led to them.
module Supervisor.Server {
  # MARK: Start

  ## Internal: starts a supervisor for children and options, or for a module and an argument.
  fn start(mode, source, options) when is_map(options) {
    let parent = if mode == :link { self() } else { nil }
    Gen.start(mode, Map.get(options, :name, nil), options, fn() { init(source, options, parent) })
  }
  fn start(_, _, options) { (:error, (:supervisor_data, (:invalid_type, options))) }

  private fn init(source, options, parent) {
    Process.flag(:trap_exit, true)
    let name = Map.get(options, :name, nil)
    match source {
      (:children, specs)               -> begin(specs, options, name, parent)
      (:module, module_name, argument) -> {
        match try { module_name.init(argument) } catch { (:throw, value) -> value } {
          (:ok, (specs, more)) -> {
            if not is_map(more) { (:stop, (:supervisor_data, (:invalid_type, more))) }
            else { begin(specs, Map.merge(more, options), name, parent) }
          }
          :ignore -> :ignore
          other   -> (:stop, (:bad_return, (module_name, :init, other)))
        }
      }
    }
  }

  private fn begin(specs, options, name, parent) {
    match Supervisor.Spec.settings(options) {
      (:ok, settings) -> begin_children(specs, state(settings, name, parent))
      (:error, why)   -> (:stop, why)
    }
  }

  private fn state(settings, name, parent) {
    Map.merge(settings, %{
      name: name, parent: parent, next: 0, children: %{}, ids: %{}, pids: %{}, pending: %{},
      delays: %{}, budgets: %{}, window: Supervisor.Restarts.window(), history: (0, []),
    })
  }

  private fn begin_children(specs, s) {
    if s.strategy == :dynamic and specs != [] { (:stop, (:bad_start_spec, specs)) } else {
      match Supervisor.Spec.children(specs, s.auto_shutdown) {
        (:ok, children) -> boot(children, s)
        (:error, why)   -> (:stop, (:start_spec, why))
      }
    }
  }

  private fn boot([], s) { (:ok, fn() { loop(s) }) }
  private fn boot([child | rest], s) {
    match Supervisor.Children.launch(child.start) {
      (:ok, nil)          -> boot(rest, Supervisor.Children.added_idle(child, s))
      (:ok, pid)          -> boot(rest, Supervisor.Children.added(pid, child.start, child, s))
      (:ok, pid, _)       -> boot(rest, Supervisor.Children.added(pid, child.start, child, s))
      (:error, why) -> {
        Supervisor.Report.not_started(s, child.id, why)
        Supervisor.Children.stop_children(s)
        (:stop, (:shutdown, (:failed_to_start_child, child.id, why)))
      }
    }
  }

  # MARK: The loop

  private fn loop(s) {
    receive {
      (:EXIT, pid, reason)                     -> ended(pid, reason, s)
      (:"$call", from, request, _deadline)     -> call(request, from, s)
      (:timeout, ref, (:"$restart", place))    -> retry(place, ref, s)
      ((:"$free", place), ref, :process, _, _) -> retry(place, ref, s)
      (:"$system", from, request) ->
        Gen.system(from, request, s.parent, Supervisor.Server, s)
      other -> {
        Supervisor.Report.unexpected(s, other)
        loop(s)
      }
    }
  }

  ## Internal: goes on after a system message.
  fn system_continue(_parent, s) { loop(s) }

  ## Internal: ends after a system message.
  fn system_terminate(reason, _parent, s) { stop(reason, s) }

  ## Internal: the state for `Process.get_state`.
  fn system_get_state(s) { s }

  ## Internal: the new state for `Process.replace_state`.
  fn system_replace_state(f, s) {
    let new = f(s)
    (new, new)
  }

  # Ends the supervisor, after its children.
  private fn stop(reason, s) {
    Supervisor.Children.stop_children(s)
    exit(reason)
  }

  # MARK: The end of a child

  private fn ended(pid, reason, s) {
    match Map.get(s.pids, pid) {
      nil   -> if pid === s.parent { stop(reason, s) } else { loop(s) }
      place -> {
        let (_, start, child) = Map.get(s.children, place)
        if restart?(child.restart, reason) {
          Supervisor.Report.ended(s, child.id, pid, reason)
          let history = Supervisor.Restarts.remember(s.history, child.id, reason)
          let pids = Map.delete(s.pids, pid)
          restart(place, pid, start, child, %{s | history: history, pids: pids})
        } else {
          if not well?(reason) { Supervisor.Report.ended(s, child.id, pid, reason) }
          leave(place, child, %{s | pids: Map.delete(s.pids, pid)})
        }
      }
    }
  }

  private fn restart?(:permanent, _) { true }
  private fn restart?(:transient, reason) { not well?(reason) }
  private fn restart?(:temporary, _) { false }

  private fn well?(:normal) { true }
  private fn well?(:shutdown) { true }
  private fn well?((:shutdown, _)) { true }
  private fn well?(_) { false }

  # A child is over for good, by itself: that may end the supervisor.
  private fn leave(place, child, s) {
    let next = Supervisor.Children.over(place, child, s)
    if child.significant and shuts_down?(next) { stop(:shutdown, next) } else { loop(next) }
  }

  private fn shuts_down?(s) {
    match s.auto_shutdown {
      :never           -> false
      :any_significant -> true
      :all_significant -> {
        not Map.any?(s.children) { _, (pid, _, child) in child.significant and pid != nil }
      }
    }
  }

  # MARK: Restarts

  private fn restart(place, pid, start, child, s) {
    match backoff(child, s) {
      nil        -> attempt(place, pid, start, child, s)
      (min, max) -> loop(later(place, min, max, paused(place, pid, s)))
    }
  }

  private fn backoff(child, s) { if child.backoff == nil { s.backoff } else { child.backoff } }

  # One attempt, which counts. `pid` is the one before, or nil.
  private fn attempt(place, pid, start, child, s) {
    match counted(place, child, s) {
      (:exceeded, why) -> exceeded(place, child, why, s)
      next             -> {
        match s.strategy {
          :one_for_all  -> start_again(place, pid, next)
          :rest_for_one -> start_again(place, pid, next)
          _             -> start_one(place, pid, start, child, next)
        }
      }
    }
  }

  private fn counted(place, child, s) {
    let now = Time.monotonic(:second)
    match child.budget {
      nil -> {
        match Supervisor.Restarts.add(s.window, now, s.max_restarts, s.max_seconds) {
          :exceeded -> (:exceeded, (:restart_intensity, s.max_restarts, s.max_seconds))
          window    -> %{s | window: window}
        }
      }
      (max, seconds, _) -> {
        let before = Map.get(s.budgets, place, Supervisor.Restarts.window())
        match Supervisor.Restarts.add(before, now, max, seconds) {
          :exceeded -> (:exceeded, (:child_restart_intensity, child.id, max, seconds))
          window    -> %{s | budgets: Map.put(s.budgets, place, window)}
        }
      }
    }
  }

  private fn exceeded(place, child, why, s) {
    match child.budget {
      (_, _, :stop_child) -> {
        Supervisor.Report.child_given_up(s, child.id, why)
        leave(place, child, s)
      }
      _ -> {
        Supervisor.Report.gave_up(s, child.id, why)
        stop(:shutdown, s)
      }
    }
  }

  private fn start_one(place, old, start, child, s) {
    match Supervisor.Children.launch(start) {
      (:ok, nil)    -> loop(Supervisor.Children.over(place, child, s))
      (:ok, pid)    -> loop(Supervisor.Children.running(place, pid, start, child, s))
      (:ok, pid, _) -> loop(Supervisor.Children.running(place, pid, start, child, s))
      (:error, why) -> loop(try_again(place, old, child, why, s))
    }
  }

  # Under one_for_all and rest_for_one: stops those concerned and starts them all.
  private fn start_again(place, old, s) {
    let stopped = stop_affected(place, s)
    let concerned = List.filter(affected(place, stopped)) { p in Map.has_key?(stopped.children, p) }
    loop(start_each(concerned, place, old, stopped))
  }

  private fn start_each([place | rest], failed, old, s) {
    let (_, start, child) = Map.get(s.children, place)
    match Supervisor.Children.launch(start) {
      (:error, why) -> try_again(place, if place == failed { old } else { nil }, child, why, s)
      (:ok, nil)    -> start_each(rest, failed, old, Supervisor.Children.over(place, child, s))
      result        -> {
        let next = Supervisor.Children.running(place, elem(result, 1), start, child, s)
        start_each(rest, failed, old, next)
      }
    }
  }
  private fn start_each([], _, _, s) { s }

  # The children that start anew with the one at a place, in start order, itself included.
  private fn affected(place, s) {
    match s.strategy {
      :one_for_all  -> Supervisor.Children.places(s)
      :rest_for_one -> List.filter(Supervisor.Children.places(s)) { p in p >= place }
      _             -> [place]
    }
  }

  # Stops those that start anew with the child at a place, the last first.
  private fn stop_affected(place, s) {
    match s.strategy {
      :one_for_one -> s
      :dynamic     -> s
      _            -> List.reduce_right(affected(place, s), s, &Supervisor.Children.stopped/2)
    }
  }

  private fn try_again(place, old, child, why, s) {
    match name_holder(why) {
      nil    -> failed_again(place, old, child, why, s)
      holder -> {
        Supervisor.Report.waiting(s, child.id, holder)
        let ref = monitor(holder, tag: (:"$free", place))
        let next = paused(place, old, s)
        %{next | pending: Map.put(next.pending, place, (:name, ref))}
      }
    }
  }

  # The process whose name stands in the way of a start; below a supervisor that was killed, its
  # children may still be on their way out.
  private fn name_holder((:already_started, pid)) when is_pid(pid) and pid != self() { pid }
  private fn name_holder((:shutdown, (:failed_to_start_child, _, why))) { name_holder(why) }
  private fn name_holder(_) { nil }

  # A failed start must not keep other requests waiting: the next attempt is a message to itself.
  private fn failed_again(place, old, child, why, s) {
    Supervisor.Report.not_restarted(s, child.id, why, old)
    let history = Supervisor.Restarts.remember(s.history, child.id, (:failed_to_start, why))
    match backoff(child, s) {
      nil -> {
        let ref = make_ref()
        self() ! (:timeout, ref, (:"$restart", place))
        %{s |
          children: restarting(place, old, s), history: history,
          pending: Map.put(s.pending, place, (:soon, ref)),
        }
      }
      (min, max) -> later(place, min, max, paused(place, old, %{s | history: history}))
    }
  }

  # Before a wait: those that start anew with the child are stopped now, so that they do not run
  # without it.
  private fn paused(place, old, s) {
    let next = stop_affected(place, s)
    %{next | children: restarting(place, old, next)}
  }

  private fn restarting(place, old, s) {
    let (pid, start, child) = Map.get(s.children, place)
    let was = match old {
      (:restarting, before) -> before
      nil                   -> pid
      before                -> before
    }
    Map.put(s.children, place, ((:restarting, was), start, child))
  }

  private fn later(place, min, max, s) {
    let (attempts, since) = Map.get(s.delays, place, (0, nil))
    # Who has lived longer than the longest delay starts from the beginning.
    let attempt = if since != nil and Time.monotonic() - since >= max { 0 } else { attempts }
    let ms = Supervisor.Restarts.delay(min, max, attempt)
    let ref = Process.start_timer(self(), (:"$restart", place), ms)
    %{s |
      pending: Map.put(s.pending, place, (:timer, ref)),
      delays: Map.put(s.delays, place, (attempt + 1, nil)),
    }
  }

  private fn retry(place, ref, s) {
    match Map.get(s.pending, place) {
      (kind, ^ref) -> {
        let (old, start, child) = Map.get(s.children, place)
        let next = %{s | pending: Map.delete(s.pending, place)}
        # To wait for a name costs nothing.
        if kind == :name { attempt_free(place, old, start, child, next) }
        else { attempt(place, old, start, child, next) }
      }
      _ -> loop(s)
    }
  }

  private fn attempt_free(place, old, start, child, s) {
    match s.strategy {
      :one_for_all  -> start_again(place, old, s)
      :rest_for_one -> start_again(place, old, s)
      _             -> start_one(place, old, start, child, s)
    }
  }

  # MARK: Calls

  private fn call(request, from, s) {
    let (answer, next) = Supervisor.Requests.handle(request, s)
    Gen.reply(from, answer)
    loop(next)
  }
}
