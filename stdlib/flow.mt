## Flows: pipelines whose steps run at the same time, in bounded memory.
##
## ```
## Flow.from(orders)
## |> Flow.map(stages: 4) { order in price(order) }
## |> Flow.filter { order in order.total > 0 }
## |> Flow.partition(stages: 2, by: fn(order) { order.customer })
## |> Flow.reduce(%{}) { order, sums in
##      Map.update(sums, order.customer, order.total) { n in n + order.total }
##    }
## |> Flow.flat_map { sums in Map.to_list(sums) }
## |> Flow.to_list()
## ```
##
## A flow is a value; nothing happens until `run`, `to_list`, `fold` or `start_link`. Then it runs
## in stages, which are processes (`Flow.Stage`): a step with `stages: n` in n processes of its own,
## one without where the step before runs. The end asks for events, each stage asks the one before,
## and none sends more than it was asked for: a slow step slows down those before it, and between
## two stages there are never more than `max_demand` events (100 unless told by that option of a
## step).
##
## With one stage for each step, which is what one gets without options, the events stay in order.
## With more they come as they are ready. A step that raises ends the whole flow: `run` then exits
## with `(reason, (Flow, :run, []))`.
##
## >> Flow.from(1..10) |> Flow.map { n in n * n } |> Flow.filter { n in n rem 2 == 0 } |> Flow.to_list()
## [4, 16, 36, 64, 100]
module Flow {
  # (:"$flow", source, groups): the groups are in reverse order; each is what one set of stages
  # does: %{stages:, before:, kept:, behind:, partition:, max_demand:}, with the steps in reverse
  # order too.

  # MARK: Sources

  ## A flow of the elements of a list, or of what a function gives: it is called again and again and
  ## gives `(:ok, event)`, or `:done` when there is nothing more.
  ##
  ## >> Flow.from([1, 2, 3]) |> Flow.to_list()
  ## [1, 2, 3]
  fn from(xs) when is_list(xs) { (:"$flow", (:list, xs), []) }
  fn from(f) when is_function(f) { (:"$flow", (:function, f), []) }

  ## A flow of the integers from `a` to `b`, both included, whose list is never built.
  ##
  ## >> Flow.range(1, 1_000) |> Flow.count()
  ## 1000
  fn range(a, b) when is_integer(a) and is_integer(b) { (:"$flow", (:range, a, b), []) }

  ## A flow that a function unfolds from a state: `f(state)` gives `(event, next_state)`, or nil at
  ## the end.
  ##
  ## >> Flow.unfold(1) { n in if n < 100 { (n, n * 3) } } |> Flow.to_list()
  ## [1, 3, 9, 27, 81]
  fn unfold(state, f) { (:"$flow", (:unfold, state, f), []) }

  ## A flow of the events of stages that run already, given as pids or names; their dispatcher is
  ## `:demand` or `:broadcast`.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1, 2])); Flow.from_stages([stage]) |> Flow.to_list()
  ## [1, 2]
  fn from_stages(stages) when is_list(stages) { (:"$flow", (:stages, stages), []) }

  # MARK: Steps

  ## The results of `f` for every event.
  ##
  ## >> Flow.from([1, 2]) |> Flow.map { n in n * 10 } |> Flow.to_list()
  ## [10, 20]
  fn map(flow, f) { step(flow, %{}, (:map, f)) }

  ## Like `map`, in so many `stages` of their own, each with up to `max_demand` events.
  ##
  ## >> Flow.from(1..5) |> Flow.map(stages: 3, max_demand: 1) { n in n * 10 } |> Flow.to_list() |> List.sort()
  ## [10, 20, 30, 40, 50]
  fn map(flow, options, f) { step(flow, options, (:map, f)) }

  ## The events for which `f` holds.
  ##
  ## >> Flow.from(1..6) |> Flow.filter { n in n > 4 } |> Flow.to_list()
  ## [5, 6]
  fn filter(flow, f) { step(flow, %{}, (:filter, f)) }

  ## Like `filter`, with the options of `map`.
  ##
  ## >> Flow.from(1..6) |> Flow.filter(stages: 2) { n in n > 4 } |> Flow.to_list() |> List.sort()
  ## [5, 6]
  fn filter(flow, options, f) { step(flow, options, (:filter, f)) }

  ## The elements of the lists that `f` gives for the events.
  ##
  ## >> Flow.from(["a b", "c"]) |> Flow.flat_map { line in String.split(line) } |> Flow.to_list()
  ## ["a", "b", "c"]
  fn flat_map(flow, f) { step(flow, %{}, (:flat_map, f)) }

  ## Like `flat_map`, with the options of `map`.
  ##
  ## >> Flow.from([1, 2]) |> Flow.flat_map(stages: 2) { n in [n, n] } |> Flow.to_list() |> List.sort()
  ## [1, 1, 2, 2]
  fn flat_map(flow, options, f) { step(flow, options, (:flat_map, f)) }

  ## The same events; `f` is called with each for what it does.
  ##
  ## >> let me = self(); Flow.from([1]) |> Flow.each { n in me ! (:seen, n) } |> Flow.run(); receive { (:seen, n) -> n }
  ## 1
  fn each(flow, f) { step(flow, %{}, (:each, f)) }

  ## Like `each`, with the options of `map`.
  ##
  ## >> Flow.from(1..3) |> Flow.each(stages: 2) { _ in :ok } |> Flow.count()
  ## 3
  fn each(flow, options, f) { step(flow, options, (:each, f)) }

  ## Deals the events out among `stages` (as many as there are schedulers unless told) by what `by`
  ## gives for them (the event itself unless told), so that those with the same key meet in the same
  ## stage; the steps that follow run there.
  ##
  ## >> Flow.from(1..6) |> Flow.partition(stages: 2, by: fn(n) { n rem 2 }) |> Flow.reduce(0) { n, sum in n + sum } |> Flow.fold(0) { n, sum in n + sum }
  ## 21
  fn partition((:"$flow", source, groups), options) {
    let by = options[:by] or fn(event) { event }
    let options = Map.put_new(Map.delete(options, :by), :stages, System.schedulers())
    # It is the stage before that deals out, and stages that run already do it in their own way.
    let groups = match (source, groups) {
      ((:stages, _), []) -> [group(%{})]
      _                  -> groups
    }
    (:"$flow", source, [%{group(options) | partition: by} | groups])
  }

  ## Folds the events into one value with `f(event, acc)`; when all have come, the value is the one
  ## event that goes on. After `partition` each of its stages does that with its part, and there is
  ## one value from each.
  ##
  ## >> Flow.from(1..4) |> Flow.reduce(0) { n, sum in n + sum } |> Flow.to_list()
  ## [10]
  fn reduce(flow, acc, f) { stateful(flow, %{}, (:reduce, acc, f), true) }

  ## Like `reduce`, in so many `stages` of their own, each of which folds what it gets.
  ##
  ## >> Flow.from(1..4) |> Flow.reduce(0, stages: 2) { n, sum in n + sum } |> Flow.fold(0) { n, sum in n + sum }
  ## 10
  fn reduce(flow, acc, options, f) { stateful(flow, options, (:reduce, acc, f), true) }

  ## Lists of `size` events; the last may be shorter.
  ##
  ## >> Flow.from(1..5) |> Flow.batch(2) |> Flow.to_list()
  ## [[1, 2], [3, 4], [5]]
  fn batch(flow, size) when is_integer(size) and size > 0 {
    stateful(flow, %{}, (:batch, size, 0, []), true)
  }

  ## The first `count` events; the flow ends after them, whatever is left.
  ##
  ## >> Flow.unfold(1) { n in (n, n + 1) } |> Flow.take(3) |> Flow.to_list()
  ## [1, 2, 3]
  fn take(flow, count) when is_integer(count) and count >= 0 {
    stateful(flow, %{}, (:take, count), false)
  }

  ## All events but the first `count`.
  ##
  ## >> Flow.from(1..5) |> Flow.drop(3) |> Flow.to_list()
  ## [4, 5]
  fn drop(flow, count) when is_integer(count) and count >= 0 {
    stateful(flow, %{}, (:drop, count), false)
  }

  private fn step((:"$flow", source, [last | rest]), options, step) when map_size(options) == 0 {
    let last = if last.kept == nil {
      %{last | before: [step | last.before]}
    } else {
      %{last | behind: [step | last.behind]}
    }
    (:"$flow", source, [last | rest])
  }
  private fn step((:"$flow", source, groups), options, step) {
    (:"$flow", source, [%{group(options) | before: [step]} | groups])
  }

  # What is kept from event to event is kept once, unless the events were dealt out on purpose.
  private fn stateful((:"$flow", source, [last | rest] as groups), options, kept, parts) {
    let joins = map_size(options) == 0 and last.kept == nil
    if joins and (last.stages == 1 or parts and last.partition != nil) {
      (:"$flow", source, [%{last | kept: kept} | rest])
    } else {
      (:"$flow", source, [%{group(options) | kept: kept} | groups])
    }
  }
  private fn stateful((:"$flow", source, []), options, kept, _parts) {
    (:"$flow", source, [%{group(options) | kept: kept}])
  }

  private fn group(options) {
    match Map.keys(options) -- [:stages, :max_demand] {
      []        -> :ok
      [key | _] -> raise((:bad_option, key))
    }
    %{
      stages: positive(options, :stages, 1), max_demand: positive(options, :max_demand, 100),
      before: [], kept: nil, behind: [], partition: nil,
    }
  }

  private fn positive(options, name, default) {
    match Map.get(options, name, default) {
      n when is_integer(n) and n > 0 -> n
      other                          -> raise((:bad_option, (name, other)))
    }
  }

  # MARK: Running

  ## Runs a flow for what its steps do; `:ok` when all is done. No stage is left then.
  ##
  ## >> Flow.from([1, 2]) |> Flow.each { _ in :ok } |> Flow.run()
  ## :ok
  fn run(flow) {
    fold(flow, nil) { _, acc in acc }
    :ok
  }

  ## Runs a flow and gives the events that come out at its end.
  ##
  ## >> Flow.from([1, 2]) |> Flow.to_list()
  ## [1, 2]
  fn to_list(flow) { List.reverse(fold(flow, []) { event, events in [event | events] }) }

  ## Runs a flow and gives how many events come out at its end.
  ##
  ## >> Flow.range(1, 500) |> Flow.filter { n in n rem 5 == 0 } |> Flow.count()
  ## 100
  fn count(flow) { fold(flow, 0) { _, n in n + 1 } }

  ## Runs a flow and folds the events that come out at its end: `f(event, acc)` gives the new `acc`.
  ##
  ## >> Flow.from(1..4) |> Flow.fold(1) { n, product in n * product }
  ## 24
  fn fold(flow, acc, f) {
    let caller = self()
    let (_, ref) = spawn_monitor { Flow.Run.run(caller, flow, acc, f) }
    receive {
      (:DOWN, ^ref, :process, _, (:shutdown, (:flow_result, result))) -> result
      (:DOWN, ^ref, :process, _, reason) -> exit((reason, (Flow, :run, [])))
    }
  }

  ## Starts a flow that runs beside the caller, linked to it: `(:ok, pid)`. The process ends
  ## `:normal` when the flow is done, with the reason of a stage that has crashed, and takes the
  ## stages along when it is stopped: a supervisor's child.
  ##
  ## >> let (:ok, pid) = Flow.from([1]) |> Flow.start_link(); List.member?([:normal, :noproc], Process.wait(pid))
  ## true
  fn start_link(flow) {
    let caller = self()
    (:ok, spawn_link { Flow.Run.run_beside(caller, flow) })
  }
}
