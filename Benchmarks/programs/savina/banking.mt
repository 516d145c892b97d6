# Savina 15, banking: N transfers between A accounts, each a process. The account that pays waits
# until the other has confirmed; it always has the smaller number, so nobody waits in a circle.
# Checks that no money is lost.
fn account(balance) {
  receive {
    (:transfer, amount, to, teller) -> {
      to ! (:deposit, amount, self())
      receive { :deposited -> teller ! (:done, 1) }
      account(balance - amount)
    }
    (:deposit, amount, from) -> { from ! :deposited; account(balance + amount) }
    (:close, teller) -> teller ! (:done, balance)
  }
}

fn transfers(0, _, _, _) { :ok }
fn transfers(n, accounts, r, me) {
  let r1 = Bench.next(r)
  let r2 = Bench.next(r1)
  let r3 = Bench.next(r2)
  let count = tuple_size(accounts)
  let from = Bench.below(r1, count div 10 * 8)
  let to = from + 1 + Bench.below(r2, count - from - 1)
  elem(accounts, from) ! (:transfer, Bench.below(r3, 1_000), elem(accounts, to), me)
  transfers(n - 1, accounts, r3, me)
}

let accounts = Bench.argument(0, 1_000)
let n = Bench.argument(1, 50_000)
let me = self()
Bench.load([List])
Bench.run {
  let pids = for _ in 1..accounts { spawn { account(1_000_000) } }
  transfers(n, List.to_tuple(pids), 42, me)
  Bench.check(Bench.gather(n), n)
  List.each(pids) { pid in pid ! (:close, me) }
  Bench.check(Bench.gather(accounts), accounts * 1_000_000)
}
