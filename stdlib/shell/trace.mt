## Internal: traces that the shell prints, the helpers `trace` and `untrace`.
##
## One process a shell, the tracer, starts the traces, prints a line for each event and ends with the
## last of them. It lives on when the evaluator does not.
module Shell.Trace {
  let no_value = :"$no_value"
  # What the module of the functions that were typed begins with.
  let typed = "Shell.Session"
  # What a line has at least, however narrow the window.
  let least_width = 40

  ## Internal: traces a process (a pid or a name), a function (`(Module, :name)`, `(Module, :name, arity)` or a
  ## function value) or all functions of a module, and prints what happens.
  fn start(target) { start(target, %{}) }

  ## Internal: the same with options: `limit: 100` events or `:infinity`, `return: true` to see results too, and of
  ## a process `events:` a list of `:send`, `:receive`, `:spawn` and `:exit`.
  fn start(target, options) {
    match checked(target, options) {
      (:error, text)         -> print(text)
      (:ok, target, options) -> {
        match ask(tracer(), (:start, target, options)) {
          (:ok, functions) -> print(started(target, functions, options))
          (:error, reason) -> print(refused(target, reason))
        }
      }
    }
    no_value
  }

  ## Internal: ends all traces of this shell.
  fn stop() {
    let tracer = whereis(tracer_name())
    let mine = for (reference, ^tracer, _) in Trace.active() { reference }
    for reference in mine { Trace.stop(reference) }
    if tracer != nil {
      # What it has not printed yet is not wanted any more.
      let watch = monitor(tracer)
      exit(tracer, :kill)
      receive { (:DOWN, ^watch, _, _, _) -> :ok }
    }
    print(match length(mine) {
      0 -> "nothing is traced"
      1 -> "one trace has ended"
      n -> "\(n) traces have ended"
    })
    no_value
  }

  ## Internal: ends the trace of what `start` was given.
  fn stop(target) {
    match resolved(target) {
      (:error, text) -> print(text)
      (:ok, target)  -> {
        let tracer = whereis(tracer_name())
        let wanted = target_key(target)
        let found = for (reference, ^tracer, ^wanted) in Trace.active() { reference }
        for reference in found { Trace.stop(reference) }
        if found == [] { print("\(label(target)) is not traced") }
      }
    }
    no_value
  }

  # MARK: What is meant

  private fn checked(target, options) when is_map(options) {
    let unknown = Map.keys(options) -- [:limit, :return, :events]
    let limit = Map.get(options, :limit, 100)
    let return = Map.get(options, :return, false)
    match resolved(target) {
      (:error, _) as error -> error
      _ when unknown != [] ->
        (:error, "trace has no option \(hd(unknown)): there are limit:, return: and events:")
      _ when not (limit == :infinity or is_integer(limit) and limit > 0) ->
        (:error, "limit: is a number of events, or :infinity")
      _ when not is_boolean(return) -> (:error, "return: is true or false")
      (:ok, target) -> {
        let native = %{limit: limit, returns: return}
        match Map.get(options, :events, :all) {
          :all   -> (:ok, target, native)
          events -> if kinds?(events) { (:ok, target, Map.put(native, :events, events)) }
                    else { (:error, "events: is a list of :send, :receive, :spawn and :exit") }
        }
      }
    }
  }
  private fn checked(_, _) { (:error, "the options of trace are written limit: 10, return: true") }

  private fn kinds?([kind | rest]) { List.member?([:send, :receive, :spawn, :exit], kind) and kinds?(rest) }
  private fn kinds?(rest) { rest == [] }

  private fn resolved(pid) when is_pid(pid) { (:ok, pid) }
  private fn resolved(f) when is_function(f) { (:ok, f) }
  private fn resolved(name) when is_atom(name) {
    match (whereis(name), module?(name)) {
      (nil, true)  -> (:ok, (name, :any, :any))
      # A function that was typed.
      (nil, false) -> (:ok, (String.to_atom("\(typed)\(Shell.Context.device() or 0)"), name, :any))
      (pid, _)     -> (:ok, pid)
    }
  }
  private fn resolved((module_name, name)) when is_atom(module_name) and is_atom(name) {
    (:ok, (module_name, name, :any))
  }
  private fn resolved((module_name, name, arity)) when is_atom(module_name) and is_atom(name) and is_integer(arity) {
    (:ok, (module_name, name, arity))
  }
  private fn resolved(other) {
    (:error, "\(inspect(other)) cannot be traced: give a pid, a name, a module, Module.function or a function value")
  }

  private fn module?(name) {
    match String.from_atom(name) {
      <<first, _/bytes>> -> first >= 'A' and first <= 'Z'
      _                  -> false
    }
  }

  # As `Trace.active` names it.
  private fn target_key(f) when is_function(f) { Trace.target(f) }
  private fn target_key(target) { target }

  private fn label((module_name, :any, _)) { inspect(module_name) }
  private fn label((module_name, name, :any)) { qualified(module_name, name) }
  private fn label((module_name, name, arity)) {
    if closure?(name) { "#fn<\(String.from_atom(module_name)).\(String.from_atom(name))/\(arity)>" }
    else { "\(qualified(module_name, name))/\(arity)" }
  }
  private fn label(target) { inspect(target) }

  private fn qualified(module_name, name) {
    let text = inspect(module_name)
    if String.starts_with?(text, typed) { String.from_atom(name) } else { "\(text).\(String.from_atom(name))" }
  }

  private fn closure?(name) { String.contains?(String.from_atom(name), "-fn-") }

  private fn started(target, functions, %{limit: limit}) {
    let what = match functions {
      []  -> label(target)
      [_] -> List.first(names(target, functions))
      _   -> "\(length(functions)) functions (" <> String.join(names(target, functions), ", ") <> ")"
    }
    let text = String.truncate("tracing \(what)", Shell.Context.traits().columns)
    match limit {
      :infinity -> text <> "\nuntil untrace()"
      1         -> text <> "\nfor one event"
      _         -> text <> "\nfor \(limit) events, or until untrace()"
    }
  }

  private fn names(target, functions) {
    match target {
      (module_name, _, _) -> for (name, arity) in functions { label((module_name, name, arity)) }
      f                   -> [inspect(f)]
    }
  }

  private fn refused(target, :native) {
    "\(label(target)) is one of the machine's own functions: trace a function that calls it"
  }
  private fn refused((name, :any, _), :undef) { "there is no module \(inspect(name)) with functions" }
  private fn refused((module_name, name, :any) as target, :undef) {
    if String.starts_with?(inspect(module_name), typed) {
      "there is no process and no function with the name \(String.from_atom(name))"
    } else { "there is no function \(label(target))" }
  }
  private fn refused(target, :undef) { "there is no function \(label(target))" }
  private fn refused(target, reason) { "\(label(target)) cannot be traced: \(inspect(reason))" }

  # MARK: The tracer

  private fn tracer_name() { String.to_atom("shell_tracer_\(Shell.Context.device() or 0)") }

  private fn tracer() {
    match whereis(tracer_name()) {
      nil -> {
        let device = Shell.Context.device()
        try { spawn(name: tracer_name()) { run(device, Time.monotonic(:microsecond), %{}) } }
        catch { (:error, :badarg) -> tracer() }
      }
      pid -> pid
    }
  }

  # The tracer may be about to end with its last trace: then there is another.
  private fn ask(pid, request) {
    let reference = monitor(pid)
    pid ! (:ask, self(), reference, request)
    receive {
      (^reference, answer)                -> { demonitor(reference, flush: true); answer }
      (:DOWN, ^reference, _, _, :noproc)  -> ask(tracer(), request)
      (:DOWN, ^reference, _, _, :normal)  -> ask(tracer(), request)
      (:DOWN, ^reference, _, _, reason)   -> (:error, reason)
    }
  }

  private fn run(device, began, traces) {
    receive {
      (:ask, from, reference, (:start, target, options)) -> {
        let (answer, traces) = begin(target, options, traces)
        from ! (reference, answer)
        go_on(device, began, traces)
      }
      (:trace, pid, kind, what) -> {
        show(traits(device), began, pid, line(kind, what))
        run(device, began, traces)
      }
      (:trace, pid, kind, what, more) -> {
        show(traits(device), began, pid, line(kind, what, more))
        run(device, began, traces)
      }
      (:trace_end, reference, reason, dropped) -> {
        print(ended(traces[reference], reason, dropped))
        go_on(device, began, Map.delete(traces, reference))
      }
      _ -> run(device, began, traces)
    }
  }

  private fn go_on(device, began, traces) { if traces != %{} { run(device, began, traces) } }

  private fn begin(target, options, traces) {
    let started = match target {
      (module_name, name, arity)  -> Trace.calls(module_name, name, arity, Map.delete(options, :events))
      pid when is_pid(pid)        -> Trace.process(pid, Map.delete(options, :returns))
      f                           -> Trace.function(f, Map.delete(options, :events))
    }
    match started {
      (:ok, reference)            -> ((:ok, []), Map.put(traces, reference, target))
      (:ok, reference, functions) -> ((:ok, functions), Map.put(traces, reference, target))
      (:error, reason)            -> ((:error, reason), traces)
    }
  }

  # The window may have another size now; when it is gone, so is who wants to see this.
  private fn traits(nil) { Shell.Context.traits() }
  private fn traits(device) { try { Terminal.traits(device) } catch { (:error, _) -> exit(:normal) } }

  # MARK: Lines

  private fn show(%{columns: columns, color: color, interactive: interactive}, began, pid, text) {
    let passed = (Time.monotonic(:microsecond) - began) div 100
    let time = "\(passed div 10_000).\(String.pad_left(to_string(passed rem 10_000), 4, "0"))"
    let start = String.pad_left(time, 9)
    let left = Math.max(columns, least_width) - String.length(start) - 1
    # Where there is no window nothing is too wide.
    let shown = if interactive { String.truncate("\(pid) \(text)", left) } else { "\(pid) \(text)" }
    print(if color { "\e[2m\(start)\e[0m \(shown)" } else { "\(start) \(shown)" })
  }

  private fn line(:call, (module_name, name, arguments)) {
    let arity = length(arguments)
    let arguments = String.join(for argument in arguments { shown(argument) }, ", ")
    let function = if closure?(name) { label((module_name, name, arity)) }
                   else { qualified(module_name, name) }
    "calls \(function)(\(arguments))"
  }
  private fn line(:receive, message) { "receives \(shown(message))" }
  private fn line(:spawn, child) { "starts \(child)" }
  private fn line(:exit, reason) { "ends: \(shown(reason))" }
  private fn line(kind, what) { "\(kind) \(shown(what))" }

  private fn line(:return, function, value) { "\(label(function)) -> \(shown(value))" }
  private fn line(:exception, function, (class, reason)) {
    "\(label(function)) raises \(inspect(class)) \(shown(reason))"
  }
  private fn line(:send, message, to) { "sends \(inspect(to)) \(shown(message))" }
  private fn line(kind, what, more) { "\(kind) \(shown(what)) \(shown(more))" }

  # On one line, and no more of it than any window shows.
  private fn shown(term) { inspect(term, width: :infinity, text: 500, total: 1_000) }

  private fn ended(target, reason, dropped) {
    let why = match reason {
      :limit   -> "the limit is reached (limit: n shows more)"
      :stopped -> "it was stopped"
      :exit    -> "the process has ended"
    }
    let missing = match dropped {
      0 -> ""
      1 -> "; one event was dropped"
      n -> "; \(n) events were dropped"
    }
    "the trace of \(label(target)) has ended: \(why)\(missing)"
  }
}
