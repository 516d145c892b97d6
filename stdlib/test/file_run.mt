## Internal: loads one file and runs its tests, one after the other.
##
## >> Test.FileRun.ordered([1, 2, 3], 0)
## [1, 2, 3]
module Test.FileRun {
  ## Internal: a list in the order that a seed gives; with 0 as it is.
  ##
  ## >> Test.FileRun.ordered([1, 2, 3], 7) == Test.FileRun.ordered([1, 2, 3], 7)
  ## true
  fn ordered(xs, 0) { xs }
  fn ordered(xs, seed) { elem(Random.next_shuffle(Random.new(seed), xs), 0) }

  ## Internal: runs a file's tests in this process, which ends with `:shutdown` afterwards; each result is
  ## sent to the runner as `(tag, file, result)`.
  fn run((kind, path) as file, settings, runner, tag) {
    let guard = guard_loading(settings.timeout)
    let loaded = loaded(kind, path, settings)
    guard ! :loaded
    match loaded {
      (:ok, state)      -> {
        let tests = List.filter(state.tests) { test in chosen?(test, path, settings) }
        let hooks = %{setups: List.reverse(state.setups), teardowns: state.teardowns}
        let settings = Map.merge(settings, hooks)
        List.each(ordered(List.reverse(tests), settings.seed)) { test in
          runner ! (tag, file, result(test, path, state.skip, settings))
        }
      }
      (:error, failure) -> runner ! (tag, file, failed(path, failure))
    }
    Test.Worker.end_links()
    exit(:shutdown)
  }

  # Expressions at file level may hang as tests may.
  private fn guard_loading(limit) {
    let file = self()
    spawn {
      let watch = monitor(file)
      receive {
        :loaded                  -> :ok
        (:DOWN, ^watch, _, _, _) -> :ok
        after limit              -> exit(file, (:still_loading, limit))
      }
    }
  }

  ## Internal: the result of a file that has not come so far as to run tests.
  ##
  ## >> Test.FileRun.failed("a_test.mt", %{title: "no", details: []}).status
  ## :failed
  fn failed(path, failure) {
    %{name: "(the file itself)", file: path, place: (path, 0), number: 0, time: 0, status: :failed, failure: failure}
  }

  private fn result(test, path, skip, settings) {
    let why = test.skip or skip
    let outcome = if why {
      %{status: :skipped, why: if is_string(why) { why } else { inspect(why) }, name: test.name, time: 0}
    } else {
      Test.Worker.run(test, settings)
    }
    Map.merge(outcome, %{file: path, place: test.line, number: 0})
  }

  private fn chosen?(test, path, settings) {
    let wanted = settings.tags == [] or List.any?(settings.tags) { tag in List.member?(test.tags, tag) }
    let unwanted = List.any?(settings.excluded) { tag in List.member?(test.tags, tag) }
    wanted and not unwanted and named?(test.name, path, settings.filter)
  }

  private fn named?(_name, _path, nil) { true }
  private fn named?(name, path, text) { String.contains?(name, text) or String.contains?(path, text) }

  # MARK: Loading

  private fn loaded(kind, path, settings) {
    Process.put(:"$test_file", %{
      path: path, folders: settings.folders, tests: [], setups: [], teardowns: [], skip: nil
    })
    try {
      load(kind, path)
    } catch {
      (:error, (:test_failure, failure)) -> (:error, Map.put_new(failure, :trace, stacktrace()))
      (class, reason) -> (:error, %{class: class, reason: reason, trace: stacktrace()})
    }
  }

  private fn load(:doctests, path) {
    Test.doctests(Path.absolute(path))
    (:ok, Process.get(:"$test_file"))
  }
  private fn load(:tests, path) {
    match Code.load_file(path) {
      (:ok, modules)                            -> note_tests(List.last(modules))
      (:error, messages) when is_string(messages) -> {
        (:error, %{title: "it does not compile", details: [(:lines, messages)]})
      }
      (:error, reason)                          -> {
        (:error, %{title: "it cannot be read", details: [(:value, "reason", reason)]})
      }
    }
  }

  # A file of modules alone has no expressions to run.
  private fn note_tests(main) {
    if main != nil and Code.function_exported?(main, :"<main>", 0) { apply(main, :"<main>", []) }
    (:ok, Process.get(:"$test_file"))
  }
}
