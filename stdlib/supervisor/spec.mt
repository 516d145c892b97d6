## Internal: what a supervisor may be told: its options and its children's specifications, checked.
##
## Nobody needs to call this module but to see beforehand whether specifications are right:
##
## >> Supervisor.Spec.check([%{id: :a, start: fn() { :ignore }}])
## :ok
## >> Supervisor.Spec.check([%{id: :a}])
## (:error, :missing_start)
module Supervisor.Spec {
  # MARK: Children

  ## Whether a list of child specifications is right: `:ok` or `(:error, why)`.
  ##
  ## >> Supervisor.Spec.check([%{id: :a, start: (IO, :print, [])}, %{id: :a, start: (IO, :print, [])}])
  ## (:error, (:duplicate_child_name, :a))
  fn check(specs) { check(specs, nil) }

  ## Like `check`, for a supervisor with this `auto_shutdown`; with nil that is left out of account.
  ##
  ## >> Supervisor.Spec.check([%{id: :a, start: (IO, :print, []), restart: :transient, significant: true}], :never)
  ## (:error, (:bad_combination, [(:auto_shutdown, :never), (:significant, true)]))
  fn check(specs, auto_shutdown) {
    match children(specs, auto_shutdown) {
      (:ok, _) -> :ok
      error    -> error
    }
  }

  ## Internal: the checked children of a list of specifications, `(:ok, children)` or `(:error,
  ## why)`.
  fn children(specs, auto_shutdown) { children(specs, auto_shutdown, %{}, []) }

  private fn children([spec | rest], auto_shutdown, ids, done) {
    match child(spec, auto_shutdown) {
      (:ok, child) -> {
        if Map.has_key?(ids, child.id) { (:error, (:duplicate_child_name, child.id)) }
        else { children(rest, auto_shutdown, Map.put(ids, child.id, true), [child | done]) }
      }
      error -> error
    }
  }
  private fn children([], _, _, done) { (:ok, List.reverse(done)) }
  private fn children(other, _, _, _) { (:error, (:invalid_child_spec, other)) }

  ## Internal: one child specification with everything that it leaves out, `(:ok, child)` or
  ## `(:error, why)`.
  fn child(spec, auto_shutdown) when is_map(spec) {
    try {
      let id = required(spec, :id, :missing_id)
      let start = required(spec, :start, :missing_start)
      (:ok, checked(spec, id, start, auto_shutdown))
    } catch {
      (:throw, (:wrong_spec, why)) -> (:error, why)
    }
  }
  fn child(spec, _) { (:error, (:invalid_child_spec, spec)) }

  ## Internal: what the children of a dynamic supervisor have in common; id and start may be
  ## missing.
  fn template(spec, auto_shutdown) when is_map(spec) {
    try { (:ok, checked(spec, nil, Map.get(spec, :start, nil), auto_shutdown)) } catch {
      (:throw, (:wrong_spec, why)) -> (:error, why)
    }
  }
  fn template(spec, _) { (:error, (:invalid_child_spec, spec)) }

  private fn checked(spec, id, start, auto_shutdown) {
    let type = one_of(Map.get(spec, :type, :worker), [:worker, :supervisor], :invalid_child_type)
    let restart = Map.get(spec, :restart, :permanent)
    one_of(restart, [:permanent, :transient, :temporary], :invalid_restart_type)
    let shutdown = Map.get(spec, :shutdown, if type == :worker { 5_000 } else { :infinity })
    let significant = Map.get(spec, :significant, false)
    let modules = Map.get(spec, :modules, modules_of(start))
    let backoff = Map.get(spec, :backoff, nil)
    valid(start == nil or start?(start), (:invalid_start, start))
    valid(shutdown?(shutdown), (:invalid_shutdown, shutdown))
    valid(is_boolean(significant), (:invalid_significant, significant))
    valid(modules?(modules), (:invalid_modules, modules))
    valid(backoff == nil or backoff?(backoff), (:invalid_backoff, backoff))
    if significant {
      valid(auto_shutdown != :never, combination(:auto_shutdown, :never))
      valid(restart != :permanent, combination(:restart, :permanent))
    }
    %{
      id: id, start: start, restart: restart, shutdown: shutdown, type: type,
      significant: significant, modules: modules, backoff: backoff, budget: budget(spec),
    }
  }

  private fn combination(key, value) {
    (:bad_combination, [(key, value), (:significant, true)])
  }

  private fn budget(spec) {
    let max = Map.get(spec, :max_restarts, nil)
    let seconds = Map.get(spec, :max_seconds, 5)
    let action = Map.get(spec, :on_exceeded, :shutdown)
    valid(max == nil or count?(max), (:invalid_max_restarts, max))
    valid(is_integer(seconds) and seconds > 0, (:invalid_max_seconds, seconds))
    one_of(action, [:shutdown, :stop_child], :invalid_on_exceeded)
    if max == nil { nil } else { (max, seconds, action) }
  }

  private fn required(spec, key, problem) {
    match Map.fetch(spec, key) {
      (:ok, value) -> value
      :error       -> throw((:wrong_spec, problem))
    }
  }

  private fn one_of(value, choices, problem) {
    valid(List.member?(choices, value), (problem, value))
    value
  }

  private fn valid(holds, why) { if holds { :ok } else { throw((:wrong_spec, why)) } }

  ## Internal: whether something can be a child's `start`.
  fn start?((m, f, arguments)) { is_atom(m) and is_atom(f) and is_list(arguments) }
  fn start?(start) { is_function(start) }

  private fn shutdown?(:infinity) { true }
  private fn shutdown?(:brutal_kill) { true }
  private fn shutdown?(ms) { is_integer(ms) and ms >= 0 }

  private fn modules?(:dynamic) { true }
  private fn modules?([m | rest]) when is_atom(m) { modules?(rest) }
  private fn modules?(other) { other == [] }

  private fn modules_of((m, _, _)) { [m] }
  private fn modules_of(_) { [] }

  private fn backoff?((min, max)) {
    is_integer(min) and is_integer(max) and min >= 0 and max >= min
  }
  private fn backoff?(_) { false }

  private fn count?(:infinity) { true }
  private fn count?(n) { is_integer(n) and n >= 0 }

  ## Internal: a checked child as a specification again.
  fn show(child) {
    child
    |> Map.take([:id, :start, :restart, :shutdown, :type, :significant, :modules])
    |> with_backoff(child.backoff)
    |> with_budget(child.budget)
  }

  private fn with_backoff(spec, nil) { spec }
  private fn with_backoff(spec, backoff) { Map.put(spec, :backoff, backoff) }

  private fn with_budget(spec, nil) { spec }
  private fn with_budget(spec, (max, seconds, action)) {
    Map.merge(spec, %{max_restarts: max, max_seconds: seconds, on_exceeded: action})
  }

  # MARK: Options

  ## Internal: a supervisor's options with everything that they leave out, `(:ok, settings)` or
  ## `(:error, (:supervisor_data, why))`.
  fn settings(options) when is_map(options) {
    match List.find_map(Map.to_list(options), fn((key, value)) { problem(key, value) }) {
      nil -> with_template(Map.merge(defaults(), Map.drop(options, start_options())))
      why -> (:error, (:supervisor_data, why))
    }
  }
  fn settings(options) { (:error, (:supervisor_data, (:invalid_type, options))) }

  private fn with_template(settings) {
    match template(settings.child, settings.auto_shutdown) {
      (:ok, child) -> (:ok, Map.put(%{settings | child: child}, :template, settings.child))
      (:error, why) -> (:error, (:start_spec, why))
    }
  }

  private fn defaults() {
    %{
      strategy: :one_for_one, max_restarts: 3, max_seconds: 5, auto_shutdown: :never,
      backoff: nil, child: %{}, max_children: :infinity,
    }
  }

  private fn start_options() { [:name, :timeout, :mailbox, :overflow, :priority, :max_heap] }

  private fn problem(:strategy, x) {
    let known = List.member?([:one_for_one, :one_for_all, :rest_for_one, :dynamic], x)
    unless(known, :invalid_strategy, x)
  }
  private fn problem(:max_restarts, n) { unless(count?(n), :invalid_max_restarts, n) }
  private fn problem(:max_seconds, n) {
    unless(is_integer(n) and n > 0, :invalid_max_seconds, n)
  }
  private fn problem(:auto_shutdown, x) {
    unless(List.member?([:never, :any_significant, :all_significant], x), :invalid_auto_shutdown, x)
  }
  private fn problem(:backoff, x) { unless(x == nil or backoff?(x), :invalid_backoff, x) }
  private fn problem(:max_children, n) { unless(count?(n), :invalid_max_children, n) }
  private fn problem(:child, x) { unless(is_map(x), :invalid_child, x) }
  private fn problem(key, _) { unless(List.member?(start_options(), key), :unknown_option, key) }

  private fn unless(holds, what, value) { if holds { nil } else { (what, value) } }
}
