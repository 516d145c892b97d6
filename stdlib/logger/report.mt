## Internal: crash reports of processes and reports of supervisors, as log events.
module Logger.Report {
  ## Internal: the log event of a report that `Events` has published.
  fn event(report) {
    %{level: level(report), time: Time.now_if_permitted(), pid: Map.get(report, :pid) or self(),
      message: title(report), metadata: metadata(report), details: details(report)}
  }

  # What has a title is a failure; the rest is what supervisors do all day.
  private fn level(%{title: _}) { :error }
  private fn level(%{event: :child_started}) { :debug }
  private fn level(%{event: :start_error}) { :error }
  private fn level(%{event: :shutdown_error}) { :error }
  private fn level(%{event: _}) { :warning }
  private fn level(_) { :error }

  private fn title(%{title: title, reason: reason}) { "\(text(title)): \(inspect(reason))" }
  private fn title(%{title: title}) { text(title) }
  private fn title(%{event: :child_started} as report) { "\(child(report)) has started" }
  private fn title(%{event: :child_terminated} as report) { "\(child(report)) has ended\(why(report))" }
  private fn title(%{event: :start_error} as report) { "\(child(report)) did not start\(why(report))" }
  private fn title(%{event: :shutdown_error} as report) {
    "\(child(report)) did not end as it was told to\(why(report))"
  }
  private fn title(%{event: :name_taken} as report) {
    "\(child(report)) waits for the name that another process holds\(why(report))"
  }
  private fn title(%{event: event} as report) {
    "supervisor \(who(report[:supervisor], report[:name])): \(inspect(event))\(why(report))"
  }
  private fn title(report) { "process \(who(report[:pid], report[:name])) crashed\(why(report))" }

  private fn child(report) {
    "child \(inspect(report[:id])) of supervisor \(who(report[:supervisor], report[:name]))"
  }

  private fn who(pid, nil) { inspect(pid) }
  private fn who(pid, name) { "\(inspect(pid)) (\(text_of_name(name)))" }

  private fn text_of_name(name) when is_atom(name) { String.from_atom(name) }
  private fn text_of_name(name) { inspect(name) }

  private fn why(report) {
    match Map.fetch(report, :reason) {
      (:ok, nil)    -> ""
      (:ok, reason) -> ": \(inspect(reason))"
      _             -> ""
    }
  }

  private fn metadata(report) {
    if report[:name] == nil { %{} } else { %{name: report.name} }
  }

  private fn details(report) {
    let extra = for (name, value) in Map.get(report, :details) or [] { "\(text(name)): \(shown(value))" }
    let help = match Map.get(report, :help) {
      nil  -> []
      line -> ["help: \(text(line))"]
    }
    trace(Map.get(report, :trace)) ++ extra ++ help
  }

  private fn trace(frames) when is_list(frames) { for frame in frames { "in \(place(frame))" } }
  private fn trace(_) { [] }

  private fn place((module_name, function, arguments, place)) {
    let count = if is_list(arguments) { length(arguments) } else { arguments }
    let call = "\(inspect(module_name)).\(String.from_atom(function))/\(count)"
    match place {
      %{file: file, line: line} -> "\(call)  \(file):\(line)"
      _                         -> call
    }
  }
  private fn place(other) { inspect(other) }

  private fn shown(value) { Logger.Format.shortened(text(value), 400) }

  private fn text(value) when is_string(value) { value }
  private fn text(value) { inspect(value) }
}
