## Task.Supervisor: tasks that end with a part of the program and not with the process that asked
## for them.
##
## ```
## let (:ok, sup) = Task.Supervisor.start_link(name: :jobs)
## let task = Task.Supervisor.async_nolink(:jobs) { risky() }
## match Task.yield(task, 1_000) {
##   (:ok, value)    -> value
##   (:exit, reason) -> print("failed: \(reason)")
##   nil             -> Task.shutdown(task)
## }
## ```
##
## Tasks are not started anew when they fail: whoever asked for them hears of it and decides. A job
## that must be repeated belongs under a `Supervisor`. When the supervisor ends its tasks are told
## to with the signal `:shutdown`, all at once, and those that have not ended in time are killed.
##
## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.await(Task.Supervisor.async(sup) { 6 * 7 })
## 42
module Task.Supervisor {
  # Starting and stopping

  ## Starts a supervisor of tasks, linked to the caller.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.children(sup)
  ## []
  fn start_link() { start_link(%{}) }

  ## Like `start_link`, with options: `name`, `max_children` (`:infinity` when nothing is said),
  ## `shutdown` (the milliseconds that the tasks have to end in, 5,000 when nothing is said,
  ## `:infinity` or `:brutal_kill`), and the others of `GenServer.start_link`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(max_children: 1); Task.Supervisor.start_child(sup) { Process.sleep(:infinity) }; Task.Supervisor.start_child(sup) { :ok }
  ## (:error, :max_children)
  fn start_link(options) {
    let max = Map.get(options, :max_children, :infinity)
    let shutdown = Map.get(options, :shutdown, 5_000)
    if not (max == :infinity or (is_integer(max) and max >= 0)) { raise(:badarg) }
    if not (shutdown == :infinity or shutdown == :brutal_kill
            or (is_integer(shutdown) and shutdown >= 0)) {
      raise(:badarg)
    }
    GenServer.start_link(Task.Supervisor.Server, (max, shutdown),
                         Map.drop(options, [:max_children, :shutdown]))
  }

  ## The description of a supervisor of tasks as a supervisor's child; the id is the name, or
  ## `Task.Supervisor`.
  ##
  ## >> Task.Supervisor.child_spec(name: :jobs).id
  ## :jobs
  fn child_spec(options) {
    %{id: Map.get(options, :name, Task.Supervisor),
      start: (Task.Supervisor, :start_link, [options]), restart: :permanent, shutdown: :infinity,
      type: :supervisor, modules: [Task.Supervisor]}
  }

  ## Ends a supervisor of tasks with its tasks; `:ok`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.stop(sup)
  ## :ok
  fn stop(sup) { GenServer.stop(sup, :normal, :infinity) }

  # Tasks

  ## Calls `f` in a process under the supervisor, for what it does: `(:ok, pid)`, or
  ## `(:error, :max_children)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); let me = self(); Task.Supervisor.start_child(sup) { me ! :done }; receive { :done -> :ok }
  ## :ok
  fn start_child(sup, f) when is_function(f) { start(sup, f, :start_child) }
  fn start_child(_sup, _f) { raise(:badarg) }

  ## Like `start_child`, with `mod.function(arguments...)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); let (:ok, pid) = Task.Supervisor.start_child(sup, Process, :sleep, [:infinity]); Task.Supervisor.children(sup) == [pid]
  ## true
  fn start_child(sup, mod, function, arguments) {
    start_child(sup, fn() { apply(mod, function, arguments) })
  }

  ## Like `Task.async`, with a process under the supervisor that is also linked to the caller.
  ## Raises `:max_children` when there are too many.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.await(Task.Supervisor.async(sup) { 1 + 1 })
  ## 2
  fn async(sup, f) when is_function(f) {
    let owner = self()
    watched(start(sup, fn() { linked(owner, f) }, :async))
  }
  fn async(_sup, _f) { raise(:badarg) }

  ## Like `async`, with `mod.function(arguments...)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.await(Task.Supervisor.async(sup, List, :sum, [[1, 2]]))
  ## 3
  fn async(sup, mod, function, arguments) {
    async(sup, fn() { apply(mod, function, arguments) })
  }

  ## Like `async`, without a link between task and caller: the one goes on when the other fails.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.yield(Task.Supervisor.async_nolink(sup) { exit(:no_luck) })
  ## (:exit, :no_luck)
  fn async_nolink(sup, f) when is_function(f) {
    let owner = self()
    watched(start(sup, fn() { unlinked(owner, f) }, :async_nolink))
  }
  fn async_nolink(_sup, _f) { raise(:badarg) }

  ## Like `async_nolink`, with `mod.function(arguments...)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.await(Task.Supervisor.async_nolink(sup, List, :sum, [[1, 2]]))
  ## 3
  fn async_nolink(sup, mod, function, arguments) {
    async_nolink(sup, fn() { apply(mod, function, arguments) })
  }

  private fn watched((:ok, pid)) { Task.watched(pid) }
  private fn watched((:error, reason)) { raise(reason) }

  # The caller may have ended since it asked: then there is nobody to work for.
  private fn linked(owner, f) {
    let there = try { link(owner) } catch { (:error, :noproc) -> false }
    if there { Task.answer(f) }
  }

  private fn unlinked(owner, f) {
    let watch = monitor(owner)
    receive {
      (:"$task", ref) -> {
        demonitor(watch, flush: true)
        ref ! (ref, f())
      }
      (:DOWN, ^watch, :process, _, _) -> :ok
    }
  }

  # Streams

  ## Like `Task.async_stream`, under the supervisor.
  ##
  ## One process of the stream is the supervisor's child, the others are linked to that: all end
  ## with the supervisor, `children` shows the one.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.async_stream(sup, [1, 2]) { n in n * n }
  ## [(:ok, 1), (:ok, 4)]
  fn async_stream(sup, items, f) { async_stream(sup, items, %{}, f) }

  ## Like `async_stream`, with the options of `Task.async_stream`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.async_stream(sup, [1, 2], max_concurrency: 1) { n in n * n }
  ## [(:ok, 1), (:ok, 4)]
  fn async_stream(sup, items, options, f) when is_map(options) and is_function(f) {
    stream(sup, items, options, f, Task.Stream.failures())
  }
  fn async_stream(_sup, _items, _options, _f) { raise(:badarg) }

  ## Like `async_stream`, but no failure ends the caller: the result is then `(:exit, reason)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.async_stream_nolink(sup, [1, 2]) { n in if n == 1 { exit(:one) } else { n } }
  ## [(:exit, :one), (:ok, 2)]
  fn async_stream_nolink(sup, items, f) { async_stream_nolink(sup, items, %{}, f) }

  ## Like `async_stream_nolink`, with the options of `Task.async_stream`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); Task.Supervisor.async_stream_nolink(sup, [1], ordered: false) { _ in exit(:no_luck) }
  ## [(:exit, :no_luck)]
  fn async_stream_nolink(sup, items, options, f) when is_map(options) and is_function(f) {
    stream(sup, items, options, f, :keep)
  }
  fn async_stream_nolink(_sup, _items, _options, _f) { raise(:badarg) }

  private fn stream(sup, items, options, f, failures) {
    Task.Stream.run(items, Task.Stream.settings(options, f), failures) { loop in
      match start(sup, loop, :async_stream) {
        (:ok, pid)       -> pid
        (:error, reason) -> raise(reason)
      }
    }
  }

  # Children

  ## The pids of the supervisor's tasks.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); let (:ok, pid) = Task.Supervisor.start_child(sup) { Process.sleep(:infinity) }; Task.Supervisor.children(sup) == [pid]
  ## true
  fn children(sup) { Gen.call(sup, :children, :infinity, (Task.Supervisor, :children, [sup])) }

  ## Ends one of the supervisor's tasks: `:ok`, or `(:error, :not_found)`.
  ##
  ## >> let (:ok, sup) = Task.Supervisor.start_link(); let (:ok, pid) = Task.Supervisor.start_child(sup) { Process.sleep(:infinity) }; (Task.Supervisor.terminate_child(sup, pid), Task.Supervisor.terminate_child(sup, pid))
  ## (:ok, (:error, :not_found))
  fn terminate_child(sup, pid) {
    let who = (Task.Supervisor, :terminate_child, [sup, pid])
    Gen.call(sup, (:terminate_child, pid), :infinity, who)
  }

  private fn start(sup, f, who) {
    Gen.call(sup, (:start, f), :infinity, (Task.Supervisor, who, [sup, f]))
  }
}

## Internal: the server behind `Task.Supervisor`. Its state is `(children, max, shutdown)`, the children being
## a map of their pids.
module Task.Supervisor.Server {
  ## Internal: a callback of GenServer.
  fn init((max, shutdown)) {
    Process.trap_exit()
    (:ok, (%{}, max, shutdown))
  }

  ## Internal: a callback of GenServer.
  fn handle_call((:start, f), _from, (children, max, shutdown)) when max == :infinity
    or map_size(children) < max {
    let pid = spawn_link(f)
    (:reply, (:ok, pid), (Map.put(children, pid, true), max, shutdown))
  }
  fn handle_call((:start, _), _from, state) { (:reply, (:error, :max_children), state) }
  fn handle_call((:terminate_child, pid), _from, (children, max, shutdown)) {
    if Map.has_key?(children, pid) {
      stop_one(pid, shutdown)
      (:reply, :ok, (Map.delete(children, pid), max, shutdown))
    } else { (:reply, (:error, :not_found), (children, max, shutdown)) }
  }
  fn handle_call(:children, _from, (children, _, _) as state) {
    (:reply, Map.keys(children), state)
  }
  # What supervisors are asked.
  fn handle_call(:which_children, _from, (children, _, _) as state) {
    (:reply, List.map(Map.keys(children)) { pid in (nil, pid, :worker, [Task]) }, state)
  }
  fn handle_call(:count_children, _from, (children, _, _) as state) {
    let count = map_size(children)
    (:reply, %{specs: count, active: count, supervisors: 0, workers: count}, state)
  }

  ## Internal: a callback of GenServer.
  fn handle_cast(_request, state) { (:noreply, state) }

  ## Internal: a callback of GenServer.
  fn handle_info((:EXIT, pid, _reason), (children, max, shutdown)) {
    (:noreply, (Map.delete(children, pid), max, shutdown))
  }
  fn handle_info(_message, state) { (:noreply, state) }

  ## Internal: a callback of GenServer.
  fn terminate(_reason, (children, _max, shutdown)) { stop_all(children, shutdown) }

  private fn stop_one(pid, how) {
    let watch = monitor(pid)
    exit(pid, signal(how))
    receive {
      (:DOWN, ^watch, :process, _, _) -> :ok
      after patience(how) -> {
        exit(pid, :kill)
        receive { (:DOWN, ^watch, :process, _, _) -> :ok }
      }
    }
    unlink(pid)
    receive {
      (:EXIT, ^pid, _) -> :ok
      after 0          -> :ok
    }
  }

  # All are told to end, then all are waited for, within one time. This is the end of the
  # supervisor: the other messages need not stay, and so none is looked at twice.
  private fn stop_all(children, how) {
    let tag = make_ref()
    let pids = Map.keys(children)
    List.each(pids) { pid in monitor(pid, tag: tag) }
    List.each(pids) { pid in exit(pid, signal(how)) }
    let limit = match patience(how) {
      :infinity -> :infinity
      ms        -> Time.monotonic(:microsecond) + ms * 1_000
    }
    wait(children, tag, limit)
  }

  private fn wait(children, _tag, _limit) when map_size(children) == 0 { :ok }
  private fn wait(children, tag, limit) {
    receive {
      (^tag, _watch, :process, pid, _reason) -> wait(Map.delete(children, pid), tag, limit)
      _                                      -> wait(children, tag, limit)
      after left(limit) -> {
        List.each(Map.keys(children)) { pid in exit(pid, :kill) }
        wait(children, tag, :infinity)
      }
    }
  }

  private fn signal(:brutal_kill) { :kill }
  private fn signal(_) { :shutdown }

  private fn patience(:brutal_kill) { :infinity }
  private fn patience(how) { how }

  private fn left(:infinity) { :infinity }
  private fn left(limit) {
    let left = limit - Time.monotonic(:microsecond)
    if left > 0 { (left + 999) div 1_000 } else { 0 }
  }
}
