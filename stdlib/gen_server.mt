## GenServer: a process that keeps a state and answers requests, after Erlang's behaviour of that name.
##
## A module says what happens in callbacks; GenServer runs the process, so that starting it, calling it,
## naming it, stopping it and telling of its crash work the same way for all servers.
##
## ```
## module Stack {
##   fn start_link(items) { GenServer.start_link(Stack, items, name: :stack) }
##   fn push(x) { GenServer.cast(:stack, (:push, x)) }
##   fn pop()   { GenServer.call(:stack, :pop) }
##
##   fn init(items) { (:ok, items) }
##   fn handle_call(:pop, _from, [x | rest]) { (:reply, x, rest) }
##   fn handle_cast((:push, x), items)       { (:noreply, [x | items]) }
## }
## ```
##
## | callback | is called | and gives |
## | --- | --- | --- |
## | `init(argument)` | at the start | `(:ok, state)`, `(:ok, state, next)`, `:ignore`, `(:stop, reason)`, `(:error, reason)` |
## | `handle_call(request, from, state)` | for `call` | `(:reply, answer, state)`, `(:reply, answer, state, next)`, `(:noreply, state)`, `(:noreply, state, next)`, `(:stop, reason, answer, state)`, `(:stop, reason, state)` |
## | `handle_cast(request, state)` | for `cast` | `(:noreply, state)`, `(:noreply, state, next)`, `(:stop, reason, state)` |
## | `handle_info(message, state)` | for every other message | the same |
## | `handle_continue(argument, state)` | after `(:continue, argument)` | the same |
## | `terminate(reason, state)` | before the server ends | anything |
##
## Only `init` is needed, and the callbacks for what is sent. `next` is a number of milliseconds, after
## which `handle_info(:timeout, state)` is called unless a message comes first; `:hibernate`, which gives
## back all memory but the state until the next message; or `(:continue, argument)`, which calls
## `handle_continue` before any other message is looked at. What a callback throws counts as its result.
##
## `terminate` is called when a callback stops the server, crashes or gives a result that is none, for
## `stop`, and, when the server traps exits, when its parent ends. A server that ends for another reason than
## `:normal`, `:shutdown` or `(:shutdown, _)` leaves a crash report with its name, the last message and the
## state. A message that nothing handles is a dead letter with the reason `:unexpected`.
##
## >> let (:ok, stack) = GenServer.start(GenServer.Example, [1, 2]); GenServer.call(stack, :pop)
## 1
module GenServer {
  # MARK: Starting

  ## Starts a server that is not linked to the caller: `start_link` says what it gives.
  ##
  ## >> GenServer.start(GenServer.Example, :refuse)
  ## (:error, :refused)
  fn start(module_name, argument) { start_in(:start, module_name, argument, %{}) }

  ## Starts a server that is not linked to the caller, with the options of `start_link`.
  ##
  ## >> let (:ok, _) = GenServer.start(GenServer.Example, [1], name: :doc_stack); GenServer.call(:doc_stack, :pop)
  ## 1
  fn start(module_name, argument, options) { start_in(:start, module_name, argument, options) }

  ## Starts a server and links it to the caller; it runs `module_name.init(argument)` and then waits for requests.
  ##
  ## Gives `(:ok, pid)` once `init` is done, `:ignore`, or `(:error, reason)`: then the process has ended
  ## and its name is free again.
  ##
  ## >> let (:ok, stack) = GenServer.start_link(GenServer.Example, [1, 2]); GenServer.cast(stack, (:push, 0)); GenServer.call(stack, :pop)
  ## 0
  fn start_link(module_name, argument) { start_in(:link, module_name, argument, %{}) }

  ## Like `start_link`, with options as trailing keywords.
  ##
  ## - `name`: an atom, or `(:via, Registry, (registry, key))`; a name that is taken gives
  ##   `(:error, (:already_started, pid))`;
  ## - `timeout`: the milliseconds that `init` may take, after which the process is killed and the result
  ##   is `(:error, :timeout)`;
  ## - `mailbox`, `overflow`: a limit for waiting messages and what happens at it, as for `spawn`;
  ## - `priority`, `max_heap`: as for `spawn`;
  ## - `skip_expired: true`: requests whose caller has stopped waiting are dropped unseen;
  ## - `hibernate_after`: hibernates after so many milliseconds without a message.
  ##
  ## >> let (:ok, a) = GenServer.start_link(GenServer.Example, [], name: :doc_one); GenServer.start_link(GenServer.Example, [], name: :doc_one) == (:error, (:already_started, a))
  ## true
  fn start_link(module_name, argument, options) { start_in(:link, module_name, argument, options) }

  private fn start_in(mode, module_name, argument, options) {
    check_options(Map.keys(options))
    let name = Map.get(options, :name, nil)
    let parent = if mode == :link { self() } else { nil }
    let skip = Map.get(options, :skip_expired, false)
    let idle = Map.get(options, :hibernate_after, :infinity)
    if not time?(idle) { raise((:bad_option, (:hibernate_after, idle))) }
    Gen.start(mode, name, options, fn() {
      initialise(module_name, argument, (parent, name, skip, idle))
    })
  }

  private fn check_options([]) { :ok }
  private fn check_options([key | rest]) {
    if List.member?(option_names(), key) { check_options(rest) } else { raise((:bad_option, key)) }
  }

  private fn option_names() {
    [:name, :timeout, :mailbox, :overflow, :priority, :max_heap, :skip_expired, :hibernate_after]
  }

  private fn initialise(module_name, argument, me) {
    match try { module_name.init(argument) } catch { (:throw, value) -> value } {
      (:ok, state)       -> (:ok, fn() { idle(module_name, state, me) })
      (:ok, state, next) -> {
        if next?(next) { (:ok, fn() { go_on(module_name, state, me, next) }) }
        else { (:stop, (:bad_return_value, (:ok, state, next))) }
      }
      other -> other
    }
  }

  # MARK: Requests

  ## Sends a request and waits for the answer, for at most 5 seconds.
  ##
  ## When no answer comes the caller exits with `(reason, (GenServer, :call, arguments))`; the reason is
  ## `:noproc`, `:timeout`, `:calling_self`, `:mailbox_full`, or what the server ended with. An answer
  ## that is late never reaches the caller.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, [7]); GenServer.call(stack, :pop)
  ## 7
  fn call(server, request) {
    Gen.call(server, request, 5_000, (GenServer, :call, [server, request]))
  }

  ## Like `call`, waiting for at most so many milliseconds, or for ever with `:infinity`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); try { GenServer.call(stack, :never, 1) } catch { (:exit, (reason, _)) -> reason }
  ## :timeout
  fn call(server, request, timeout) {
    Gen.call(server, request, timeout, (GenServer, :call, [server, request, timeout]))
  }

  ## Sends a request that is not answered; gives `:ok` at once, also when there is no such server, and
  ## `(:error, :mailbox_full)` when its mailbox is full and rejects what comes.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); GenServer.cast(stack, (:push, 1))
  ## :ok
  fn cast(server, request) { Gen.cast(server, request) }

  ## Answers a call that `handle_call` left open with `(:noreply, state)`; any process may do that. Gives `:ok`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); GenServer.call(stack, :later)
  ## :here_it_is
  fn reply(from, answer) { Gen.reply(from, answer) }

  ## Sends a request without waiting; gives an id for `receive_response`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, [7]); GenServer.receive_response(GenServer.send_request(stack, :pop), 5_000)
  ## (:reply, 7)
  fn send_request(server, request) { Gen.send_request(server, request) }

  ## Waits for the answer to a request of `send_request`: `(:reply, answer)`, `(:error, (reason, server))`,
  ## or `:timeout`, after which the answer is dropped when it comes.
  ##
  ## >> GenServer.receive_response(GenServer.send_request(:nobody_has_this_name, :pop), 1_000)
  ## (:error, (:noproc, :nobody_has_this_name))
  fn receive_response(id, timeout) { Gen.receive_response(id, timeout) }

  ## Like `receive_response`, but one can wait again after `:timeout`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); GenServer.wait_response(GenServer.send_request(stack, :never), 1)
  ## :timeout
  fn wait_response(id, timeout) { Gen.wait_response(id, timeout) }

  ## Looks whether a received message is the answer to a request: `(:reply, answer)`,
  ## `(:error, (reason, server))` or `:no_reply`.
  ##
  ## >> let id = GenServer.send_request(:nobody_has_this_name, :pop); receive { message -> GenServer.check_response(message, id) }
  ## (:error, (:noproc, :nobody_has_this_name))
  fn check_response(message, id) { Gen.check_response(message, id) }

  ## Ends a server through its `terminate` and waits until it has ended; `:ok`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); GenServer.stop(stack)
  ## :ok
  fn stop(server) { Gen.stop(server, :normal, :infinity, (GenServer, :stop, [server])) }

  ## Like `stop`, with the reason that the server ends with.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); let ref = monitor(stack); GenServer.stop(stack, :shutdown); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :shutdown
  fn stop(server, reason) { Gen.stop(server, reason, :infinity, (GenServer, :stop, [server, reason])) }

  ## Like `stop`, waiting for at most so many milliseconds; then the caller exits with `:timeout`.
  ##
  ## >> let (:ok, stack) = GenServer.start(GenServer.Example, []); GenServer.stop(stack, :normal, 5_000)
  ## :ok
  fn stop(server, reason, timeout) {
    Gen.stop(server, reason, timeout, (GenServer, :stop, [server, reason, timeout]))
  }

  # MARK: The loop

  # `me` is (parent, name, skip_expired, hibernate_after).
  private fn idle(module_name, state, me) { loop(module_name, state, me, elem(me, 3), :hibernate) }

  # `then` is what happens when no message comes within `timeout`: `:hibernate`, or `:timeout` for the
  # callback that asked for it.
  private fn loop(module_name, state, me, timeout, then) {
    receive {
      (:"$call", from, request, deadline) -> {
        if elem(me, 2) and Gen.expired?(deadline) { loop(module_name, state, me, timeout, then) }
        else { called(module_name, state, me, from, request) }
      }
      (:"$cast", request) -> {
        let result = try { module_name.handle_cast(request, state) } catch {
          (:throw, value) -> value
          (class, reason) -> (:"$raised", class, reason, stacktrace())
        }
        handled(result, module_name, state, me, (:"$cast", request))
      }
      (:"$system", from, request) ->
        Gen.system(from, request, elem(me, 0), GenServer, (module_name, state, me, timeout, then))
      message -> informed(module_name, state, me, message)
      after timeout -> {
        if then == :hibernate { hibernate(module_name, state, me) }
        else { informed(module_name, state, me, then) }
      }
    }
  }

  private fn called(module_name, state, me, from, request) {
    let result = try { module_name.handle_call(request, from, state) } catch {
      (:throw, value) -> value
      (class, reason) -> (:"$raised", class, reason, stacktrace())
    }
    match result {
      (:reply, answer, new) -> {
        Gen.reply(from, answer)
        idle(module_name, new, me)
      }
      (:reply, answer, new, next) -> {
        Gen.reply(from, answer)
        go_on(module_name, new, me, next)
      }
      (:stop, reason, answer, new) -> {
        try { finish(reason, module_name, new, me, request) } after { Gen.reply(from, answer) }
      }
      other -> handled(other, module_name, state, me, request)
    }
  }

  private fn informed(module_name, state, (parent, _, _, _) as me, message) {
    match message {
      (:EXIT, ^parent, reason) -> finish(reason, module_name, state, me, message)
      _ -> {
        let result = try { module_name.handle_info(message, state) } catch {
          (:throw, value)  -> value
          (:error, :undef) -> {
            let trace = stacktrace()
            if Code.function_exported?(module_name, :handle_info, 2) {
              (:"$raised", :error, :undef, trace)
            } else { unexpected(message, state) }
          }
          (class, reason) -> (:"$raised", class, reason, stacktrace())
        }
        handled(result, module_name, state, me, message)
      }
    }
  }

  # A server without `handle_info` leaves the message alone; whoever looks for lost messages finds it.
  private fn unexpected(:timeout, state) { (:noreply, state) }
  private fn unexpected(message, state) {
    Events.publish(:dead_letter, %{message: message, to: self(), reason: :unexpected})
    (:noreply, state)
  }

  # What a callback other than a replying `handle_call` gave.
  private fn handled(result, module_name, state, me, message) {
    match result {
      (:noreply, new)       -> idle(module_name, new, me)
      (:noreply, new, next) -> go_on(module_name, new, me, next)
      (:stop, reason, new)  -> finish(reason, module_name, new, me, message)
      (:"$raised", class, reason, trace) ->
        crash(class, reason, trace, module_name, state, me, message)
      other -> finish((:bad_return_value, other), module_name, state, me, message)
    }
  }

  private fn go_on(module_name, state, me, next) {
    match next {
      (:continue, argument) -> {
        let result = try { module_name.handle_continue(argument, state) } catch {
          (:throw, value) -> value
          (class, reason) -> (:"$raised", class, reason, stacktrace())
        }
        handled(result, module_name, state, me, (:continue, argument))
      }
      :hibernate -> hibernate(module_name, state, me)
      :infinity  -> idle(module_name, state, me)
      time       -> {
        if next?(time) { loop(module_name, state, me, time, :timeout) }
        else { finish((:bad_return_value, (:next, time)), module_name, state, me, nil) }
      }
    }
  }

  private fn next?((:continue, _)) { true }
  private fn next?(:hibernate) { true }
  private fn next?(time) { time?(time) }

  private fn time?(:infinity) { true }
  private fn time?(time) { is_integer(time) and time >= 0 and time <= 0xFFFF_FFFF }

  private fn hibernate(module_name, state, me) {
    Process.hibernate(GenServer, :wake_up, [module_name, state, me])
  }

  ## Internal: a server goes on here after it has hibernated; when no callback ran it sleeps on.
  fn wake_up(module_name, state, me) { loop(module_name, state, me, 0, :hibernate) }

  # MARK: The end

  private fn crash(class, reason, trace, module_name, state, me, message) {
    let final = if class == :error { (reason, trace) } else { reason }
    terminate(final, module_name, state, me, message)
    if class == :error or not quiet?(reason) {
      report(class, reason, trace, module_name, state, me, message)
    }
    exit(final)
  }

  private fn finish(reason, module_name, state, me, message) {
    terminate(reason, module_name, state, me, message)
    if not quiet?(reason) { report(:exit, reason, [], module_name, state, me, message) }
    exit(reason)
  }

  # What `terminate` exits with or raises becomes the reason that the server ends with.
  private fn terminate(reason, module_name, state, me, message) {
    if Code.function_exported?(module_name, :terminate, 2) {
      try { module_name.terminate(reason, state) } catch {
        (:throw, _)    -> :ok
        (class, worse) -> {
          let trace = stacktrace()
          if class == :error or not quiet?(worse) {
            report(class, worse, trace, module_name, state, me, message)
          }
          exit(if class == :error { (worse, trace) } else { worse })
        }
      }
    }
  }

  private fn quiet?(:normal) { true }
  private fn quiet?(:shutdown) { true }
  private fn quiet?((:shutdown, _)) { true }
  private fn quiet?(_) { false }

  private fn report(class, reason, trace, module_name, state, (_, name, _, _), message) {
    Events.report(:crash, %{
      title: "GenServer \(label(name, module_name)) crashed",
      pid: self(), name: name, class: class, reason: reason, trace: trace,
      details: [("last message", message), ("state", state)],
    })
  }

  private fn label(nil, module_name) { "\(module_name) \(self())" }
  private fn label((:via, _, key), module_name) { "\(module_name) \(inspect(key))" }
  private fn label(name, _) { inspect(name) }

  # MARK: System messages

  ## Internal: goes on after a system message.
  fn system_continue(_parent, (module_name, state, me, timeout, then)) {
    loop(module_name, state, me, timeout, then)
  }

  ## Internal: ends for a system message.
  fn system_terminate(reason, _parent, (module_name, state, me, _, _)) {
    finish(reason, module_name, state, me, nil)
  }

  ## Internal: the state for `Process.get_state`.
  fn system_get_state((_, state, _, _, _)) { state }

  ## Internal: the state for `Process.replace_state`.
  fn system_replace_state(f, (module_name, state, me, timeout, then)) {
    let new = f(state)
    (new, (module_name, new, me, timeout, then))
  }
}

## Internal: the server that the examples in GenServer's documentation use: a stack.
module GenServer.Example {
  ## Internal: a callback of GenServer.
  fn init(:refuse) { (:stop, :refused) }
  fn init(items) { (:ok, items) }

  ## Internal: a callback of GenServer.
  fn handle_call(:pop, _from, [x | rest]) { (:reply, x, rest) }
  fn handle_call(:later, from, items) {
    spawn { GenServer.reply(from, :here_it_is) }
    (:noreply, items)
  }
  fn handle_call(:never, _from, items) { (:noreply, items) }

  ## Internal: a callback of GenServer.
  fn handle_cast((:push, x), items) { (:noreply, [x | items]) }
}
