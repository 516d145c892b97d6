# Savina 20, facloc: N customers at random places of a square of G by G arrive one by one, each
# when the root has passed on the last. A quadrant adds up what its customers' ways to the nearest
# facility it knows of would cost; when that is more than A times the square's diagonal, it opens
# a facility in its middle, tells its parent, and leaves its customers to four quadrants of its
# own. Who hears of a facility from a child tells its parent and the sibling diagonally across,
# which tells all below it. Checks that all customers were counted; gives the number of
# facilities. (The suite's cut-off depth is left out: nothing reads it there either.)
module Quadrant {
  let root = -1

  ## The whole square: answers to `main`.
  fn start(main, box, threshold) { start(main, root, box, threshold, [], []) }

  # `place` is 0 or 1 for the upper quarters of the parent's square, 2 or 3 for the lower ones;
  # `points` are all customers of the parent.
  private fn start(parent, place, (x1, y1, x2, y2) as box, threshold, facilities, points) {
    let middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    let facilities = [middle | facilities]
    let inside = List.filter(points) { point in inside?(point, box) }
    let cost = costs(inside, facilities, 0.0)
    closed(parent, place, box, middle, threshold, facilities, inside, cost)
  }

  private fn inside?((x, y), (x1, y1, x2, y2)) { x1 <= x and y1 <= y and x <= x2 and y <= y2 }

  private fn costs([point | rest], facilities, sum) {
    costs(rest, facilities, sum + nearest(point, facilities))
  }
  private fn costs([], _, sum) { sum }

  # The distance to the nearest facility.
  private fn nearest((x, y), [(fx, fy) | rest]) {
    let dx = fx - x
    let dy = fy - y
    nearest(x, y, rest, Math.sqrt(dx * dx + dy * dy))
  }
  private fn nearest(x, y, [(fx, fy) | rest], least) {
    let dx = fx - x
    let dy = fy - y
    let distance = Math.sqrt(dx * dx + dy * dy)
    nearest(x, y, rest, if distance < least { distance } else { least })
  }
  private fn nearest(_, _, [], least) { least }

  private fn closed(parent, place, box, middle, threshold, facilities, points, cost) {
    receive {
      (:customer, point) -> {
        let cost = cost + nearest(point, facilities)
        let points = [point | points]
        if cost > threshold {
          let children = open(parent, place, box, middle, threshold, facilities, points)
          passed(parent, place)
          opened(parent, place, middle, children, 4, 1, 0)
        } else {
          passed(parent, place)
          closed(parent, place, box, middle, threshold, facilities, points, cost)
        }
      }
      (:facility, _, point) ->
        closed(parent, place, box, middle, threshold, [point | facilities], points, cost)
      :exit -> parent ! (:closed, 0, length(points))
    }
  }

  # Opens the facility in the middle and gives the quarters, each with its part of the customers.
  private fn open(parent, place, box, middle, threshold, facilities, points) {
    tell_parent(parent, place, middle)
    let (x1, y1, x2, y2) = box
    let (x, y) = middle
    let me = self()
    let child = fn(place, box) {
      spawn { start(me, place, box, threshold, facilities, points) }
    }
    (child(0, (x1, y, x, y2)), child(1, (x, y, x2, y2)), child(2, (x1, y1, x, y)),
      child(3, (x, y1, x2, y)))
  }

  # `missing` quarters have not closed yet; the others had so many facilities and customers.
  private fn opened(parent, _, _, _, 0, count, customers) { parent ! (:closed, count, customers) }
  private fn opened(parent, place, middle, children, missing, count, customers) {
    receive {
      (:customer, point) as message -> {
        elem(children, quarter(point, middle)) ! message
        passed(parent, place)
        opened(parent, place, middle, children, missing, count, customers)
      }
      (:facility, :above, _) as message -> {
        tell_all(children, message)
        opened(parent, place, middle, children, missing, count, customers)
      }
      (:facility, child, point) -> {
        tell_parent(parent, place, point)
        elem(children, 3 - child) ! (:facility, :above, point)
        opened(parent, place, middle, children, missing, count, customers)
      }
      :exit -> {
        tell_all(children, :exit)
        opened(parent, place, middle, children, missing, count, customers)
      }
      (:closed, n, k) ->
        opened(parent, place, middle, children, missing - 1, count + n, customers + k)
    }
  }

  private fn quarter((x, y), (mx, my)) {
    if y >= my { if x <= mx { 0 } else { 1 } } else if x <= mx { 2 } else { 3 }
  }

  private fn passed(main, place) when place === root { main ! :next }
  private fn passed(_, _) { :ok }

  private fn tell_parent(_, place, _) when place === root { :ok }
  private fn tell_parent(parent, place, point) { parent ! (:facility, place, point) }

  private fn tell_all((a, b, c, d), message) {
    a ! message
    b ! message
    c ! message
    d ! message
  }
}

fn produce(0, _, _, root) { root ! :exit }
fn produce(n, r, scale, root) {
  let y = Bench.next(r)
  root ! (:customer, (r * scale, y * scale))
  receive { :next -> produce(n - 1, Bench.next(y), scale, root) }
}

let n = Bench.argument(0, 100_000)
let grid = Bench.argument(1, 500)
let alpha = Bench.argument(2, 2)
let me = self()
Bench.load([List, Math])
Bench.run {
  let threshold = alpha * Math.sqrt(2) * grid
  let root = spawn { Quadrant.start(me, (0.0, 0.0, 1.0 * grid, 1.0 * grid), threshold) }
  produce(n, Bench.next(123_456), grid / 0x7FFFFFFF, root)
  receive {
    (:closed, facilities, customers) -> {
      Bench.check(customers, n)
      facilities
    }
  }
}
