# A queue gives back what was put in, at both ends, in any mixture.
#? no-stress
let q = List.reduce(1..1_000, Queue.new()) { n, q in Queue.push(q, n) }
print(Queue.to_list(q) == 1..1_000, Queue.size(q)) # expect: true 1000
fn drain(q, taken) {
  match Queue.pop(q) {
    nil     -> List.reverse(taken)
    (x, q)  -> match Queue.pop_back(q) {
      nil    -> List.reverse([x | taken])
      (y, q) -> drain(q, [y, x | taken])
    }
  }
}
print(drain(Queue.from_list([1, 2, 3, 4, 5]), [])) # expect: [1, 5, 2, 4, 3]
print(List.sort(drain(q, [])) == 1..1_000) # expect: true
print(Queue.to_list(Queue.push_front(Queue.push(Queue.new(), :b), :a))) # expect: [:a, :b]
print(Queue.peek(q), Queue.peek_back(q), Queue.peek(Queue.new()), Queue.pop_back(Queue.new())) # expect: 1 1000 nil nil
