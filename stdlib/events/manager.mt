## Events.Manager: one process that hands each event to any number of handlers, after Erlang's `gen_event`.
##
## A handler is a module with a state of its own inside the manager. Handlers are added, exchanged and removed
## while events flow; one that crashes is removed and reported, and the manager goes on with the others.
## For messages between processes that need no such state, `Events.subscribe` is the simpler way.
##
## ```
## module Counter {
##   fn init(n)                  { (:ok, n) }
##   fn handle_event(_event, n)  { (:ok, n + 1) }
##   fn handle_call(:count, n)   { (:ok, n, n) }
## }
##
## let (:ok, alarms) = Events.Manager.start_link()
## Events.Manager.add_handler(alarms, Counter, 0)
## Events.Manager.notify(alarms, (:fire, :kitchen))
## Events.Manager.call(alarms, Counter, :count)
## ```
##
## A handler goes by its module, or by `(module, id)` where a module is to handle events more than once.
##
## | callback | is called | and gives |
## | --- | --- | --- |
## | `init(args)` | when it is added; with `(args, result)` when it takes over by a swap, where `result` is what the old handler's `terminate` gave, `:error` if there was none | `(:ok, state)`, `(:ok, state, :hibernate)`; anything else refuses |
## | `handle_event(event, state)` | for `notify` and `sync_notify` | `(:ok, state)`, `(:ok, state, :hibernate)`, `(:swap_handler, args, state, new_handler, new_args)`, `:remove_handler` |
## | `handle_info(message, state)` | for every other message; may be missing | the same |
## | `handle_call(request, state)` | for `call` | `(:ok, answer, state)`, `(:ok, answer, state, :hibernate)`, `(:swap_handler, answer, args, state, new_handler, new_args)`, `(:remove_handler, answer)` |
## | `terminate(why, state)` | before it goes; may be missing | what `delete_handler` gives |
##
## `why` is the `args` of `delete_handler` or of a swap, `:remove_handler`, `:stop` when the manager ends,
## `(:stop, reason)` when the process that supervises the handler has ended, or `(:error, x)` after a crash,
## where `x` is `(:EXIT, reason)`, or the result that was none. What a callback throws counts as its
## result. A new handler comes first in line: it hears of events before the older ones.
##
## A handler added by `add_sup_handler` is tied to the process that added it: they are linked, the
## handler goes when the process ends, and when the handler goes first the process gets the message
## `(:handler_exit, handler, reason)`. The reason is `:normal` for a removal, `:shutdown` when the manager
## was stopped, `(:swapped, new_handler, pid)`, or the `x` from above.
##
## `Process.get_state` of a manager is the list of `(handler, state)`.
##
## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_handler(m, Events.Manager.Example, 0); Events.Manager.notify(m, :fire); Events.Manager.call(m, Events.Manager.Example, :count)
## 1
module Events.Manager {
  # MARK: Starting

  ## Starts a manager without handlers that is not linked to the caller.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.which_handlers(m)
  ## []
  fn start() { start_in(:start, %{}) }

  ## Starts a manager that is not linked to the caller, with the options of `start_link`.
  ##
  ## >> let (:ok, _) = Events.Manager.start(name: :doc_alarms); Events.Manager.which_handlers(:doc_alarms)
  ## []
  fn start(options) { start_in(:start, options) }

  ## Starts a manager and links it to the caller: `(:ok, pid)`.
  ##
  ## >> let (:ok, m) = Events.Manager.start_link(); Events.Manager.stop(m)
  ## :ok
  fn start_link() { start_in(:link, %{}) }

  ## Like `start_link`, with options as trailing keywords: `name`, `mailbox`, `overflow`, `priority`,
  ## `max_heap` and `hibernate_after`, as for `GenServer.start_link`. A name that is taken gives
  ## `(:error, (:already_started, pid))`.
  ##
  ## >> let (:ok, m) = Events.Manager.start_link(name: :doc_news); Events.Manager.start_link(name: :doc_news) == (:error, (:already_started, m))
  ## true
  fn start_link(options) { start_in(:link, options) }

  private fn start_in(mode, options) {
    check_options(Map.keys(options))
    let name = Map.get(options, :name, nil)
    let parent = if mode == :link { self() } else { nil }
    let me = (parent, name, Map.get(options, :hibernate_after, :infinity))
    Gen.start(mode, name, options, fn() {
      Process.flag(:trap_exit, true)
      (:ok, fn() { wait(me, []) })
    })
  }

  private fn check_options([]) { :ok }
  private fn check_options([key | rest]) {
    if List.member?(option_names(), key) { check_options(rest) } else { raise((:bad_option, key)) }
  }

  private fn option_names() {
    [:name, :timeout, :mailbox, :overflow, :priority, :max_heap, :hibernate_after]
  }

  ## Ends a manager, and its handlers with `terminate(:stop, state)`; `:ok` once it has ended.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.stop(m)
  ## :ok
  fn stop(manager) { Gen.stop(manager, :normal, :infinity, (Events.Manager, :stop, [manager])) }

  ## Like `stop`, with the reason that the manager ends with, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.stop(m, :shutdown, 5_000)
  ## :ok
  fn stop(manager, reason, timeout) {
    Gen.stop(manager, reason, timeout, (Events.Manager, :stop, [manager, reason, timeout]))
  }

  # MARK: Handlers

  ## Adds a handler: `:ok`, or what else its `init(args)` gave, `(:EXIT, reason)` for a crash. It is not
  ## looked at whether a handler of that name is there already.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_handler(m, (Events.Manager.Example, 1), 0); Events.Manager.which_handlers(m)
  ## [(Events.Manager.Example, 1)]
  fn add_handler(manager, handler, args) {
    ask(manager, (:add, handler, args, nil), :add_handler, [manager, handler, args])
  }

  ## Like `add_handler`, and ties the handler to the caller: they are linked, the handler goes when the
  ## caller ends, and the caller gets `(:handler_exit, handler, reason)` when the handler goes first.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_sup_handler(m, Events.Manager.Example, 0); Events.Manager.notify(m, :leave); let told = receive { message -> message }; Events.Manager.stop(m); told
  ## (:handler_exit, Events.Manager.Example, :normal)
  fn add_sup_handler(manager, handler, args) {
    ask(manager, (:add, handler, args, self()), :add_sup_handler, [manager, handler, args])
  }

  ## Removes a handler; gives what its `terminate(args, state)` gave, `(:EXIT, reason)` for a crash, or
  ## `(:error, :module_not_found)` when there is no such handler.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_handler(m, Events.Manager.Example, 7); Events.Manager.delete_handler(m, Events.Manager.Example, :enough)
  ## (:counted, 7)
  fn delete_handler(manager, handler, args) {
    ask(manager, (:delete, handler, args), :delete_handler, [manager, handler, args])
  }

  ## Puts a handler in the place of another: the old one's `terminate(old_args, state)` gives `result`,
  ## and the new one starts with `init((new_args, result))`. It gives `:ok`, or `(:error, what_init_gave)`,
  ## and then neither is there. When there is no old handler, `result` is `:error`. Who supervised the old
  ## one supervises the new one.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); let e = Events.Manager.Example; Events.Manager.add_handler(m, (e, 1), 7); Events.Manager.swap_handler(m, ((e, 1), :enough), ((e, 2), 10)); Process.get_state(m)
  ## [((Events.Manager.Example, 2), 17)]
  fn swap_handler(manager, (old, old_args), (new, new_args)) {
    ask(manager, (:swap, old, old_args, new, new_args, nil), :swap_handler,
      [manager, (old, old_args), (new, new_args)])
  }

  ## Like `swap_handler`, and ties the new handler to the caller as `add_sup_handler` does.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); let e = Events.Manager.Example; Events.Manager.swap_sup_handler(m, (e, :enough), (e, 10)); Events.Manager.stop(m); receive { message -> message }
  ## (:handler_exit, Events.Manager.Example, :shutdown)
  fn swap_sup_handler(manager, (old, old_args), (new, new_args)) {
    ask(manager, (:swap, old, old_args, new, new_args, self()), :swap_sup_handler,
      [manager, (old, old_args), (new, new_args)])
  }

  ## The handlers of a manager, the newest first.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_handler(m, Events.Manager.Example, 0); Events.Manager.which_handlers(m)
  ## [Events.Manager.Example]
  fn which_handlers(manager) { ask(manager, :which, :which_handlers, [manager]) }

  # MARK: Events

  ## Sends an event to all handlers and does not wait; gives `:ok`, also when there is no such manager.
  ##
  ## >> Events.Manager.notify(:nobody_has_this_name, :fire)
  ## :ok
  fn notify(manager, event) { Gen.cast(manager, event) }

  ## Sends an event to all handlers and waits until each has handled it; `:ok`.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.sync_notify(m, :fire)
  ## :ok
  fn sync_notify(manager, event) {
    ask(manager, (:notify, event), :sync_notify, [manager, event])
  }

  ## Asks one handler and waits for its answer, for at most 5 seconds. It gives
  ## `(:error, :bad_module)` when there is no such handler, and `(:error, (:EXIT, reason))` or
  ## `(:error, what_it_gave)` when the handler is lost over it. The caller exits as in `GenServer.call`.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.call(m, Events.Manager.Example, :count)
  ## (:error, :bad_module)
  fn call(manager, handler, request) { call(manager, handler, request, 5_000) }

  ## Like `call`, waiting for at most so many milliseconds, or for ever with `:infinity`.
  ##
  ## >> let (:ok, m) = Events.Manager.start(); Events.Manager.add_handler(m, Events.Manager.Example, 7); Events.Manager.call(m, Events.Manager.Example, :count, :infinity)
  ## 7
  fn call(manager, handler, request, timeout) {
    let who = (Events.Manager, :call, [manager, handler, request, timeout])
    Gen.call(manager, (:call, handler, request), timeout, who)
  }

  private fn ask(manager, request, function, arguments) {
    Gen.call(manager, request, :infinity, (Events.Manager, function, arguments))
  }

  # MARK: The loop

  # `me` is (parent, name, hibernate_after); a handler in the list is (handler, module, state,
  # supervisor), the last being the pid of a process or nil.

  private fn wait(me, handlers) {
    receive {
      (:"$cast", event) -> go_on(me, tell(handlers, :handle_event, event, me, [], false))
      (:"$call", from, request, _deadline) -> asked(me, handlers, from, request)
      (:"$system", from, request) ->
        Gen.system(from, request, elem(me, 0), Events.Manager, (me, handlers))
      (:EXIT, pid, reason) as message -> {
        if pid === elem(me, 0) { finish(reason, me, handlers) }
        else {
          let left = without(handlers, pid, reason, me)
          go_on(me, tell(left, :handle_info, message, me, [], false))
        }
      }
      message -> go_on(me, tell(handlers, :handle_info, message, me, [], false))
      after elem(me, 2) -> hibernate(me, handlers)
    }
  }

  private fn go_on(me, (handlers, idle)) {
    if idle { hibernate(me, handlers) } else { wait(me, handlers) }
  }

  private fn hibernate(me, handlers) {
    Process.hibernate(Events.Manager, :wake_up, [me, handlers])
  }

  ## Internal: a manager goes on here after it has hibernated.
  fn wake_up(me, handlers) { wait(me, handlers) }

  private fn answer(from, result, me, state) {
    Gen.reply(from, result)
    go_on(me, state)
  }

  private fn asked(me, handlers, (caller, _) as from, request) {
    match request {
      (:notify, event) ->
        answer(from, :ok, me, tell(handlers, :handle_event, event, me, [], false))
      (:call, handler, question) -> {
        let (result, state) = put(handlers, handler, question, me, [])
        answer(from, result, me, state)
      }
      (:add, handler, args, supervisor) -> {
        let (result, added, idle) = add(handler, args, supervisor)
        answer(from, result, me, (added ++ handlers, idle))
      }
      (:delete, handler, args) -> {
        match find(handlers, handler) {
          nil  -> answer(from, (:error, :module_not_found), me, (handlers, false))
          this -> {
            let result = drop(this, args, :normal, me)
            answer(from, result, me, (List.delete(handlers, this), false))
          }
        }
      }
      (:swap, old, old_args, new, new_args, supervisor) -> {
        let this = find(handlers, old)
        let (result, added, idle) = swap(this, old_args, new, new_args, supervisor, caller, me)
        let others = if this == nil { handlers } else { List.delete(handlers, this) }
        let result = if result == :ok { :ok } else { (:error, result) }
        answer(from, result, me, (added ++ others, idle))
      }
      :which -> {
        let names = List.map(handlers) { (handler, _, _, _) in handler }
        answer(from, names, me, (handlers, false))
      }
      _ -> answer(from, (:error, :unknown_request), me, (handlers, false))
    }
  }

  private fn find(handlers, handler) { List.find(handlers) { (name, _, _, _) in name === handler } }

  # MARK: Calls of handlers

  # Tells each handler; gives those that are left, and whether one of them wants to hibernate.
  private fn tell([this | rest], function, event, me, done, idle) {
    let (handler, module_name, state, supervisor) = this
    let result = try {
      if function == :handle_event { module_name.handle_event(event, state) }
      else { module_name.handle_info(event, state) }
    } catch {
      (:throw, value) -> value
      (class, reason) -> raised(class, reason, stacktrace(), module_name, function, state)
    }
    match result {
      (:ok, new) -> {
        let this = (handler, module_name, new, supervisor)
        tell(rest, function, event, me, [this | done], idle)
      }
      (:ok, new, :hibernate) -> {
        let this = (handler, module_name, new, supervisor)
        tell(rest, function, event, me, [this | done], true)
      }
      :remove_handler -> {
        drop(this, :remove_handler, :normal, me)
        tell(rest, function, event, me, done, idle)
      }
      (:swap_handler, args, new, to, to_args) -> {
        let this = (handler, module_name, new, supervisor)
        let (_, added, _) = swap(this, args, to, to_args, nil, nil, me)
        tell(rest, function, event, me, added ++ done, idle)
      }
      other -> {
        lost(this, other, event, me)
        tell(rest, function, event, me, done, idle)
      }
    }
  }
  private fn tell([], _, _, _, done, idle) { (List.reverse(done), idle) }

  # A handler need not take messages that are no events.
  private fn raised(:error, :undef, trace, module_name, :handle_info, state) {
    if Code.function_exported?(module_name, :handle_info, 2) { (:"$raised", :error, :undef, trace) }
    else { (:ok, state) }
  }
  private fn raised(class, reason, trace, _, _, _) { (:"$raised", class, reason, trace) }

  # Asks the first handler of that name; gives (answer, (handlers, hibernate?)).
  private fn put([(handler, _, _, _) as this | rest], handler, request, me, before) {
    let (_, module_name, state, supervisor) = this
    let result = try { module_name.handle_call(request, state) } catch {
      (:throw, value) -> value
      (class, reason) -> (:"$raised", class, reason, stacktrace())
    }
    match result {
      (:ok, answer, new) -> {
        let this = (handler, module_name, new, supervisor)
        (answer, (List.reverse(before, [this | rest]), false))
      }
      (:ok, answer, new, :hibernate) -> {
        let this = (handler, module_name, new, supervisor)
        (answer, (List.reverse(before, [this | rest]), true))
      }
      (:remove_handler, answer) -> {
        drop(this, :remove_handler, :normal, me)
        (answer, (List.reverse(before, rest), false))
      }
      (:swap_handler, answer, args, new, to, to_args) -> {
        let this = (handler, module_name, new, supervisor)
        let (_, added, idle) = swap(this, args, to, to_args, nil, nil, me)
        (answer, (List.reverse(before, added ++ rest), idle))
      }
      other -> {
        let why = lost(this, other, request, me)
        ((:error, why), (List.reverse(before, rest), false))
      }
    }
  }
  private fn put([this | rest], handler, request, me, before) {
    put(rest, handler, request, me, [this | before])
  }
  private fn put([], _, _, _, before) { ((:error, :bad_module), (List.reverse(before), false)) }

  # Gives (:ok, the new handler in a list, hibernate?), or (what init gave, [], false).
  private fn add(handler, args, supervisor) {
    if supervisor != nil { link(supervisor) }
    let module_name = match handler {
      (module_name, _) -> module_name
      _                -> handler
    }
    let result = try { module_name.init(args) } catch {
      (:throw, value)  -> value
      (:error, reason) -> (:EXIT, (reason, stacktrace()))
      (_, reason)      -> (:EXIT, reason)
    }
    match result {
      (:ok, state)             -> (:ok, [(handler, module_name, state, supervisor)], false)
      (:ok, state, :hibernate) -> (:ok, [(handler, module_name, state, supervisor)], true)
      other                    -> (other, [], false)
    }
  }

  # `supervisor` is nil when that of the old handler goes over to the new one. `caller` hears by the
  # result when the new one does not start; everybody else is told.
  private fn swap(this, args, to, to_args, supervisor, caller, me) {
    let supervisor = supervisor or (if this != nil { elem(this, 3) })
    let result = if this == nil { :error } else { drop(this, args, (:swapped, to, supervisor), me) }
    let (outcome, added, idle) = add(to, (to_args, result), supervisor)
    if outcome != :ok and caller == nil {
      report(to, me, outcome, [("arguments", (to_args, result))])
    }
    if outcome != :ok and supervisor != nil and supervisor != caller {
      supervisor ! (:handler_exit, to, outcome)
    }
    (outcome, added, idle)
  }

  # MARK: The end of handlers

  # Lets a handler go and tells its supervisor; gives what `terminate` gave.
  private fn drop((handler, _, _, supervisor) as this, why, reason, me) {
    let result = terminate(this, why, me)
    if supervisor != nil { supervisor ! (:handler_exit, handler, reason) }
    result
  }

  private fn terminate((handler, module_name, state, _), why, me) {
    try { module_name.terminate(why, state) } catch {
      (:throw, value) -> value
      (class, reason) -> {
        let trace = stacktrace()
        if reason == :undef and not Code.function_exported?(module_name, :terminate, 2) { :ok }
        else {
          let reason = if class == :error { (reason, trace) } else { reason }
          report(handler, me, (:EXIT, reason), [("terminate", why), ("state", state)])
          (:EXIT, reason)
        }
      }
    }
  }

  # After a crash or a result that is none; gives what is said of it.
  private fn lost((handler, _, state, _) as this, result, event, me) {
    let why = match result {
      (:"$raised", :error, reason, trace) -> (:EXIT, (reason, trace))
      (:"$raised", _, reason, _)          -> (:EXIT, reason)
      other                               -> other
    }
    report(handler, me, why, [("last event", event), ("state", state)])
    drop(this, (:error, why), why, me)
    why
  }

  private fn report(handler, (_, name, _), why, details) {
    let (class, reason, trace) = match why {
      (:EXIT, (reason, trace)) when is_list(trace) -> (:error, reason, trace)
      (:EXIT, reason)                              -> (:exit, reason, [])
      other                                        -> (:exit, (:bad_return_value, other), [])
    }
    let manager = if name == nil { inspect(self()) } else { inspect(name) }
    Events.report(:crash, %{
      title: "event handler \(inspect(handler)) of \(manager) crashed and was removed",
      pid: self(), name: name, class: class, reason: reason, trace: trace, details: details,
    })
  }

  # The handlers but for those that a process that has ended supervised.
  private fn without([(_, _, _, pid) as this | rest], pid, reason, me) {
    terminate(this, (:stop, reason), me)
    without(rest, pid, reason, me)
  }
  private fn without([this | rest], pid, reason, me) {
    [this | without(rest, pid, reason, me)]
  }
  private fn without([], _, _, _) { [] }

  private fn finish(reason, me, handlers) {
    List.each(handlers) { this in drop(this, :stop, :shutdown, me) }
    exit(reason)
  }

  # MARK: System messages

  ## Internal: goes on after a system message.
  fn system_continue(_parent, (me, handlers)) { wait(me, handlers) }

  ## Internal: ends for a system message.
  fn system_terminate(reason, _parent, (me, handlers)) { finish(reason, me, handlers) }

  ## Internal: the state for `Process.get_state`: the handlers with theirs.
  fn system_get_state((_, handlers)) { List.map(handlers) { (name, _, state, _) in (name, state) } }

  ## Internal: the state for `Process.replace_state`, whose function takes and gives `(handler, state)`.
  fn system_replace_state(f, (me, handlers)) {
    let new = List.map(handlers) { (name, module_name, state, supervisor) in
      let (_, state) = f((name, state))
      (name, module_name, state, supervisor)
    }
    (system_get_state((me, new)), (me, new))
  }
}

## Internal: the handler that the examples in Events.Manager's documentation use: it counts events.
module Events.Manager.Example {
  ## Internal: a callback of Events.Manager.
  fn init((n, (:counted, before))) { (:ok, n + before) }
  fn init((n, :error)) { (:ok, n) }
  fn init(n) { (:ok, n) }

  ## Internal: a callback of Events.Manager.
  fn handle_event(:leave, _) { :remove_handler }
  fn handle_event(_, n) { (:ok, n + 1) }

  ## Internal: a callback of Events.Manager.
  fn handle_call(:count, n) { (:ok, n, n) }

  ## Internal: a callback of Events.Manager.
  fn terminate(_why, n) { (:counted, n) }
}
