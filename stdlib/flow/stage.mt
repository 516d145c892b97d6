## A stage of a flow: a process that produces events, consumes them, or both, after Elixir's
## GenStage.
##
## Consumers ask producers for so many events, and producers never send more than they were asked
## for: so the slowest stage sets the pace, and nothing piles up in between. Most programs are
## better served by `Flow`, which builds stages from functions; this module is for stages of one's
## own.
##
## ```
## module Numbers {
##   fn init(first) { (:producer, first) }
##   fn handle_demand(count, n) { (:noreply, n..n + count - 1, n + count) }
## }
## module Printer {
##   fn init(_) { (:consumer, nil) }
##   fn handle_events(events, _from, state) { print(events); (:noreply, [], state) }
## }
## let (:ok, numbers) = Flow.Stage.start_link(Numbers, 1)
## let (:ok, printer) = Flow.Stage.start_link(Printer, nil)
## Flow.Stage.subscribe(printer, to: numbers, max_demand: 10)
## ```
##
## A module has these callbacks:
##
## - `init(argument)`: `(kind, state)` or `(kind, state, options)` with the kind `:producer`,
##   `:consumer` or `:producer_consumer`; or `:ignore`, `(:stop, reason)`.
## - `handle_demand(n, state)`, of a producer: `n` more events are wanted. It may give fewer and the
##   others later, from another callback.
## - `handle_events(events, (producer, subscription), state)`, of the other kinds.
## - optional: `handle_done(state)`, when the last producer has ended its stream;
##   `handle_cancel(reason, (pid, subscription), state)`, when a subscription has ended, on either
##   side; and `handle_call`, `handle_cast`, `handle_info` and `terminate` as in GenServer.
##
## They give `(:noreply, events, state)`, where the events of a consumer are `[]`;
## `(:done, events, state)`, which ends the stream after these events: consumers get them all, then
## the stage ends; or `(:stop, reason, state)`. `handle_call` may give
## `(:reply, answer, events, state)` too, and `(:stop, reason, answer, state)`.
##
## Options that `init` gives:
##
## - `dispatcher`: `:demand` (unless told: each event goes to one consumer, to the one that wants
##   the most), `:broadcast` (each event goes to all, at the pace of the slowest), or
##   `(:partition, %{partitions: n})`, where each event goes to the partition that the hash of it
##   says, or of `by: fn(event) { key }`, or the one with the index that
##   `route: fn(event) { index }` gives (nil: to none). A consumer subscribes to one with
##   `partition: index`.
## - `buffer_size` and `overflow`: how many events a producer keeps that nobody has asked for
##   (10,000), and whether the `:drop_oldest` (unless told) or the `:drop_newest` go when there are
##   more. `Flow.Stage.info` tells how many were dropped, and `Events.subscribe(:flow_dropped)`
##   when: `%{stage: pid, count: n, total: n}`.
## - `demand: :accumulate`: a producer is asked for nothing until `Flow.Stage.forward`, so that all
##   consumers can be there when it begins.
## - `subscribe_to`: a list of `(producer, options)`.
##
## Events that a consumer has been sent and that it has not handled when it crashes are lost; what
## it had asked for goes to the others.
##
## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1, 2])); Flow.Stage.info(stage).kind
## :producer
module Flow.Stage {
  # MARK: Starting

  ## Starts a stage that is linked to the caller, as `GenServer.start_link` does.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1])); is_pid(stage)
  ## true
  fn start_link(module_name, argument) { start_link(module_name, argument, %{}) }

  ## Starts a stage with the options of `GenServer.start_link`.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1]), name: :doc_source); whereis(:doc_source) == stage
  ## true
  fn start_link(module_name, argument, options) {
    GenServer.start_link(Flow.Stage, (module_name, argument), options)
  }

  ## Starts a stage that is linked to nobody.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start(Flow.Source, (:list, [1])); Flow.Stage.stop(stage)
  ## :ok
  fn start(module_name, argument) { start(module_name, argument, %{}) }

  ## Starts a stage that is linked to nobody, with the options of `GenServer.start_link`.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start(Flow.Source, (:list, [1]), %{}); Flow.Stage.stop(stage)
  ## :ok
  fn start(module_name, argument, options) {
    GenServer.start(Flow.Stage, (module_name, argument), options)
  }

  ## Ends a stage; its consumers see the end of a producer, as their `cancel` option says.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start(Flow.Source, (:list, [1])); Flow.Stage.stop(stage)
  ## :ok
  fn stop(stage) { GenServer.stop(stage) }

  # MARK: Subscribing

  ## Subscribes a consumer to a producer; `(:ok, subscription)`, or `(:error, :noproc)`. Options:
  ##
  ## - `to`: the producer, a pid or a name.
  ## - `max_demand`: how many events may be under way or unhandled, 100 unless told.
  ## - `min_demand`: more are asked for when so few are left, half of it unless told.
  ## - `cancel`: what the consumer does when the producer ends: `:permanent` (unless told) ends too,
  ##   with the same reason; `:transient` only when the reason is not `:normal`, `:shutdown` or
  ##   `(:shutdown, _)`; `:temporary` goes on. The end of the stream is different: consumers end
  ##   `:normal` after that of their last producer, but for `:temporary` subscriptions. (`:linked`
  ##   is for stages that somebody else ends together: only the end of the stream counts.)
  ## - `manual: true`: asks for nothing by itself; `Flow.Stage.ask` does.
  ## - `partition` and `selector: fn(event) { bool }`, for producers with the dispatcher
  ##   `:partition` or `:broadcast`.
  ##
  ## >> let (:ok, a) = Flow.Stage.start_link(Flow.Source, (:list, [1, 2])); let (:ok, b) = Flow.Stage.start_link(Flow.Sink, (self(), 0, fn(x, sum) { x + sum })); Flow.Stage.subscribe(b, to: a); receive { (:flow_result, ^b, sum) -> sum }
  ## 3
  fn subscribe(consumer, options) {
    GenServer.call(consumer, (:"$subscribe_to", options.to, checked(options)), :infinity)
  }

  private fn checked(options) {
    let most = Map.get(options, :max_demand, 100)
    let least = Map.get(options, :min_demand, most div 2)
    let mode = Map.get(options, :cancel, :permanent)
    if not (is_integer(most) and most > 0) { raise((:bad_option, (:max_demand, most))) }
    if not (is_integer(least) and least >= 0 and least < most) {
      raise((:bad_option, (:min_demand, least)))
    }
    if not List.member?([:permanent, :transient, :temporary, :linked], mode) {
      raise((:bad_option, (:cancel, mode)))
    }
    Map.merge(options, %{max_demand: most, min_demand: least, cancel: mode})
  }

  ## Ends a subscription of a consumer; `:ok`, or `(:error, :not_found)`. Events under way are
  ## handled still.
  ##
  ## >> let (:ok, a) = Flow.Stage.start_link(Flow.Source, (:list, [1])); let (:ok, b) = Flow.Stage.start_link(Flow.Sink, (self(), 0, fn(x, sum) { x + sum })); let (:ok, s) = Flow.Stage.subscribe(b, to: a, manual: true); Flow.Stage.cancel(b, s)
  ## :ok
  fn cancel(consumer, subscription) { cancel(consumer, subscription, :cancelled) }

  ## Ends a subscription with a reason, which both sides' `handle_cancel` get.
  ##
  ## >> let (:ok, b) = Flow.Stage.start_link(Flow.Sink, (self(), 0, fn(x, sum) { x + sum })); Flow.Stage.cancel(b, make_ref(), :tired)
  ## (:error, :not_found)
  fn cancel(consumer, subscription, reason) {
    GenServer.call(consumer, (:"$cancel", subscription, reason), :infinity)
  }

  ## Asks for `n` more events by a subscription that is `manual`; `from` is what `handle_events`
  ## gets, and the call is made in the consumer. Gives `:ok`.
  ##
  ## >> Flow.Stage.ask((self(), make_ref()), 1)
  ## :ok
  fn ask((producer, subscription), n) when is_integer(n) and n > 0 {
    producer ! (:"$ask", subscription, n)
    :ok
  }

  ## Lets a producer that has begun with `demand: :accumulate` hear what its consumers want; `:ok`.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1])); Flow.Stage.forward(stage)
  ## :ok
  fn forward(stage) { GenServer.call(stage, :"$forward", :infinity) }

  ## What a stage does, as a map: `kind`; `producers` and `consumers`, how many there are; `wanted`,
  ## how many events its consumers want now; `owed`, how many of those that it was asked for it has
  ## not produced; `buffered`; `dropped`; `waiting`, how many batches it has received and not
  ## handled.
  ##
  ## >> let (:ok, stage) = Flow.Stage.start_link(Flow.Source, (:list, [1])); Flow.Stage.info(stage)
  ## %{buffered: 0, consumers: 0, dropped: 0, kind: :producer, owed: 0, producers: 0, waiting: 0, wanted: 0}
  fn info(stage) { GenServer.call(stage, :"$info", :infinity) }

  # MARK: The stage

  # producers: subscription => (pid, chunk, handled, mode, manual): more is asked for when a chunk
  # has been handled. watches: monitor of a consumer => its subscription; monitors: the other way
  # round. owed: demand that the module knows of and has not fulfilled. When a consumer goes, less
  # is wanted than is owed, and nothing is asked for until that is made up. stop: nil, or (reason,),
  # when a callback has said so.

  ## Internal: the stage starts.
  fn init((module_name, argument)) {
    match module_name.init(argument) {
      (kind, _) as begun when kind == :stop -> begun
      (kind, state)                         -> begin(module_name, kind, state, %{})
      (kind, state, options)                -> begin(module_name, kind, state, options)
      other                                 -> other
    }
  }

  private fn begin(module_name, kind, state, options)
    when kind == :producer or kind == :consumer or kind == :producer_consumer {
    let stage = %{
      module: module_name, kind: kind, state: state, producers: %{}, watches: %{}, monitors: %{},
      out: Flow.Dispatcher.new(Map.get(options, :dispatcher, :demand)),
      buffer: Queue.new(), limit: limit(options, kind), overflow: overflow(options), dropped: 0,
      owed: 0, input: Queue.new(), ending: false, done: false, stop: nil,
      paused: options[:demand] === :accumulate,
    }
    (:ok, List.reduce(options[:subscribe_to] or [], stage) { (producer, options), stage in
      match subscribed(stage, producer, checked(options)) {
        (:ok, _, stage)  -> stage
        (:error, reason) -> exit(reason)
      }
    })
  }
  private fn begin(_, kind, state, _) { (:stop, (:bad_return_value, (kind, state))) }

  # What a producer_consumer keeps is bounded by what it has asked for.
  private fn limit(options, kind) {
    Map.get(options, :buffer_size, if kind == :producer { 10_000 } else { :infinity })
  }

  private fn overflow(options) {
    match Map.get(options, :overflow, :drop_oldest) {
      how when how == :drop_oldest or how == :drop_newest -> how
      other -> raise((:bad_option, (:overflow, other)))
    }
  }

  ## Internal: a request of another process.
  fn handle_call((:"$subscribe_to", producer, options), _from, stage) {
    match subscribed(stage, producer, options) {
      (:ok, ref, stage)      -> (:reply, (:ok, ref), stage)
      (:error, _) as failure -> (:reply, failure, stage)
    }
  }
  fn handle_call((:"$cancel", ref, reason), _from, stage) {
    match stage.producers[ref] {
      nil -> (:reply, (:error, :not_found), stage)
      (pid, chunk, handled, _, _) -> {
        pid ! (:"$unsubscribe", ref, reason)
        # It stays until the producer has answered, because events may be under way.
        let left = (pid, chunk, handled, :cancelled, true)
        (:reply, :ok, %{stage | producers: Map.put(stage.producers, ref, left)})
      }
    }
  }
  fn handle_call(:"$forward", from, stage) {
    GenServer.reply(from, :ok)
    next(pump(%{stage | paused: false}))
  }
  fn handle_call(:"$info", _from, stage) {
    (:reply, %{
      kind: stage.kind,
      producers: map_size(stage.producers),
      consumers: map_size(stage.monitors),
      wanted: Flow.Dispatcher.wanted(stage.out),
      owed: stage.owed,
      buffered: Queue.size(stage.buffer) + Flow.Dispatcher.queued(stage.out),
      dropped: stage.dropped,
      waiting: Queue.size(stage.input),
    }, stage)
  }
  fn handle_call(request, from, %{module: module_name} as stage) {
    match module_name.handle_call(request, from, stage.state) {
      (:reply, answer, events, state) -> {
        GenServer.reply(from, answer)
        next(pump(emit(%{stage | state: state}, events)))
      }
      (:stop, reason, answer, state) -> (:stop, reason, answer, %{stage | state: state})
      other                          -> next(pump(result(stage, other)))
    }
  }

  ## Internal: a request of another process that is not answered.
  fn handle_cast(request, %{module: module_name} as stage) {
    next(pump(result(stage, module_name.handle_cast(request, stage.state))))
  }

  ## Internal: a message of another stage, or one for the module.
  fn handle_info((:"$events", ref, events), stage) {
    match stage.producers[ref] {
      nil -> (:noreply, stage)
      (pid, chunk, _, _, _) -> {
        if stage.kind == :consumer {
          next(consume(stage, (pid, ref), chunk, events))
        } else {
          next(pump(%{stage | input: Queue.push(stage.input, (pid, ref, chunk, events))}))
        }
      }
    }
  }
  fn handle_info((:"$ask", ref, n), stage) {
    if Map.has_key?(stage.monitors, ref) {
      next(pump(%{stage | out: Flow.Dispatcher.ask(stage.out, ref, n)}))
    } else {
      (:noreply, stage)
    }
  }
  fn handle_info((:"$subscribe", (pid, ref), _), %{kind: :consumer} as stage) {
    pid ! (:"$cancelled", ref, :not_a_producer)
    (:noreply, stage)
  }
  fn handle_info((:"$subscribe", (pid, ref), options), stage) {
    match Flow.Dispatcher.add(stage.out, ref, pid, options) {
      (:ok, out) -> {
        let watch = monitor(pid)
        (:noreply, %{stage |
          out: out,
          watches: Map.put(stage.watches, watch, ref),
          monitors: Map.put(stage.monitors, ref, (watch, pid)),
        })
      }
      (:error, reason) -> {
        pid ! (:"$cancelled", ref, reason)
        (:noreply, stage)
      }
    }
  }
  fn handle_info((:"$unsubscribe", ref, reason), stage) {
    match stage.monitors[ref] {
      nil          -> (:noreply, stage)
      (watch, pid) -> {
        demonitor(watch, flush: true)
        pid ! (:"$cancelled", ref, reason)
        next(left(stage, watch, ref, pid, reason))
      }
    }
  }
  fn handle_info((:"$cancelled", ref, reason), stage) {
    demonitor(ref, flush: true)
    next(ended(stage, ref, reason))
  }
  fn handle_info((:DOWN, ref, :process, pid, reason) as message, stage) {
    if Map.has_key?(stage.producers, ref) {
      next(ended(stage, ref, reason))
    } else {
      match stage.watches[ref] {
        nil          -> informed(message, stage)
        subscription -> next(left(stage, ref, subscription, pid, reason))
      }
    }
  }
  fn handle_info(message, stage) { informed(message, stage) }

  private fn informed(message, %{module: module_name} as stage) {
    if Code.function_exported?(module_name, :handle_info, 2) {
      next(pump(result(stage, module_name.handle_info(message, stage.state))))
    } else {
      (:noreply, stage)
    }
  }

  ## Internal: the stage ends.
  fn terminate(reason, %{module: module_name} as stage) {
    if Code.function_exported?(module_name, :terminate, 2) {
      module_name.terminate(reason, stage.state)
    }
  }

  # What GenServer is told.
  private fn next(%{stop: (reason,)} as stage) { (:stop, reason, stage) }
  private fn next(%{done: true} as stage) {
    if Queue.empty?(stage.buffer) and Flow.Dispatcher.queued(stage.out) == 0 {
      List.each(Flow.Dispatcher.consumers(stage.out)) { (ref, pid) in
        pid ! (:"$cancelled", ref, :done)
      }
      (:stop, :normal, stage)
    } else {
      (:noreply, stage)
    }
  }
  private fn next(stage) { (:noreply, stage) }

  private fn result(stage, result) {
    match result {
      (:noreply, events, state) -> emit(%{stage | state: state}, events)
      (:done, events, state)    -> end_stream(emit(%{stage | state: state}, events))
      (:stop, reason, state)    -> %{stage | state: state, stop: (reason,)}
      other                     -> %{stage | stop: ((:bad_return_value, other),)}
    }
  }

  # MARK: Producing

  # Hands on what there is, and asks the module for what is wanted beyond that.
  private fn pump(%{stop: nil} as stage) {
    let %{out: out} as stage = drain(stage)
    match Flow.Dispatcher.wanted(out) {
      0      -> if stage.ending and Queue.empty?(stage.input) { last_words(stage) } else { stage }
      wanted -> more(stage, wanted)
    }
  }
  private fn pump(stage) { stage }

  private fn more(%{done: true} as stage, _wanted) { stage }
  private fn more(%{paused: true} as stage, _wanted) { stage }
  private fn more(%{kind: :producer, owed: owed, module: module_name} as stage, wanted) {
    if wanted > owed {
      let answer = module_name.handle_demand(wanted - owed, stage.state)
      pump(result(%{stage | owed: wanted}, answer))
    } else {
      stage
    }
  }
  private fn more(stage, wanted) {
    match Queue.pop(stage.input) {
      ((pid, ref, chunk, events), input) -> {
        let count = if wanted < chunk { wanted } else { chunk }
        match List.drop(events, count) {
          []   -> pump(handle(%{stage | input: input}, (pid, ref), events))
          rest -> {
            let input = Queue.push_front(input, (pid, ref, chunk, rest))
            pump(handle(%{stage | input: input}, (pid, ref), List.take(events, count)))
          }
        }
      }
      nil -> if stage.ending { pump(last_words(stage)) } else { stage }
    }
  }

  private fn drain(%{buffer: (:queue, 0, _, _)} as stage) { stage }
  private fn drain(stage) {
    match Flow.Dispatcher.wanted(stage.out) {
      0      -> stage
      wanted -> {
        let (events, buffer) = Queue.take(stage.buffer, wanted)
        drain(%{stage | buffer: buffer, out: Flow.Dispatcher.send(stage.out, events)})
      }
    }
  }

  private fn emit(stage, []) { stage }
  private fn emit(%{kind: :consumer} as stage, events) {
    %{stage | stop: ((:bad_return_value, (:events_of_a_consumer, events)),)}
  }
  private fn emit(stage, events) {
    let count = length(events)
    let owed = if stage.owed > count { stage.owed - count } else { 0 }
    let stage = %{stage | owed: owed}
    if Queue.empty?(stage.buffer) {
      let wanted = Flow.Dispatcher.wanted(stage.out)
      if count <= wanted {
        %{stage | out: Flow.Dispatcher.send(stage.out, events)}
      } else {
        let out = Flow.Dispatcher.send(stage.out, List.take(events, wanted))
        keep(%{stage | out: out}, List.drop(events, wanted), count - wanted)
      }
    } else {
      keep(stage, events, count)
    }
  }

  # Buffers what nobody has asked for yet.
  private fn keep(%{buffer: buffer, limit: limit} as stage, events, count) {
    # Integers come before atoms: nothing is more than `:infinity`.
    if Queue.size(buffer) + count > limit {
      let over = Queue.size(buffer) + count - limit
      let buffer = if stage.overflow == :drop_oldest {
        elem(Queue.take(push_all(buffer, events), over), 1)
      } else {
        push_all(buffer, List.take(events, count - over))
      }
      let total = stage.dropped + over
      Events.publish(:flow_dropped, %{stage: self(), count: over, total: total})
      %{stage | buffer: buffer, dropped: total}
    } else {
      %{stage | buffer: push_all(buffer, events)}
    }
  }

  private fn push_all(queue, [x | rest]) { push_all(Queue.push(queue, x), rest) }
  private fn push_all(queue, []) { queue }

  # A consumer has gone. What it wanted is wanted no more; with `:broadcast` the others may now get
  # on faster.
  private fn left(stage, watch, ref, pid, reason) {
    pump(told(%{stage |
      out: Flow.Dispatcher.remove(stage.out, ref),
      watches: Map.delete(stage.watches, watch),
      monitors: Map.delete(stage.monitors, ref),
    }, reason, (pid, ref)))
  }

  private fn told(%{module: module_name} as stage, reason, from) {
    if Code.function_exported?(module_name, :handle_cancel, 3) {
      result(stage, module_name.handle_cancel(reason, from, stage.state))
    } else {
      stage
    }
  }

  # MARK: Consuming

  private fn subscribed(stage, producer, options) {
    match Gen.where(producer) {
      nil -> (:error, :noproc)
      pid -> {
        let ref = monitor(pid)
        let manual = options[:manual] === true
        pid ! (:"$subscribe", (self(), ref), Map.take(options, [:partition, :selector]))
        if not manual { pid ! (:"$ask", ref, options.max_demand) }
        let chunk = options.max_demand - options.min_demand
        let subscription = (pid, chunk, 0, options.cancel, manual)
        (:ok, ref, %{stage | producers: Map.put(stage.producers, ref, subscription)})
      }
    }
  }

  # Batches larger than a chunk are handled in parts, so that more is asked for in time.
  private fn consume(%{stop: nil, done: false} as stage, from, chunk, events) {
    match List.drop(events, chunk) {
      []   -> handle(stage, from, events)
      rest -> consume(handle(stage, from, List.take(events, chunk)), from, chunk, rest)
    }
  }
  private fn consume(stage, _from, _chunk, _events) { stage }

  private fn handle(%{module: module_name} as stage, (_, ref) as from, events) {
    let answer = module_name.handle_events(events, from, stage.state)
    result(handled(stage, ref, length(events)), answer)
  }

  private fn handled(%{producers: producers} as stage, ref, count) {
    match producers[ref] {
      (pid, chunk, handled, mode, false) -> {
        if handled + count >= chunk {
          pid ! (:"$ask", ref, handled + count)
          %{stage | producers: Map.put(producers, ref, (pid, chunk, 0, mode, false))}
        } else {
          %{stage | producers: Map.put(producers, ref, (pid, chunk, handled + count, mode, false))}
        }
      }
      _ -> stage
    }
  }

  # A producer has gone, or its stream is over.
  private fn ended(stage, ref, reason) {
    match stage.producers[ref] {
      nil                 -> stage
      (pid, _, _, mode, _) -> {
        let reason = if mode == :linked and over?(reason) { :done } else { reason }
        let stage = told(%{stage | producers: Map.delete(stage.producers, ref)}, reason, (pid, ref))
        if mode == :cancelled or mode == :temporary {
          stage
        } else if reason == :done {
          if map_size(stage.producers) == 0 { over(%{stage | ending: true}) } else { stage }
        } else if mode == :permanent or mode == :transient and not quiet?(reason) {
          if stage.stop { stage } else { %{stage | stop: (reason,)} }
        } else {
          stage
        }
      }
    }
  }

  # Where stages are ended together, one that is not there any more has ended its stream.
  private fn over?(reason) { reason == :normal or reason == :noproc }

  private fn quiet?(:normal) { true }
  private fn quiet?(:shutdown) { true }
  private fn quiet?((:shutdown, _)) { true }
  private fn quiet?(_) { false }

  # All streams are over: a consumer has handled everything, a producer_consumer perhaps not.
  private fn over(%{kind: :consumer} as stage) { last_words(stage) }
  private fn over(stage) { pump(stage) }

  private fn last_words(%{done: true} as stage) { stage }
  private fn last_words(%{module: module_name} as stage) {
    let stage = if Code.function_exported?(module_name, :handle_done, 1) {
      result(stage, module_name.handle_done(stage.state))
    } else {
      stage
    }
    end_stream(stage)
  }

  # No more events come from this stage; it needs none either.
  private fn end_stream(%{producers: producers} as stage) {
    List.each(Map.to_list(producers)) { (ref, (pid, _, _, _, _)) in
      pid ! (:"$unsubscribe", ref, :done)
      demonitor(ref, flush: true)
    }
    %{stage | producers: %{}, input: Queue.new(), done: true}
  }
}
