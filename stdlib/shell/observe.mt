## Internal: a look into a running process: what it does, its state, and what waits in its mailbox.
module Shell.Observe {
  let state_patience = 500
  # The state of a larger process is not fetched: that would copy it.
  let largest = 64_000_000
  let messages_patience = 500

  ## Internal: shows a process, once or every so many milliseconds until a key is pressed; nil for what
  ## names no process or options that make no sense.
  fn run(who, options) when is_map(options) {
    let every = Map.get(options, :every, nil)
    let pid = Shell.Asking.where(who)
    if pid == nil or Map.delete(options, :every) != %{} or not every?(every) { nil }
    else if every == nil { Shell.View.show(lines(pid, Shell.View.current())) }
    else {
      let draw = fn(state, view) { (pictured(pid, every, view), state) }
      Shell.Screen.run(every, nil, draw, fn(_, _) { :leave })
    }
  }
  fn run(_who, _options) { nil }

  private fn every?(nil) { true }
  private fn every?(ms) { is_integer(ms) and ms >= 50 and ms <= 3_600_000 }

  private fn pictured(pid, every, view) {
    let lines = List.take(lines(pid, view), List.max([view.rows - 3, 1]))
    let legend = "every \(Shell.View.number(every)) ms; any key leaves"
    let footer = ["", Shell.View.paint(Shell.View.cut(legend, view.width), :faint, view)]
    if view.live { lines ++ footer } else { lines }
  }

  ## Internal: the lines about a process.
  fn lines(pid, view) {
    let seen = Process.glance(pid)
    let title = Shell.View.paint(inspect(pid), :title, view)
    if seen == nil { [title <> " has ended"] } else {
      let pairs = Shell.Describe.process(pid) ++ [
        ("state", state(pid, seen, view)), ("messages", messages(pid, seen, view)),
      ]
      [title | Shell.Describe.laid_out(List.key_delete(pairs, "see"), view)]
    }
  }

  private fn state(pid, seen, view) {
    if not Shell.Asking.server?(seen.current_function) { nil }
    else if seen.memory > largest {
      "not fetched: it would copy up to \(Shell.View.bytes(seen.memory)); `Process.get_state` does"
    } else {
      match (Shell.Asking.within(state_patience) { Process.get_state(pid, state_patience) }) {
        (:ok, state) -> String.lines(Shell.View.block(state, room(view), view))
        _            -> "it did not tell within \(state_patience) ms"
      }
    }
  }

  private fn messages(pid, seen, view) {
    if seen.message_queue_len == 0 { nil } else {
      match (Shell.Asking.within(messages_patience) { Process.info(pid, :first_messages) }) {
        (:ok, [_ | _] as first) -> {
          let shown = for message in first { Shell.View.line(message, room(view)) }
          let more = seen.message_queue_len - length(first)
          if more > 0 { shown ++ ["and \(Shell.View.number(more)) more"] } else { shown }
        }
        _ -> nil
      }
    }
  }

  private fn room(view) { List.max([view.width - 13, 8]) }
}
