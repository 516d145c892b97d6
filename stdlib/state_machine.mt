## StateMachine: a process that is in one of several states, after Erlang's `gen_statem`.
##
## A module says in callbacks what each event does in each state; what it gives says which state comes
## next, and which actions go with it: replies, time-outs, events that wait for another state.
##
## ```
## module Door {
##   fn start_link(code) { StateMachine.start_link(Door, code, name: :door) }
##   fn unlock(code)     { StateMachine.call(:door, (:unlock, code)) }
##
##   fn callback_mode() { :state_functions }
##   fn init(code)      { (:ok, :locked, code) }
##
##   fn locked((:call, from), (:unlock, code), code) {
##     (:next_state, :open, code, [(:reply, from, :ok), (:state_timeout, 5_000, :lock)])
##   }
##   fn locked((:call, from), (:unlock, _), _code) {
##     (:keep_state_and_data, (:reply, from, (:error, :wrong_code)))
##   }
##   fn open(:state_timeout, :lock, code) { (:next_state, :locked, code) }
##   fn open((:call, _from), _request, _code) { (:keep_state_and_data, :postpone) }
## }
## ```
##
## | callback | is called | and gives |
## | --- | --- | --- |
## | `callback_mode()` | at the start | `:state_functions` or `:handle_event`, or a list of that and `:state_enter` |
## | `init(argument)` | at the start | `(:ok, state, data)`, `(:ok, state, data, actions)`, `:ignore`, `(:stop, reason)`, `(:error, reason)` |
## | `state(type, content, data)` | for an event, with `:state_functions`: the state is an atom and names the function | see below |
## | `handle_event(type, content, state, data)` | for an event, with `:handle_event`: the state is any term | see below |
## | `terminate(reason, state, data)` | before the machine ends; may be missing | anything |
##
## The type of an event is `(:call, from)`, `:cast`, `:info` for a plain message, `:internal`, `:timeout`,
## `(:timeout, name)`, `:state_timeout`, or `:enter`. What an event gives is one of
##
## - `(:next_state, state, data)`: the state that comes next, the same one or another;
## - `(:keep_state, data)`, `:keep_state_and_data`: stay in the state;
## - `(:repeat_state, data)`, `:repeat_state_and_data`: stay, but enter the state once more;
## - any of these with actions at its end: `(:keep_state_and_data, actions)`;
## - `:stop`, `(:stop, reason)`, `(:stop, reason, data)`, `(:stop_and_reply, reason, replies)`,
##   `(:stop_and_reply, reason, replies, data)`.
##
## What a callback throws counts as its result. Actions are one action or a list of them:
##
## - `(:reply, from, answer)` answers a call, now;
## - `:postpone`: the event comes once more after the next change of state;
## - `(:next_event, type, content)`: an event that comes before all that wait, in the order of the actions;
## - `(:state_timeout, ms, content)`: an event unless the state changes within that time;
## - `(:timeout, ms, content)`, or only `ms`: an event unless any other event comes within that time;
## - `((:timeout, name), ms, content)`: an event after that time whatever comes; every name has a timer;
## - `(timer, :cancel)` and `(timer, :update, content)` for a timer that runs, where `timer` is
##   `:state_timeout`, `:timeout` or `(:timeout, name)`; setting a timer that runs starts it anew, and `:infinity`
##   as its time cancels it; with `(timer, time, content, abs: true)` the time is a moment of
##   `Time.monotonic(:millisecond)`;
## - `:hibernate` gives back all memory but the live data while the machine waits;
## - `(:change_callback_module, m)`, `(:push_callback_module, m)`, `:pop_callback_module`: from the next event
##   on, the callbacks are those of another module.
##
## A change of state is a state that is not `===` the one before. It cancels the state time-out, takes the
## postponed events up again, the oldest first and before what is newer, and, with `:state_enter`, is followed
## by a call of type `:enter` in the new state whose content is the old one; its actions follow those
## that were given before, and it must not change the state, postpone or insert events. A time-out of 0 comes
## once no other event waits in the machine, and before any message that is still in the mailbox. A
## cancelled timer is never heard of again.
##
## `terminate` is called when a callback stops the machine, crashes or gives a result that is none, for
## `stop`, and, when the machine traps exits, when its parent ends. A machine that ends for another reason
## than `:normal`, `:shutdown` or `(:shutdown, _)` leaves a crash report with its name, the last event, the state
## and the data. `Process.get_state` of a machine is `(state, data)`.
##
## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); (StateMachine.call(door, (:unlock, 1)), StateMachine.call(door, (:unlock, 42)))
## ((:error, :wrong_code), :ok)
module StateMachine {
  # MARK: Starting

  ## Starts a machine that is not linked to the caller: `start_link` says what it gives.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); Process.get_state(door)
  ## (:locked, 42)
  fn start(module_name, argument) { start_in(:start, module_name, argument, %{}) }

  ## Starts a machine that is not linked to the caller, with the options of `start_link`.
  ##
  ## >> let (:ok, _) = StateMachine.start(StateMachine.Example, 42, name: :doc_door); StateMachine.call(:doc_door, :state)
  ## :locked
  fn start(module_name, argument, options) { start_in(:start, module_name, argument, options) }

  ## Starts a machine and links it to the caller; it runs `module_name.init(argument)`, enters its first
  ## state and then waits for events.
  ##
  ## Gives `(:ok, pid)` once `init` is done, `:ignore`, or `(:error, reason)`: then the process has ended
  ## and its name is free again.
  ##
  ## >> let (:ok, door) = StateMachine.start_link(StateMachine.Example, 42); StateMachine.call(door, (:unlock, 42))
  ## :ok
  fn start_link(module_name, argument) { start_in(:link, module_name, argument, %{}) }

  ## Like `start_link`, with options as trailing keywords.
  ##
  ## - `name`: an atom, or `(:via, Registry, (registry, key))`; a name that is taken gives
  ##   `(:error, (:already_started, pid))`;
  ## - `timeout`: the milliseconds that `init` may take, after which the process is killed and the result
  ##   is `(:error, :timeout)`;
  ## - `mailbox`, `overflow`: a limit for waiting messages and what happens at it, as for `spawn`;
  ## - `priority`, `max_heap`: as for `spawn`;
  ## - `hibernate_after`: hibernates after so many milliseconds without an event.
  ##
  ## >> let (:ok, a) = StateMachine.start_link(StateMachine.Example, 1, name: :doc_gate); StateMachine.start_link(StateMachine.Example, 1, name: :doc_gate) == (:error, (:already_started, a))
  ## true
  fn start_link(module_name, argument, options) { start_in(:link, module_name, argument, options) }

  private fn start_in(mode, module_name, argument, options) {
    check_options(Map.keys(options))
    let name = Map.get(options, :name, nil)
    let parent = if mode == :link { self() } else { nil }
    let idle = Map.get(options, :hibernate_after, :infinity)
    Gen.start(mode, name, options, fn() {
      StateMachine.Loop.initialise(module_name, argument, parent, name, idle)
    })
  }

  private fn check_options([]) { :ok }
  private fn check_options([key | rest]) {
    if List.member?(option_names(), key) { check_options(rest) } else { raise((:bad_option, key)) }
  }

  private fn option_names() {
    [:name, :timeout, :mailbox, :overflow, :priority, :max_heap, :hibernate_after]
  }

  # MARK: Requests

  ## Sends an event of type `(:call, from)` and waits for the answer, as long as it takes: a machine may
  ## postpone it.
  ##
  ## When no answer comes the caller exits with `(reason, (StateMachine, :call, arguments))`; the reason is
  ## `:noproc`, `:timeout`, `:calling_self`, `:mailbox_full`, or what the machine ended with. An answer
  ## that is late never reaches the caller.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.call(door, :state)
  ## :locked
  fn call(server, request) {
    Gen.call(server, request, :infinity, (StateMachine, :call, [server, request]))
  }

  ## Like `call`, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); try { StateMachine.call(door, :wait_until_open, 1) } catch { (:exit, (reason, _)) -> reason }
  ## :timeout
  fn call(server, request, timeout) {
    Gen.call(server, request, timeout, (StateMachine, :call, [server, request, timeout]))
  }

  ## Sends an event of type `:cast`, which is not answered; gives `:ok` at once, also when there is no such
  ## machine, and `(:error, :mailbox_full)` when its mailbox is full and rejects what comes.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.cast(door, (:new_code, 7)); StateMachine.call(door, (:unlock, 7))
  ## :ok
  fn cast(server, content) { Gen.cast(server, content) }

  ## Answers a call that no action answers; any process may do that. Gives `:ok`.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.call(door, :ask_a_friend)
  ## :said_the_friend
  fn reply(from, answer) { Gen.reply(from, answer) }

  ## Sends a call without waiting; gives an id for `receive_response`.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); let id = StateMachine.send_request(door, :wait_until_open); StateMachine.call(door, (:unlock, 42)); StateMachine.receive_response(id, 5_000)
  ## (:reply, :open)
  fn send_request(server, request) { Gen.send_request(server, request) }

  ## Waits for the answer to a request of `send_request`: `(:reply, answer)`, `(:error, (reason, server))`,
  ## or `:timeout`, after which the answer is dropped when it comes.
  ##
  ## >> StateMachine.receive_response(StateMachine.send_request(:nobody_has_this_name, :open), 1_000)
  ## (:error, (:noproc, :nobody_has_this_name))
  fn receive_response(id, timeout) { Gen.receive_response(id, timeout) }

  ## Like `receive_response`, but one can wait again after `:timeout`.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.wait_response(StateMachine.send_request(door, :wait_until_open), 1)
  ## :timeout
  fn wait_response(id, timeout) { Gen.wait_response(id, timeout) }

  ## Looks whether a received message is the answer to a request: `(:reply, answer)`,
  ## `(:error, (reason, server))` or `:no_reply`.
  ##
  ## >> let id = StateMachine.send_request(:nobody_has_this_name, :open); receive { message -> StateMachine.check_response(message, id) }
  ## (:error, (:noproc, :nobody_has_this_name))
  fn check_response(message, id) { Gen.check_response(message, id) }

  ## Ends a machine through its `terminate` and waits until it has ended; `:ok`.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.stop(door)
  ## :ok
  fn stop(server) { Gen.stop(server, :normal, :infinity, (StateMachine, :stop, [server])) }

  ## Like `stop`, with the reason that the machine ends with.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); let ref = monitor(door); StateMachine.stop(door, :shutdown); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :shutdown
  fn stop(server, reason) {
    Gen.stop(server, reason, :infinity, (StateMachine, :stop, [server, reason]))
  }

  ## Like `stop`, waiting for at most so many milliseconds; then the caller exits with `:timeout`.
  ##
  ## >> let (:ok, door) = StateMachine.start(StateMachine.Example, 42); StateMachine.stop(door, :normal, 5_000)
  ## :ok
  fn stop(server, reason, timeout) {
    Gen.stop(server, reason, timeout, (StateMachine, :stop, [server, reason, timeout]))
  }
}

## Internal: the machine that the examples in StateMachine's documentation use: a door with a code.
module StateMachine.Example {
  ## Internal: a callback of StateMachine.
  fn callback_mode() { :state_functions }

  ## Internal: a callback of StateMachine.
  fn init(code) { (:ok, :locked, code) }

  ## Internal: a state of the machine.
  fn locked((:call, from), (:unlock, code), code) {
    (:next_state, :open, code, [(:reply, from, :ok), (:state_timeout, 5_000, :lock)])
  }
  fn locked((:call, from), (:unlock, _), _) {
    (:keep_state_and_data, (:reply, from, (:error, :wrong_code)))
  }
  fn locked((:call, _), :wait_until_open, _) { (:keep_state_and_data, :postpone) }
  fn locked(:cast, (:new_code, code), _) { (:keep_state, code) }
  fn locked(type, request, _) { always(type, request, :locked) }

  ## Internal: a state of the machine.
  fn open(:state_timeout, :lock, code) { (:next_state, :locked, code) }
  fn open((:call, from), :wait_until_open, _) { (:keep_state_and_data, (:reply, from, :open)) }
  fn open(type, request, _) { always(type, request, :open) }

  private fn always((:call, from), :state, state) { (:keep_state_and_data, (:reply, from, state)) }
  private fn always((:call, from), :ask_a_friend, _) {
    spawn { StateMachine.reply(from, :said_the_friend) }
    :keep_state_and_data
  }
}
