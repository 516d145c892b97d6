## Internal: a supervisor's children: starting them, keeping account of them, stopping them. The
## state is that of `Supervisor.Server`.
module Supervisor.Children {
  # MARK: Starting

  ## Internal: calls a child's start function: `(:ok, pid or nil)`, `(:ok, pid, info)` or `(:error,
  ## why)`.
  fn launch(start) {
    match try { launched(start) } catch {
      (:throw, value)  -> value
      (:exit, reason)  -> (:error, (:EXIT, reason))
      (:error, reason) -> (:error, (:EXIT, (reason, stacktrace())))
    } {
      (:ok, pid) as result when is_pid(pid)    -> result
      (:ok, pid, _) as result when is_pid(pid) -> result
      :ignore                                  -> (:ok, nil)
      (:error, _) as result                    -> result
      other                                    -> (:error, other)
    }
  }

  private fn launched((m, f, arguments)) { apply(m, f, arguments) }
  private fn launched((f, arguments)) { apply(f, arguments) }
  private fn launched(f) { f() }

  # MARK: Account

  ## Internal: the places of all children, in start order.
  fn places(s) { List.sort(Map.keys(s.children)) }

  ## Internal: the state with a new child behind the others.
  fn added(pid, start, child, s) {
    let place = s.next
    Supervisor.Report.started(s, child.id, pid)
    let next = %{s |
      next: place + 1,
      # The arguments of a temporary child are not kept: it is never started again.
      children: Map.put(s.children, place, (pid, kept(start, child), child)),
      pids: Map.put(s.pids, pid, place),
    }
    if s.strategy == :dynamic { next } else { %{next | ids: Map.put(s.ids, child.id, place)} }
  }

  ## Internal: the state after a new child whose start gave `:ignore`; it is kept without a process.
  fn added_idle(%{restart: :temporary}, s) { s }
  fn added_idle(child, s) {
    %{s |
      next: s.next + 1,
      children: Map.put(s.children, s.next, (nil, child.start, child)),
      ids: Map.put(s.ids, child.id, s.next),
    }
  }

  private fn kept(start, %{restart: :temporary}) { without_arguments(start) }
  private fn kept(start, _) { start }

  private fn without_arguments((m, f, _)) { (m, f, nil) }
  private fn without_arguments(_) { nil }

  ## Internal: the state when a child has started again.
  fn running(place, pid, start, child, s) {
    Supervisor.Report.started(s, child.id, pid)
    let children = Map.put(s.children, place, (pid, start, child))
    let pids = Map.put(s.pids, pid, place)
    if map_size(s.pending) == 0 and map_size(s.delays) == 0 {
      %{s | children: children, pids: pids}
    } else {
      started_at(place, cancelled(place, %{s | children: children, pids: pids}))
    }
  }

  private fn started_at(place, s) {
    match Map.get(s.delays, place) {
      nil           -> s
      (attempts, _) -> {
        %{s | delays: Map.put(s.delays, place, (attempts, Time.monotonic()))}
      }
    }
  }

  ## Internal: the state when a child does not run and is not to: it is forgotten, or kept without a
  ## process.
  fn over(place, child, s) {
    if child.restart == :temporary or s.strategy == :dynamic { forgotten(place, s) } else {
      let (_, start, _) = Map.get(s.children, place)
      cancelled(place, %{s | children: Map.put(s.children, place, (nil, start, child))})
    }
  }

  ## Internal: the state without a child.
  fn forgotten(place, s) {
    let (_, _, child) = Map.get(s.children, place)
    cancelled(place, %{s |
      children: Map.delete(s.children, place),
      ids: if s.strategy == :dynamic { s.ids } else { Map.delete(s.ids, child.id) },
      budgets: Map.delete(s.budgets, place),
      delays: Map.delete(s.delays, place),
    })
  }

  # MARK: Stopping

  ## Internal: stops a child that runs, or that is to start again; gives the state after it.
  fn stopped(place, s) {
    let (pid, _, child) = Map.get(s.children, place)
    if Map.has_key?(s.pids, pid) { stop_child(pid, child, s) }
    over(place, child, %{s | pids: Map.delete(s.pids, pid)})
  }

  private fn stop_child(pid, child, s) {
    judge(Supervisor.Stopping.stop(pid, child), pid, child, s)
  }

  private fn judge(:ok, _, _, _) { :ok }
  private fn judge((:error, reason), pid, child, s) {
    Supervisor.Report.not_stopped(s, child, pid, reason)
  }

  # Calls off the next attempt to start a child.
  private fn cancelled(place, s) {
    match Map.get(s.pending, place) {
      nil         -> s
      (kind, ref) -> {
        match kind {
          :timer -> Process.cancel_timer(ref)
          :name  -> demonitor(ref)
          :soon  -> :ok
        }
        %{s | pending: Map.delete(s.pending, place)}
      }
    }
  }

  ## Internal: stops all children, for a supervisor that ends: the last first, or all at once.
  fn stop_children(s) {
    if s.strategy == :dynamic {
      let running = for (pid, place) in s.pids { (pid, elem(Map.get(s.children, place), 2)) }
      Supervisor.Stopping.stop_all(running) { pid, reason, late in
        let child = elem(Map.get(s.children, Map.get(s.pids, pid)), 2)
        judge(Supervisor.Stopping.verdict(reason, child, late), pid, child, s)
      }
    } else {
      List.each(List.reverse(places(s))) { place in
        let (pid, _, child) = Map.get(s.children, place)
        if Map.has_key?(s.pids, pid) { stop_child(pid, child, s) }
      }
    }
  }
}
