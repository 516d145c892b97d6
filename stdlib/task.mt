## Tasks: a function that runs in a process of its own and whose value is waited for.
##
## ```
## let total = Task.async { List.sum(1..1_000_000) }
## print("working ...")
## print(Task.await(total))
##
## ["a.txt", "b.txt"]
## |> Task.async_stream(max_concurrency: 4) { path in File.read(path) }
## ```
##
## A task of `async` is linked to the process that started it: when the task crashes its owner ends
## too, unless it traps exits, and when the owner ends so does the task. The value comes as the
## message `(task.ref, value)`, a crash as `(:DOWN, task.ref, :process, pid, reason)`, one of the
## two and only one; `await` and `yield` wait for it, and a server may as well take it in its
## `handle_info`. A task whose value nobody will ask for is started with `start`, or let go of with
## `ignore`.
##
## Tasks that should not take their owner along, and tasks that must end before a part of a program
## does, belong under a `Task.Supervisor`.
##
## >> let task = Task.async { 6 * 7 }; Task.await(task)
## 42
module Task {
  # Starting

  ## Calls `f` in a linked process; gives the task, a map with its `pid`, its `ref` and its `owner`.
  ##
  ## >> Task.await(Task.async { self() }) == self()
  ## false
  fn async(f) when is_function(f) { watched(spawn_link { Task.answer(f) }) }
  fn async(_f) { raise(:badarg) }

  ## Like `async`, with `mod.function(arguments...)`.
  ##
  ## >> Task.await(Task.async(List, :sum, [[1, 2, 3]]))
  ## 6
  fn async(mod, function, arguments) { async(fn() { apply(mod, function, arguments) }) }

  ## Internal: the task of a process that waits to be told where its answer goes.
  fn watched(pid) {
    let ref = monitor(pid, alias: :reply_demonitor)
    pid ! (:"$task", ref)
    %{pid: pid, ref: ref, owner: self()}
  }

  ## Internal: what a task's process does.
  fn answer(f) {
    receive { (:"$task", ref) -> ref ! (ref, f()) }
  }

  ## Calls `f` in a process of its own, for what it does; `(:ok, pid)`.
  ##
  ## >> let me = self(); Task.start { me ! :done }; receive { :done -> :ok }
  ## :ok
  fn start(f) { (:ok, spawn(f)) }

  ## Like `start`, with `mod.function(arguments...)`.
  ##
  ## >> let (:ok, pid) = Task.start(Process, :sleep, [:infinity]); Process.stop(pid, 1_000)
  ## :shutdown
  fn start(mod, function, arguments) { (:ok, spawn(mod, function, arguments)) }

  ## Calls `f` in a linked process, for what it does; `(:ok, pid)`. That makes it a supervisor's
  ## child: see `child_spec`.
  ##
  ## >> let me = self(); Task.start_link { me ! :done }; receive { :done -> :ok }
  ## :ok
  fn start_link(f) { (:ok, spawn_link(f)) }

  ## Like `start_link`, with `mod.function(arguments...)`.
  ##
  ## >> let me = self(); let (:ok, _) = Task.start_link(Process, :sleep, [0]); is_pid(me)
  ## true
  fn start_link(mod, function, arguments) { (:ok, spawn_link(mod, function, arguments)) }

  ## The description of a task as a supervisor's child, with the id `Task`, which is not started
  ## anew when it has ended. `%{spec | restart: :transient}` changes that.
  ##
  ## >> Task.child_spec(fn() { :ok }).restart
  ## :temporary
  fn child_spec(f) when is_function(f) {
    %{id: Task, start: (Task, :start_link, [f]), restart: :temporary, shutdown: 5_000,
      type: :worker, modules: [Task]}
  }

  # Waiting

  ## Waits for a task's value, for at most 5 seconds.
  ##
  ## When none comes the caller exits with `(reason, (Task, :await, [task, timeout]))`: the reason
  ## is `:timeout`, or what the task ended with. Only the process that started a task can wait for
  ## it; others raise `(:not_owner, task)`.
  ##
  ## >> Task.await(Task.async { 1 + 1 })
  ## 2
  fn await(task) { await(task, 5_000) }

  ## Like `await`, waiting for at most so many milliseconds, or for ever with `:infinity`.
  ##
  ## >> let task = Task.async { Process.sleep(:infinity) }; try { Task.await(task, 1) } catch { (:exit, (reason, _)) -> reason }
  ## :timeout
  fn await(%{ref: ref} as task, timeout) {
    check_owner(task)
    match receive_end(ref, timeout) {
      (:ok, value) -> value
      failure      -> exit((failed(failure), (Task, :await, [task, timeout])))
    }
  }

  ## Waits for the values of several tasks, all together for at most 5 seconds; gives them in the
  ## order of the tasks.
  ##
  ## >> Task.await_many([Task.async { 1 }, Task.async { 2 }])
  ## [1, 2]
  fn await_many(tasks) { await_many(tasks, 5_000) }

  ## Like `await_many`, for at most so many milliseconds. When one of the tasks fails or is late the
  ## caller exits with `(reason, (Task, :await_many, [tasks, timeout]))`; what the others give is
  ## dropped.
  ##
  ## >> Task.await_many([Task.async { 1 }, Task.async { 2 }], :infinity)
  ## [1, 2]
  fn await_many(tasks, timeout) {
    List.each(tasks) { task in check_owner(task) }
    await_rest(tasks, deadline(timeout), [], (Task, :await_many, [tasks, timeout]))
  }

  private fn await_rest([%{ref: ref} | rest], deadline, values, who) {
    match receive_end(ref, left(deadline)) {
      (:ok, value) -> await_rest(rest, deadline, [value | values], who)
      failure      -> {
        List.each(rest) { task in forget(task.ref) }
        exit((failed(failure), who))
      }
    }
  }
  private fn await_rest([], _deadline, values, _who) { List.reverse(values) }

  private fn failed((:exit, reason)) { reason }
  private fn failed(nil) { :timeout }

  # The end of a task, after which nothing of it can come: (:ok, value), (:exit, reason), or nil.
  private fn receive_end(ref, timeout) {
    receive {
      (^ref, value)                      -> (:ok, value)
      (:DOWN, ^ref, :process, _, reason) -> (:exit, reason)
      after timeout -> forget(ref)
    }
  }

  # A value may have come since the time was over.
  private fn forget(ref) {
    if demonitor(ref, info: true) { nil } else {
      receive {
        (^ref, value)                      -> (:ok, value)
        (:DOWN, ^ref, :process, _, reason) -> (:exit, reason)
        after 0 -> nil
      }
    }
  }

  ## Looks for a task's value for at most 5 seconds: `(:ok, value)`, `(:exit, reason)` when the task
  ## has failed, or nil; then one can wait again.
  ##
  ## >> Task.yield(Task.async { 42 })
  ## (:ok, 42)
  fn yield(task) { yield(task, 5_000) }

  ## Like `yield`, for at most so many milliseconds.
  ##
  ## >> let task = Task.async { Process.sleep(:infinity) }; Task.yield(task, 1)
  ## nil
  fn yield(%{ref: ref} as task, timeout) {
    check_owner(task)
    receive {
      (^ref, value)                      -> (:ok, value)
      (:DOWN, ^ref, :process, _, reason) -> (:exit, reason)
      after timeout -> nil
    }
  }

  ## Looks for the values of several tasks, all together for at most 5 seconds: a list of
  ## `(task, result)`, with the results of `yield`.
  ##
  ## >> for (_, result) in Task.yield_many([Task.async { 1 }, Task.async { 2 }]) { result }
  ## [(:ok, 1), (:ok, 2)]
  fn yield_many(tasks) { yield_many(tasks, 5_000) }

  ## Like `yield_many`, for at most so many milliseconds, or with options: `timeout: ms`, and
  ## `on_timeout:`, which says what happens to tasks that are late: `:nothing`, `:ignore` or
  ## `:kill_task`.
  ##
  ## >> let task = Task.async { Process.sleep(:infinity) }; let [(_, result)] = Task.yield_many([task], timeout: 1, on_timeout: :kill_task); (result, Process.alive?(task.pid))
  ## (nil, false)
  fn yield_many(tasks, options) when is_map(options) {
    check_options(Map.keys(options), [:timeout, :on_timeout])
    let late = Map.get(options, :on_timeout, :nothing)
    for (task, result) in yield_many(tasks, Map.get(options, :timeout, 5_000)) {
      match result {
        nil -> (task, when_late(late, task))
        _   -> (task, result)
      }
    }
  }
  fn yield_many(tasks, timeout) {
    let deadline = deadline(timeout)
    for task in tasks { (task, yield(task, left(deadline))) }
  }

  private fn when_late(:nothing, _task) { nil }
  private fn when_late(:ignore, task) { ignore(task) }
  private fn when_late(:kill_task, task) { shutdown(task, :brutal_kill) }

  private fn deadline(:infinity) { :infinity }
  private fn deadline(timeout) when is_integer(timeout) and timeout >= 0 {
    Time.monotonic(:microsecond) + timeout * 1_000
  }
  private fn deadline(_) { raise(:timeout_value) }

  # Rounded up, so as not to be early.
  private fn left(:infinity) { :infinity }
  private fn left(deadline) {
    let left = deadline - Time.monotonic(:microsecond)
    if left > 0 { (left + 999) div 1_000 } else { 0 }
  }

  # Ending

  ## Ends a task and waits until it has ended: with the signal `:shutdown`, and after 5 seconds with
  ## `:kill`.
  ##
  ## Gives nil, or what the task was faster with: `(:ok, value)`, or `(:exit, reason)` when it
  ## failed by itself. The link is cut before; the caller does not end with the task.
  ##
  ## >> let task = Task.async { Process.sleep(:infinity) }; Task.shutdown(task)
  ## nil
  fn shutdown(task) { shutdown(task, 5_000) }

  ## Like `shutdown`, with the milliseconds until the task is killed (or `:infinity`), or with
  ## `:brutal_kill`, which kills it at once.
  ##
  ## >> let task = Task.async { 42 }; Process.wait(task.pid); Task.shutdown(task, :brutal_kill)
  ## (:ok, 42)
  fn shutdown(task, :brutal_kill) {
    check_owner(task)
    stop(task, :kill, :killed, :infinity)
  }
  fn shutdown(task, timeout) {
    check_owner(task)
    stop(task, :shutdown, :shutdown, timeout)
  }

  private fn stop(%{pid: pid, ref: ref}, signal, expected, timeout) {
    let watch = monitor(pid)
    cut_and_exit(pid, signal)
    receive {
      (:DOWN, ^watch, :process, _, reason) -> ended(ref, reason, expected)
      after timeout -> {
        exit(pid, :kill)
        receive { (:DOWN, ^watch, :process, _, reason) -> ended(ref, reason, :killed) }
      }
    }
  }

  # All that the task sent has come before the news of its end.
  private fn ended(ref, reason, expected) {
    match forget(ref) {
      (:ok, value) -> (:ok, value)
      (:exit, own) -> unless_expected(own, expected)
      nil          -> unless_expected(reason, expected)
    }
  }

  private fn unless_expected(reason, expected) {
    if reason == expected { nil } else { (:exit, reason) }
  }

  # Were the caller killed between the two, the task would be left over: somebody else ends it, told
  # or not.
  private fn cut_and_exit(pid, reason) {
    let caller = self()
    let other = spawn {
      let watch = monitor(caller)
      receive {
        :cut                            -> :ok
        (:DOWN, ^watch, :process, _, _) -> :ok
      }
      exit(pid, reason)
    }
    unlink(pid)
    other ! :cut
  }

  ## Lets go of a task: it goes on without a link, and its value will be dropped. Gives nil, or
  ## `(:ok, value)` or `(:exit, reason)` when it has ended already.
  ##
  ## >> let task = Task.async { Process.sleep(:infinity) }; (Task.ignore(task), Process.stop(task.pid, 1_000))
  ## (nil, :shutdown)
  fn ignore(%{pid: pid, ref: ref} as task) {
    check_owner(task)
    unlink(pid)
    forget(ref)
  }

  private fn check_owner(%{owner: owner} as task) {
    if owner != self() { raise((:not_owner, task)) }
  }

  ## Internal: raises `(:bad_option, key)` for a key that is not among those known.
  fn check_options([key | rest], known) {
    if List.member?(known, key) { check_options(rest, known) } else { raise((:bad_option, key)) }
  }
  fn check_options([], _known) { :ok }

  # Many at once

  ## Calls `f` with each element of a list, each in a process of its own, as many at a time as there
  ## are schedulers; gives a list of `(:ok, value)` in the order of the elements.
  ##
  ## >> Task.async_stream([1, 2, 3]) { n in n * n }
  ## [(:ok, 1), (:ok, 4), (:ok, 9)]
  fn async_stream(items, f) { async_stream(items, %{}, f) }

  ## Like `async_stream`, with options:
  ##
  ## - `max_concurrency`: how many processes there are at a time, `System.schedulers()` when nothing
  ##   is said;
  ## - `ordered: false`: the results come in the order in which they are ready;
  ## - `timeout`: how many milliseconds a call may take, 5,000 when nothing is said, or `:infinity`;
  ## - `on_timeout`: with `:exit` the caller exits with
  ##   `(:timeout, (Task, :async_stream, [timeout]))` when a call is late, with `:kill_task` that
  ##   call alone is ended, and its result is `(:exit, :timeout)`.
  ##
  ## The processes are linked to the caller: when a call fails the caller ends with it. If it traps
  ## exits it does not; then the result is `(:exit, reason)`. No process is left when the list is
  ## there, nor when the caller is killed before.
  ##
  ## >> Task.async_stream(1..3, max_concurrency: 2, timeout: :infinity) { n in n * 10 }
  ## [(:ok, 10), (:ok, 20), (:ok, 30)]
  fn async_stream(items, options, f) when is_map(options) and is_function(f) {
    Task.Stream.run(items, Task.Stream.settings(options, f), Task.Stream.failures())
  }
  fn async_stream(items, f, options) when is_function(f) { async_stream(items, options, f) }
  fn async_stream(_items, _options, _f) { raise(:badarg) }

  ## Like `async_stream`, with `mod.function(element, arguments...)`.
  ##
  ## >> Task.async_stream([[3, 1], [2]], List, :sort, [])
  ## [(:ok, [1, 3]), (:ok, [2])]
  fn async_stream(items, mod, function, arguments) {
    async_stream(items, mod, function, arguments, %{})
  }

  ## Like `async_stream` with a module's function, with options.
  ##
  ## >> Task.async_stream(["a", "b"], String, :repeat, [2], max_concurrency: 1)
  ## [(:ok, "aa"), (:ok, "bb")]
  fn async_stream(items, mod, function, arguments, options) {
    async_stream(items, options, fn(item) { apply(mod, function, [item | arguments]) })
  }
}
