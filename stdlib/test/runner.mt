## Internal: finds test files and runs their tests; the program behind `martlet test`.
##
## >> Test.Runner.options(["--seed", "7", "a_test.mt"]).seed
## 7
module Test.Runner {
  # MARK: From the command line

  ## Internal: runs the tests that the arguments ask for, and ends the program with status 1 when one has
  ## failed, with 2 when there are none.
  fn main(arguments) {
    let status = run(options(arguments))
    IO.flush()
    if status != 0 { System.exit(status) }
  }

  ## Internal: the settings that arguments ask for, as a map.
  ##
  ## >> Test.Runner.options(["--tag", "slow", "--jobs", "3"]).tags
  ## [:slow]
  fn options(arguments) {
    let settings = Map.merge(Test.Worker.settings(), %{
      paths: [], tags: [], excluded: [], filter: nil, jobs: System.schedulers(), slowest: 0,
      doctests: false, color: :auto, seed: nil, folders: []
    })
    let settings = options(arguments, settings)
    let settings = %{settings | paths: if settings.paths == [] { ["."] } else { List.reverse(settings.paths) }}
    let settings = %{settings | color: colored?(settings.color)}
    if settings.seed == nil { %{settings | seed: Random.int(1, 999_999)} } else { settings }
  }

  private fn options([], settings) { settings }
  private fn options(["--doctests" | rest], settings) { options(rest, %{settings | doctests: true}) }
  private fn options(["--seed", n | rest], settings) { options(rest, %{settings | seed: number(n)}) }
  private fn options(["--jobs", n | rest], settings) { options(rest, %{settings | jobs: number(n)}) }
  private fn options(["--timeout", n | rest], settings) { options(rest, %{settings | timeout: number(n)}) }
  private fn options(["--wait", n | rest], settings) { options(rest, %{settings | wait: number(n)}) }
  private fn options(["--slowest", n | rest], settings) { options(rest, %{settings | slowest: number(n)}) }
  private fn options(["--filter", text | rest], settings) { options(rest, %{settings | filter: text}) }
  private fn options(["--tag", tag | rest], settings) {
    options(rest, %{settings | tags: [String.to_atom(tag) | settings.tags]})
  }
  private fn options(["--exclude", tag | rest], settings) {
    options(rest, %{settings | excluded: [String.to_atom(tag) | settings.excluded]})
  }
  private fn options(["--folder", folder | rest], settings) {
    options(rest, %{settings | folders: settings.folders ++ [folder]})
  }
  private fn options(["--color", choice | rest], settings) {
    options(rest, %{settings | color: String.to_atom(choice)})
  }
  private fn options(["--" | rest], settings) { %{settings | paths: List.reverse(rest) ++ settings.paths} }
  private fn options([path | rest], settings) { options(rest, %{settings | paths: [path | settings.paths]}) }

  private fn number("infinity") { :infinity }
  private fn number(text) { String.to_integer(text) }

  private fn colored?(:always) { true }
  private fn colored?(:never) { false }
  private fn colored?(_) {
    IO.terminal?() and System.get_env("NO_COLOR", "") == "" and System.get_env("TERM") != "dumb"
  }

  # MARK: Running

  ## Internal: runs the tests that settings ask for and gives the status for the program's end.
  ##
  ## >> Test.Runner.run(Map.put(Test.Runner.options(["no/such_test.mt"]), :quiet, true))
  ## 2
  fn run(settings) {
    let files = Test.Files.find(settings.paths, settings.doctests)
    let missing = for (:missing, path) in files { path }
    if missing != [] {
      complain(settings, "there is no file or folder " <> String.join(missing, ", "))
    } else {
      run_files(Test.FileRun.ordered(files, settings.seed), settings)
    }
  }

  private fn complain(%{quiet: true}, _message) { 2 }
  private fn complain(settings, message) {
    IO.warn(Test.Report.paint("error", :bad, settings.color) <> ": " <> message)
    2
  }

  private fn run_files([], settings) {
    complain(settings, "no tests were found in " <> String.join(settings.paths, ", ") <>
      " (tests are in files whose names end in _test.mt; --doctests runs the examples in the others)")
  }
  private fn run_files(files, settings) {
    let seed = if settings.seed == 0 { "in their order" } else { "seed \(settings.seed)" }
    let count = List.length(files)
    print("Running \(count) \(if count == 1 { "file" } else { "files" }), \(seed)")
    let began = Time.monotonic(:microsecond)
    let state = %{settings: settings, tag: make_ref(), active: %{}, results: [],
                  live: settings.color and IO.terminal?(), totals: none(), waiting: []}
    let state = await(start(state, Test.Files.groups(files)))
    finish(state, Time.monotonic(:microsecond) - began)
  }

  private fn none() { %{passed: 0, failed: 0, skipped: 0} }

  # MARK: Files at work

  # As many groups at a time as there are jobs; a group's files one after the other.
  private fn start(state, [group | rest]) {
    if map_size(state.active) < state.settings.jobs {
      start(start_file(state, group), rest)
    } else {
      %{state | waiting: [group | rest]}
    }
  }
  private fn start(state, []) { %{state | waiting: []} }

  private fn start_file(state, [file | others]) {
    let runner = self()
    let (tag, settings) = (state.tag, state.settings)
    let (_, watch) = spawn(monitor: true) { Test.FileRun.run(file, settings, runner, tag) }
    let entry = %{file: file, others: others, counts: none(), began: Time.monotonic(:microsecond)}
    %{state | active: Map.put(state.active, watch, entry)}
  }

  private fn await(%{active: active} as state) when map_size(active) == 0 { state }
  private fn await(state) {
    let tag = state.tag
    receive {
      (^tag, file, result)                -> await(take(state, file, result))
      (:DOWN, watch, :process, _, reason) -> await(next(state, watch, reason))
    }
  }

  private fn take(state, file, result) {
    let result = %{result | number: state.totals.failed + 1}
    let totals = one_more(state.totals, result.status)
    let active = Map.map_values(state.active) { entry in
      if entry.file == file { %{entry | counts: one_more(entry.counts, result.status)} } else { entry }
    }
    if result.status == :failed { say(state, Test.Report.failure(result, state.settings.color)) }
    show(%{state | totals: totals, active: active, results: [result | state.results]})
  }

  private fn one_more(counts, status) { Map.update!(counts, status) { n in n + 1 } }

  private fn next(state, watch, reason) {
    match Map.fetch(state.active, watch) {
      :error       -> state
      (:ok, entry) -> {
        let state = ended(state, entry.file, reason)
        let entry = Map.get(state.active, watch)
        if entry.counts != none() {
          let time = Time.monotonic(:microsecond) - entry.began
          say(state, Test.Report.file(elem(entry.file, 1), entry.counts, time, state.settings.color))
        }
        let state = %{state | active: Map.delete(state.active, watch)}
        let groups = if entry.others == [] { state.waiting } else { [entry.others | state.waiting] }
        show(start(state, groups))
      }
    }
  }

  private fn ended(state, _file, :shutdown) { state }
  private fn ended(state, (_, path) as file, reason) {
    take(state, file, Test.FileRun.failed(path, end_of_file(reason)))
  }

  private fn end_of_file((:still_loading, limit)) {
    let hint = "its expressions run before its tests do"
    %{title: "it was still being loaded after \(limit) ms", details: [(:note, hint)]}
  }
  private fn end_of_file(reason) {
    %{title: "the file's process ended before its tests had", details: [(:value, "reason", reason)]}
  }

  # MARK: Telling

  private fn finish(state, time) {
    clear(state)
    let settings = state.settings
    let results = List.reverse(state.results)
    if results == [] {
      complain(settings, "there are no tests" <> chosen(settings) <> " in " <> String.join(settings.paths, ", "))
    } else {
      IO.write(Test.Report.summary(results, settings.slowest, settings.color))
      let plain = settings.seed == 0 or state.totals.failed == 0
      let again = if plain { "" } else { "; --seed \(settings.seed) runs them in this order again" }
      print("\nTook " <> Test.Report.duration(time) <> again)
      let style = if state.totals.failed > 0 { :bad } else { :good }
      print(Test.Report.paint(Test.Report.totals(state.totals), style, settings.color))
      if state.totals.failed > 0 { 1 } else { 0 }
    }
  }

  private fn chosen(%{tags: [], excluded: [], filter: nil}) { "" }
  private fn chosen(_) { " that the options choose" }

  private fn say(state, text) {
    clear(state)
    print(String.trim_right(text))
  }

  private fn clear(%{live: true}) { IO.write("\r\e[K") }
  private fn clear(_) { :ok }

  private fn show(%{live: true} as state) {
    let files = for (_, entry) in state.active { Path.basename(elem(entry.file, 1)) }
    let line = Test.Report.totals(state.totals) <> "  " <> String.join(files, " ")
    IO.write("\r\e[K" <> Test.Report.paint(String.truncate(line, 78), :faint, true))
    state
  }
  private fn show(state) { state }
}
