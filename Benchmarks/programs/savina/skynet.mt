# Skynet: a process makes ten, each of these ten, until there are N leaves (a power of ten); each
# leaf sends its number up, the others the sum of what they got. Checks the sum.
fn skynet(first, 1, parent) { parent ! (:done, first) }
fn skynet(first, size, parent) {
  let part = size div 10
  let me = self()
  List.each(0..9) { i in spawn { skynet(first + i * part, part, me) } }
  parent ! (:done, Bench.gather(10))
}

let n = Bench.argument(0, 1_000_000)
let me = self()
Bench.load([List])
Bench.run {
  spawn { skynet(0, n, me) }
  Bench.check(Bench.gather(1), n * (n - 1) div 2)
}
