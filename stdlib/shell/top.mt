## Internal: the processes that have most of something, drawn anew each second.
module Shell.Top {
  # Beyond so many processes only the first ones are looked at.
  let crowd = 50_000
  let looked_at = 2_000

  let columns = [
    ("pid", :text), ("name or function", :text), ("red/s", :number), ("reductions", :number),
    ("mailbox", :number), ("memory", :bytes), ("status", :text),
  ]

  let keys = %{
    "r" => :rate, "t" => :reductions, "m" => :memory, "b" => :mailbox, "p" => :pid, "n" => :name,
  }

  let legend = "r red/s · t reductions · m memory · b mailbox · n name · p pid · any other key leaves"

  ## Internal: draws the table until a key is pressed; nil for options that make no sense.
  fn run(options) when is_map(options) {
    let sort = Map.get(options, :sort, :rate)
    let every = Map.get(options, :every, 1_000)
    if sort?(sort) and every?(every) and Map.drop(options, [:sort, :every]) == %{} {
      Shell.Screen.run(every, start(sort), &draw/2, &key/2)
    } else { nil }
  }
  fn run(_options) { nil }

  private fn sort?(sort) { List.member?(Map.values(keys), sort) }
  private fn every?(every) { is_integer(every) and every >= 50 and every <= 3_600_000 }

  ## Internal: the state before the first picture.
  fn start(sort) { %{sort: sort, before: %{}, at: nil, total: nil} }

  ## Internal: what a key does.
  ##
  ## >> (Shell.Top.key("m", Shell.Top.start(:rate)).sort, Shell.Top.key("q", Shell.Top.start(:rate)))
  ## (:memory, :leave)
  fn key(text, state) {
    match Map.get(keys, text) {
      nil  -> :leave
      sort -> %{state | sort: sort}
    }
  }

  ## Internal: a picture, and the state for the next one.
  fn draw(state, view) {
    let now = Time.monotonic(:microsecond)
    let statistics = System.statistics()
    let seen = seen(state.sort, statistics.processes)
    let rates = for process in seen { (rate(process, state, now), process) }
    let first = List.take(sorted(rates, state.sort), room(view))
    let table = Shell.Table.lines(columns, List.map(first, &row/1), view)
    let next = %{state |
      before: Map.from_list(List.map(seen) { process in (process.pid, process.reductions) }),
      at: now, total: statistics.reductions,
    }
    (List.concat([[heading(state, statistics, now, view), ""], table, footer(state, view)]), next)
  }

  private fn room(%{live: true, rows: rows}) { List.max([rows - 5, 1]) }
  private fn room(_view) { 20 }

  private fn seen(sort, count) when count > crowd {
    let key = match sort {
      :memory  -> :memory
      :mailbox -> :message_queue_len
      _        -> :reductions
    }
    Process.glances(key, looked_at)
  }
  private fn seen(_sort, _count) { Process.glances() }

  # Of the first picture, and of a process that was not in the one before, nothing is known yet.
  private fn rate(process, state, now) {
    match Map.get(state.before, process.pid) {
      nil    -> if state.at == nil { nil } else { per_second(process.reductions, state.at, now) }
      before -> per_second(process.reductions - before, state.at, now)
    }
  }

  private fn per_second(count, before, now) { count * 1_000_000 div List.max([now - before, 1]) }

  private fn sorted(rates, :rate) {
    List.sort_by(rates, :desc) { (rate, process) in (rate or 0, process.reductions) }
  }
  private fn sorted(rates, :pid) { List.sort_by(rates) { (_, process) in process.pid } }
  private fn sorted(rates, :name) {
    List.sort_by(rates) { (_, process) in (process.registered_name == nil, Shell.Processes.label(process)) }
  }
  private fn sorted(rates, sort) {
    let item = if sort == :mailbox { :message_queue_len } else { sort }
    List.sort_by(rates, :desc) { (_, process) in process[item] }
  }

  private fn row((rate, process)) {
    [
      inspect(process.pid), Shell.Processes.label(process), rate, process.reductions,
      process.message_queue_len, process.memory, String.from_atom(process.status),
    ]
  }

  private fn heading(state, statistics, now, view) {
    let rate = if state.total == nil { nil } else {
      Shell.View.number(per_second(statistics.reductions - state.total, state.at, now)) <> " red/s"
    }
    let parts = [
      Shell.View.count(statistics.processes, "process", "processes"), rate,
      Shell.View.bytes(System.heap_memory()) <> " in heaps",
      "\(System.schedulers()) schedulers", "sorted by \(inspect(state.sort))",
    ]
    let text = String.join(List.compact(parts), separator(view))
    Shell.View.paint(Shell.View.cut(text, view.width), :title, view)
  }

  private fn separator(%{plain: true}) { ", " }
  private fn separator(_) { " · " }

  private fn footer(_state, %{live: true} as view) {
    ["", Shell.View.paint(Shell.View.cut(legend, view.width), :faint, view)]
  }
  private fn footer(_state, _view) { [] }
}
