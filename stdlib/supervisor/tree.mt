## Internal: supervision trees as data and as text. `Supervisor.tree` and `Supervisor.print_tree`
## are the way in.
module Supervisor.Tree {
  # Whoever does not answer within this time is shown as busy.
  let patience = 1_000
  let state_patience = 200
  let state_width = 60

  # MARK: Data

  ## Internal: the tree under a supervisor, with at most `limit` children of each one.
  fn build(sup, limit) {
    let pid = Gen.where(sup)
    node_of(nil, pid, :supervisor, [], limit)
  }

  private fn node_of(id, pid, type, above, limit) when is_pid(pid) {
    let known = info(pid, :message_queue_len)
    let base = %{
      id: id, pid: pid, name: info(pid, :registered_name), type: type,
      status: if known == nil { :ended } else { :running }, messages: known, children: [], more: 0,
    }
    if type == :supervisor and known != nil { with_children(base, above, limit) } else { base }
  }
  private fn node_of(id, pid, type, _, _) {
    %{
      id: id, pid: nil, name: nil, type: type, messages: nil, children: [], more: 0,
      status: if pid == :restarting { :restarting } else { :stopped },
    }
  }

  # Asked twice: an answer of nil for a process that is alive is none.
  private fn info(pid, item) {
    let answer = Process.info(pid, item)
    if answer == nil and Process.alive?(pid) { Process.info(pid, item) } else { answer }
  }

  private fn with_children(base, above, limit) {
    if List.member?(above, base.pid) { %{base | status: :shown_above} } else {
      match children_of(base.pid) {
        status when is_atom(status) -> %{base | status: status}
        (children, more) -> below(base, children, more, above, limit)
      }
    }
  }

  private fn below(base, children, more, above, limit) {
    let shown = if limit == :infinity { children } else { List.take(children, limit) }
    let nodes = List.map(shown) { (id, pid, type, _) in
      node_of(id, pid, type, [base.pid | above], limit)
    }
    %{base | children: nodes, more: more - length(shown)}
  }

  # The children in start order and their number, or why they are not known. What calls itself a
  # supervisor need not be one.
  private fn children_of(pid) {
    let answer = try {
      Gen.call(pid, :which_children, patience, (Supervisor, :which_children, [pid]))
    } catch {
      (:exit, (:timeout, _))      -> :busy
      (:exit, (:calling_self, _)) -> :running
      (:exit, _)                  -> :ended
    }
    match answer {
      status when is_atom(status) -> status
      children when is_list(children) -> {
        if (List.all?(children) { child in is_tuple(child) and tuple_size(child) == 4 }) {
          (List.reverse(children), length(children))
        } else { :unknown }
      }
      _ -> :unknown
    }
  }

  # MARK: Text

  ## Internal: the tree under a supervisor as lines of text, with at most `limit` children of each
  ## one.
  fn text(sup, limit) {
    let root = build(sup, limit)
    String.join([describe(root) | branches(root, "")], "\n")
  }

  private fn branches(%{children: children, more: more}, indent) {
    let items = List.map(children) { child in (describe(child), child) }
    let all = if more > 0 { items ++ [("… and \(more) more", nil)] } else { items }
    lines(all, indent)
  }

  private fn lines([], _) { [] }
  private fn lines([(line, child)], indent) {
    ["\(indent)└── \(line)" | under(child, "\(indent)    ")]
  }
  private fn lines([(line, child) | rest], indent) {
    ["\(indent)├── \(line)" | under(child, "\(indent)│   ") ++ lines(rest, indent)]
  }

  private fn under(nil, _) { [] }
  private fn under(child, indent) { branches(child, indent) }

  private fn describe(%{id: id, pid: pid, name: name, type: type, status: status} as item) {
    [
      if id == nil { nil } else { inspect(id) },
      if name == nil or name == id { nil } else { inspect(name) },
      if pid == nil { nil } else { inspect(pid) },
      if type == :supervisor { "supervisor" } else { nil },
      if status == :running { nil } else { String.replace(String.from_atom(status), "_", " ") },
      messages(item.messages),
      if status == :running and type == :worker { state_of(pid) } else { nil },
    ]
    |> List.compact()
    |> String.join("  ")
  }

  private fn messages(nil) { nil }
  private fn messages(0) { nil }
  private fn messages(1) { "1 message" }
  private fn messages(n) { "\(n) messages" }

  # Only who waits in the loop of a behaviour is asked for its state: another process would not know
  # what the question means.
  private fn state_of(pid) {
    match info(pid, :current_function) {
      (module_name, _, _) -> {
        if Code.function_exported?(module_name, :system_get_state, 1) { asked(pid) } else { nil }
      }
      _ -> nil
    }
  }

  private fn asked(pid) {
    try { line(inspect(Process.get_state(pid, state_patience))) } catch { _ -> nil }
  }

  private fn line(text) {
    let flat = text |> String.replace("\n", " ")
    if String.length(flat) <= state_width { flat } else {
      String.slice(flat, 0, state_width - 1) <> "…"
    }
  }
}
