## Internal: processes as a table.
module Shell.Processes {
  # So many are shown when nobody says how many.
  let shown = 50

  let columns = [
    ("pid", :text), ("name or function", :text), ("reductions", :number), ("mailbox", :number),
    ("memory", :bytes), ("status", :text),
  ]

  let named_columns = [
    ("name", :text), ("pid", :text), ("mailbox", :number), ("memory", :bytes), ("function", :text),
  ]

  let keys = %{
    reductions: :reductions, memory: :memory, mailbox: :message_queue_len, pid: :pid, name: :name,
    status: :status,
  }

  ## Internal: the lines of a table of all processes, or nil for options that make no sense.
  fn lines(options, view) when is_map(options) {
    let limit = Map.get(options, :limit, shown)
    let sort = Map.get(options, :sort, :reductions)
    if Map.has_key?(keys, sort) and limit?(limit) and Map.drop(options, [:limit, :sort]) == %{} {
      let all = System.process_count()
      let seen = first(keys[sort], limit, all)
      let table = Shell.Table.lines(columns, List.map(seen, &row/1), view)
      let more = all - length(seen)
      if more > 0 { table ++ [footer(more, view)] } else { table }
    } else { nil }
  }
  fn lines(_options, _view) { nil }

  private fn limit?(limit) { limit == :infinity or is_integer(limit) and limit >= 0 }

  private fn footer(more, view) {
    let text = "… and \(Shell.View.number(more)) more; `limit: :infinity` shows all"
    Shell.View.paint(Shell.View.cut(text, view.width), :faint, view)
  }

  # The machine itself finds those with most of something among millions.
  private fn first(key, limit, all) when key == :reductions or key == :memory or key == :message_queue_len {
    Process.glances(key, if limit == :infinity { all + 1_000 } else { limit })
  }
  private fn first(key, limit, _all) {
    let sorted = List.sort_by(Process.glances(), fn(seen) { by(key, seen) })
    if limit == :infinity { sorted } else { List.take(sorted, limit) }
  }

  private fn by(:name, seen) { (seen.registered_name == nil, label(seen), seen.pid) }
  private fn by(key, seen) { (seen[key], seen.pid) }

  private fn row(seen) {
    [
      inspect(seen.pid), label(seen), seen.reductions, seen.message_queue_len, seen.memory,
      String.from_atom(seen.status),
    ]
  }

  ## Internal: what a process is called, or else the function that it runs.
  ##
  ## >> Shell.Processes.label(%{registered_name: nil, current_function: (List, :map, 2)})
  ## "List.map/2"
  fn label(%{registered_name: nil, current_function: place}) { function(place) }
  fn label(%{registered_name: name}) { inspect(name) }

  ## Internal: a function as the shell writes it.
  ##
  ## >> Shell.Processes.function((:script, :"<main>", 0))
  ## "script.<main>/0"
  fn function((module_name, name, arity)) {
    "\(String.from_atom(module_name)).\(String.from_atom(name))/\(arity)"
  }
  fn function(nil) { "" }

  # MARK: Names

  ## Internal: the lines of a table of the registered names.
  fn registered(view) {
    let rows = for name in List.sort(Process.registered()) { named(name, whereis(name)) }
    match List.compact(rows) {
      []   -> [Shell.View.paint("No process has a name.", :faint, view)]
      rows -> Shell.Table.lines(named_columns, rows, view)
    }
  }

  private fn named(_name, nil) { nil }
  private fn named(name, pid) {
    match Process.glance(pid) {
      nil  -> nil
      seen -> {
        let place = function(seen.current_function)
        [inspect(name), inspect(pid), seen.message_queue_len, seen.memory, place]
      }
    }
  }
}
