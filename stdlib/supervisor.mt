## Supervisors: processes that start others, and start them again when they fail.
##
## A supervisor is started with child specifications. It starts the children in that order, watches
## them, and stops them in the opposite order when it ends. A supervisor may be the child of
## another, so that programs are trees in which every process has somebody who answers for it.
##
## ```
## let (:ok, sup) = Supervisor.start_link([
##   %{id: :store, start: fn() { Store.start_link() }},
##   %{id: :clock, start: (Clock, :start_link, [1_000]), restart: :transient},
## ], strategy: :rest_for_one, max_restarts: 5, max_seconds: 10)
## Supervisor.which_children(sup)
## ```
##
## ## Child specifications
##
## | key | is | left out |
## | --- | --- | --- |
## | `id` | any term, by which the supervisor knows the child | must be there |
## | `start` | a function without arguments, or `(Module, :function, arguments)`; it starts a process that is linked to its caller and gives `(:ok, pid)`, `(:ok, pid, info)`, `:ignore` or `(:error, reason)` | must be there |
## | `restart` | `:permanent`: always started again; `:transient`: unless it ended with `:normal`, `:shutdown` or `(:shutdown, _)`; `:temporary`: never, and forgotten when it ends | `:permanent` |
## | `shutdown` | how long it may take to end after the signal `:shutdown`: milliseconds, then it is killed; `:infinity`; `:brutal_kill` to kill it at once | 5,000; `:infinity` for supervisors |
## | `type` | `:worker` or `:supervisor` | `:worker` |
## | `significant` | whether its end by itself can end the supervisor, see `auto_shutdown` | false |
## | `modules` | a list of modules, or `:dynamic`; for those who look | the start function's module |
## | `backoff` | `(min, max)` milliseconds: this child's own, see the option | the supervisor's |
## | `max_restarts`, `max_seconds` | a budget of the child's own: its restarts count for this alone, not for the supervisor's limit | none, 5 |
## | `on_exceeded` | what happens when its own budget is used up: `:shutdown`, the supervisor gives up; `:stop_child`, only the child is given up and stays without a process | `:shutdown` |
##
## ## Options
##
## | option | is | left out |
## | --- | --- | --- |
## | `strategy` | what is started again with a child that failed: `:one_for_one` it alone, `:one_for_all` all children, `:rest_for_one` it and those started after it; or `:dynamic`, see `start_dynamic` | `:one_for_one` |
## | `max_restarts`, `max_seconds` | more restarts than that in so many seconds, and the supervisor gives up: it stops its children and ends with `:shutdown`; `max_restarts` may be `:infinity` | 3 in 5 s |
## | `auto_shutdown` | `:any_significant`, `:all_significant`: ends with `:shutdown` when one, or the last, of its significant children has ended by itself for good | `:never` |
## | `backoff` | `(min, max)` milliseconds: a restart waits, first for `min` up to twice that, then twice as long each time up to `max`, by chance in between so that many children do not come back at one moment; a child that has lived for `max` starts from the beginning | none |
## | `name` | an atom or `(:via, Module, term)` | none |
## | `child`, `max_children` | of a dynamic supervisor, see `start_dynamic` | |
## | `timeout`, `mailbox`, `overflow`, `priority`, `max_heap` | of the process, as for `GenServer.start_link` | |
##
## ## Restarts
##
## A child that does not start again is tried anew, and each attempt counts; between two attempts
## the supervisor answers requests, and shows the child as `:restarting`. When the start gives
## `(:error, (:already_started, pid))`, the name that the child wants is still held by a process
## that is about to end: the supervisor waits for the end of that process and then tries again,
## which does not count.
##
## Under `:one_for_all` and `:rest_for_one` those that start anew with a child are stopped before
## such a wait, so that they do not run without it.
##
## ## Events
##
## A supervisor publishes what happens as events with the topic `:supervisor` (see `Events`): maps
## with `event`, `supervisor` (its pid), `supervisor_name`, `id` and `pid` of the child, and
## `reason`.
##
## | `event` | when |
## | --- | --- |
## | `:child_started` | a child was started, or started again |
## | `:child_terminated` | a child has ended that was not told to, unless it was to end well and did |
## | `:start_error` | a child did not start; when it did not start again, the first time in a row is printed |
## | `:name_taken` | a restart waits for the end of the process `pid`, which has the child's name |
## | `:shutdown_error` | a child that was stopped ended for another reason; that it had to be killed is printed |
## | `:child_given_up` | a child's own budget was used up; printed |
## | `:gave_up` | there were more restarts than allowed; printed |
## | `:unexpected_message` | a message came that means nothing to a supervisor |
##
## `:child_given_up` and `:gave_up` have `why`, which is `(:restart_intensity, max_restarts,
## max_seconds)` or `(:child_restart_intensity, id, max_restarts, max_seconds)`, and `history`, a
## list of what led there, the oldest first: `%{id:, reason:, at:}`, with the time as `Time.now()`
## has it.
##
## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { (:ok, spawn_link { Process.sleep(:infinity) }) }}]); Supervisor.count_children(sup)
## %{active: 1, specs: 1, supervisors: 0, workers: 1}
module Supervisor {
  # MARK: Starting

  ## Starts a supervisor with children and no options, or one that a module describes:
  ## `start_link/3`.
  ##
  ## Gives `(:ok, pid)` once all children have started, `:ignore`, or `(:error, why)`: then no child
  ## is left. `why` is `(:shutdown, (:failed_to_start_child, id, reason))`, `(:start_spec,
  ## problem)`, `(:supervisor_data, problem)`, `(:bad_return, (Module, :init, value))` or
  ## `(:already_started, pid)`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([]); Supervisor.count_children(sup)
  ## %{active: 0, specs: 0, supervisors: 0, workers: 0}
  fn start_link(children) { start_link(children, %{}) }

  ## Starts a supervisor that is linked to the caller, with children and options; or
  ## `start_link(Module, argument)`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([], strategy: :one_for_all, name: :doc_sup); whereis(:doc_sup) == sup
  ## true
  fn start_link(module_name, argument) when is_atom(module_name) {
    Supervisor.Server.start(:link, (:module, module_name, argument), %{})
  }
  fn start_link(children, options) {
    Supervisor.Server.start(:link, (:children, children), options)
  }

  ## Starts a supervisor that a module describes: `Module.init(argument)` gives `(:ok, (children,
  ## options))`, with the options as a map, or `:ignore`. Options given here, such as `name`, are
  ## added to those.
  ##
  ## ```
  ## module Shop {
  ##   fn start_link() { Supervisor.start_link(Shop, [], name: :shop) }
  ##   fn init(_) {
  ##     let till = %{id: :till, start: fn() { Till.start_link() }}
  ##     (:ok, ([till], %{strategy: :one_for_all}))
  ##   }
  ## }
  ## ```
  fn start_link(module_name, argument, options) {
    Supervisor.Server.start(:link, (:module, module_name, argument), options)
  }

  ## Like `start_link`, without a link to the caller.
  ##
  ## >> Supervisor.start([%{id: :a, start: fn() { (:error, :tired) }}])
  ## (:error, (:shutdown, (:failed_to_start_child, :a, :tired)))
  fn start(children) { start(children, %{}) }

  ## Like `start_link`, without a link to the caller.
  ##
  ## >> Supervisor.start([], strategy: :one_for_none)
  ## (:error, (:supervisor_data, (:invalid_strategy, :one_for_none)))
  fn start(module_name, argument) when is_atom(module_name) {
    Supervisor.Server.start(:start, (:module, module_name, argument), %{})
  }
  fn start(children, options) { Supervisor.Server.start(:start, (:children, children), options) }

  ## Like `start_link`, without a link to the caller.
  fn start(module_name, argument, options) {
    Supervisor.Server.start(:start, (:module, module_name, argument), options)
  }

  ## Starts a dynamic supervisor without a template: `start_dynamic/1`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_dynamic(); Supervisor.start_child(sup, fn() { (:error, :tired) })
  ## (:error, :tired)
  fn start_dynamic() { start_dynamic(%{}) }

  ## Starts a supervisor that is linked to the caller, for children of one kind that come and go in
  ## any number.
  ##
  ## Its children have no ids and no order: they are known by their pids, each is restarted alone,
  ## and when the supervisor ends all are stopped at once. `child` is what they have in common, a
  ## child specification without `id`; `start_child` says what `start` may be. With `max_children`
  ## children running, `start_child` gives `(:error, :max_children)`. It is `start_link([],
  ## strategy: :dynamic, ...)`.
  ##
  ## ```
  ## let session = %{start: (Session, :start_link, []), restart: :temporary}
  ## let (:ok, sup) = Supervisor.start_dynamic(child: session)
  ## let (:ok, pid) = Supervisor.start_child(sup, [socket])
  ## Supervisor.terminate_child(sup, pid)
  ## ```
  ##
  ## >> let (:ok, sup) = Supervisor.start_dynamic(max_children: 0); Supervisor.start_child(sup, fn() { :ignore })
  ## (:error, :max_children)
  fn start_dynamic(options) {
    Supervisor.Server.start(:link, (:children, []), Map.put(options, :strategy, :dynamic))
  }

  ## Ends a supervisor, after its children, with reason `:normal`; `:ok`.
  ##
  ## >> let (:ok, sup) = Supervisor.start([]); Supervisor.stop(sup)
  ## :ok
  fn stop(sup) { stop(sup, :normal, :infinity) }

  ## Ends a supervisor, after its children, with a reason; `:ok`.
  ##
  ## >> let (:ok, sup) = Supervisor.start([]); Supervisor.stop(sup, :shutdown)
  ## :ok
  fn stop(sup, reason) { stop(sup, reason, :infinity) }

  ## Ends a supervisor, after its children, with a reason, and waits for at most so many
  ## milliseconds; the caller exits when it has not ended by then, ends with another reason or is
  ## not there.
  ##
  ## >> let (:ok, sup) = Supervisor.start([], name: :doc_stop); (Supervisor.stop(sup, :shutdown, 5_000), whereis(:doc_stop))
  ## (:ok, nil)
  fn stop(sup, reason, timeout) {
    Gen.stop(sup, reason, timeout, (Supervisor, :stop, [sup, reason, timeout]))
  }

  # MARK: Children

  ## Starts one more child. Gives `(:ok, pid)`, `(:ok, pid, info)`, `(:ok, nil)` when the start gave
  ## `:ignore`, or `(:error, why)`.
  ##
  ## Of an ordinary supervisor, `child` is a specification. `why` is `(:already_started, pid)` or
  ## `:already_present` when there is a child with that id, `(reason, specification)` when it did
  ## not start, or what is wrong with the specification.
  ##
  ## Of a dynamic one, `child` is a list of arguments for the template's `start`, behind those that
  ## a `(Module, :function, arguments)` has; or a start of its own, a function or `(Module,
  ## :function, arguments)`; or a map whose keys win over the template's. `why` is the reason, or
  ## `:max_children`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([]); Supervisor.start_child(sup, %{id: :a, start: fn() { :ignore }})
  ## (:ok, nil)
  ## >> let (:ok, sup) = Supervisor.start_dynamic(child: %{start: fn(n) { (:error, n) }}); Supervisor.start_child(sup, [1])
  ## (:error, 1)
  fn start_child(sup, child) {
    call(sup, (:start_child, child), (Supervisor, :start_child, [sup, child]))
  }

  ## Stops a child: `:ok`, or `(:error, :not_found)`. Its specification is kept, unless it is
  ## temporary, so that `restart_child` starts it again. A child of a dynamic supervisor is named by
  ## its pid; by anything else the result is `(:error, :simple_one_for_one)`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([]); Supervisor.terminate_child(sup, :nobody)
  ## (:error, :not_found)
  fn terminate_child(sup, id) {
    call(sup, (:terminate_child, id), (Supervisor, :terminate_child, [sup, id]))
  }

  ## Starts a child that does not run: `(:ok, pid)`, `(:ok, pid, info)`, `(:ok, nil)` when the start
  ## gave `:ignore`, or `(:error, why)`: `:running`, `:restarting`, `:not_found`, `:dynamic`, or the
  ## reason for which it did not start.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); Supervisor.restart_child(sup, :a)
  ## (:ok, nil)
  fn restart_child(sup, id) {
    call(sup, (:restart_child, id), (Supervisor, :restart_child, [sup, id]))
  }

  ## Forgets a child that does not run: `:ok`, or `(:error, why)`: `:running`, `:restarting`,
  ## `:not_found`, `:dynamic`.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); (Supervisor.delete_child(sup, :a), Supervisor.which_children(sup))
  ## (:ok, [])
  fn delete_child(sup, id) {
    call(sup, (:delete_child, id), (Supervisor, :delete_child, [sup, id]))
  }

  ## The children, the latest first: `(id, pid, type, modules)` with the pid nil for one that does
  ## not run and `:restarting` for one that is to start again. The id is nil in a dynamic
  ## supervisor.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); Supervisor.which_children(sup)
  ## [(:a, nil, :worker, [])]
  fn which_children(sup) { call(sup, :which_children, (Supervisor, :which_children, [sup])) }

  ## How many children there are: `specs`, of which `active` run; `workers` and `supervisors`,
  ## running or not.
  ##
  ## In a dynamic supervisor whose template has a `start`, `specs` is 1.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); Supervisor.count_children(sup)
  ## %{active: 0, specs: 1, supervisors: 0, workers: 1}
  fn count_children(sup) { call(sup, :count_children, (Supervisor, :count_children, [sup])) }

  ## A child's specification with everything that it left out, `(:ok, specification)`, or `(:error,
  ## :not_found)`. A child of a dynamic supervisor is named by its pid. The arguments of a temporary
  ## child are not kept.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); let (:ok, spec) = Supervisor.get_child_spec(sup, :a); (spec.restart, spec.shutdown, spec.type)
  ## (:permanent, 5000, :worker)
  fn get_child_spec(sup, id) {
    call(sup, (:get_child_spec, id), (Supervisor, :get_child_spec, [sup, id]))
  }

  ## Looks whether child specifications are right: `:ok` or `(:error, problem)`.
  ##
  ## >> Supervisor.check_child_specs([%{start: fn() { :ignore }}])
  ## (:error, :missing_id)
  fn check_child_specs(children) { Supervisor.Spec.check(children) }

  # MARK: Looking

  ## The tree under a supervisor as data: a map with `id`, `pid`, `name`, `type`, `status`,
  ## `messages` (how many wait) and `children`, which are such maps too, in start order.
  ##
  ## The status is `:running`, `:restarting`, `:stopped` for one without a process, `:ended` for one
  ## that ended while the tree was drawn up, `:busy` for a supervisor that did not answer within a
  ## second, `:shown_above` for one that is its own ancestor, and `:unknown` for what calls itself a
  ## supervisor and is none.
  ##
  ## >> let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}]); Supervisor.tree(sup).children
  ## [%{children: [], id: :a, messages: nil, more: 0, name: nil, pid: nil, status: :stopped, type: :worker}]
  fn tree(sup) { Supervisor.Tree.build(sup, :infinity) }

  ## Draws the tree under a supervisor, with ids, names, pids, how many messages wait, and the
  ## states of servers; `:ok`. Of each supervisor 20 children are shown.
  fn print_tree(sup) { print_tree(sup, %{}) }

  ## Like `print_tree`; with `limit`, how many children of each supervisor are shown, or
  ## `:infinity`.
  ##
  ## ```
  ## Supervisor.print_tree(:shop)
  ## # :shop  #pid<2>  supervisor
  ## # ├── :till  #pid<3>  2 messages  %{open: true}
  ## # └── :clerks  #pid<4>  supervisor
  ## #     └── :ada  #pid<5>
  ## ```
  fn print_tree(sup, options) { print(tree_text(sup, options)) }

  ## The text that `print_tree` prints.
  ##
  ## >> let (:ok, _) = Supervisor.start_link([%{id: :a, start: fn() { :ignore }}], name: :doc_tree); String.replace(Supervisor.tree_text(:doc_tree, %{}), inspect(whereis(:doc_tree)), "PID")
  ## ":doc_tree  PID  supervisor\n└── :a  stopped"
  fn tree_text(sup, options) { Supervisor.Tree.text(sup, Map.get(options, :limit, 20)) }

  private fn call(sup, request, who) { Gen.call(sup, request, :infinity, who) }
}
