## Registries: processes found by any term, under one key each or many under one.
##
## A process registers itself under a key, with a value that others may read, and is found by
## `lookup`. Its entries vanish when it ends: whoever has seen the end of a process does not find it
## any more. With `keys: :unique` a key belongs to one process; with `keys: :duplicate` a process
## may have a key several times and share it with others, which makes a registry a list of
## subscribers.
##
## ```
## let (:ok, _) = Registry.start_link(name: :rooms, keys: :duplicate)
## Registry.register(:rooms, "lobby", :ann)
## Registry.dispatch(:rooms, "lobby") { entries in
##   for (pid, _name) in entries { pid ! :hello }
## }
## ```
##
## A unique registry gives names to servers that are no atoms:
## `name: (:via, Registry, (:users, 42))`. The default registry, which is called `Registry`, starts
## by itself when it is first used: any key is good for it, as in
## `name: (:via, Registry, "printer")`, except a pair that begins with an atom or a pid, which means
## the key of another registry.
##
## A registry is a process that answers requests one after the other, about a million in a second;
## what it costs does not depend on how many entries it has. When it ends its entries are gone, and
## the processes know nothing of it: put it before them under a supervisor with the strategy
## `:rest_for_one`, so that they start anew and register again.
##
## >> Registry.register(Registry, (:doc, 1), :one); Registry.lookup(Registry, (:doc, 1)) == [(self(), :one)]
## true
module Registry {
  # MARK: Starting

  ## Starts a registry that is linked to the caller: `(:ok, pid)`, or
  ## `(:error, (:already_started, pid))`.
  ##
  ## Options: `name`, an atom; `keys`, `:unique` (when nothing is said) or `:duplicate`; `meta`, a
  ## map of metadata to begin with.
  ##
  ## >> let (:ok, _) = Registry.start_link(name: :doc_users, keys: :unique); Registry.count(:doc_users)
  ## 0
  fn start_link(options) { start_in(:link, options) }

  ## Like `start_link`, without a link.
  ##
  ## >> let (:ok, pid) = Registry.start(keys: :duplicate); Registry.lookup(pid, :nobody)
  ## []
  fn start(options) { start_in(:start, options) }

  private fn start_in(mode, options) when is_map(options) {
    let kind = Map.get(options, :keys, :unique)
    let meta = Map.get(options, :meta, %{})
    if not ((kind == :unique or kind == :duplicate) and is_map(meta)) { raise(:badarg) }
    let rest = Map.drop(options, [:keys, :meta])
    if mode == :link { GenServer.start_link(Registry.Server, (kind, meta), rest) }
    else { GenServer.start(Registry.Server, (kind, meta), rest) }
  }
  private fn start_in(_mode, _options) { raise(:badarg) }

  ## The description of a registry as a supervisor's child; the id is the name, or `Registry`.
  ##
  ## >> Registry.child_spec(name: :users).id
  ## :users
  fn child_spec(options) {
    %{id: Map.get(options, :name, Registry), start: (Registry, :start_link, [options]),
      restart: :permanent, shutdown: 5_000, type: :worker, modules: [Registry]}
  }

  # MARK: Registering

  ## Registers the calling process under a key, with a value.
  ##
  ## Gives `(:ok, pid)` with the registry's pid, or `(:error, (:already_registered, pid))` when the
  ## key of a unique registry belongs to a process, be it this one.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.register(r, :key, 1) == (:ok, r)
  ## true
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.register(r, :key, 1); Registry.register(r, :key, 2) == (:error, (:already_registered, self()))
  ## true
  fn register(registry, key, value) {
    call(registry, (:register, key, value, self()), :register, [registry, key, value])
  }

  ## Takes the calling process's entries under a key away; `:ok`, also when there are none.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.register(r, :key, 1); (Registry.unregister(r, :key), Registry.lookup(r, :key))
  ## (:ok, [])
  fn unregister(registry, key) {
    call(registry, (:unregister, key, self()), :unregister, [registry, key])
  }

  ## Takes those of the calling process's entries under a key away for whose value `f` holds; `:ok`.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); for n in 1..3 { Registry.register(r, :key, n) }; Registry.unregister_match(r, :key) { n in n > 1 }; Registry.values(r, :key, self())
  ## [1]
  fn unregister_match(registry, key, f) {
    let who = [registry, key, f]
    let own = call(registry, (:own, key, self()), :unregister_match, who)
    let places = for (place, value) in own { if f(value) { place } else { nil } }
    call(registry, (:drop, key, self(), List.compact(places)), :unregister_match, who)
  }

  ## Gives the calling process's entry in a unique registry the value `f(value)`: `(new, old)`, or
  ## `:error` when the key is not this process's. Raises `(:not_unique, registry)` for another
  ## registry.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.register(r, :key, 1); Registry.update_value(r, :key) { n in n + 1 }
  ## (2, 1)
  fn update_value(registry, key, f) {
    let who = [registry, key, f]
    # Nobody but this process changes the value, so that it is still the same when the new one
    # comes.
    match call(registry, (:value, key, self()), :update_value, who) {
      (:ok, old) -> {
        let new = f(old)
        call(registry, (:update, key, new, self()), :update_value, who)
        (new, old)
      }
      :error      -> :error
      :not_unique -> raise((:not_unique, registry))
    }
  }

  # MARK: Finding

  ## The entries under a key: a list of `(pid, value)`, in no particular order.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); Registry.register(r, :key, 1); Registry.lookup(r, :key) == [(self(), 1)]
  ## true
  fn lookup(registry, key) { alive(call(registry, (:lookup, key), :lookup, [registry, key])) }

  # The news of a death may not have come to the registry when it has come to the caller.
  private fn alive([(pid, _) as entry | rest]) {
    if Process.alive?(pid) { [entry | alive(rest)] } else { alive(rest) }
  }
  private fn alive([]) { [] }

  ## The entries under a key for which `f(pid, value)` holds.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); for n in 1..4 { Registry.register(r, :key, n) }; List.length(Registry.filter(r, :key) { _, n in n > 2 })
  ## 2
  fn filter(registry, key, f) {
    List.filter(lookup(registry, key)) { (pid, value) in f(pid, value) }
  }

  ## How many entries under a key there are for which `f(pid, value)` holds.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); for n in 1..4 { Registry.register(r, :key, n) }; Registry.count_match(r, :key) { _, n in n > 1 }
  ## 3
  fn count_match(registry, key, f) {
    List.count(lookup(registry, key)) { (pid, value) in f(pid, value) }
  }

  ## The entries of all keys for which `f(key, pid, value)` holds, as `(key, pid, value)`. All
  ## entries are copied to the caller for that.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.register(r, :a, 1); Registry.register(r, :b, 2); Registry.select(r) { _, _, n in n > 1 } |> List.map { (key, _, _) in key }
  ## [:b]
  fn select(registry, f) {
    let all = call(registry, :all, :select, [registry, f])
    List.filter(all) { (key, pid, value) in Process.alive?(pid) and f(key, pid, value) }
  }

  ## The keys of a process in the order of terms, a key as often as the process has it.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); for key in [:a, :a, :b] { Registry.register(r, key, nil) }; Registry.keys(r, self())
  ## [:a, :a, :b]
  fn keys(registry, pid) {
    if Process.alive?(pid) {
      List.sort(call(registry, (:keys, pid), :keys, [registry, pid]))
    } else { [] }
  }

  ## The values that a process has under a key, in the order in which it registered them.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); Registry.register(r, :key, 1); Registry.register(r, :key, 2); Registry.values(r, :key, self())
  ## [1, 2]
  fn values(registry, key, pid) {
    if Process.alive?(pid) {
      for (_, value) in call(registry, (:own, key, pid), :values, [registry, key, pid]) { value }
    } else { [] }
  }

  ## How many entries a registry has.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); Registry.register(r, :a, 1); Registry.register(r, :b, 1); Registry.count(r)
  ## 2
  fn count(registry) { call(registry, :count, :count, [registry]) }

  ## Calls `f` with the entries under a key, a list of `(pid, value)`, unless there are none; `:ok`.
  ##
  ## The call is made in the calling process, which sends what is to be sent.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :duplicate); Registry.register(r, :news, nil); Registry.dispatch(r, :news) { entries in for (pid, _) in entries { pid ! :news } }; receive { :news -> :got_it }
  ## :got_it
  fn dispatch(registry, key, f) {
    match lookup(registry, key) {
      []      -> :ok
      entries -> {
        f(entries)
        :ok
      }
    }
  }

  # MARK: Metadata

  ## Puts a value under a key of the registry's own; `:ok`.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique); Registry.put_meta(r, :title, "users")
  ## :ok
  fn put_meta(registry, key, value) {
    call(registry, (:put_meta, key, value), :put_meta, [registry, key, value])
  }

  ## The value under a key of the registry's own: `(:ok, value)`, or `:error`.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique, meta: %{title: "users"}); (Registry.meta(r, :title), Registry.meta(r, :size))
  ## ((:ok, "users"), :error)
  fn meta(registry, key) { call(registry, (:meta, key), :meta, [registry, key]) }

  ## Removes a key of the registry's own; `:ok`.
  ##
  ## >> let (:ok, r) = Registry.start_link(keys: :unique, meta: %{title: "users"}); Registry.delete_meta(r, :title); Registry.meta(r, :title)
  ## :error
  fn delete_meta(registry, key) {
    call(registry, (:delete_meta, key), :delete_meta, [registry, key])
  }

  # MARK: Names

  ## Registers a process under a name of `(:via, Registry, term)`: `:yes`, or `:no` when it is taken
  ## or the process has ended. The term is `(registry, key)`, or a key of the default registry.
  ##
  ## >> Registry.register_name((Registry, :doc_name), self()); Registry.register_name((Registry, :doc_name), self())
  ## :no
  fn register_name(term, pid) {
    let (registry, key) = place(term)
    match call(registry, (:register_name, key, pid), :register_name, [term, pid]) {
      :not_unique -> raise((:not_unique, registry))
      answer      -> answer
    }
  }

  ## Takes a name from its process; `:ok`, also when nobody has it.
  ##
  ## >> Registry.register_name("doc name", self()); Registry.unregister_name("doc name"); Registry.whereis_name("doc name")
  ## nil
  fn unregister_name(term) {
    let (registry, key) = place(term)
    call(registry, (:unregister_name, key), :unregister_name, [term])
  }

  ## The process that has a name, or nil.
  ##
  ## >> Registry.register_name(["any", :term], self()); Registry.whereis_name(["any", :term]) == self()
  ## true
  fn whereis_name(term) {
    let (registry, key) = place(term)
    match call(registry, (:whereis, key), :whereis_name, [term]) {
      nil         -> nil
      :not_unique -> raise((:not_unique, registry))
      pid         -> if Process.alive?(pid) { pid } else { nil }
    }
  }

  ## Sends a message to the process that has a name and gives its pid; raises `:badarg` when nobody
  ## has it.
  ##
  ## >> Registry.register_name("doc inbox", self()); Registry.send("doc inbox", :hello); receive { :hello -> :hello }
  ## :hello
  fn send(term, message) {
    match whereis_name(term) {
      nil -> raise(:badarg)
      pid -> {
        pid ! message
        pid
      }
    }
  }

  private fn place((registry, _key) as term) when is_atom(registry) or is_pid(registry) { term }
  private fn place(key) { (Registry, key) }

  # MARK: Requests

  private fn call(registry, request, function, arguments) {
    Gen.call(running(registry), request, :infinity, (Registry, function, arguments))
  }

  # Of several processes that find the default registry missing, one starts it.
  private fn running(Registry) {
    match whereis(Registry) {
      nil -> match start(name: Registry) {
        (:ok, pid)                        -> pid
        (:error, (:already_started, pid)) -> pid
      }
      pid -> pid
    }
  }
  private fn running(registry) { registry }
}
