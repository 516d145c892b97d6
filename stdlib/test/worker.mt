## Internal: runs one test in a process of its own and tells what became of it.
##
## >> Test.Worker.run(%{name: "sums", f: fn() { 1 + 1 }, timeout: nil}, Test.Worker.settings()).status
## :passed
module Test.Worker {
  # How long what a test leaves behind may take to shut itself down.
  let grace = 1_000

  ## Internal: the settings with which tests run outside of `martlet test`.
  ##
  ## >> Test.Worker.settings().timeout
  ## 60000
  fn settings() { %{timeout: 60_000, wait: 5_000, seed: 0, setups: [], teardowns: []} }

  ## Internal: runs a test and raises when it fails, after its report has been written to standard error;
  ## `:ok`.
  ##
  ## >> Test.Worker.run_alone(%{name: "sums", f: fn() { 1 + 1 }, timeout: nil, skip: nil, line: nil})
  ## :ok
  fn run_alone(%{skip: nil} as test) {
    let result = run(test, settings())
    if result.status == :failed {
      let file = match test.line {
        (file, _) -> file
        nil       -> "a program"
      }
      IO.write_error(Test.Report.failure(Map.merge(result, %{number: 1, file: file, place: test.line}), false))
      raise((:test_failed, test.name))
    }
    :ok
  }
  fn run_alone(_skipped) { :ok }

  ## Internal: runs a test; gives a map with `name`, `status` (`:passed`, `:failed` or `:skipped`), `time`
  ## in microseconds and, of one that failed, `failure`.
  ##
  ## >> Test.Worker.run(%{name: "sums", f: fn() { 1 + :one }, timeout: nil}, Test.Worker.settings()).failure.reason
  ## :badarith
  fn run(test, settings) {
    let began = Time.monotonic(:microsecond)
    let tag = make_ref()
    let worker = self()
    let (pid, watch) = spawn(monitor: true) { work(test, settings, worker, tag) }
    let limit = test.timeout or settings.timeout
    let (outcome, links, time_left) = receive {
      (^tag, outcome, links)        -> { await_end(watch); (outcome, links, grace) }
      (:DOWN, ^watch, _, _, reason) -> after_death(tag, reason)
      after limit                   -> stop(pid, watch, tag, limit)
    }
    put_away(links, time_left)
    let time = Time.monotonic(:microsecond) - began
    Map.merge(outcome, %{name: test.name, time: time})
  }

  # It may have been killed after it had said how the test went.
  private fn after_death(tag, reason) {
    receive {
      (^tag, outcome, links) -> (outcome, links, grace)
      after 0                -> (failed(death(reason)), [], 0)
    }
  }

  # A process that it is linked to may have failed an expectation, or raised.
  private fn death(((:test_failure, failure), trace)) when is_list(trace) {
    Map.put_new(failure, :trace, trace)
  }
  private fn death((reason, [(_, _, _, _) | _] as trace)) {
    %{title: "a process that the test is linked to crashed", details: [(:value, "reason", reason)], trace: trace}
  }
  private fn death(reason) {
    let hint = "a process that it is linked to may have ended, or something sent it an exit signal"
    %{title: "the test's process was ended by something else", details: [(:value, "reason", reason), (:note, hint)]}
  }

  private fn stop(pid, watch, tag, limit) {
    # Asking a process that cannot answer must not hang this one too.
    let state = look_at(pid)
    exit(pid, :kill)
    await_end(watch)
    receive {
      (^tag, outcome, links) -> (outcome, links, grace)
      after 0                -> {
        let details = match state {
          nil -> []
          _   -> [(:value, "was in", state.function), (:mailbox, state.messages)]
        }
        (failed(%{title: "it had not ended after \(limit) ms", details: details}), Map.get(state or %{}, :links, []), 0)
      }
    }
  }

  private fn look_at(pid) {
    let me = self()
    let tag = make_ref()
    let helper = spawn {
      me ! (tag, %{function: Process.info(pid, :current_function), links: only_pids(Process.info(pid, :links)),
                   messages: Process.info(pid, :messages) or []})
    }
    receive {
      (^tag, state) -> state
      after 2_000   -> {
        exit(helper, :kill)
        nil
      }
    }
  }

  private fn only_pids(nil) { [] }
  private fn only_pids(links) { List.filter(links) { link in is_pid(link) } }

  private fn await_end(watch) { receive { (:DOWN, ^watch, _, _, _) -> :ok } }

  # What was linked to the test has had its exit signal; whoever traps exits may take some time. After
  # that the names of the test's processes are free for the next test.
  private fn put_away(pids, time_left) {
    let deadline = Time.monotonic(:millisecond) + time_left
    List.each(pids) { pid in
      let watch = monitor(pid)
      receive {
        (:DOWN, ^watch, _, _, _)   -> :ok
        after left_until(deadline) -> {
          exit(pid, :kill)
          await_end(watch)
        }
      }
    }
  }

  private fn left_until(deadline) {
    let left = deadline - Time.monotonic(:millisecond)
    if left > 0 { left } else { 0 }
  }

  ## Internal: ends all processes that are linked to this one and waits until they have ended; `:ok`.
  ##
  ## >> spawn_link { Process.sleep(:infinity) }; Test.Worker.end_links(); Process.info(self(), :links)
  ## []
  fn end_links() {
    let trapped = Process.flag(:trap_exit, true)
    let links = only_pids(Process.info(self(), :links))
    List.each(links) { pid in exit(pid, :shutdown) }
    put_away(links, grace)
    List.each(links) { pid in take_exit(pid) }
    Process.flag(:trap_exit, trapped)
    :ok
  }

  private fn take_exit(pid) {
    unlink(pid)
    receive {
      (:EXIT, ^pid, _) -> :ok
      after 0          -> :ok
    }
  }

  # MARK: In the test's process

  private fn work(test, settings, worker, tag) {
    Process.put(:"$test", %{name: test.name, wait: settings.wait})
    if settings.seed != 0 { Random.seed(settings.seed) }
    let outcome = outcome(test, settings)
    let links = only_pids(Process.info(self(), :links))
    worker ! (tag, outcome, links)
    exit(:shutdown)
  }

  private fn outcome(test, settings) {
    match attempt(fn() { (:value, set_up(settings.setups, nil)) }) {
      (:value, value) -> {
        let outcome = attempt(fn() { call(test.f, value); %{status: :passed} })
        torn_down(settings.teardowns, value, outcome)
      }
      failed          -> failed
    }
  }

  private fn set_up([f | rest], value) { set_up(rest, call(f, value)) }
  private fn set_up([], value) { value }

  # The first failure counts.
  private fn torn_down([f | rest], value, outcome) {
    let end_of_it = attempt(fn() { call(f, value); %{status: :passed} })
    torn_down(rest, value, if outcome.status == :passed { end_of_it } else { outcome })
  }
  private fn torn_down([], _value, outcome) { outcome }

  private fn attempt(f) {
    try { f() } catch {
      (:error, (:test_failure, failure)) -> failed(Map.put_new(failure, :trace, stacktrace()))
      (:throw, (:test_skipped, why))     -> %{status: :skipped, why: why}
      (class, reason)                    -> {
        failed(%{class: class, reason: reason, trace: stacktrace()})
      }
    }
  }

  private fn failed(failure) { %{status: :failed, failure: failure} }

  # A function says its arity only in its inspected form, as in `#fn<shop_test.<main>/0-fn-3/1>`.
  private fn call(f, value) { if takes_one?(f) { f(value) } else { f() } }

  private fn takes_one?(f) { String.ends_with?(inspect(f), "/1>") }
}
