## Internal: what runs a flow: starts its stages, subscribes each to those before it, and sees to it that none
## is left at the end.
##
## >> try { Flow.Run.run(self(), Flow.from([1, 2]), 0, fn(x, sum) { x + sum }) } catch { (:exit, (:shutdown, result)) -> result }
## (:flow_result, 3)
module Flow.Run {
  ## Internal: runs a flow for `caller`; the process ends with `(:shutdown, (:flow_result, value))`.
  fn run(caller, flow, acc, f) {
    Process.trap_exit()
    let watch = monitor(caller)
    let (stages, sink) = start(flow, acc, f)
    match await(stages, sink, watch, nil) {
      (:ok, value)     -> exit((:shutdown, (:flow_result, value)))
      (:error, reason) -> exit(reason)
    }
  }

  ## Internal: runs a flow beside `parent`, to which this process is linked.
  fn run_beside(parent, flow) {
    Process.trap_exit()
    let (stages, sink) = start(flow, nil, fn(_, acc) { acc })
    match await(stages, sink, nil, parent) {
      (:ok, _)         -> :ok
      (:error, reason) -> exit(reason)
    }
  }

  private fn await(stages, sink, watch, parent) {
    let result = receive {
      (:flow_result, ^sink, value)                   -> (:ok, value)
      (:DOWN, ^watch, _, _, _)                       -> (:error, :shutdown)
      (:EXIT, ^parent, reason)                       -> (:error, reason)
      (:EXIT, _, reason) when reason != :normal      -> (:error, reason)
    }
    end_all(stages)
    result
  }

  # When the last has ended, no process of the flow is left.
  private fn end_all(stages) {
    let refs = for pid in stages {
      let ref = monitor(pid)
      exit(pid, :shutdown)
      (pid, ref)
    }
    for (pid, ref) in refs {
      receive {
        (:DOWN, ^ref, _, _, _) -> :ok
        after 5_000 -> {
          exit(pid, :kill)
          receive { (:DOWN, ^ref, _, _, _) -> :ok }
        }
      }
    }
  }

  # MARK: Building

  # The source waits until all are there: otherwise it might be done before the last has subscribed.
  private fn start((:"$flow", source, groups), acc, f) {
    let groups = List.reverse(groups)
    let first = producers(source, dispatcher(groups))
    let middle = started(groups)
    let sink = stage(Flow.Sink, (self(), acc, f))
    let last = %{stages: 1, max_demand: 100, partition: nil}
    let layers = List.zip([last | List.reverse(groups)], [[sink] | List.reverse(middle)])
    connect(layers, first)
    let own = match source {
      (:stages, _) -> []
      _            -> {
        List.each(first, &Flow.Stage.forward/1)
        first
      }
    }
    (own ++ List.concat(middle) ++ [sink], sink)
  }

  private fn connect([(group, consumers), (_, producers) as next | rest], first) {
    subscribe(group, consumers, producers)
    connect([next | rest], first)
  }
  private fn connect([(group, consumers)], first) { subscribe(group, consumers, first) }

  private fn subscribe(group, consumers, producers) {
    for (consumer, index) in List.with_index(consumers), producer in producers {
      let subscribed = Flow.Stage.subscribe(
        consumer, to: producer, max_demand: group.max_demand, partition: index, cancel: :linked)
      match subscribed {
        (:ok, _)         -> :ok
        (:error, reason) -> exit(reason)
      }
    }
  }

  private fn producers((:stages, stages), _dispatcher) { stages }
  private fn producers(source, dispatcher) { [stage(Flow.Source, (:with, dispatcher, source))] }

  private fn started([group | rest]) {
    let dispatcher = dispatcher(rest)
    let before = List.reverse(group.before)
    let behind = List.reverse(group.behind)
    let stages = for _ in 1..group.stages {
      stage(Flow.Worker, (dispatcher, before, group.kept, behind))
    }
    [stages | started(rest)]
  }
  private fn started([]) { [] }

  # How events are dealt out is a matter of those who come next.
  private fn dispatcher([%{partition: by, stages: count} | _]) when by != nil {
    (:partition, %{partitions: count, by: by})
  }
  private fn dispatcher(_) { :demand }

  private fn stage(module_name, argument) {
    let (:ok, pid) = Flow.Stage.start_link(module_name, argument)
    pid
  }
}
