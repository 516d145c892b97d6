# Savina 6, chameneos: C creatures meet in pairs through one process, the mall, M times, and change
# colour. Checks the number of meetings that they have counted, two for each.
fn mall(0, creatures) { close(creatures) }
fn mall(left, creatures) {
  receive {
    (:meet, _, first) -> {
      receive { (:meet, color, second) -> first ! (:meet, color, second) }
      mall(left - 1, creatures)
    }
  }
}

fn close(0) { :ok }
fn close(n) { receive { (:meet, _, from) -> { from ! :stop; close(n - 1) } } }

fn creature(color, mall, meetings, main) {
  mall ! (:meet, color, self())
  receive {
    (:meet, other, from) -> {
      let changed = complement(color, other)
      from ! (:change, changed)
      creature(changed, mall, meetings + 1, main)
    }
    (:change, changed) -> creature(changed, mall, meetings + 1, main)
    :stop -> main ! (:done, meetings)
  }
}

fn complement(color, color) { color }
fn complement(:blue, :red) { :yellow }
fn complement(:blue, :yellow) { :red }
fn complement(:red, :blue) { :yellow }
fn complement(:red, :yellow) { :blue }
fn complement(:yellow, :blue) { :red }
fn complement(:yellow, :red) { :blue }

let creatures = Bench.argument(0, 100)
let meetings = Bench.argument(1, 200_000)
let me = self()
Bench.run {
  let mall = spawn { mall(meetings, creatures) }
  for i in 1..creatures {
    spawn { creature(elem((:blue, :red, :yellow), i rem 3), mall, 0, me) }
  }
  Bench.check(Bench.gather(creatures), 2 * meetings)
}
