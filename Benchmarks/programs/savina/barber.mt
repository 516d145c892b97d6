# Savina 12, barber: N customers come to a barber with a waiting room of W places; who finds it full
# comes again. A customer appears after up to A steps of work, a cut takes up to H. Checks the
# number of cuts.
fn room(queue, places, barber, asleep) {
  receive {
    (:enter, customer) -> {
      if Queue.size(queue) === places {
        customer ! :full
        room(queue, places, barber, asleep)
      } else if asleep {
        barber ! (:cut, customer)
        room(queue, places, barber, false)
      } else {
        room(Queue.push(queue, customer), places, barber, false)
      }
    }
    :next -> {
      match Queue.pop(queue) {
        nil -> room(queue, places, barber, true)
        (customer, rest) -> { barber ! (:cut, customer); room(rest, places, barber, false) }
      }
    }
  }
}

fn barber(steps, cuts, r) {
  receive {
    (:cut, customer) -> {
      let next = Bench.next(r)
      Bench.work(Bench.below(next, steps) + 10, next)
      customer ! (:cut, cuts + 1)
      barber(steps, cuts + 1, next)
    }
  }
}

fn customer(room, main) {
  room ! (:enter, self())
  receive {
    :full -> customer(room, main)
    (:cut, _) -> { room ! :next; main ! (:done, 1) }
  }
}

fn produce(0, _, _, _, _) { :ok }
fn produce(n, steps, room, main, r) {
  let next = Bench.next(r)
  Bench.work(Bench.below(next, steps) + 10, next)
  spawn { customer(room, main) }
  produce(n - 1, steps, room, main, next)
}

let n = Bench.argument(0, 5_000)
let places = Bench.argument(1, 1_000)
let appearance = Bench.argument(2, 1_000)
let haircut = Bench.argument(3, 1_000)
let me = self()
Bench.load([Queue])
Bench.run {
  let barber = spawn { barber(haircut, 0, 42) }
  let room = spawn { room(Queue.new(), places, barber, true) }
  produce(n, appearance, room, me, 7)
  Bench.check(Bench.gather(n), n)
}
