## Internal: the process behind a registry, a GenServer.
##
## Its state is `(kind, entries, owners, meta, serial)`. A unique registry's `entries` are
## `key => (pid, value)`, a duplicate one's `key => %{serial => (pid, value)}`, with serial numbers
## to tell them apart. `owners` has what is to be removed when a process ends:
## `pid => (monitor, %{key => serials})`, the serials being a list, or `true` in a unique registry.
## So no request and no death looks at more than its own entries.
module Registry.Server {
  ## Internal: a callback of GenServer.
  fn init((kind, meta)) { (:ok, (kind, %{}, %{}, meta, 0)) }

  ## Internal: a callback of GenServer.
  fn handle_call((:lookup, key), _from, (kind, entries, _, _, _) as state) {
    (:reply, found(kind, entries[key]), state)
  }
  fn handle_call((:whereis, key), _from, (kind, entries, _, _, _) as state) {
    match entries[key] {
      _ when kind == :duplicate -> (:reply, :not_unique, state)
      nil                       -> (:reply, nil, state)
      (pid, _)                  -> (:reply, pid, state)
    }
  }
  fn handle_call((:register, key, value, pid), _from, state) {
    let (answer, state) = add(key, value, pid, state)
    (:reply, answer, state)
  }
  fn handle_call((:register_name, _, _), _from, (:duplicate, _, _, _, _) as state) {
    (:reply, :not_unique, state)
  }
  fn handle_call((:register_name, key, pid), _from, state) {
    match add(key, nil, pid, state) {
      ((:ok, _), state) -> (:reply, :yes, state)
      (_, state)        -> (:reply, :no, state)
    }
  }
  fn handle_call((:unregister, key, pid), _from, state) {
    (:reply, :ok, remove(key, pid, state))
  }
  fn handle_call((:unregister_name, key), _from, (kind, entries, _, _, _) as state) {
    match entries[key] {
      (pid, _) when kind == :unique -> (:reply, :ok, remove(key, pid, state))
      _                             -> (:reply, :ok, state)
    }
  }
  fn handle_call((:drop, key, pid, places), _from, state) {
    (:reply, :ok, drop(key, pid, places, state))
  }
  fn handle_call((:own, key, pid), _from, state) { (:reply, own(key, pid, state), state) }
  fn handle_call((:value, key, pid), _from, state) {
    match (elem(state, 0), own(key, pid, state)) {
      (:duplicate, _)     -> (:reply, :not_unique, state)
      (_, [(_, value)])   -> (:reply, (:ok, value), state)
      (_, [])             -> (:reply, :error, state)
    }
  }
  fn handle_call((:update, key, value, pid), _from, (kind, entries, owners, meta, serial)) {
    let entries = match entries[key] {
      (^pid, _) -> Map.put(entries, key, (pid, value))
      _         -> entries
    }
    (:reply, :ok, (kind, entries, owners, meta, serial))
  }
  fn handle_call((:keys, pid), _from, (_, _, owners, _, _) as state) {
    (:reply, keys(owners[pid]), state)
  }
  fn handle_call(:all, _from, (kind, entries, _, _, _) as state) {
    let all = List.flat_map(Map.to_list(entries)) { (key, entry) in
      for (pid, value) in found(kind, entry) { (key, pid, value) }
    }
    (:reply, all, state)
  }
  fn handle_call(:count, _from, (_, _, owners, _, _) as state) {
    (:reply, count(Map.to_list(owners), 0), state)
  }
  fn handle_call((:put_meta, key, value), _from, (kind, entries, owners, meta, serial)) {
    (:reply, :ok, (kind, entries, owners, Map.put(meta, key, value), serial))
  }
  fn handle_call((:meta, key), _from, (_, _, _, meta, _) as state) {
    (:reply, Map.fetch(meta, key), state)
  }
  fn handle_call((:delete_meta, key), _from, (kind, entries, owners, meta, serial)) {
    (:reply, :ok, (kind, entries, owners, Map.delete(meta, key), serial))
  }

  ## Internal: a callback of GenServer.
  fn handle_cast(_request, state) { (:noreply, state) }

  ## Internal: a callback of GenServer.
  fn handle_info((:DOWN, _ref, :process, pid, _reason), state) { (:noreply, forget(pid, state)) }
  fn handle_info(_message, state) { (:noreply, state) }

  # Looking

  private fn found(_, nil) { [] }
  private fn found(:unique, entry) { [entry] }
  private fn found(:duplicate, entries) { Map.values(entries) }

  private fn keys(nil) { [] }
  private fn keys((_, places)) {
    List.flat_map(Map.to_list(places)) { (key, serials) in
      if serials == true { [key] } else { for _ in serials { key } }
    }
  }

  # The entries of one process under a key, as (place, value).
  private fn own(key, pid, (:unique, entries, _, _, _)) {
    match entries[key] {
      (^pid, value) -> [(true, value)]
      _             -> []
    }
  }
  private fn own(key, pid, (:duplicate, entries, owners, _, _)) {
    match places(key, owners[pid]) {
      nil     -> []
      serials -> {
        let all = entries[key]
        for serial in List.reverse(serials) { (serial, elem(all[serial], 1)) }
      }
    }
  }

  private fn places(_key, nil) { nil }
  private fn places(key, (_, places)) { places[key] }

  private fn count([(pid, (_, places)) | rest], sum) {
    if Process.alive?(pid) { count(rest, sum + count_places(places)) } else { count(rest, sum) }
  }
  private fn count([], sum) { sum }

  private fn count_places(places) {
    Map.reduce(places, 0) { _, serials, sum in
      if serials == true { sum + 1 } else { sum + length(serials) }
    }
  }

  # Changing

  private fn add(key, value, pid, (:unique, entries, owners, meta, serial) as state) {
    match entries[key] {
      nil        -> {
        if Process.alive?(pid) {
          let owners = own_more(owners, pid, key, true)
          ((:ok, self()), (:unique, Map.put(entries, key, (pid, value)), owners, meta, serial))
        } else { ((:error, :noproc), state) }
      }
      (owner, _) -> {
        # The owner may have died a moment ago.
        if Process.alive?(owner) { ((:error, (:already_registered, owner)), state) }
        else { add(key, value, pid, forget(owner, state)) }
      }
    }
  }
  private fn add(key, value, pid, (:duplicate, entries, owners, meta, serial)) {
    let all = match entries[key] {
      nil -> %{}
      all -> all
    }
    let entries = Map.put(entries, key, Map.put(all, serial, (pid, value)))
    ((:ok, self()), (:duplicate, entries, own_more(owners, pid, key, serial), meta, serial + 1))
  }

  private fn own_more(owners, pid, key, place) {
    match owners[pid] {
      nil           -> Map.put(owners, pid, (monitor(pid), %{key => with_place(nil, place)}))
      (ref, places) -> {
        Map.put(owners, pid, (ref, Map.put(places, key, with_place(places[key], place))))
      }
    }
  }

  private fn with_place(_, true) { true }
  private fn with_place(nil, serial) { [serial] }
  private fn with_place(serials, serial) { [serial | serials] }

  # All entries of a process under a key.
  private fn remove(key, pid, (kind, entries, owners, meta, serial) as state) {
    match owners[pid] {
      nil           -> state
      (ref, places) -> match places[key] {
        nil   -> state
        under -> {
          let owners = own_less(owners, pid, ref, Map.delete(places, key))
          (kind, without(kind, entries, key, under), owners, meta, serial)
        }
      }
    }
  }

  # Some entries of a process under a key.
  private fn drop(_key, _pid, [], state) { state }
  private fn drop(key, pid, _places, (:unique, _, _, _, _) as state) { remove(key, pid, state) }
  private fn drop(key, pid, serials, (kind, entries, owners, meta, serial)) {
    let (ref, places) = Map.fetch!(owners, pid)
    match places[key] -- serials {
      []   -> remove(key, pid, (kind, entries, owners, meta, serial))
      left -> {
        let owners = Map.put(owners, pid, (ref, Map.put(places, key, left)))
        (kind, without(kind, entries, key, serials), owners, meta, serial)
      }
    }
  }

  private fn own_less(owners, pid, ref, places) when map_size(places) == 0 {
    demonitor(ref)
    Map.delete(owners, pid)
  }
  private fn own_less(owners, pid, ref, places) { Map.put(owners, pid, (ref, places)) }

  private fn without(:unique, entries, key, _) { Map.delete(entries, key) }
  private fn without(:duplicate, entries, key, serials) {
    let left = List.reduce(serials, entries[key]) { serial, all in Map.delete(all, serial) }
    if map_size(left) == 0 { Map.delete(entries, key) } else { Map.put(entries, key, left) }
  }

  # All entries of a process that has ended. News of an end that is known already finds nothing, so
  # that no monitor need be flushed, which looks through the mailbox.
  private fn forget(pid, (kind, entries, owners, meta, serial) as state) {
    match owners[pid] {
      nil           -> state
      (_, places) -> {
        let entries = without_all(Map.to_list(places), kind, entries)
        (kind, entries, Map.delete(owners, pid), meta, serial)
      }
    }
  }

  private fn without_all([(key, under) | rest], kind, entries) {
    without_all(rest, kind, without(kind, entries, key, under))
  }
  private fn without_all([], _kind, entries) { entries }
}
