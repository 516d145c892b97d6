## Internal: what a supervisor answers.
module Supervisor.Requests {
  ## Internal: `(answer, new state)` for a request.
  fn handle((:start_child, what), s) {
    if s.strategy == :dynamic { start_dynamic(what, s) } else {
      match Supervisor.Spec.child(what, s.auto_shutdown) {
        (:ok, child) -> start_static(child, s)
        error        -> (error, s)
      }
    }
  }
  fn handle(:which_children, s) {
    let entries = Map.to_list(s.children)
    # Children without ids have no order.
    (shown(if s.strategy == :dynamic { entries } else { List.key_sort(entries, 0) }, []), s)
  }
  fn handle(:count_children, s) { (counts(s), s) }
  fn handle((:get_child_spec, id), s) {
    match find(id, s) {
      nil   -> ((:error, :not_found), s)
      place -> {
        let (_, start, child) = Map.get(s.children, place)
        ((:ok, Supervisor.Spec.show(%{child | start: start})), s)
      }
    }
  }
  fn handle((:terminate_child, id), s) {
    match find(id, s) {
      nil   -> ((:error, if is_pid(id) { :not_found } else { unknown(s) }), s)
      place -> (:ok, Supervisor.Children.stopped(place, s))
    }
  }
  fn handle((:delete_child, id), s) {
    match state_of(id, s) {
      (:stopped, place) -> (:ok, Supervisor.Children.forgotten(place, s))
      problem           -> ((:error, problem), s)
    }
  }
  fn handle((:restart_child, id), s) {
    match state_of(id, s) {
      (:stopped, place) -> {
        let (_, start, child) = Map.get(s.children, place)
        let result = Supervisor.Children.launch(start)
        match result {
          (:ok, nil)    -> (result, s)
          (:ok, pid)    -> (result, Supervisor.Children.running(place, pid, start, child, s))
          (:ok, pid, _) -> (result, Supervisor.Children.running(place, pid, start, child, s))
          (:error, why) -> {
            Supervisor.Report.not_started(s, id, why)
            (result, s)
          }
        }
      }
      problem -> ((:error, problem), s)
    }
  }
  fn handle(request, s) {
    Supervisor.Report.unexpected(s, request)
    ((:error, (:unknown_request, request)), s)
  }

  private fn unknown(s) { if s.strategy == :dynamic { :simple_one_for_one } else { :not_found } }

  # Children of a dynamic supervisor have no ids: they are neither restarted nor deleted by request.
  private fn state_of(id, s) {
    match if s.strategy == :dynamic { nil } else { Map.get(s.ids, id) } {
      nil   -> unknown(s)
      place -> {
        match elem(Map.get(s.children, place), 0) {
          nil              -> (:stopped, place)
          (:restarting, _) -> :restarting
          _                -> :running
        }
      }
    }
  }

  private fn find(id, s) {
    if s.strategy != :dynamic { Map.get(s.ids, id) } else {
      match Map.get(s.pids, id) {
        nil   -> find_restarting(Map.keys(s.pending), id, s)
        place -> place
      }
    }
  }

  private fn find_restarting([place | rest], pid, s) {
    match Map.get(s.children, place) {
      ((:restarting, ^pid), _, _) -> place
      _                           -> find_restarting(rest, pid, s)
    }
  }
  private fn find_restarting([], _, _) { nil }

  private fn start_static(child, s) {
    match Map.get(s.ids, child.id) {
      nil -> {
        let result = Supervisor.Children.launch(child.start)
        match result {
          (:ok, nil)    -> (result, Supervisor.Children.added_idle(child, s))
          (:ok, pid)    -> (result, Supervisor.Children.added(pid, child.start, child, s))
          (:ok, pid, _) -> (result, Supervisor.Children.added(pid, child.start, child, s))
          (:error, why) -> {
            Supervisor.Report.not_started(s, child.id, why)
            ((:error, (why, Supervisor.Spec.show(child))), s)
          }
        }
      }
      place -> {
        match elem(Map.get(s.children, place), 0) {
          pid when is_pid(pid) -> ((:error, (:already_started, pid)), s)
          _                    -> ((:error, :already_present), s)
        }
      }
    }
  }

  private fn start_dynamic(what, s) {
    if map_size(s.children) >= s.max_children { ((:error, :max_children), s) } else {
      match dynamic(what, s) {
        (:ok, start, child) -> {
          let result = Supervisor.Children.launch(start)
          match result {
            (:ok, nil)    -> (result, s)
            (:ok, pid)    -> (result, Supervisor.Children.added(pid, start, child, s))
            (:ok, pid, _) -> (result, Supervisor.Children.added(pid, start, child, s))
            (:error, why) -> {
              Supervisor.Report.not_started(s, nil, why)
              (result, s)
            }
          }
        }
        error -> (error, s)
      }
    }
  }

  # What to start: more arguments for the template, another start function, or another
  # specification.
  private fn dynamic(more, s) when is_list(more) {
    match s.child.start {
      nil                  -> (:error, (:invalid_start, more))
      (m, f, arguments)    -> (:ok, (m, f, arguments ++ more), s.child)
      f                    -> (:ok, (f, more), s.child)
    }
  }
  private fn dynamic(spec, s) when is_map(spec) {
    match Supervisor.Spec.child(Map.merge(Map.put(s.template, :id, nil), spec), s.auto_shutdown) {
      (:ok, child) -> (:ok, child.start, child)
      error        -> error
    }
  }
  private fn dynamic(start, s) {
    if Supervisor.Spec.start?(start) { (:ok, start, s.child) }
    else { (:error, (:invalid_start, start)) }
  }

  private fn counts(s) {
    let supervisors = Map.count(s.children) { _, (_, _, child) in child.type == :supervisor }
    let size = map_size(s.children)
    %{
      specs: if s.strategy == :dynamic and s.child.start != nil { 1 } else { size },
      active: Map.count(s.pids) { pid, _ in Process.alive?(pid) },
      supervisors: supervisors,
      workers: size - supervisors,
    }
  }

  private fn shown([(_, (pid, _, child)) | rest], later) {
    shown(rest, [(child.id, shown_pid(pid), child.type, child.modules) | later])
  }
  private fn shown([], all) { all }

  private fn shown_pid((:restarting, _)) { :restarting }
  private fn shown_pid(pid) { pid }
}
