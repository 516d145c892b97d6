## How a stage of a flow shares its events among its consumers. Programs choose one by the
## `dispatcher` option of a stage (see `Flow.Stage`); these functions are what a stage does with it.
##
## None of them ever sends a consumer more events than it has asked for.
##
## >> Flow.Dispatcher.wanted(Flow.Dispatcher.new(:demand))
## 0
module Flow.Dispatcher {
  # (:demand, consumers, total)       consumers: ref => (pid, demand)
  # (:broadcast, consumers)           consumers: ref => (pid, demand, selector)
  # (:partition, count, route, slots, places, queued)
  #     slots: index => (ref, pid, demand, queue); ref and pid are nil while nobody has it
  #     places: ref => index

  ## Internal: a dispatcher without consumers, from what a stage's option says.
  fn new(:demand) { (:demand, %{}, 0) }
  fn new(:broadcast) { (:broadcast, %{}) }
  fn new((:partition, options)) {
    let count = options.partitions
    let empty = Queue.new()
    let slots = Map.from_list(for i in 0..count - 1 { (i, (nil, nil, 0, empty)) })
    (:partition, count, route(options[:route], options[:by], count), slots, %{}, 0)
  }
  fn new(other) { raise((:bad_option, (:dispatcher, other))) }

  private fn route(nil, nil, count) { fn(event) { Router.hash(event) rem count } }
  private fn route(nil, by, count) { fn(event) { Router.hash(by(event)) rem count } }
  private fn route(route, _, _) { route }

  ## Internal: a consumer comes; `(:ok, dispatcher)` or `(:error, reason)`.
  fn add((:demand, consumers, total), ref, pid, _options) {
    (:ok, (:demand, Map.put(consumers, ref, (pid, 0)), total))
  }
  fn add((:broadcast, consumers), ref, pid, options) {
    (:ok, (:broadcast, Map.put(consumers, ref, (pid, 0, options[:selector]))))
  }
  fn add((:partition, count, route, slots, places, queued), ref, pid, options) {
    let index = options[:partition]
    match slots[index] {
      (nil, _, _, queue) -> {
        let slots = Map.put(slots, index, (ref, pid, 0, queue))
        (:ok, (:partition, count, route, slots, Map.put(places, ref, index), queued))
      }
      nil -> (:error, (:bad_partition, index))
      _   -> (:error, (:partition_taken, index))
    }
  }

  ## Internal: a consumer goes, and what it had asked for is asked for no more.
  fn remove((:demand, consumers, total), ref) {
    let (_, demand) = Map.fetch!(consumers, ref)
    (:demand, Map.delete(consumers, ref), total - demand)
  }
  fn remove((:broadcast, consumers), ref) { (:broadcast, Map.delete(consumers, ref)) }
  fn remove((:partition, count, route, slots, places, queued), ref) {
    let index = Map.fetch!(places, ref)
    let (_, _, _, queue) = slots[index]
    let slots = Map.put(slots, index, (nil, nil, 0, queue))
    (:partition, count, route, slots, Map.delete(places, ref), queued)
  }

  ## Internal: a consumer asks for `n` more events.
  fn ask((:demand, consumers, total), ref, n) {
    let (pid, demand) = Map.fetch!(consumers, ref)
    (:demand, Map.put(consumers, ref, (pid, demand + n)), total + n)
  }
  fn ask((:broadcast, consumers), ref, n) {
    let (pid, demand, selector) = Map.fetch!(consumers, ref)
    (:broadcast, Map.put(consumers, ref, (pid, demand + n, selector)))
  }
  fn ask((:partition, count, route, slots, places, queued), ref, n) {
    let index = Map.fetch!(places, ref)
    let (_, pid, demand, queue) = slots[index]
    let (events, queue) = Queue.take(queue, demand + n)
    if events != [] { pid ! (:"$events", ref, events) }
    let sent = length(events)
    let slots = Map.put(slots, index, (ref, pid, demand + n - sent, queue))
    (:partition, count, route, slots, places, queued - sent)
  }

  ## Internal: how many events can be taken now. With `:broadcast` it is what the slowest consumer
  ## wants; with `:partition` what the most eager one wants, less those that wait for others.
  fn wanted((:demand, _, total)) { total }
  fn wanted((:broadcast, consumers)) {
    if map_size(consumers) == 0 { 0 } else { least(Map.values(consumers)) }
  }
  fn wanted((:partition, count, _, slots, _, queued)) {
    let left = most(slots, count, 0) - queued
    if left > 0 { left } else { 0 }
  }

  private fn least([(_, demand, _) | rest]) { least(rest, demand) }
  private fn least([(_, demand, _) | rest], low) when demand < low { least(rest, demand) }
  private fn least([_ | rest], low) { least(rest, low) }
  private fn least([], low) { low }

  private fn most(_slots, 0, high) { high }
  private fn most(slots, n, high) {
    let demand = elem(slots[n - 1], 2)
    most(slots, n - 1, if demand > high { demand } else { high })
  }

  ## Internal: how many events wait for one particular consumer.
  fn queued((:partition, _, _, _, _, queued)) { queued }
  fn queued(_) { 0 }

  ## Internal: shares out events, no more than are wanted.
  fn send(dispatcher, []) { dispatcher }
  fn send((:demand, consumers, total), events) {
    let count = length(events)
    (:demand, share(consumers, events, count), total - count)
  }
  fn send((:broadcast, consumers), events) {
    let count = length(events)
    (:broadcast, Map.from_list(for (ref, (pid, demand, selector)) in consumers {
      if selector {
        let chosen = List.filter(events, selector)
        if chosen != [] { pid ! (:"$events", ref, chosen) }
        (ref, (pid, demand - length(chosen), selector))
      } else {
        pid ! (:"$events", ref, events)
        (ref, (pid, demand - count, nil))
      }
    }))
  }
  fn send((:partition, count, route, slots, places, queued), events) {
    let groups = Map.to_list(grouped(events, route, count, %{}))
    let (slots, queued) = List.reduce(groups, (slots, queued)) { (index, group), (slots, queued) in
      let (ref, pid, demand, queue) = slots[index]
      let group = List.reverse(group)
      let now = List.take(group, demand)
      if now != [] { pid ! (:"$events", ref, now) }
      let later = List.drop(group, demand)
      let queue = List.reduce(later, queue) { event, queue in Queue.push(queue, event) }
      (Map.put(slots, index, (ref, pid, demand - length(now), queue)), queued + length(later))
    }
    (:partition, count, route, slots, places, queued)
  }

  # The consumer that wants the most gets as many as it wants.
  private fn share(consumers, events, count) {
    let (ref, pid, demand) = eager(Map.to_list(consumers), nil, nil, 0)
    if count <= demand {
      pid ! (:"$events", ref, events)
      Map.put(consumers, ref, (pid, demand - count))
    } else {
      pid ! (:"$events", ref, List.take(events, demand))
      share(Map.put(consumers, ref, (pid, 0)), List.drop(events, demand), count - demand)
    }
  }

  private fn eager([(ref, (pid, demand)) | rest], best, best_pid, high) {
    if demand > high { eager(rest, ref, pid, demand) } else { eager(rest, best, best_pid, high) }
  }
  private fn eager([], ref, pid, demand) { (ref, pid, demand) }

  private fn grouped([event | rest], route, count, groups) {
    match route(event) {
      nil -> grouped(rest, route, count, groups)
      i when is_integer(i) and i >= 0 and i < count ->
        grouped(rest, route, count, Map.put(groups, i, [event | Map.get(groups, i, [])]))
      other -> raise((:bad_partition, other))
    }
  }
  private fn grouped([], _route, _count, groups) { groups }

  ## Internal: the consumers, as a list of (ref, pid).
  fn consumers((:demand, consumers, _)) { for (ref, (pid, _)) in consumers { (ref, pid) } }
  fn consumers((:broadcast, consumers)) { for (ref, (pid, _, _)) in consumers { (ref, pid) } }
  fn consumers((:partition, _, _, slots, places, _)) {
    for (ref, index) in places { (ref, elem(slots[index], 1)) }
  }
}
