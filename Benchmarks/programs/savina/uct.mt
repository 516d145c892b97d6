# Savina 19, uct: a tree of at most N processes grows where chance has it, is traversed and
# stopped. Each node asks the root whether it may have B children; the root says yes to every
# second one until there are N nodes, and how much work each of the children is: about A steps,
# with a standard deviation of D. Of U per cent of the families one child is urgent and hears of
# the traversal before its siblings. When all nodes have asked, the traversal begins: it costs
# each node its steps. Checks what it gathers against what the root has granted; gives the number
# of nodes, the steps and the number of urgent nodes. (The shape hangs on who asks first, the sums
# do not.)
module Tree {
  let steps_to_ask = 100

  fn node(parent, root, cost, urgent) {
    receive {
      :try -> {
        spin(steps_to_ask)
        root ! (:may_grow, self())
        node(parent, root, cost, urgent)
      }
      (:grow, children, cost_of_each, first) -> {
        parent ! :grown
        inner(family(children, root, cost_of_each, first), parent, cost, urgent)
      }
      :traverse -> {
        spin(cost)
        parent ! (:visited, 1, cost, urgent)
        receive { :stop -> :ok }
      }
    }
  }

  private fn inner(children, parent, cost, urgent) {
    receive {
      :traverse -> {
        spin(cost)
        let (nodes, costs, urgents) = traverse(children)
        parent ! (:visited, nodes + 1, costs + cost, urgents + urgent)
        receive { :stop -> tell(children, :stop) }
      }
      :grown -> inner(children, parent, cost, urgent)
    }
  }

  ## Makes `n` children and lets them try; `first` is the place of the urgent one, or nil.
  fn family(n, root, cost, first) {
    let me = self()
    let pids = for i in 1..n {
      let urgent = if i === first { 1 } else { 0 }
      spawn { node(me, root, cost, urgent) }
    }
    tell(pids, :try)
    if first === nil { pids } else { urgent_first(pids, first, []) }
  }

  private fn urgent_first([pid | rest], 1, before) { [pid | before] ++ rest }
  private fn urgent_first([pid | rest], i, before) { urgent_first(rest, i - 1, [pid | before]) }

  ## The number of nodes below, their steps, and how many are urgent.
  fn traverse(children) {
    tell(children, :traverse)
    gather(length(children), 0, 0, 0)
  }

  private fn gather(0, nodes, costs, urgents) { (nodes, costs, urgents) }
  private fn gather(n, nodes, costs, urgents) {
    receive {
      (:visited, k, cost, urgent) -> gather(n - 1, nodes + k, costs + cost, urgents + urgent)
    }
  }

  fn tell([pid | rest], message) { pid ! message; tell(rest, message) }
  fn tell([], _) { :ok }

  private fn spin(0) { :ok }
  private fn spin(n) { spin(n - 1) }
}

# Answers the nodes until all have asked; gives the number of nodes, their steps, and how many are
# urgent.
fn grant(0, nodes, costs, urgents, _, _) { (nodes, costs, urgents) }
fn grant(open, nodes, costs, urgents, r, (most, children, mean, deviation, percent) as limits) {
  receive {
    :grown -> grant(open, nodes, costs, urgents, r, limits)
    (:may_grow, from) -> {
      let r = Bench.next(r)
      if nodes + children > most or Bench.below(r, 2) === 0 {
        grant(open - 1, nodes, costs, urgents, r, limits)
      } else {
        let (cost, r) = normal(Bench.next(r), mean, deviation)
        let place = Bench.next(r)
        let urgent = Bench.below(r, 100) < percent
        from ! (:grow, children, cost, if urgent { 1 + Bench.below(place, children) })
        let urgents = if urgent { urgents + 1 } else { urgents }
        let costs = costs + children * cost
        grant(open + children - 1, nodes + children, costs, urgents, Bench.next(place), limits)
      }
    }
  }
}

# A positive random number, nearly of a normal distribution: a sum of twelve, and the next random
# number.
fn normal(r, mean, deviation) {
  match sum(12, r, deviation, mean - 6 * deviation) {
    (cost, r) when cost > 0 -> (cost, r)
    (_, r) -> normal(r, mean, deviation)
  }
}

fn sum(0, r, _, total) { (total, r) }
fn sum(n, r, deviation, total) {
  sum(n - 1, Bench.next(r), deviation, total + Bench.below(r, deviation))
}

let most = Bench.argument(0, 200_000)
let children = Bench.argument(1, 10)
let mean = Bench.argument(2, 500)
let deviation = Bench.argument(3, 100)
let percent = Bench.argument(4, 50)
Bench.run {
  let (cost, r) = normal(Bench.next(2), mean, deviation)
  let family = Tree.family(children, self(), cost, nil)
  let limits = (most, children, mean, deviation, percent)
  let granted = grant(children, 1 + children, children * cost, 0, r, limits)
  let (nodes, costs, urgents) = Tree.traverse(family)
  Tree.tell(family, :stop)
  Bench.check((nodes + 1, costs, urgents), granted)
}
