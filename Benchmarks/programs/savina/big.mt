# Savina 7, big: each of W processes sends N pings to random others and waits for the pong each
# time, answering the pings of others meanwhile. Checks the number of pongs.
fn actor(main, seed) {
  receive { (:go, all, pings) -> turn(main, all, pings, 0, seed * 7919 + 1) }
}

fn turn(main, _, pings, pings, _) { main ! (:done, pings); answer() }
fn turn(main, all, pings, pongs, r) {
  let next = Bench.next(r)
  elem(all, Bench.below(next, tuple_size(all))) ! (:ping, self())
  await(main, all, pings, pongs, next)
}

fn await(main, all, pings, pongs, r) {
  receive {
    (:ping, from) -> { from ! :pong; await(main, all, pings, pongs, r) }
    :pong -> turn(main, all, pings, pongs + 1, r)
  }
}

fn answer() { receive { (:ping, from) -> { from ! :pong; answer() } } }

let pings = Bench.argument(0, 20_000)
let actors = Bench.argument(1, 120)
let me = self()
Bench.load([List])
Bench.run {
  let pids = for i in 1..actors { spawn { actor(me, i) } }
  let all = List.to_tuple(pids)
  List.each(pids) { pid in pid ! (:go, all, pings) }
  Bench.check(Bench.gather(actors), pings * actors)
}
