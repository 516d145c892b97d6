## Tuples: a fixed number of values that belong together.
##
## A tuple is written `(:ok, 1)`; `()` has no element and `(1,)` one. Matching takes tuples apart, so
## these functions are for tuples of a size that the program does not know.
##
## >> Tuple.map((1, 2, 3)) { n in n * 10 }
## (10, 20, 30)
module Tuple {
  ## The tuple of the elements of a list.
  ##
  ## >> Tuple.from_list([1, 2])
  ## (1, 2)
  fn from_list(xs) { List.to_tuple(xs) }

  ## The first element; `:badarg` is raised when there is none.
  ##
  ## >> Tuple.first((:a, :b))
  ## :a
  fn first(t) { elem(t, 0) }

  ## The last element; `:badarg` is raised when there is none.
  ##
  ## >> Tuple.last((:a, :b))
  ## :b
  fn last(t) { elem(t, tuple_size(t) - 1) }

  ## The tuple with the result of `f` at a place.
  ##
  ## >> Tuple.update((1, 2), 0) { n in n + 10 }
  ## (11, 2)
  fn update(t, index, f) { Tuple.put(t, index, f(elem(t, index))) }

  ## The results of `f` for every element.
  ##
  ## >> Tuple.map((1, 2)) { n in n + 1 }
  ## (2, 3)
  fn map(t, f) { t |> Tuple.to_list() |> List.map(f) |> List.to_tuple() }

  ## Whether an element equals `x`.
  ##
  ## >> Tuple.member?((:a, :b), :b)
  ## true
  fn member?(t, x) { List.member?(Tuple.to_list(t), x) }

  ## A pair with its elements the other way round.
  ##
  ## >> Tuple.swap((1, 2))
  ## (2, 1)
  fn swap((a, b)) { (b, a) }
}
