# Savina 10, bndbuffer: P producers, C consumers and a manager with a buffer of B places; each
# producer makes N items when told that there is room. An item costs some steps on both sides.
# Checks the sum of the items.

# `room` is the number of places that are neither taken nor promised to a producer.
fn manage(queue, _, _, idle, 0) {
  List.each(idle) { c in c ! :stop }
  drain(queue)
}
fn manage(queue, room, producers, consumers, live) {
  receive {
    (:item, x, from) -> deliver(x, queue, room, [from | producers], consumers, live)
    (:last, x) -> deliver(x, queue, room, producers, consumers, live - 1)
    (:ready, from) -> {
      match Queue.pop(queue) {
        nil -> manage(queue, room, producers, [from | consumers], live)
        (x, rest) -> {
          from ! (:item, x)
          promise(rest, room + 1, producers, consumers, live)
        }
      }
    }
  }
}

fn deliver(x, queue, room, producers, [c | consumers], live) {
  c ! (:item, x)
  promise(queue, room + 1, producers, consumers, live)
}
fn deliver(x, queue, room, producers, [], live) {
  promise(Queue.push(queue, x), room, producers, [], live)
}

fn promise(queue, room, [p | producers], consumers, live) when room > 0 {
  p ! :produce
  promise(queue, room - 1, producers, consumers, live)
}
fn promise(queue, room, producers, consumers, live) {
  manage(queue, room, producers, consumers, live)
}

fn drain(queue) {
  receive {
    (:ready, from) -> {
      match Queue.pop(queue) {
        nil -> { from ! :stop; drain(queue) }
        (x, rest) -> { from ! (:item, x); drain(rest) }
      }
    }
  }
}

fn produce(x, n, cost, manager) {
  receive {
    :produce -> {
      Bench.work(cost, x)
      if x === n {
        manager ! (:last, x)
      } else {
        manager ! (:item, x, self())
        produce(x + 1, n, cost, manager)
      }
    }
  }
}

fn consume(manager, cost, sum, main) {
  manager ! (:ready, self())
  receive {
    (:item, x) -> { Bench.work(cost, x); consume(manager, cost, sum + x, main) }
    :stop -> main ! (:done, sum)
  }
}

let producers = Bench.argument(0, 40)
let consumers = Bench.argument(1, 40)
let n = Bench.argument(2, 1_000)
let capacity = Bench.argument(3, 50)
let cost = Bench.argument(4, 25)
let me = self()
Bench.load([List, Queue])
Bench.run {
  let manager = spawn {
    receive { (:start, all) -> promise(Queue.new(), capacity, all, [], length(all)) }
  }
  manager ! (:start, for _ in 1..producers { spawn { produce(1, n, cost, manager) } })
  for _ in 1..consumers { spawn { consume(manager, cost, 0, me) } }
  Bench.check(Bench.gather(consumers), producers * n * (n + 1) div 2)
}
