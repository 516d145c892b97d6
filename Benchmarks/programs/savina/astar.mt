# Savina 27, astar: a guided search for a way through a grid of G x G x G nodes, each with edges
# to some of those that are one further in one or two directions. A master gives nodes to W
# workers in turn; a worker looks at up to T nodes from there on, breadth first, and sends back
# the nodes that are then left in its queue. Who finds the target ends the search. A node belongs
# to who reaches it first: where the suite's workers compare and swap a node's parent, ours ask a
# process that keeps all parents. Checks that the way from the target leads back to the origin;
# prints how many nodes were reached, which hangs on who is first, and gives the target.
module Parents {
  fn start() { spawn { loop(%{0 => 0}) } }

  private fn loop(parents) {
    receive {
      (:claim, nodes, parent, from) -> {
        let (parents, claimed) = claim(nodes, parent, parents, [])
        from ! (:claimed, claimed)
        loop(parents)
      }
      (:stop, from) -> from ! (:parents, parents)
    }
  }

  private fn claim([], _, parents, claimed) { (parents, List.reverse(claimed)) }
  private fn claim([node | rest], parent, parents, claimed) {
    if Map.has_key?(parents, node) {
      claim(rest, parent, parents, claimed)
    } else {
      claim(rest, parent, Map.put(parents, node, parent), [node | claimed])
    }
  }
}

module Worker {
  let steps_a_node = 100

  fn loop(grid, threshold, target, parents, master) {
    receive {
      (:work, node) -> {
        search(Queue.push(Queue.new(), node), threshold, grid, target, parents, master)
        master ! :finished
        loop(grid, threshold, target, parents, master)
      }
      :stop -> master ! :stopped
    }
  }

  private fn search(queue, left, grid, target, parents, master) {
    match Queue.pop(queue) {
      nil -> :ok
      (node, rest) when left > 0 -> {
        Bench.work(steps_a_node, node)
        parents ! (:claim, neighbors(node, grid), node, self())
        let claimed = receive { (:claimed, nodes) -> nodes }
        if List.member?(claimed, target) {
          master ! :found
        } else {
          let queue = List.reduce(claimed, rest) { node, queue in Queue.push(queue, node) }
          search(queue, left - 1, grid, target, parents, master)
        }
      }
      (node, rest) -> {
        master ! (:work, node)
        search(rest, 0, grid, target, parents, master)
      }
    }
  }

  # Chance decides for each of the six directions, in the same way in every run, but for the last
  # one, which has an edge when no other has. At the border some lead nowhere new.
  private fn neighbors(node, grid) {
    let bits = Bench.next(Bench.next(node * 7919 + 123_456)) bsr 8
    directions(1, bits, node div (grid * grid), node div grid rem grid, node rem grid, grid, [])
  }

  private fn directions(7, _, _, _, _, _, found) { List.reverse(found) }
  private fn directions(d, bits, i, j, k, grid, found) {
    let taken = bits band 1 === 1 or d === 6 and found === []
    let found = if taken { add(id(i, j, k, d, grid), id(i, j, k, 0, grid), found) } else { found }
    directions(d + 1, bits bsr 1, i, j, k, grid, found)
  }

  private fn add(node, node, found) { found }
  private fn add(next, _, found) { if List.member?(found, next) { found } else { [next | found] } }

  # The bits of a direction say which coordinates are one more.
  private fn id(i, j, k, d, grid) {
    (further(i, d bsr 2, grid) * grid + further(j, d bsr 1, grid)) * grid + further(k, d, grid)
  }

  private fn further(i, bit, grid) { if bit band 1 === 1 and i + 1 < grid { i + 1 } else { i } }
}

# `open` pieces of work are not finished; the next one is for worker `turn`.
fn master(0, _, workers) { stop(workers) }
fn master(open, turn, workers) {
  receive {
    (:work, _) as work -> {
      elem(workers, turn) ! work
      master(open + 1, (turn + 1) rem tuple_size(workers), workers)
    }
    :finished -> master(open - 1, turn, workers)
    :found -> stop(workers)
  }
}

fn stop(workers) {
  let all = Tuple.to_list(workers)
  List.each(all) { worker in worker ! :stop }
  List.each(all) { _ in receive { :stopped -> :ok } }
}

fn origin(0, _) { 0 }
fn origin(node, parents) { origin(Map.fetch!(parents, node), parents) }

let workers = Bench.argument(0, 20)
let grid = Bench.argument(1, 30)
let threshold = Bench.argument(2, 1_024)
let me = self()
Bench.load([List, Map, Queue, Tuple])
Bench.run {
  let axis = grid * 4 div 5
  let target = (axis * grid + axis) * grid + axis
  let parents = Parents.start()
  let pids = for _ in 1..workers { spawn { Worker.loop(grid, threshold, target, parents, me) } }
  hd(pids) ! (:work, 0)
  master(1, 1 rem workers, List.to_tuple(pids))
  parents ! (:stop, me)
  receive {
    (:parents, all) -> {
      Bench.check(origin(target, all), 0)
      print("reached", Map.size(all))
      target
    }
  }
}
