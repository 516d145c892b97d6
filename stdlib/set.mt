## Sets: each element once, in term order.
##
## A set is a map from its elements to `true`, so two sets with the same elements are equal, and
## asking for an element costs as much as asking a map for a key.
##
## >> Set.to_list(Set.union(Set.new([3, 1]), Set.new([2, 3])))
## [1, 2, 3]
module Set {
  ## The empty set.
  ##
  ## >> Set.size(Set.new())
  ## 0
  fn new() { %{} }

  ## The set of the elements of a list.
  ##
  ## >> Set.to_list(Set.new([:b, :a, :b]))
  ## [:a, :b]
  fn new(xs) { Map.from_list(List.map(xs) { x in (x, true) }) }

  ## The set of the elements of a list: `Set.new`.
  ##
  ## >> Set.from_list([1, 1]) == Set.new([1])
  ## true
  fn from_list(xs) { new(xs) }

  ## The elements in term order.
  ##
  ## >> Set.to_list(Set.new([2, 1]))
  ## [1, 2]
  fn to_list(set) { Map.keys(set) }

  ## How many elements there are.
  ##
  ## >> Set.size(Set.new([1, 2, 2]))
  ## 2
  fn size(set) { map_size(set) }

  ## Whether there are no elements.
  ##
  ## >> Set.empty?(Set.new())
  ## true
  fn empty?(set) { map_size(set) == 0 }

  ## Whether the set has an element.
  ##
  ## >> Set.member?(Set.new([1, 2]), 2)
  ## true
  fn member?(set, x) { Map.has_key?(set, x) }

  ## The set with an element.
  ##
  ## >> Set.to_list(Set.put(Set.new([1]), 2))
  ## [1, 2]
  fn put(set, x) { Map.put(set, x, true) }

  ## The set without an element.
  ##
  ## >> Set.to_list(Set.delete(Set.new([1, 2]), 2))
  ## [1]
  fn delete(set, x) { Map.delete(set, x) }

  ## The set with an element that it did not have, or without one that it had.
  ##
  ## >> Set.to_list(Set.toggle(Set.new([1, 2]), 2))
  ## [1]
  fn toggle(set, x) { if member?(set, x) { delete(set, x) } else { put(set, x) } }

  ## The elements of either.
  ##
  ## >> Set.to_list(Set.union(Set.new([1]), Set.new([2])))
  ## [1, 2]
  fn union(a, b) { Map.merge(a, b) }

  ## The elements of all sets of a list.
  ##
  ## >> Set.to_list(Set.union([Set.new([1]), Set.new([2])]))
  ## [1, 2]
  fn union(sets) { List.reduce(sets, %{}) { set, all in Map.merge(all, set) } }

  ## The elements of both.
  ##
  ## >> Set.to_list(Set.intersection(Set.new([1, 2]), Set.new([2, 3])))
  ## [2]
  fn intersection(a, b) when map_size(a) > map_size(b) { intersection(b, a) }
  fn intersection(a, b) { filter(a) { x in Map.has_key?(b, x) } }

  ## The elements of `a` that `b` does not have.
  ##
  ## >> Set.to_list(Set.difference(Set.new([1, 2]), Set.new([2, 3])))
  ## [1]
  fn difference(a, b) { filter(a) { x in not Map.has_key?(b, x) } }

  ## The elements that only one of the two has.
  ##
  ## >> Set.to_list(Set.symmetric_difference(Set.new([1, 2]), Set.new([2, 3])))
  ## [1, 3]
  fn symmetric_difference(a, b) { union(difference(a, b), difference(b, a)) }

  ## Whether `b` has every element of `a`.
  ##
  ## >> Set.subset?(Set.new([1]), Set.new([1, 2]))
  ## true
  fn subset?(a, b) { map_size(a) <= map_size(b) and List.all?(to_list(a)) { x in member?(b, x) } }

  ## Whether `a` has every element of `b`.
  ##
  ## >> Set.superset?(Set.new([1, 2]), Set.new([1]))
  ## true
  fn superset?(a, b) { subset?(b, a) }

  ## Whether no element is in both.
  ##
  ## >> Set.disjoint?(Set.new([1]), Set.new([2]))
  ## true
  fn disjoint?(a, b) { List.all?(to_list(a)) { x in not member?(b, x) } }

  ## The set of the results of `f`.
  ##
  ## >> Set.to_list(Set.map(Set.new([1, 2]) ) { n in n * 10 })
  ## [10, 20]
  fn map(set, f) { new(List.map(to_list(set), f)) }

  ## The elements for which `f` holds.
  ##
  ## >> Set.to_list(Set.filter(Set.new([1, 2, 3])) { n in n > 1 })
  ## [2, 3]
  fn filter(set, f) { new(List.filter(to_list(set), f)) }

  ## The elements for which `f` does not hold.
  ##
  ## >> Set.to_list(Set.reject(Set.new([1, 2, 3])) { n in n > 1 })
  ## [1]
  fn reject(set, f) { new(List.reject(to_list(set), f)) }

  ## The elements for which `f` holds, and the others, as two sets.
  ##
  ## >> let (yes, no) = Set.partition(Set.new([1, 2])) { n in n > 1 }; (Set.size(yes), Set.size(no))
  ## (1, 1)
  fn partition(set, f) {
    let (yes, no) = List.partition(to_list(set), f)
    (new(yes), new(no))
  }

  ## Goes through the elements in order with an accumulator: `f(element, acc)` gives the next one.
  ##
  ## >> Set.reduce(Set.new([1, 2]), 0) { n, sum in sum + n }
  ## 3
  fn reduce(set, acc, f) { List.reduce(to_list(set), acc, f) }

  ## Calls `f` with every element in order, for what it does; gives `:ok`.
  ##
  ## >> Set.each(Set.new()) { x in print(x) }
  ## :ok
  fn each(set, f) { List.each(to_list(set), f) }

  ## Whether `f` holds for some element.
  ##
  ## >> Set.any?(Set.new([1, 2])) { n in n > 1 }
  ## true
  fn any?(set, f) { List.any?(to_list(set), f) }

  ## Whether `f` holds for every element.
  ##
  ## >> Set.all?(Set.new([1, 2])) { n in n > 1 }
  ## false
  fn all?(set, f) { List.all?(to_list(set), f) }
}
