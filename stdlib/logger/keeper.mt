## Internal: the process that keeps the logger's settings and its writer alive.
##
## It writes nothing itself, so it is there at once whatever the output does. It starts the writer again
## when that has died, with the same settings. The writer has a copy of them and in turn starts a new
## keeper: only killing both at once puts the settings back.
module Logger.Keeper {
  # What callers use

  ## Internal: the settings.
  fn settings() { ask(:settings) }

  ## Internal: the writer's pid, started if need be.
  fn writer() { ask(:writer) }

  ## Internal: changes the settings and waits until the writer has them.
  fn change(request) {
    # The keeper would wait for the writer, and the writer for the keeper.
    if whereis(Logger.Writer) == self() { raise((:logger, :called_by_a_handler)) }
    match ask(request) {
      :ok              -> :ok
      (:error, reason) -> raise((:logger, reason))
    }
  }

  ## Internal: removes a handler, without waiting; the writer does that when one has failed.
  fn forget_handler(name) { (Logger.Keeper, node()) ! ((:forget_handler, name), nil) }

  private fn ask(request) {
    let pid = running()
    let ref = monitor(pid, alias: :reply_demonitor)
    pid ! (request, ref)
    receive {
      (^ref, answer)                -> answer
      (:DOWN, ^ref, :process, _, _) -> ask(request)
    }
  }

  private fn running() {
    match whereis(Logger.Keeper) {
      nil -> {
        start(nil)
        running()
      }
      pid -> pid
    }
  }

  ## Internal: starts the keeper with these settings, unless there is one; nil asks a writer that may be
  ## there, or means the usual ones.
  fn start(settings) {
    try {
      spawn(name: Logger.Keeper) { run(settings) }
    } catch {
      # Somebody else was faster.
      (:error, :badarg) -> nil
    }
  }

  # The process

  private fn run(settings) {
    match whereis(Logger.Writer) {
      nil -> restart(settings or usual())
      pid -> adopt(pid, settings)
    }
  }

  private fn adopt(pid, settings) {
    let ref = monitor(pid)
    match settings or Logger.Writer.settings(pid, 5_000) {
      found when is_map(found) -> loop(found, pid, ref)
      _ -> {
        exit(pid, :kill)
        receive { (:DOWN, ^ref, :process, _, _) -> restart(usual()) }
      }
    }
  }

  private fn restart(settings) {
    let (writer, ref) = started(settings)
    loop(settings, writer, ref)
  }

  private fn started(settings) {
    let pid = Logger.Writer.start(settings)
    (pid, monitor(pid))
  }

  private fn usual() {
    %{format: :auto, output: :standard_error, drop_above: 1_000, handlers: [], crash_reports: false,
      patience: 5_000}
  }

  private fn loop(settings, writer, ref) {
    receive {
      (:DOWN, ^ref, :process, _, reason) -> restart(after_crash(settings, reason))
      (:writer, from) -> {
        from ! (from, writer)
        loop(settings, writer, ref)
      }
      (:settings, from) -> {
        from ! (from, settings)
        loop(settings, writer, ref)
      }
      ((:forget_handler, name), nil) -> {
        let (_, changed) = apply_change((:remove_handler, name), settings)
        loop(changed, writer, ref)
      }
      (request, from) -> {
        let (answer, changed) = apply_change(request, settings)
        let (writer, ref) = if changed === settings {
          (writer, ref)
        } else {
          hand_over(changed, writer, ref)
        }
        from ! (from, answer)
        loop(changed, writer, ref)
      }
    }
  }

  # A writer that fails by itself would do so again with the same settings.
  private fn after_crash(_settings, (_reason, trace)) when is_list(trace) { usual() }
  private fn after_crash(settings, _reason) { settings }

  # A writer that cannot take its settings for seconds is stuck, and replaced.
  private fn hand_over(settings, writer, ref) {
    match Logger.Writer.set(writer, settings, settings.patience) {
      :ok -> (writer, ref)
      _ -> {
        exit(writer, :kill)
        receive { (:DOWN, ^ref, :process, _, _) -> :ok }
        started(settings)
      }
    }
  }

  private fn apply_change((:settings, changes), settings) { (:ok, Map.merge(settings, changes)) }
  private fn apply_change((:crash_reports, on), settings) { (:ok, %{settings | crash_reports: on}) }
  private fn apply_change((:add_handler, name, f), settings) {
    let others = List.key_delete(settings.handlers, name)
    (:ok, %{settings | handlers: others ++ [(name, f)]})
  }
  private fn apply_change((:remove_handler, name), settings) {
    (:ok, %{settings | handlers: List.key_delete(settings.handlers, name)})
  }
  private fn apply_change((:patience, ms), settings) { (:ok, %{settings | patience: ms}) }
  private fn apply_change((:level, level), settings) {
    (set_levels(level, Logger.Level.modules()), settings)
  }
  private fn apply_change((:level, module_name, level), settings) {
    let modules = Map.put(Logger.Level.modules(), module_name, level)
    (set_levels(Logger.Level.general(), modules), settings)
  }
  private fn apply_change((:clear_level, module_name), settings) {
    let modules = Map.delete(Logger.Level.modules(), module_name)
    (set_levels(Logger.Level.general(), modules), settings)
  }
  private fn apply_change(other, settings) { ((:error, (:bad_request, other)), settings) }

  # Levels

  private fn set_levels(level, modules) {
    if level == Logger.Level.general() and modules === Logger.Level.modules() {
      :ok
    } else if not System.permitted?(:code_loading) {
      (:error, (:not_permitted, :code_loading))
    } else {
      match Code.load_text(level_module(level, modules), "logger/level.mt") {
        (:ok, _)         -> :ok
        (:error, reason) -> (:error, reason)
      }
    }
  }

  private fn level_module(level, modules) {
    let general = Logger.number_of(level)
    let numbers = for (name, own) in modules { (name, Logger.number_of(own)) }
    let lowest = List.reduce(numbers, general) { (_, n), least in Math.min(n, least) }
    let clauses = for (name, n) in numbers { "  fn threshold(\(inspect(name))) { \(n) }\n" }
    """
    module Logger.Level {
      fn threshold() { \(lowest) }
    \(String.join(clauses, ""))  fn threshold(_module_name) { \(general) }
      fn general() { \(inspect(level)) }
      fn modules() { \(inspect(modules)) }
    }
    """
  }
}
