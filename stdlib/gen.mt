## What GenServer, Supervisor, StateMachine and Events.Manager have in common: starting a process so that
## the starter knows whether it worked, calls that are answered once or not at all, names, and the
## messages with which a running process is looked into. It is after OTP's `gen`, `proc_lib` and `sys`.
##
## Programs use the modules above; this one is for those who write a behaviour of their own.
##
## ```
## # The smallest server: it answers each call with what it was asked.
## fn loop() { receive { (:"$call", from, request, _deadline) -> { Gen.reply(from, request); loop() } } }
## let (:ok, echo) = Gen.start(:link, nil, %{}, fn() { (:ok, fn() { loop() }) })
## Gen.call(echo, :hello, 5_000, (Echo, :call, [:hello]))
## ```
##
## >> Gen.where(self()) == self()
## true
module Gen {
  # MARK: Starting

  ## Starts a process and waits until it is ready: `(:ok, pid)`, `(:ok, pid, info)`, `:ignore` or
  ## `(:error, reason)`.
  ##
  ## `mode` is `:start` or `:link`; `name` is nil, an atom or `(:via, Module, term)`; `options` is a map
  ## with `timeout` (milliseconds) and what `spawn` takes: `mailbox`, `overflow`, `priority` and
  ## `max_heap`. `init` runs in the new process and says how it goes on:
  ##
  ## - `(:ok, loop)` or `(:ok, info, loop)`: the starter hears of it, and the process runs `loop()`;
  ## - `:ignore`: the process ends, the starter gets `:ignore`;
  ## - `(:error, reason)`: the process ends `:normal`, the starter gets `(:error, reason)`;
  ## - `(:stop, reason)`: the process exits with the reason, the starter gets `(:error, reason)`.
  ##
  ## What `init` throws counts as its value; when it raises or exits, the starter gets
  ## `(:error, exit_reason)`. When a failure is reported the process has ended and its name is free; with
  ## `:link` the exit signal has been sent, so that a starter that does not trap exits dies with it. A name
  ## that is taken is `(:error, (:already_started, pid))`.
  ##
  ## >> Gen.start(:start, nil, %{}, fn() { (:stop, :no_luck) })
  ## (:error, :no_luck)
  fn start(mode, nil, options, init) { launch(mode, nil, nil, options, init) }
  fn start(mode, (:via, _, _) as name, options, init) { launch(mode, nil, name, options, init) }
  fn start(mode, name, options, init) when is_atom(name) and not is_boolean(name) {
    match whereis(name) {
      nil -> launch(mode, name, nil, options, init)
      pid -> (:error, (:already_started, pid))
    }
  }
  fn start(_, name, _, _) { raise((:bad_name, name)) }

  # All arms that wait for the start name `tag`, which is newer than whatever lies in the mailbox: with a
  # million messages there a start costs what it costs with none.
  private fn launch(mode, name, via, options, init) {
    let parent = self()
    let settings = settings(mode, name, options)
    let timeout = Map.get(options, :timeout, :infinity)
    deadline(timeout)
    let tag = make_ref()
    let spawned = try {
      spawn(Map.put(settings, :monitor, %{tag: tag})) { begin(parent, tag, via, init) }
    } catch {
      (:error, :badarg) -> :refused
    }
    let (pid, watch) = spawned else { :refused -> refused(mode, name, options, init) }
    receive {
      (^tag, :started, result)               -> { unwatch(watch, tag); result }
      (^tag, :failed, result)                -> after_end(tag, result)
      (^tag, _watch, :process, _pid, reason) -> (:error, reason)
      after timeout                          -> give_up(pid, tag)
    }
  }

  # It may have ended as soon as it had started.
  private fn unwatch(watch, tag) {
    if not demonitor(watch, info: true) {
      receive {
        (^tag, _watch, :process, _pid, _reason) -> :ok
        after 0                                 -> :ok
      }
    }
  }

  private fn after_end(tag, result) {
    receive { (^tag, _watch, :process, _pid, _reason) -> result }
  }

  # A name that was taken a moment ago, or options that `spawn` does not take.
  private fn refused(mode, name, options, init) when name != nil {
    match whereis(name) {
      nil -> {
        spawn(settings(:start, nil, options)) { :ok }
        start(mode, name, options, init)
      }
      pid -> (:error, (:already_started, pid))
    }
  }
  private fn refused(_, _, _, _) { raise(:badarg) }

  private fn give_up(pid, tag) {
    unlink(pid)
    exit(pid, :kill)
    receive { (^tag, _watch, :process, _pid, _reason) -> :ok }
    receive {
      (^tag, _, _) -> :ok
      after 0 -> :ok
    }
    receive {
      (:EXIT, ^pid, _) -> :ok
      after 0 -> :ok
    }
    (:error, :timeout)
  }

  private fn settings(mode, name, options) when map_size(options) == 0 {
    %{link: mode == :link, name: name}
  }
  private fn settings(mode, name, options) {
    options
    |> Map.take([:mailbox, :overflow, :priority, :max_heap])
    |> Map.put(:link, mode == :link)
    |> Map.put(:name, name)
  }

  private fn begin(parent, tag, nil, init) { go_on(parent, tag, initialised(init)) }
  private fn begin(parent, tag, (:via, registry, key), init) {
    match registry.register_name(key, self()) {
      :yes -> {
        let result = try { initialised(init) } catch {
          (:error, reason) -> (:stop, (reason, stacktrace()))
          (:exit, reason)  -> (:stop, reason)
        }
        # A failure is told when the name is free.
        if not good?(result) { registry.unregister_name(key) }
        go_on(parent, tag, result)
      }
      :no  -> {
        let taken = (:error, (:already_started, registry.whereis_name(key)))
        go_on(parent, tag, taken)
      }
    }
  }

  private fn initialised(init) { try { init() } catch { (:throw, value) -> value } }

  private fn good?((:ok, _)) { true }
  private fn good?((:ok, _, _)) { true }
  private fn good?(_) { false }

  private fn go_on(parent, tag, (:ok, loop)) when is_function(loop) {
    parent ! (tag, :started, (:ok, self()))
    loop()
  }
  private fn go_on(parent, tag, (:ok, info, loop)) when is_function(loop) {
    parent ! (tag, :started, (:ok, self(), info))
    loop()
  }
  private fn go_on(parent, tag, :ignore) { parent ! (tag, :failed, :ignore) }
  private fn go_on(parent, tag, (:error, _) as failure) { parent ! (tag, :failed, failure) }
  private fn go_on(_, _, (:stop, reason)) { exit(reason) }
  private fn go_on(_, _, other) { exit((:bad_return_value, other)) }

  # MARK: Names

  ## The pid behind a pid, a name, `(name, node())` or `(:via, Module, term)`; nil when there is none.
  ##
  ## >> Gen.where(:nobody_has_this_name)
  ## nil
  fn where(server) when is_pid(server) { server }
  fn where(server) when is_atom(server) { if server == nil { nil } else { whereis(server) } }
  fn where((:via, registry, key)) { registry.whereis_name(key) }
  fn where((name, place)) when is_atom(name) { if place == node() { whereis(name) } else { nil } }
  fn where(other) { raise((:bad_name, other)) }

  # MARK: Calls

  ## Sends a request and waits for the answer, for at most `timeout` milliseconds or `:infinity`.
  ##
  ## When there is none, the caller exits with `(reason, who)`: `:noproc` when there is no such process,
  ## `:calling_self`, `:timeout`, `:mailbox_full`, or the reason that the process ended with. An answer
  ## that comes after that is dropped before it reaches the caller's mailbox. The request carries the
  ## moment until which somebody waits for the answer.
  ##
  ## >> try { Gen.call(:nobody_has_this_name, :hello, 100, :me) } catch { (class, reason) -> (class, reason) }
  ## (:exit, (:noproc, :me))
  fn call(server, request, timeout, who) {
    let pid = partner(server, who)
    let deadline = deadline(timeout)
    # The monitor is the alias that the answer comes to, and ends with the first answer.
    let ref = monitor(pid, alias: :reply_demonitor)
    send_or_exit(pid, (:"$call", (self(), ref), request, deadline), ref, who)
    await(ref, timeout, who)
  }

  private fn await(ref, timeout, who) {
    receive {
      (^ref, answer)                     -> answer
      (:DOWN, ^ref, :process, _, reason) -> exit((reason, who))
      after timeout -> {
        demonitor(ref, flush: true)
        # The answer may have come in this very moment.
        receive {
          (^ref, answer) -> answer
          after 0        -> exit((:timeout, who))
        }
      }
    }
  }

  private fn partner(server, who) {
    let pid = if is_pid(server) { server } else { where(server) }
    if pid == nil { exit((:noproc, who)) }
    if pid == self() { exit((:calling_self, who)) }
    pid
  }

  private fn send_or_exit(pid, message, ref, who) {
    try { pid ! message } catch {
      (:error, :mailbox_full) -> {
        demonitor(ref, flush: true)
        exit((:mailbox_full, who))
      }
    }
  }

  private fn deadline(:infinity) { :infinity }
  private fn deadline(timeout) when is_integer(timeout) and timeout >= 0 and timeout <= 0xFFFF_FFFF {
    Time.monotonic() + timeout
  }
  private fn deadline(_) { raise(:timeout_value) }

  ## Whether nobody waits any more for the answer to a request with this deadline.
  ##
  ## >> Gen.expired?(:infinity)
  ## false
  fn expired?(:infinity) { false }
  fn expired?(deadline) { Time.monotonic() > deadline }

  ## Answers a call; `from` came with it. Only the first answer counts. Gives `:ok`.
  ##
  ## >> let ref = alias(reply: true); Gen.reply((self(), ref), 42); receive { (^ref, answer) -> answer }
  ## 42
  fn reply((_caller, ref), answer) {
    ref ! (ref, answer)
    :ok
  }

  ## Sends a request that nobody answers; gives `:ok`, also when there is no such process, and
  ## `(:error, :mailbox_full)` when its mailbox is full and rejects what comes.
  ##
  ## >> Gen.cast(:nobody_has_this_name, :hello)
  ## :ok
  fn cast(server, request) {
    let target = match server {
      pid when is_pid(pid)             -> pid
      name when is_atom(name)          -> (name, node())
      (:via, registry, key)            -> registry.whereis_name(key)
      (name, place) when is_atom(name) -> if place == node() { (name, place) } else { nil }
      other                            -> raise((:bad_name, other))
    }
    if target == nil { :ok } else {
      try {
        target ! (:"$cast", request)
        :ok
      } catch {
        (:error, :mailbox_full) -> (:error, :mailbox_full)
      }
    }
  }

  ## Sends a request without waiting for the answer; gives what `receive_response` waits for.
  ##
  ## >> let id = Gen.send_request(:nobody_has_this_name, :hello); Gen.receive_response(id, 1_000)
  ## (:error, (:noproc, :nobody_has_this_name))
  fn send_request(server, request) {
    match where(server) {
      nil -> {
        let ref = make_ref()
        self() ! (:DOWN, ref, :process, server, :noproc)
        (:request, ref, server)
      }
      pid -> {
        let ref = monitor(pid, alias: :reply_demonitor)
        send_or_exit(pid, (:"$call", (self(), ref), request, :infinity), ref, server)
        (:request, ref, server)
      }
    }
  }

  ## Waits for the answer to a request of `send_request`: `(:reply, answer)`, `(:error, (reason, server))`
  ## when the server has ended, or `:timeout`; after that an answer is dropped.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 1 }); let id = Gen.send_request(agent, :what); exit(agent, :kill); let (what, _) = Gen.receive_response(id, :infinity); what
  ## :error
  fn receive_response((:request, ref, _) as id, timeout) {
    match wait_response(id, timeout) {
      :timeout -> {
        demonitor(ref, flush: true)
        receive {
          (^ref, answer) -> (:reply, answer)
          after 0        -> :timeout
        }
      }
      answer -> answer
    }
  }

  ## Like `receive_response`, but after `:timeout` the request stands, and one can wait again.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 1 }); Process.suspend(agent); Gen.wait_response(Gen.send_request(agent, :what), 0)
  ## :timeout
  fn wait_response((:request, ref, server), timeout) {
    receive {
      (^ref, answer)                     -> (:reply, answer)
      (:DOWN, ^ref, :process, _, reason) -> (:error, (reason, server))
      after timeout -> :timeout
    }
  }

  ## Looks whether a message that was received is the answer to a request: `(:reply, answer)`,
  ## `(:error, (reason, server))`, or `:no_reply` when it is something else.
  ##
  ## >> Gen.check_response(:hello, Gen.send_request(:nobody_has_this_name, 1))
  ## :no_reply
  fn check_response(message, (:request, ref, server)) {
    match message {
      (^ref, answer)                     -> (:reply, answer)
      (:DOWN, ^ref, :process, _, reason) -> (:error, (reason, server))
      _                                  -> :no_reply
    }
  }

  ## Tells a process to end with `reason`, through its `terminate`, and waits until it has; `:ok`. The
  ## caller exits with `(reason, who)` when there is no such process, when it ends for another reason or
  ## does not within `timeout`.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 1 }); Gen.stop(agent, :normal, 5_000, :me)
  ## :ok
  fn stop(server, reason, timeout, who) {
    let pid = partner(server, who)
    let ref = monitor(pid, alias: :demonitor)
    send_system(pid, ref, (:terminate, reason))
    receive {
      (:DOWN, ^ref, :process, _, ^reason) -> :ok
      (:DOWN, ^ref, :process, _, other)   -> exit((other, who))
      after timeout -> {
        demonitor(ref, flush: true)
        exit((:timeout, who))
      }
    }
  }

  # MARK: System messages

  ## Sends a system message and waits for the answer; exits as `call` does.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Gen.system_request(agent, :get_state, 5_000, :me)
  ## (:ok, 7)
  fn system_request(server, request, timeout, who) {
    let pid = partner(server, who)
    let ref = monitor(pid, alias: :reply_demonitor)
    send_system(pid, ref, request)
    await(ref, timeout, who)
  }

  # A full mailbox must not keep anybody from looking into a server, resuming or stopping it: what comes
  # from a timer needs no room.
  private fn send_system(pid, ref, request) {
    Process.send_after(pid, (:"$system", (self(), ref), request), 0)
  }

  ## Handles a system message for a behaviour: it answers and goes on with one of
  ## `module.system_continue(parent, misc)`, `module.system_terminate(reason, parent, misc)`; it asks
  ## `module.system_get_state(misc)` and `module.system_replace_state(f, misc)`, which gives
  ## `(new_state, new_misc)`. Without the capability `introspection` it does nothing but terminate.
  fn system(from, request, parent, module_name, misc) {
    match request {
      (:terminate, reason) -> module_name.system_terminate(reason, parent, misc)
      other -> {
        if System.permitted?(:introspection) {
          system_permitted(from, other, parent, module_name, misc)
        } else {
          reply(from, (:error, (:error, (:not_permitted, :introspection))))
          module_name.system_continue(parent, misc)
        }
      }
    }
  }

  private fn system_permitted(from, :suspend, parent, module_name, misc) {
    reply(from, :ok)
    suspended(parent, module_name, misc)
  }
  private fn system_permitted(from, request, parent, module_name, misc) {
    module_name.system_continue(parent, answered(from, request, module_name, misc))
  }

  # Only system messages and the parent's end are taken.
  private fn suspended(parent, module_name, misc) {
    receive {
      (:"$system", from, :resume) -> {
        reply(from, :ok)
        module_name.system_continue(parent, misc)
      }
      (:"$system", _from, (:terminate, reason)) -> module_name.system_terminate(reason, parent, misc)
      (:"$system", from, request) ->
        suspended(parent, module_name, answered(from, request, module_name, misc))
      (:EXIT, ^parent, reason) -> module_name.system_terminate(reason, parent, misc)
    }
  }

  # Answers what neither ends nor suspends; gives the new misc. A function of a stranger must not take
  # the process along.
  private fn answered(from, request, module_name, misc) {
    let (answer, new) = try {
      match request {
        :get_state          -> ((:ok, module_name.system_get_state(misc)), misc)
        (:replace_state, f) -> {
          let (state, new) = module_name.system_replace_state(f, misc)
          ((:ok, state), new)
        }
        :resume  -> (:ok, misc)
        :suspend -> (:ok, misc)
        _        -> ((:error, (:unknown_system_message, request)), misc)
      }
    } catch {
      (class, reason) -> ((:error, (class, reason)), misc)
    }
    reply(from, answer)
    new
  }
}
