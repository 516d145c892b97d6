## Internal: supervision trees, drawn.
##
## All supervisors of a generation are asked at once, so that some that do not answer cost one
## time-out together. Each supervisor's children are shown where it comes first: those that supervise
## each other in a circle end with "(above)".
module Shell.Tree {
  # How long a generation is waited for.
  let patience = 500
  # How many children of each supervisor are shown when nobody says.
  let shown = 50
  let deepest = 200

  ## Internal: the lines of all trees, or nil for options that make no sense.
  fn all(options, view) {
    let limit = limit(options)
    if limit == nil { nil } else {
      let seen = Process.glances()
      let supervisors = for %{pid: pid, current_function: (Supervisor.Server, _, _)} in seen { pid }
      let known = explored(supervisors, %{}, deepest)
      match roots(List.sort(supervisors), known) {
        []    -> [Shell.View.paint("There are no supervisors.", :faint, view)]
        roots -> drawn(roots, known, limit, view)
      }
    }
  }

  ## Internal: the lines of the tree below a supervisor, which may be named as in a call; nil for options
  ## that make no sense.
  fn below(who, options, view) {
    let limit = limit(options)
    if limit == nil { nil } else {
      match Shell.Asking.where(who) {
        nil -> [Shell.View.cut("There is no process \(Shell.View.line(who, 60)).", view.width)]
        pid -> drawn([pid], explored([pid], %{}, deepest), limit, view)
      }
    }
  }

  private fn limit(options) when is_map(options) {
    let limit = Map.get(options, :limit, shown)
    if Map.delete(options, :limit) == %{} and (limit == :infinity or is_integer(limit) and limit >= 0) {
      limit
    } else { nil }
  }
  private fn limit(_) { nil }

  # MARK: Asking

  # What all supervisors say that can be reached: a list of their children, or why that is not known.
  private fn explored(pids, known, depth) {
    if pids == [] or depth == 0 { known } else {
      let asked = for pid in pids { (pid, request(pid)) }
      let deadline = Time.monotonic() + patience
      let answers = for (pid, request) in asked { (pid, answer(request, deadline)) }
      let known = Map.merge(known, Map.from_list(answers))
      let next = List.uniq(List.flat_map(answers) { (_, children) in supervised(children) })
      explored(List.reject(next) { pid in Map.has_key?(known, pid) }, known, depth - 1)
    }
  }

  private fn request(pid) {
    if pid == self() { :myself } else {
      try { Gen.send_request(pid, :which_children) } catch { _ -> :full }
    }
  }

  private fn answer(:myself, _deadline) { :unknown }
  private fn answer(:full, _deadline) { :busy }
  private fn answer(request, deadline) {
    match Gen.receive_response(request, List.max([deadline - Time.monotonic(), 0])) {
      (:reply, children) -> if children?(children) { List.reverse(children) } else { :unknown }
      (:error, _)        -> :ended
      :timeout           -> :busy
    }
  }

  private fn children?([child | rest]) { is_tuple(child) and tuple_size(child) == 4 and children?(rest) }
  private fn children?(rest) { rest == [] }

  # Those that are nobody's children; of a circle that nobody stands above, the first.
  private fn roots(supervisors, known) {
    let children = Map.from_keys(List.concat(List.map(Map.values(known), &supervised/1)), fn(_) { true })
    let roots = List.reject(supervisors) { pid in Map.has_key?(children, pid) }
    circles(supervisors, known, reached(roots, known, %{}), roots)
  }

  private fn circles([pid | rest], known, seen, roots) {
    if Map.has_key?(seen, pid) { circles(rest, known, seen, roots) } else {
      circles(rest, known, reached([pid], known, seen), roots ++ [pid])
    }
  }
  private fn circles([], _known, _seen, roots) { roots }

  private fn reached([], _known, seen) { seen }
  private fn reached([pid | rest], known, seen) {
    if Map.has_key?(seen, pid) { reached(rest, known, seen) } else {
      reached(supervised(Map.get(known, pid)) ++ rest, known, Map.put(seen, pid, true))
    }
  }

  private fn supervised(children) when is_list(children) {
    for (_, pid, :supervisor, _) in children when is_pid(pid) { pid }
  }
  private fn supervised(_) { [] }

  # MARK: Drawing

  private fn drawn(roots, known, limit, view) {
    let (lines, _) = List.reduce(roots, ([], %{})) { pid, (lines, seen) in
      let (below, seen) = node((nil, pid, :supervisor, []), "", "", known, limit, seen, view)
      ([below | lines], seen)
    }
    List.concat(List.reverse(lines))
  }

  # The lines of a child and all below it; `first` stands before its own, `rest` before the others.
  private fn node((id, pid, type, modules), first, rest, known, limit, seen, view) {
    let above = type == :supervisor and Map.has_key?(seen, pid)
    let asked = type == :supervisor and is_pid(pid) and not above
    let children = if asked { Map.get(known, pid, :unknown) } else { [] }
    let note = if above { "(above)" } else if is_atom(children) { "(\(word(children)))" } else { nil }
    let line = line(first, described(id, pid, type, modules, note, view), view)
    let seen = if type == :supervisor { Map.put(seen, pid, true) } else { seen }
    if is_list(children) {
      let (below, seen) = branches(children, rest, known, limit, seen, view)
      ([line | below], seen)
    } else { ([line], seen) }
  }

  private fn word(:busy) { "does not answer" }
  private fn word(:ended) { "has ended" }
  private fn word(:unknown) { "is no supervisor that could be asked" }

  private fn branches(children, indent, known, limit, seen, view) {
    let count = length(children)
    let first = if limit == :infinity { children } else { List.take(children, limit) }
    let more = count - length(first)
    let all = if more > 0 { first ++ [(:more, more)] } else { first }
    let (corner, tee, bar) = characters(view)
    let (lines, seen, _) = List.reduce(all, ([], seen, 1)) { child, (lines, seen, place) in
      let last = place == length(all)
      let before = indent <> if last { corner } else { tee }
      let behind = indent <> if last { "    " } else { bar }
      let (below, seen) = branch(child, before, behind, known, limit, seen, view)
      ([below | lines], seen, place + 1)
    }
    (List.concat(List.reverse(lines)), seen)
  }

  private fn branch((:more, count), before, _behind, _known, _limit, seen, view) {
    ([line(before, [(:faint, "and \(Shell.View.number(count)) more")], view)], seen)
  }
  private fn branch(child, before, behind, known, limit, seen, view) {
    node(child, before, behind, known, limit, seen, view)
  }

  private fn characters(%{plain: true}) { ("`-- ", "|-- ", "|   ") }
  private fn characters(_) { ("└── ", "├── ", "│   ") }

  private fn described(id, pid, type, modules, note, view) when is_pid(pid) {
    let seen = Process.glance(pid)
    let name = if seen == nil { nil } else { seen.registered_name }
    let gone = if seen == nil and note == nil { "(has ended)" } else { nil }
    parts([
      (:strong, id_text(id, name, view)),
      (:code, inspect(pid)),
      (:text, if name == nil or name == id or id == nil { nil } else { inspect(name) }),
      (:faint, kind(type, modules, view)),
      (:text, if note == nil { messages(seen) } else { nil }),
      (:bad, note or gone),
    ])
  }
  private fn described(id, pid, type, modules, _note, view) {
    let status = if pid == :restarting { "restarting" } else { "stopped" }
    parts([
      (:strong, id_text(id, nil, view)), (:warning, status), (:faint, kind(type, modules, view)),
    ])
  }

  private fn messages(nil) { nil }
  private fn messages(%{message_queue_len: 0}) { nil }
  private fn messages(%{message_queue_len: count}) { Shell.View.count(count, "message") }

  private fn id_text(nil, nil, _view) { nil }
  private fn id_text(nil, name, _view) { inspect(name) }
  private fn id_text(id, _name, view) { Shell.View.line(id, view.width) }

  private fn kind(:supervisor, _modules, _view) { "supervisor" }
  private fn kind(_type, [module_name], _view) when is_atom(module_name) { inspect(module_name) }
  private fn kind(_, _, _) { nil }

  private fn parts(pairs) { List.reject(pairs) { (_, text) in text == nil } }

  private fn line(before, parts, view) {
    let room = view.width - String.length(before)
    before <> Shell.View.fields(parts, List.max([room, 8]), view)
  }
}
