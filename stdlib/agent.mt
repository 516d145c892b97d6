## Agents: processes that hold a value which others read and change through functions.
##
## The functions run in the agent, one after the other, so a change that depends on the old value
## needs no lock; while one runs the others wait, so they should be short. What they refer to is
## copied to the agent and back: ask for the part that is needed rather than for everything.
##
## ```
## let (:ok, counter) = Agent.start_link { 0 }
## Agent.update(counter) { n in n + 1 }
## Agent.get(counter) { n in n }
## ```
##
## An agent is a GenServer: it may have a name, it can be a supervisor's child (`Agent.child_spec`),
## and a function that raises ends it and, as any server, its caller. Every function that takes an
## agent takes a pid, a name or `(:via, Module, term)`.
##
## Instead of a function each call takes `mod, :function, arguments` too; the state is then put
## before the arguments. Such calls enter the newest version of the module, which closures do not.
##
## >> let (:ok, counter) = Agent.start_link { 0 }; Agent.update(counter) { n in n + 1 }; Agent.get(counter) { n in n }
## 1
module Agent {
  # Starting

  ## Starts an agent that is linked to the caller and holds what `f` gives: `(:ok, pid)`, or
  ## `(:error, reason)` when `f` fails or the name is taken.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [1, 2] }; Agent.get(agent) { xs in hd(xs) }
  ## 1
  fn start_link(f) { start_link(f, %{}) }

  ## Like `start_link`, with the options of `GenServer.start_link`, among them `name` and `timeout`;
  ## the function may come first or last.
  ##
  ## >> let (:ok, _) = Agent.start_link(name: :doc_linked) { 7 }; Agent.get(:doc_linked) { n in n }
  ## 7
  fn start_link(f, options) when is_function(f) and is_map(options) {
    GenServer.start_link(Agent.Server, f, options)
  }
  fn start_link(options, f) when is_function(f) and is_map(options) { start_link(f, options) }
  fn start_link(_f, _options) { raise(:badarg) }

  ## Starts a linked agent that holds what `mod.function(arguments...)` gives.
  ##
  ## >> let (:ok, agent) = Agent.start_link(Map, :from_list, [[(:a, 1)]]); Agent.get(agent, Map, :get, [:a, 0])
  ## 1
  fn start_link(mod, function, arguments) { start_link(mod, function, arguments, %{}) }

  ## Like `start_link` with a module's function, with options.
  ##
  ## >> let (:ok, agent) = Agent.start_link(List, :reverse, [[1, 2]], timeout: 5_000); Agent.get(agent) { xs in xs }
  ## [2, 1]
  fn start_link(mod, function, arguments, options) {
    start_link(fn() { apply(mod, function, arguments) }, options)
  }

  ## Like `start_link`, without a link.
  ##
  ## >> let (:ok, agent) = Agent.start { 1 }; Agent.stop(agent)
  ## :ok
  fn start(f) { start(f, %{}) }

  ## Like `start_link` with options, without a link.
  ##
  ## >> let (:ok, agent) = Agent.start(name: :doc_agent) { 1 }; (Agent.start(fn() { 2 }, name: :doc_agent) == (:error, (:already_started, agent)), Agent.stop(agent))
  ## (true, :ok)
  fn start(f, options) when is_function(f) and is_map(options) {
    GenServer.start(Agent.Server, f, options)
  }
  fn start(options, f) when is_function(f) and is_map(options) { start(f, options) }
  fn start(_f, _options) { raise(:badarg) }

  ## Like `start_link` with a module's function, without a link.
  ##
  ## >> let (:ok, agent) = Agent.start(List, :reverse, [[1, 2]]); Agent.get(agent) { xs in xs }
  ## [2, 1]
  fn start(mod, function, arguments) { start(mod, function, arguments, %{}) }

  ## Like `start` with a module's function, with options.
  ##
  ## >> let (:ok, agent) = Agent.start(List, :reverse, [[1, 2]], timeout: 5_000); Agent.stop(agent)
  ## :ok
  fn start(mod, function, arguments, options) {
    start(fn() { apply(mod, function, arguments) }, options)
  }

  ## The description of an agent as a supervisor's child, with the id `Agent`.
  ##
  ## >> Agent.child_spec(fn() { 0 }).id
  ## Agent
  fn child_spec(f) { child_spec(f, %{}) }

  ## Like `child_spec`, with the options of `start_link`. The id is the agent's name if it has one;
  ## `%{spec | restart: :temporary}` changes other keys.
  ##
  ## >> Agent.child_spec(name: :stock) { 0 }.id
  ## :stock
  fn child_spec(f, options) when is_function(f) and is_map(options) {
    %{id: Map.get(options, :name, Agent), start: (Agent, :start_link, [f, options]),
      restart: :permanent, shutdown: 5_000, type: :worker, modules: [Agent]}
  }
  fn child_spec(options, f) when is_function(f) and is_map(options) { child_spec(f, options) }
  fn child_spec(_f, _options) { raise(:badarg) }

  # Reading

  ## What `f(state)` gives, computed by the agent.
  ##
  ## Waits for at most 5 seconds and then exits, as do `get_and_update` and `update`, with
  ## `(reason, (Agent, :get, arguments))`; an answer that comes after that is dropped.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [3, 1, 2] }; Agent.get(agent) { xs in List.sort(xs) }
  ## [1, 2, 3]
  fn get(agent, f) { request(:get, agent, f, 5_000, [agent, f]) }

  ## Like `get`, waiting for at most so many milliseconds or `:infinity`; the function may come
  ## before the time or after it.
  ##
  ## >> let (:ok, agent) = Agent.start_link { 1 }; Agent.get(agent, :infinity) { n in n }
  ## 1
  fn get(agent, f, timeout) when is_function(f) {
    request(:get, agent, f, timeout, [agent, f, timeout])
  }
  fn get(agent, timeout, f) { get(agent, f, timeout) }

  ## Like `get`, with `mod.function(state, arguments...)`.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [3, 1, 2] }; Agent.get(agent, List, :sort, [])
  ## [1, 2, 3]
  fn get(agent, mod, function, arguments) { get(agent, mod, function, arguments, 5_000) }

  ## Like `get` with a module's function, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [3, 1, 2] }; Agent.get(agent, List, :at, [0], :infinity)
  ## 3
  fn get(agent, mod, function, arguments, timeout) {
    request(:get, agent, (mod, function, arguments), timeout,
            [agent, mod, function, arguments, timeout])
  }

  # Changing

  ## Gives the first and keeps the second of what `f(state)` gives: `(answer, new_state)`. Any other
  ## value ends the agent with `(:bad_return_value, value)`.
  ##
  ## >> let (:ok, ids) = Agent.start_link { 1 }; (Agent.get_and_update(ids) { n in (n, n + 1) }, Agent.get(ids) { n in n })
  ## (1, 2)
  fn get_and_update(agent, f) { request(:get_and_update, agent, f, 5_000, [agent, f]) }

  ## Like `get_and_update`, waiting for at most so many milliseconds; the change is made even when
  ## nobody waits any more.
  ##
  ## >> let (:ok, ids) = Agent.start_link { 1 }; Agent.get_and_update(ids, :infinity) { n in (n, n + 1) }
  ## 1
  fn get_and_update(agent, f, timeout) when is_function(f) {
    request(:get_and_update, agent, f, timeout, [agent, f, timeout])
  }
  fn get_and_update(agent, timeout, f) { get_and_update(agent, f, timeout) }

  ## Like `get_and_update`, with `mod.function(state, arguments...)`.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [1, 2, 3, 4] }; Agent.get_and_update(agent, List, :split, [2])
  ## [1, 2]
  fn get_and_update(agent, mod, function, arguments) {
    get_and_update(agent, mod, function, arguments, 5_000)
  }

  ## Like `get_and_update` with a module's function, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, agent) = Agent.start_link { [1, 2, 3, 4] }; Agent.get_and_update(agent, List, :split, [2], :infinity)
  ## [1, 2]
  fn get_and_update(agent, mod, function, arguments, timeout) {
    request(:get_and_update, agent, (mod, function, arguments), timeout,
            [agent, mod, function, arguments, timeout])
  }

  ## Makes `f(state)` the new state and waits until that is done; `:ok`.
  ##
  ## >> let (:ok, agent) = Agent.start_link { 20 }; (Agent.update(agent) { n in n + 1 }, Agent.get(agent) { n in n })
  ## (:ok, 21)
  fn update(agent, f) { request(:update, agent, f, 5_000, [agent, f]) }

  ## Like `update`, waiting for at most so many milliseconds; the change is made even when nobody
  ## waits any more.
  ##
  ## >> let (:ok, agent) = Agent.start_link { 20 }; Agent.update(agent, :infinity) { n in n + 1 }
  ## :ok
  fn update(agent, f, timeout) when is_function(f) {
    request(:update, agent, f, timeout, [agent, f, timeout])
  }
  fn update(agent, timeout, f) { update(agent, f, timeout) }

  ## Like `update`, with `mod.function(state, arguments...)`.
  ##
  ## >> let (:ok, agent) = Agent.start_link { %{} }; Agent.update(agent, Map, :put, [:a, 1]); Agent.get(agent) { m in m }
  ## %{a: 1}
  fn update(agent, mod, function, arguments) { update(agent, mod, function, arguments, 5_000) }

  ## Like `update` with a module's function, waiting for at most so many milliseconds.
  ##
  ## >> let (:ok, agent) = Agent.start_link { %{} }; Agent.update(agent, Map, :put, [:a, 1], :infinity)
  ## :ok
  fn update(agent, mod, function, arguments, timeout) {
    request(:update, agent, (mod, function, arguments), timeout,
            [agent, mod, function, arguments, timeout])
  }

  ## Makes `f(state)` the new state some time later; `:ok` at once, also when there is no such
  ## agent. What this process asks the agent afterwards sees the change.
  ##
  ## >> let (:ok, agent) = Agent.start_link { 20 }; Agent.cast(agent) { n in n + 1 }; Agent.get(agent) { n in n }
  ## 21
  fn cast(agent, f) when is_function(f) { GenServer.cast(agent, f) }
  fn cast(_agent, _f) { raise(:badarg) }

  ## Like `cast`, with `mod.function(state, arguments...)`.
  ##
  ## >> let (:ok, agent) = Agent.start_link { %{} }; Agent.cast(agent, Map, :put, [:a, 1]); Agent.get(agent) { m in m }
  ## %{a: 1}
  fn cast(agent, mod, function, arguments) {
    check((mod, function, arguments))
    GenServer.cast(agent, (mod, function, arguments))
  }

  # Ending

  ## Ends an agent with the reason `:normal` and waits until it has ended; `:ok`. The caller exits
  ## when there is no such agent, as with `GenServer.stop`.
  ##
  ## >> let (:ok, agent) = Agent.start { 1 }; (Agent.stop(agent), Process.alive?(agent))
  ## (:ok, false)
  fn stop(agent) { stop(agent, :normal, :infinity) }

  ## Ends an agent with a reason.
  ##
  ## >> let (:ok, agent) = Agent.start { 1 }; Agent.stop(agent, :shutdown)
  ## :ok
  fn stop(agent, reason) { stop(agent, reason, :infinity) }

  ## Ends an agent with a reason, waiting for at most so many milliseconds; then the caller exits
  ## with `:timeout`.
  ##
  ## >> let (:ok, agent) = Agent.start { 1 }; Agent.stop(agent, :normal, 5_000)
  ## :ok
  fn stop(agent, reason, timeout) { GenServer.stop(agent, reason, timeout) }

  private fn request(kind, agent, f, timeout, arguments) {
    check(f)
    Gen.call(agent, (kind, f), timeout, (Agent, kind, arguments))
  }

  # A caller's mistake is the caller's: the agent does not die of it.
  private fn check(f) when is_function(f) { :ok }
  private fn check((mod, function, arguments)) when is_atom(mod) and is_atom(function)
    and is_list(arguments) {
    :ok
  }
  private fn check(_) { raise(:badarg) }
}

## Internal: the server behind an agent.
module Agent.Server {
  ## Internal: a callback of GenServer.
  fn init(f) { (:ok, f()) }

  ## Internal: a callback of GenServer.
  fn handle_call((:get, f), _from, state) { (:reply, run(f, state), state) }
  fn handle_call((:update, f), _from, state) { (:reply, :ok, run(f, state)) }
  fn handle_call((:get_and_update, f), _from, state) {
    match run(f, state) {
      (answer, new) -> (:reply, answer, new)
      other         -> (:stop, (:bad_return_value, other), state)
    }
  }

  ## Internal: a callback of GenServer.
  fn handle_cast(f, state) { (:noreply, run(f, state)) }

  ## Internal: a callback of GenServer; stray messages are ignored.
  fn handle_info(_message, state) { (:noreply, state) }

  private fn run((mod, function, arguments), state) { apply(mod, function, [state | arguments]) }
  private fn run(f, state) { f(state) }
}
