# Bank: many transfers at once between accounts that are processes, and no money is lost.
#
# Look at: an account never waits for another account, so there can be no deadlock. A transfer is a
# process of its own that withdraws first and deposits then; what it carries is in its hands alone.
#
#? args: 20 500

module Account {
  ## Starts an account with a balance.
  fn open(balance) { spawn { loop(balance) } }

  ## Takes money out: :ok, or (:error, :insufficient).
  fn withdraw(account, amount) { call(account, (:withdraw, amount)) }

  ## Puts money in.
  fn deposit(account, amount) { call(account, (:deposit, amount)) }

  ## The balance now.
  fn balance(account) { call(account, :balance) }

  private fn call(account, request) {
    let ref = make_ref()
    account ! (request, self(), ref)
    receive { (^ref, answer) -> answer }
  }

  private fn loop(balance) {
    receive {
      ((:withdraw, n), from, ref) when n <= balance -> { from ! (ref, :ok); loop(balance - n) }
      ((:withdraw, _), from, ref) -> { from ! (ref, (:error, :insufficient)); loop(balance) }
      ((:deposit, n), from, ref)  -> { from ! (ref, :ok); loop(balance + n) }
      (:balance, from, ref)       -> { from ! (ref, balance); loop(balance) }
    }
  }
}

module Bank {
  ## Moves money, or gives (:error, :insufficient) and moves nothing.
  fn transfer(from, to, amount) {
    let :ok = Account.withdraw(from, amount) else { error -> error }
    Account.deposit(to, amount)
  }

  ## The sum over all accounts. Right only when no transfer is on its way.
  fn total(accounts) { List.sum(for a in accounts { Account.balance(a) }) }
}

let (count, transfers) = match System.argv() {
  [a, b] -> (String.to_integer(a), String.to_integer(b))
  _      -> (100, 10_000)
}
let accounts = for _ in 1..count { Account.open(100) }
print("before:", Bank.total(accounts)) # expect: before: 2000

# A small generator of pseudo-random numbers makes every run of the program the same.
fn next(seed) { (seed * 1_103_515_245 + 12_345) rem 2_147_483_648 }
fn plan(0, _, _) { [] }
fn plan(n, seed, count) {
  let a = next(seed)
  let b = next(a)
  let c = next(b)
  [(a div 65_536 rem count, b div 65_536 rem count, c div 65_536 rem 80) | plan(n - 1, c, count)]
}

# Accounts by number, so that finding one does not mean walking a list.
let numbered = Map.from_list(for (account, i) in List.with_index(accounts) { (i, account) })

let refs = for (from, to, amount) in plan(transfers, 7, count) {
  let (_, ref) = spawn_monitor { exit(Bank.transfer(numbered[from], numbered[to], amount)) }
  ref
}
let outcomes = for ref in refs { receive { (:DOWN, ^ref, :process, _, outcome) -> outcome } }

# How many found too little money depends on who came first; that nothing is lost does not.
let refused = length(for (:error, :insufficient) in outcomes { 1 })
let done = length(for :ok in outcomes { 1 })
print(done + refused, "transfers ended") # expect: 500 transfers ended
print("after:", Bank.total(accounts)) # expect: after: 2000
let balances = for a in accounts { Account.balance(a) }
print("overdrawn:", length(for b in balances when b < 0 { b })) # expect: overdrawn: 0
