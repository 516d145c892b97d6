## Process groups: any number of processes under a common name, after Erlang's `pg`.
##
## A process joins groups, leaves them, and is a member as often as it has joined; the end of a
## process takes it out of all its groups. Groups are any terms; they come into being with their
## first member and are gone with their last. Whoever watches a group is told who comes and who
## goes.
##
## ```
## ProcessGroup.join(:printers, self())
## for pid in ProcessGroup.get_members(:printers) { pid ! (:print, page) }
## ```
##
## Groups live in a scope, a process with a name. The default scope is called `ProcessGroup` and
## starts by itself when it is first used; `start_link` starts others, whose groups have nothing to
## do with it. When a scope ends its groups are gone, and the processes know nothing of it.
##
## >> ProcessGroup.join(:doc_group, self()); ProcessGroup.get_members(:doc_group) == [self()]
## true
module ProcessGroup {
  # Scopes

  ## Starts the default scope, linked to the caller, for those who want it under a supervisor.
  ##
  ## >> ProcessGroup.join(:doc, self()); let (:error, (what, _)) = ProcessGroup.start_link(); what
  ## :already_started
  fn start_link() { start_link(ProcessGroup) }

  ## Starts a scope, linked to the caller: `(:ok, pid)`, or `(:error, (:already_started, pid))`.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_scope); ProcessGroup.which_groups(:doc_scope)
  ## []
  fn start_link(scope) when is_atom(scope) and not is_nil(scope) {
    GenServer.start_link(ProcessGroup.Server, nil, name: scope)
  }
  fn start_link(_scope) { raise(:badarg) }

  ## Like `start_link`, without a link.
  ##
  ## >> let (:ok, pid) = ProcessGroup.start(:doc_free_scope); Process.stop(pid, 1_000)
  ## :shutdown
  fn start(scope) when is_atom(scope) and not is_nil(scope) {
    GenServer.start(ProcessGroup.Server, nil, name: scope)
  }
  fn start(_scope) { raise(:badarg) }

  ## The description of a scope as a supervisor's child, with the scope as id.
  ##
  ## >> ProcessGroup.child_spec(:cluster).id
  ## :cluster
  fn child_spec(scope) {
    %{id: scope, start: (ProcessGroup, :start_link, [scope]), restart: :permanent,
      shutdown: 5_000, type: :worker, modules: [ProcessGroup]}
  }

  # Members

  ## Makes a process, or each of a list of processes, a member of a group of the default scope;
  ## `:ok`.
  ##
  ## >> ProcessGroup.join(:doc_twice, [self(), self()]); List.length(ProcessGroup.get_members(:doc_twice))
  ## 2
  fn join(group, members) { join(ProcessGroup, group, members) }

  ## Like `join`, in a scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_join); ProcessGroup.join(:doc_join, :group, self())
  ## :ok
  fn join(scope, group, members) {
    call(scope, (:join, group, pids(members)), :join, [scope, group, members])
  }

  ## Ends a membership of a process, or of each of a list of processes, in a group of the default
  ## scope: `:ok`, or `:not_joined` when none of them was a member.
  ##
  ## >> ProcessGroup.join(:doc_leave, self()); (ProcessGroup.leave(:doc_leave, self()), ProcessGroup.leave(:doc_leave, self()))
  ## (:ok, :not_joined)
  fn leave(group, members) { leave(ProcessGroup, group, members) }

  ## Like `leave`, in a scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_leaving); ProcessGroup.leave(:doc_leaving, :group, self())
  ## :not_joined
  fn leave(scope, group, members) {
    call(scope, (:leave, group, pids(members)), :leave, [scope, group, members])
  }

  private fn pids(pid) when is_pid(pid) { [pid] }
  private fn pids(members) when is_list(members) {
    let valid = List.all?(members) { pid in is_pid(pid) }
    if valid { members } else { raise(:badarg) }
  }
  private fn pids(_) { raise(:badarg) }

  ## The members of a group of the default scope, each as often as it has joined, in no particular
  ## order.
  ##
  ## >> ProcessGroup.get_members(:nobody_is_here)
  ## []
  fn get_members(group) { get_members(ProcessGroup, group) }

  ## Like `get_members`, in a scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_members); ProcessGroup.join(:doc_members, 1, self()); ProcessGroup.get_members(:doc_members, 1) == [self()]
  ## true
  fn get_members(scope, group) {
    let members = call(scope, (:get_members, group), :get_members, [scope, group])
    # The news of a death may not have come to the scope when it has come to the caller.
    List.filter(members) { pid in Process.alive?(pid) }
  }

  ## The groups of the default scope, in the order of terms.
  ##
  ## >> ProcessGroup.join(:doc_which, self()); List.member?(ProcessGroup.which_groups(), :doc_which)
  ## true
  fn which_groups() { which_groups(ProcessGroup) }

  ## The groups of a scope, in the order of terms.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_groups); ProcessGroup.join(:doc_groups, :b, self()); ProcessGroup.join(:doc_groups, :a, self()); ProcessGroup.which_groups(:doc_groups)
  ## [:a, :b]
  fn which_groups(scope) { List.sort(call(scope, :which_groups, :which_groups, [scope])) }

  # Watching

  ## Watches a group of the default scope: gives `(ref, members)`, and from then on the calling
  ## process receives `(ref, :join, group, pids)` and `(ref, :leave, group, pids)`.
  ##
  ## >> let (ref, []) = ProcessGroup.monitor(:doc_watched); ProcessGroup.join(:doc_watched, self()); receive { (^ref, what, group, _) -> (what, group, ProcessGroup.demonitor(ref)) }
  ## (:join, :doc_watched, :ok)
  fn monitor(group) { monitor(ProcessGroup, group) }

  ## Like `monitor`, in a scope. A watcher whose mailbox is full and blocks holds up the scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_watch); let (_, members) = ProcessGroup.monitor(:doc_watch, :group); members
  ## []
  fn monitor(scope, group) {
    call(scope, (:monitor, group, self()), :monitor, [scope, group])
  }

  ## Watches all groups of the default scope: `(ref, %{group => members})`; the messages are those
  ## of `monitor`.
  ##
  ## >> let (ref, groups) = ProcessGroup.monitor_scope(); ProcessGroup.demonitor(ref); is_map(groups)
  ## true
  fn monitor_scope() { monitor_scope(ProcessGroup) }

  ## Like `monitor_scope`, of a scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_all); ProcessGroup.join(:doc_all, 1, self()); let (_, groups) = ProcessGroup.monitor_scope(:doc_all); groups == %{1 => [self()]}
  ## true
  fn monitor_scope(scope) { call(scope, (:monitor_scope, self()), :monitor_scope, [scope]) }

  ## Ends what `monitor` or `monitor_scope` began in the default scope: `:ok`, or false when there
  ## is no such thing. Messages of it that have come already are removed.
  ##
  ## >> let (ref, _) = ProcessGroup.monitor(:doc_unwatched); (ProcessGroup.demonitor(ref), ProcessGroup.demonitor(ref))
  ## (:ok, false)
  fn demonitor(ref) { demonitor(ProcessGroup, ref) }

  ## Like `demonitor`, in a scope.
  ##
  ## >> let (:ok, _) = ProcessGroup.start_link(:doc_unwatch); ProcessGroup.demonitor(:doc_unwatch, make_ref())
  ## false
  fn demonitor(scope, ref) {
    match call(scope, (:demonitor, ref), :demonitor, [scope, ref]) {
      :ok   -> drop_messages(ref)
      other -> other
    }
  }

  private fn drop_messages(ref) {
    receive {
      (^ref, _change, _group, _pids) -> drop_messages(ref)
      after 0                        -> :ok
    }
  }

  private fn call(scope, request, function, arguments) {
    Gen.call(running(scope), request, :infinity, (ProcessGroup, function, arguments))
  }

  # Of several processes that find the default scope missing, one starts it.
  private fn running(ProcessGroup) {
    match whereis(ProcessGroup) {
      nil -> match start(ProcessGroup) {
        (:ok, pid)                        -> pid
        (:error, (:already_started, pid)) -> pid
      }
      pid -> pid
    }
  }
  private fn running(scope) { scope }
}

## Internal: the process behind a scope, a GenServer.
##
## Its state is `(groups, members, watches, watchers)`: `groups` is `group => %{pid => times}`,
## `members` is `pid => (monitor, %{group => times})`, `watches` is `ref => place`, the reference
## being the scope's own monitor of the watcher and the place `:scope` or `(:group, group)`, and
## `watchers` is `place => %{ref => pid}`.
module ProcessGroup.Server {
  ## Internal: a callback of GenServer.
  fn init(_) { (:ok, (%{}, %{}, %{}, %{})) }

  ## Internal: a callback of GenServer.
  fn handle_call((:join, group, pids), _from, state) {
    let state = List.reduce(pids, state) { pid, state in add(group, pid, state) }
    if pids != [] { tell(:join, group, pids, state) }
    (:reply, :ok, state)
  }
  fn handle_call((:leave, group, pids), _from, state) {
    match leave(pids, group, state, []) {
      ([], state)   -> (:reply, :not_joined, state)
      (left, state) -> {
        tell(:leave, group, left, state)
        (:reply, :ok, state)
      }
    }
  }
  fn handle_call((:get_members, group), _from, (groups, _, _, _) as state) {
    (:reply, expand(groups[group]), state)
  }
  fn handle_call(:which_groups, _from, (groups, _, _, _) as state) {
    let alive = List.filter(Map.to_list(groups)) { (_, times) in
      List.any?(Map.keys(times)) { pid in Process.alive?(pid) }
    }
    (:reply, List.map(alive) { (group, _) in group }, state)
  }
  fn handle_call((:monitor, group, pid), _from, state) {
    let (ref, state) = watch((:group, group), pid, state)
    (:reply, (ref, expand(elem(state, 0)[group])), state)
  }
  fn handle_call((:monitor_scope, pid), _from, state) {
    let (ref, state) = watch(:scope, pid, state)
    (:reply, (ref, Map.map_values(elem(state, 0)) { times in expand(times) }), state)
  }
  fn handle_call((:demonitor, ref), _from, (_, _, watches, _) as state) {
    if Map.has_key?(watches, ref) {
      demonitor(ref)
      (:reply, :ok, unwatch(ref, state))
    } else { (:reply, false, state) }
  }

  ## Internal: a callback of GenServer.
  fn handle_cast(_request, state) { (:noreply, state) }

  ## Internal: a callback of GenServer.
  fn handle_info((:DOWN, ref, :process, pid, _reason), (_, _, watches, _) as state) {
    if Map.has_key?(watches, ref) { (:noreply, unwatch(ref, state)) }
    else { (:noreply, forget(pid, state)) }
  }
  fn handle_info(_message, state) { (:noreply, state) }

  # Members

  private fn expand(nil) { [] }
  private fn expand(times) {
    List.flat_map(Map.to_list(times)) { (pid, count) in repeated(pid, count) }
  }

  private fn repeated(_pid, 0) { [] }
  private fn repeated(pid, count) { [pid | repeated(pid, count - 1)] }

  private fn add(group, pid, (groups, members, watches, watchers)) {
    let groups = Map.put(groups, group, one_more(Map.get(groups, group, %{}), pid))
    let (ref, own) = match members[pid] {
      nil    -> (monitor(pid), %{})
      member -> member
    }
    (groups, Map.put(members, pid, (ref, one_more(own, group))), watches, watchers)
  }

  private fn leave([pid | rest], group, (groups, members, watches, watchers) as state, left) {
    let (ref, own) = Map.get(members, pid, (nil, %{}))
    match own[group] {
      nil -> leave(rest, group, state, left)
      _   -> {
        let groups = less(groups, group, one_less(groups[group], pid))
        let own = one_less(own, group)
        let members = if map_size(own) == 0 {
          demonitor(ref)
          Map.delete(members, pid)
        } else { Map.put(members, pid, (ref, own)) }
        leave(rest, group, (groups, members, watches, watchers), [pid | left])
      }
    }
  }
  private fn leave([], _group, state, left) { (List.reverse(left), state) }

  private fn one_more(times, key) { Map.put(times, key, Map.get(times, key, 0) + 1) }

  private fn one_less(times, key) {
    match times[key] {
      1 -> Map.delete(times, key)
      n -> Map.put(times, key, n - 1)
    }
  }

  private fn less(maps, key, map) when map_size(map) == 0 { Map.delete(maps, key) }
  private fn less(maps, key, map) { Map.put(maps, key, map) }

  # A process that has ended leaves all its groups.
  private fn forget(pid, (groups, members, watches, watchers) as state) {
    match members[pid] {
      nil      -> state
      (_, own) -> {
        let groups = List.reduce(Map.keys(own), groups) { group, groups in
          less(groups, group, Map.delete(groups[group], pid))
        }
        let state = (groups, Map.delete(members, pid), watches, watchers)
        Map.each(own) { group, count in tell(:leave, group, repeated(pid, count), state) }
        state
      }
    }
  }

  # Watchers

  private fn watch(place, pid, (groups, members, watches, watchers)) {
    let ref = monitor(pid)
    let there = Map.put(Map.get(watchers, place, %{}), ref, pid)
    (ref, (groups, members, Map.put(watches, ref, place), Map.put(watchers, place, there)))
  }

  private fn unwatch(ref, (groups, members, watches, watchers)) {
    let place = watches[ref]
    let watchers = less(watchers, place, Map.delete(watchers[place], ref))
    (groups, members, Map.delete(watches, ref), watchers)
  }

  private fn tell(change, group, pids, (_, _, _, watchers)) {
    tell_those(watchers[(:group, group)], change, group, pids)
    tell_those(watchers[:scope], change, group, pids)
  }

  private fn tell_those(nil, _change, _group, _pids) { :ok }
  private fn tell_those(refs, change, group, pids) {
    Map.each(refs) { ref, pid in notify(pid, (ref, change, group, pids)) }
  }

  # A mailbox that rejects what is too much is the watcher's own wish.
  private fn notify(pid, message) {
    try { pid ! message } catch { (:error, :mailbox_full) -> :ok }
  }
}
