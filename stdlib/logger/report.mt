## Crash reports of processes and reports of supervisors, as log events.
module Logger.Report {
  ## Internal: the log event of a report that `Events` has published.
  fn event(report) {
    %{level: :error, time: Time.now(), pid: Map.get(report, :pid) or self(), message: title(report),
      metadata: metadata(report), details: details(report)}
  }

  private fn title(report) {
    let title = text(Map.get(report, :title) or "a process failed")
    match Map.fetch(report, :reason) {
      (:ok, reason) -> "\(title): \(inspect(reason))"
      _             -> title
    }
  }

  private fn metadata(report) {
    Map.reject(Map.take(report, [:pid, :name])) { _, value in value == nil }
  }

  private fn details(report) {
    let extra = for (name, value) in Map.get(report, :details) or [] { "\(text(name)): \(text(value))" }
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

  private fn text(value) when is_string(value) { value }
  private fn text(value) { inspect(value) }
}
