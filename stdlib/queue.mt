## Queues: lists with two ends.
##
## Putting in and taking out cost the same at both ends, on average, however long the queue is. A
## queue is data: compare queues by `Queue.to_list`.
##
## ```
## let q = Queue.new() |> Queue.push(:a) |> Queue.push(:b)
## let (first, rest) = Queue.pop(q)
## ```
##
## >> Queue.pop(Queue.push(Queue.push(Queue.new(), :a), :b)) |> elem(0)
## :a
module Queue {
  # (:queue, size, front, back): the elements are those of `front` and then those of `back` from its
  # end. When there are two elements or more, neither list is empty.

  ## The empty queue.
  ##
  ## >> Queue.to_list(Queue.new())
  ## []
  fn new() { (:queue, 0, [], []) }

  ## The queue of the elements of a list, the first in front.
  ##
  ## >> Queue.to_list(Queue.from_list([1, 2, 3]))
  ## [1, 2, 3]
  fn from_list(xs) { balance(List.length(xs), xs, []) }

  ## The elements, the front one first.
  ##
  ## >> Queue.to_list(Queue.push(Queue.from_list([1, 2]), 3))
  ## [1, 2, 3]
  fn to_list((:queue, _, front, back)) { front ++ List.reverse(back) }

  ## How many elements there are.
  ##
  ## >> Queue.size(Queue.from_list([1, 2]))
  ## 2
  fn size((:queue, n, _, _)) { n }

  ## Whether there are no elements.
  ##
  ## >> Queue.empty?(Queue.new())
  ## true
  fn empty?((:queue, n, _, _)) { n == 0 }

  ## The queue with an element at its end.
  ##
  ## >> Queue.to_list(Queue.push(Queue.from_list([1]), 2))
  ## [1, 2]
  fn push((:queue, n, front, back), x) { balance(n + 1, front, [x | back]) }

  ## The queue with an element in front.
  ##
  ## >> Queue.to_list(Queue.push_front(Queue.from_list([1]), 2))
  ## [2, 1]
  fn push_front((:queue, n, front, back), x) { balance(n + 1, [x | front], back) }

  ## The front element and the queue without it, or nil when the queue is empty.
  ##
  ## >> let (x, q) = Queue.pop(Queue.from_list([1, 2])); (x, Queue.to_list(q))
  ## (1, [2])
  ## >> Queue.pop(Queue.new())
  ## nil
  fn pop((:queue, 0, _, _)) { nil }
  fn pop((:queue, 1, [x], [])) { (x, new()) }
  fn pop((:queue, 1, [], [x])) { (x, new()) }
  fn pop((:queue, n, [x | front], back)) { (x, balance(n - 1, front, back)) }

  ## The last element and the queue without it, or nil when the queue is empty.
  ##
  ## >> let (x, q) = Queue.pop_back(Queue.from_list([1, 2])); (x, Queue.to_list(q))
  ## (2, [1])
  fn pop_back((:queue, 0, _, _)) { nil }
  fn pop_back((:queue, 1, [x], [])) { (x, new()) }
  fn pop_back((:queue, 1, [], [x])) { (x, new()) }
  fn pop_back((:queue, n, front, [x | back])) { (x, balance(n - 1, front, back)) }

  ## The front element, or nil.
  ##
  ## >> Queue.peek(Queue.from_list([1, 2]))
  ## 1
  fn peek(q) {
    match pop(q) {
      (x, _) -> x
      nil    -> nil
    }
  }

  ## The last element, or nil.
  ##
  ## >> Queue.peek_back(Queue.from_list([1, 2]))
  ## 2
  fn peek_back(q) {
    match pop_back(q) {
      (x, _) -> x
      nil    -> nil
    }
  }

  ## At most `n` elements from the front, and the queue without them.
  ##
  ## >> let (xs, q) = Queue.take(Queue.from_list([1, 2, 3]), 2); (xs, Queue.size(q))
  ## ([1, 2], 1)
  fn take(q, n) { take(q, n, []) }

  private fn take(q, n, taken) when n > 0 {
    match pop(q) {
      (x, rest) -> take(rest, n - 1, [x | taken])
      nil       -> (List.reverse(taken), q)
    }
  }
  private fn take(q, _n, taken) { (List.reverse(taken), q) }

  ## Whether the queue has an element.
  ##
  ## >> Queue.member?(Queue.from_list([1, 2]), 2)
  ## true
  fn member?((:queue, _, front, back), x) { List.member?(front, x) or List.member?(back, x) }

  ## The queue without the first element that equals `x`.
  ##
  ## >> Queue.to_list(Queue.delete(Queue.from_list([1, 2, 1]), 1))
  ## [2, 1]
  fn delete(q, x) { from_list(List.delete(to_list(q), x)) }

  ## The elements from the last to the first.
  ##
  ## >> Queue.to_list(Queue.reverse(Queue.from_list([1, 2, 3])))
  ## [3, 2, 1]
  fn reverse((:queue, n, front, back)) { (:queue, n, back, front) }

  ## The elements of `a`, and behind them those of `b`.
  ##
  ## >> Queue.to_list(Queue.join(Queue.from_list([1]), Queue.from_list([2])))
  ## [1, 2]
  fn join(a, b) { from_list(to_list(a) ++ to_list(b)) }

  ## The queue of the results of `f`.
  ##
  ## >> Queue.to_list(Queue.map(Queue.from_list([1, 2])) { n in n * 2 })
  ## [2, 4]
  fn map(q, f) { from_list(List.map(to_list(q), f)) }

  ## The elements for which `f` holds.
  ##
  ## >> Queue.to_list(Queue.filter(Queue.from_list([1, 2, 3])) { n in n > 1 })
  ## [2, 3]
  fn filter(q, f) { from_list(List.filter(to_list(q), f)) }

  # Halves the one list when the other is empty, so that taking from the end is cheap there too.
  private fn balance(n, [], back) when n > 1 {
    let half = n div 2
    (:queue, n, List.reverse(List.drop(back, half)), List.take(back, half))
  }
  private fn balance(n, front, []) when n > 1 {
    let half = n div 2
    (:queue, n, List.take(front, half), List.reverse(List.drop(front, half)))
  }
  private fn balance(n, front, back) { (:queue, n, front, back) }
}
