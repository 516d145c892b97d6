## Lists: the sequences that most programs are made of.
##
## A list is `[]` or `[head | tail]`, so putting something in front is cheap and reaching the end is
## not. A range `a..b` is a list too. The list comes first and a function last, so that pipes and
## trailing blocks read well:
##
## ```
## ["pear", "fig", "apple"]
## |> List.filter { word in String.length(word) > 3 }
## |> List.sort()
## |> List.map { word in String.upcase(word) }
## ```
##
## >> List.map(List.filter(1..6) { n in n rem 2 == 0 }) { n in n * n }
## [4, 16, 36]
module List {
  # Mapping and choosing

  ## The results of `f` for every element.
  ##
  ## >> List.map([1, 2, 3]) { n in n * 2 }
  ## [2, 4, 6]
  fn map([x | rest], f) { [f(x) | map(rest, f)] }
  fn map([], _f) { [] }

  ## The elements for which `f` holds.
  ##
  ## >> List.filter([1, 2, 3, 4]) { n in n > 2 }
  ## [3, 4]
  fn filter([x | rest], f) {
    if f(x) { [x | filter(rest, f)] } else { filter(rest, f) }
  }
  fn filter([], _f) { [] }

  ## The elements for which `f` does not hold.
  ##
  ## >> List.reject([1, 2, 3, 4]) { n in n > 2 }
  ## [1, 2]
  fn reject([x | rest], f) {
    if f(x) { reject(rest, f) } else { [x | reject(rest, f)] }
  }
  fn reject([], _f) { [] }

  ## The results of `f` that are not nil.
  ##
  ## >> List.filter_map([1, -2, 3]) { n in if n > 0 { n * 10 } }
  ## [10, 30]
  fn filter_map([x | rest], f) {
    match f(x) {
      nil -> filter_map(rest, f)
      y   -> [y | filter_map(rest, f)]
    }
  }
  fn filter_map([], _f) { [] }

  ## The elements that are not nil.
  ##
  ## >> List.compact([1, nil, 2])
  ## [1, 2]
  fn compact(xs) { reject(xs) { x in is_nil(x) } }

  ## The lists that `f` gives for the elements, one behind the other.
  ##
  ## >> List.flat_map([1, 2]) { n in [n, n * 10] }
  ## [1, 10, 2, 20]
  fn flat_map([x | rest], f) { f(x) ++ flat_map(rest, f) }
  fn flat_map([], _f) { [] }

  ## Calls `f` with every element, for what it does; gives `:ok`.
  ##
  ## >> List.each([]) { x in print(x) }
  ## :ok
  fn each([x | rest], f) {
    f(x)
    each(rest, f)
  }
  fn each([], _f) { :ok }

  ## The elements for which `f` holds, and the others: `(yes, no)`.
  ##
  ## >> List.partition([1, 2, 3, 4]) { n in n > 2 }
  ## ([3, 4], [1, 2])
  fn partition(xs, f) { partition(xs, f, [], []) }

  private fn partition([x | rest], f, yes, no) {
    if f(x) { partition(rest, f, [x | yes], no) } else { partition(rest, f, yes, [x | no]) }
  }
  private fn partition([], _f, yes, no) { (List.reverse(yes), List.reverse(no)) }

  # Reducing

  ## Goes through the list with an accumulator: `f(element, accumulator)` gives the next one.
  ##
  ## >> List.reduce([1, 2, 3], 0) { n, sum in sum + n }
  ## 6
  fn reduce([x | rest], acc, f) { reduce(rest, f(x, acc), f) }
  fn reduce([], acc, _f) { acc }

  ## Like `reduce` with the first element as accumulator; nil for an empty list.
  ##
  ## >> List.reduce([3, 7, 5]) { a, b in if a > b { a } else { b } }
  ## 7
  fn reduce([x | rest], f) { reduce(rest, x, f) }
  fn reduce([], _f) { nil }

  ## Like `reduce`, from the last element to the first.
  ##
  ## >> List.reduce_right([1, 2, 3], []) { n, acc in [n | acc] }
  ## [1, 2, 3]
  fn reduce_right([x | rest], acc, f) { f(x, reduce_right(rest, acc, f)) }
  fn reduce_right([], acc, _f) { acc }

  ## Like `reduce`, but `f` gives `(:cont, acc)` to go on or `(:halt, acc)` to end.
  ##
  ## >> List.reduce_while(1..100, 0) { n, sum in if sum > 10 { (:halt, sum) } else { (:cont, sum + n) } }
  ## 15
  fn reduce_while([x | rest], acc, f) {
    match f(x, acc) {
      (:cont, next)   -> reduce_while(rest, next, f)
      (:halt, result) -> result
    }
  }
  fn reduce_while([], acc, _f) { acc }

  ## The accumulators that `reduce` goes through, without the first.
  ##
  ## >> List.scan([1, 2, 3], 0) { n, sum in sum + n }
  ## [1, 3, 6]
  fn scan([x | rest], acc, f) {
    let next = f(x, acc)
    [next | scan(rest, next, f)]
  }
  fn scan([], _acc, _f) { [] }

  ## Maps and reduces in one go: `f(element, acc)` gives `(result, acc)`.
  ##
  ## >> List.map_reduce([1, 2, 3], 0) { n, sum in (n * 2, sum + n) }
  ## ([2, 4, 6], 6)
  fn map_reduce(xs, acc, f) { map_reduce(xs, acc, f, []) }

  private fn map_reduce([x | rest], acc, f, results) {
    let (result, next) = f(x, acc)
    map_reduce(rest, next, f, [result | results])
  }
  private fn map_reduce([], acc, _f, results) { (List.reverse(results), acc) }

  ## The results of `f` added up.
  ##
  ## >> List.sum_by(["a", "bcd"]) { s in String.length(s) }
  ## 4
  fn sum_by(xs, f) { reduce(xs, 0) { x, total in total + f(x) } }

  ## The first element for which `f` gives the greatest value, or nil.
  ##
  ## >> List.max_by(["fig", "apple", "grape"]) { s in String.length(s) }
  ## "apple"
  fn max_by([x | rest], f) { max_by(rest, f, x, f(x)) }
  fn max_by([], _f) { nil }

  private fn max_by([x | rest], f, best, score) {
    let next = f(x)
    if next > score { max_by(rest, f, x, next) } else { max_by(rest, f, best, score) }
  }
  private fn max_by([], _f, best, _score) { best }

  ## The first element for which `f` gives the least value, or nil.
  ##
  ## >> List.min_by(["apple", "fig", "nut"]) { s in String.length(s) }
  ## "fig"
  fn min_by([x | rest], f) { min_by(rest, f, x, f(x)) }
  fn min_by([], _f) { nil }

  private fn min_by([x | rest], f, best, score) {
    let next = f(x)
    if next < score { min_by(rest, f, x, next) } else { min_by(rest, f, best, score) }
  }
  private fn min_by([], _f, best, _score) { best }

  ## The least and the greatest element, or nil for an empty list.
  ##
  ## >> List.min_max([3, 9, 4])
  ## (3, 9)
  fn min_max([]) { nil }
  fn min_max(xs) { (List.min(xs), List.max(xs)) }

  ## How many elements there are.
  ##
  ## >> List.count([:a, :b])
  ## 2
  fn count(xs) { List.length(xs) }

  ## For how many elements `f` holds.
  ##
  ## >> List.count([1, 2, 3]) { n in n > 1 }
  ## 2
  fn count(xs, f) { reduce(xs, 0) { x, n in if f(x) { n + 1 } else { n } } }

  # Asking

  ## The first element for which `f` holds, or nil.
  ##
  ## >> List.find([1, 2, 3]) { n in n > 1 }
  ## 2
  fn find([x | rest], f) { if f(x) { x } else { find(rest, f) } }
  fn find([], _f) { nil }

  ## The first result of `f` that is neither false nor nil, or nil.
  ##
  ## >> List.find_map([1, 2, 3]) { n in if n > 1 { n * 10 } }
  ## 20
  fn find_map([x | rest], f) { f(x) or find_map(rest, f) }
  fn find_map([], _f) { nil }

  ## At which place the first element is for which `f` holds, or nil.
  ##
  ## >> List.find_index([:a, :b, :c]) { x in x == :b }
  ## 1
  fn find_index(xs, f) { find_index(xs, f, 0) }

  private fn find_index([x | rest], f, n) { if f(x) { n } else { find_index(rest, f, n + 1) } }
  private fn find_index([], _f, _n) { nil }

  ## Whether `f` holds for some element.
  ##
  ## >> List.any?([1, 2, 3]) { n in n > 2 }
  ## true
  fn any?([x | rest], f) { if f(x) { true } else { any?(rest, f) } }
  fn any?([], _f) { false }

  ## Whether `f` holds for every element.
  ##
  ## >> List.all?([1, 2, 3]) { n in n > 2 }
  ## false
  fn all?([x | rest], f) { if f(x) { all?(rest, f) } else { false } }
  fn all?([], _f) { true }

  ## Whether the list has no elements.
  ##
  ## >> List.empty?([])
  ## true
  fn empty?([]) { true }
  fn empty?([_ | _]) { false }

  ## Whether the list begins with the elements of another.
  ##
  ## >> List.starts_with?([1, 2, 3], [1, 2])
  ## true
  fn starts_with?([x | xs], [y | ys]) { if x === y { starts_with?(xs, ys) } else { false } }
  fn starts_with?(xs, []) when is_list(xs) { true }
  fn starts_with?([], [_ | _]) { false }

  # Parts

  ## The first element, or nil.
  ##
  ## >> List.first([1, 2, 3])
  ## 1
  fn first([x | _]) { x }
  fn first([]) { nil }

  ## The list without its first element, or nil for an empty list.
  ##
  ## >> List.rest([1, 2, 3])
  ## [2, 3]
  fn rest([_ | xs]) { xs }
  fn rest([]) { nil }

  ## The element at a place, counted from 0, or from -1 at the end, or `default`.
  ##
  ## >> List.at([:a], 5, :none)
  ## :none
  fn at(xs, index, default) when index < 0 {
    let n = index + List.length(xs)
    if n < 0 { default } else { at(xs, n, default) }
  }
  fn at([x | _], 0, _default) { x }
  fn at([_ | rest], index, default) { at(rest, index - 1, default) }
  fn at([], _index, default) { default }

  ## The elements up to the first for which `f` does not hold.
  ##
  ## >> List.take_while([1, 2, 9, 1]) { n in n < 5 }
  ## [1, 2]
  fn take_while([x | rest], f) { if f(x) { [x | take_while(rest, f)] } else { [] } }
  fn take_while([], _f) { [] }

  ## The elements from the first on for which `f` does not hold.
  ##
  ## >> List.drop_while([1, 2, 9, 1]) { n in n < 5 }
  ## [9, 1]
  fn drop_while([x | rest] as xs, f) { if f(x) { drop_while(rest, f) } else { xs } }
  fn drop_while([], _f) { [] }

  ## Every `n`th element, from the first on.
  ##
  ## >> List.take_every([1, 2, 3, 4, 5], 2)
  ## [1, 3, 5]
  fn take_every([x | rest], n) when n > 0 { [x | take_every(List.drop(rest, n - 1), n)] }
  fn take_every([], n) when n > 0 { [] }

  ## The last `n` elements, or all when there are fewer.
  ##
  ## >> List.take_last([1, 2, 3], 2)
  ## [2, 3]
  fn take_last(xs, n) when n >= 0 { List.drop(xs, clamp(List.length(xs) - n)) }

  ## The list without its last `n` elements.
  ##
  ## >> List.drop_last([1, 2, 3], 1)
  ## [1, 2]
  fn drop_last(xs, n) when n >= 0 { List.take(xs, clamp(List.length(xs) - n)) }

  ## The first `n` elements and the others.
  ##
  ## >> List.split([1, 2, 3], 1)
  ## ([1], [2, 3])
  fn split(xs, n) { (List.take(xs, n), List.drop(xs, n)) }

  ## What `take_while` and `drop_while` give.
  ##
  ## >> List.split_while([1, 2, 9, 1]) { n in n < 5 }
  ## ([1, 2], [9, 1])
  fn split_while(xs, f) { split_while(xs, f, []) }

  private fn split_while([x | rest] as xs, f, taken) {
    if f(x) { split_while(rest, f, [x | taken]) } else { (List.reverse(taken), xs) }
  }
  private fn split_while([], _f, taken) { (List.reverse(taken), []) }

  ## At most `count` elements from the place `start` on; a negative one counts from the end.
  ##
  ## >> List.slice([:a, :b, :c, :d], 1, 2)
  ## [:b, :c]
  ## >> List.slice([:a, :b, :c, :d], -2, 2)
  ## [:c, :d]
  fn slice(xs, start, count) when start < 0 {
    slice(xs, clamp(List.length(xs) + start), count)
  }
  fn slice(xs, start, count) when count >= 0 { xs |> List.drop(start) |> List.take(count) }

  ## Divides the list wherever the result of `f` changes.
  ##
  ## >> List.chunk_by([1, 3, 2, 4, 5]) { n in n rem 2 }
  ## [[1, 3], [2, 4], [5]]
  fn chunk_by([], _f) { [] }
  fn chunk_by([x | rest], f) { chunk_by(rest, f, f(x), [x]) }

  private fn chunk_by([x | rest], f, key, chunk) {
    let next = f(x)
    if next === key {
      chunk_by(rest, f, key, [x | chunk])
    } else {
      [List.reverse(chunk) | chunk_by(rest, f, next, [x])]
    }
  }
  private fn chunk_by([], _f, _key, chunk) { [List.reverse(chunk)] }

  ## All lists of `n` neighbours.
  ##
  ## >> List.windows([1, 2, 3, 4], 2)
  ## [[1, 2], [2, 3], [3, 4]]
  fn windows(xs, n) when n > 0 { windows(xs, n, List.length(xs) - n) }

  private fn windows(_xs, _n, left) when left < 0 { [] }
  private fn windows([_ | rest] as xs, n, left) { [List.take(xs, n) | windows(rest, n, left - 1)] }

  # Putting together

  ## Two lists, one behind the other: `a ++ b`.
  ##
  ## >> List.concat([1], [2])
  ## [1, 2]
  fn concat(a, b) { a ++ b }

  ## The results of `f` for the elements at the same places.
  ##
  ## >> List.zip_with([1, 2], [10, 20]) { a, b in a + b }
  ## [11, 22]
  fn zip_with([x | xs], [y | ys], f) { [f(x, y) | zip_with(xs, ys, f)] }
  fn zip_with(xs, ys, _f) when is_list(xs) and is_list(ys) { [] }

  ## The first and the second elements of pairs.
  ##
  ## >> List.unzip([(1, :a), (2, :b)])
  ## ([1, 2], [:a, :b])
  fn unzip(pairs) { (map(pairs) { (x, _) in x }, map(pairs) { (_, y) in y }) }

  ## Rows become columns; as many as the shortest row has elements.
  ##
  ## >> List.transpose([[1, 2], [3, 4], [5, 6]])
  ## [[1, 3, 5], [2, 4, 6]]
  fn transpose([]) { [] }
  fn transpose(rows) {
    if any?(rows, &List.empty?/1) {
      []
    } else {
      [map(rows, &List.first/1) | transpose(map(rows, &List.rest/1))]
    }
  }

  ## The elements with another between them.
  ##
  ## >> List.intersperse([1, 2, 3], 0)
  ## [1, 0, 2, 0, 3]
  fn intersperse([x, y | rest], between) { [x, between | intersperse([y | rest], between)] }
  fn intersperse(xs, _between) when is_list(xs) { xs }

  ## The elements as text with a separator between them; see `String.join`.
  ##
  ## >> List.join([1, 2, 3], "-")
  ## "1-2-3"
  fn join(xs, separator) { String.join(xs, separator) }

  ## The elements as text, one behind the other.
  ##
  ## >> List.join(["a", "b"])
  ## "ab"
  fn join(xs) { String.join(xs, "") }

  # Changing at a place

  ## The list with an element put in before the place `index`; -1 is the end.
  ##
  ## >> List.insert_at([:a, :c], 1, :b)
  ## [:a, :b, :c]
  ## >> List.insert_at([:a, :b], -1, :c)
  ## [:a, :b, :c]
  fn insert_at(xs, index, x) when index < 0 {
    insert_at(xs, clamp(List.length(xs) + index + 1), x)
  }
  fn insert_at(xs, 0, x) when is_list(xs) { [x | xs] }
  fn insert_at([y | rest], index, x) { [y | insert_at(rest, index - 1, x)] }
  fn insert_at([], _index, x) { [x] }

  ## The list without the element at a place.
  ##
  ## >> List.delete_at([:a, :b, :c], 1)
  ## [:a, :c]
  fn delete_at(xs, index) when index < 0 {
    let n = List.length(xs) + index
    if n < 0 { xs } else { delete_at(xs, n) }
  }
  fn delete_at([_ | rest], 0) { rest }
  fn delete_at([x | rest], index) { [x | delete_at(rest, index - 1)] }
  fn delete_at([], _index) { [] }

  ## The list with another element at a place; unchanged when there is no such place.
  ##
  ## >> List.replace_at([:a, :b, :c], 1, :x)
  ## [:a, :x, :c]
  fn replace_at(xs, index, x) { update_at(xs, index) { _ in x } }

  ## The list with the result of `f` at a place.
  ##
  ## >> List.update_at([1, 2, 3], -1) { n in n * 10 }
  ## [1, 2, 30]
  fn update_at(xs, index, f) when index < 0 {
    let n = List.length(xs) + index
    if n < 0 { xs } else { update_at(xs, n, f) }
  }
  fn update_at([x | rest], 0, f) { [f(x) | rest] }
  fn update_at([x | rest], index, f) { [x | update_at(rest, index - 1, f)] }
  fn update_at([], _index, _f) { [] }

  # Order

  ## Sorts by an order: `:asc`, `:desc`, or a function that says whether its first argument may stand
  ## before its second. Equal elements keep their order.
  ##
  ## >> List.sort([3, 1, 2], :desc)
  ## [3, 2, 1]
  ## >> List.sort(["ccc", "a", "bb"]) { a, b in String.length(a) <= String.length(b) }
  ## ["a", "bb", "ccc"]
  fn sort(xs, :asc) { List.sort(xs) }
  fn sort(xs, :desc) { xs |> List.sort() |> List.reverse() }
  fn sort(xs, before?) when is_function(before?) { merge_sort(xs, List.length(xs), before?) }

  private fn merge_sort(xs, n, _before?) when n < 2 { xs }
  private fn merge_sort(xs, n, before?) {
    let half = n div 2
    let left = merge_sort(List.take(xs, half), half, before?)
    let right = merge_sort(List.drop(xs, half), n - half, before?)
    merge(left, right, before?)
  }

  private fn merge([x | xs] as left, [y | ys] as right, before?) {
    if before?(x, y) { [x | merge(xs, right, before?)] } else { [y | merge(left, ys, before?)] }
  }
  private fn merge([], right, _before?) { right }
  private fn merge(left, [], _before?) { left }

  ## Sorts by the results of `f` in term order. Elements with equal results keep their order.
  ##
  ## >> List.sort_by(["ccc", "a", "bb"]) { s in String.length(s) }
  ## ["a", "bb", "ccc"]
  fn sort_by(xs, f) { sort_by(xs, :asc, f) }

  ## Sorts by the results of `f`, `:asc` or `:desc`.
  ##
  ## >> List.sort_by([("a", 1), ("b", 3), ("c", 2)], :desc) { (_, n) in n }
  ## [("b", 3), ("c", 2), ("a", 1)]
  fn sort_by(xs, :asc, f) { xs |> keyed(f) |> List.key_sort(0) |> map { (_, x) in x } }
  fn sort_by(xs, :desc, f) {
    # Reversed before and after, so that equal elements keep their order.
    xs |> List.reverse() |> keyed(f) |> List.key_sort(0) |> List.reverse() |> map { (_, x) in x }
  }

  private fn keyed(xs, f) { map(xs) { x in (f(x), x) } }

  ## The elements in random order.
  ##
  ## >> List.sort(List.shuffle([1, 2, 3]))
  ## [1, 2, 3]
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn shuffle(xs) { Random.shuffle(xs) }

  ## A random element, or nil.
  ##
  ## >> List.random([7])
  ## 7
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn random(xs) { Random.pick(xs) }

  # Grouping

  ## A map from the results of `f` to the elements that gave them.
  ##
  ## >> List.group_by(["fig", "nut", "apple"]) { s in String.length(s) }
  ## %{3 => ["fig", "nut"], 5 => ["apple"]}
  fn group_by(xs, f) { group_by(xs, f, fn(x) { x }) }

  ## A map from the results of `key` to the results of `value`.
  ##
  ## >> List.group_by([(:a, 1), (:b, 2), (:a, 3)], fn((k, _)) { k }) { (_, v) in v }
  ## %{a: [1, 3], b: [2]}
  fn group_by(xs, key, value) {
    reduce_right(xs, %{}) { x, groups in
      Map.update(groups, key(x), [value(x)]) { group in [value(x) | group] }
    }
  }

  ## How often each element occurs.
  ##
  ## >> List.frequencies(["a", "b", "a"])
  ## %{"a" => 2, "b" => 1}
  fn frequencies(xs) { frequencies_by(xs) { x in x } }

  ## How often `f` gives each result.
  ##
  ## >> List.frequencies_by([1, 2, 3]) { n in n rem 2 }
  ## %{0 => 1, 1 => 2}
  fn frequencies_by(xs, f) {
    reduce(xs, %{}) { x, counts in Map.update(counts, f(x), 1) { n in n + 1 } }
  }

  ## The first element for each result of `f`.
  ##
  ## >> List.uniq_by([1, 2, 3, 4]) { n in n rem 2 }
  ## [1, 2]
  fn uniq_by(xs, f) { uniq_by(xs, f, %{}) }

  private fn uniq_by([x | rest], f, seen) {
    let key = f(x)
    if Map.has_key?(seen, key) {
      uniq_by(rest, f, seen)
    } else {
      [x | uniq_by(rest, f, Map.put(seen, key, true))]
    }
  }
  private fn uniq_by([], _f, _seen) { [] }

  ## The elements without those that equal the one before.
  ##
  ## >> List.dedup([1, 1, 2, 2, 1])
  ## [1, 2, 1]
  fn dedup(xs) { dedup_by(xs) { x in x } }

  ## The elements without those for which `f` gives the same as for the one before.
  ##
  ## >> List.dedup_by([1, 3, 2, 4, 5]) { n in n rem 2 }
  ## [1, 2, 5]
  fn dedup_by([x | rest], f) { [x | dedup_by(rest, f, f(x))] }
  fn dedup_by([], _f) { [] }

  private fn dedup_by([x | rest], f, key) {
    let next = f(x)
    if next === key { dedup_by(rest, f, key) } else { [x | dedup_by(rest, f, next)] }
  }
  private fn dedup_by([], _f, _key) { [] }

  # Making

  ## The numbers from `a` to at most `b`, each `step` after the one before.
  ##
  ## >> List.range(10, 1, -3)
  ## [10, 7, 4, 1]
  fn range(a, b, step) { Range.step(a, b, step) }

  ## The results of `f` for 0 to `n - 1`.
  ##
  ## >> List.repeat(3) { n in n * n }
  ## [0, 1, 4]
  fn repeat(n, f) when n >= 0 { map(0..n - 1, f) }

  ## `x`, `f(x)`, `f(f(x))` and so on: `n` elements.
  ##
  ## >> List.iterate(1, 5) { n in n * 2 }
  ## [1, 2, 4, 8, 16]
  fn iterate(x, n, f) when n > 1 { [x | iterate(f(x), n - 1, f)] }
  fn iterate(x, 1, _f) { [x] }
  fn iterate(_x, 0, _f) { [] }

  ## What `f` gives, one after the other: `(element, next_state)` goes on, nil ends.
  ##
  ## >> List.unfold(3) { n in if n > 0 { (n, n - 1) } }
  ## [3, 2, 1]
  fn unfold(state, f) {
    match f(state) {
      (x, next) -> [x | unfold(next, f)]
      nil       -> []
    }
  }

  # Lists of tuples

  ## The first tuple that has `key` as its first element, or nil.
  ##
  ## >> List.key_find([(:a, 1), (:b, 2)], :b)
  ## (:b, 2)
  fn key_find(tuples, key) { key_find(tuples, key, 0) }

  ## The first tuple that has `key` at a place, or nil.
  ##
  ## >> List.key_find([(:a, 1), (:b, 2)], 1, 1)
  ## (:a, 1)
  fn key_find(tuples, key, place) { find(tuples) { t in has_key?(t, key, place) } }

  ## Whether a tuple has `key` as its first element.
  ##
  ## >> List.key_member?([(:a, 1)], :b)
  ## false
  fn key_member?(tuples, key) { any?(tuples) { t in has_key?(t, key, 0) } }

  ## The list with a tuple in the place of the first that has its first element, or behind all.
  ##
  ## >> List.key_store([(:a, 1), (:b, 2)], (:a, 9))
  ## [(:a, 9), (:b, 2)]
  fn key_store([t | rest], tuple) {
    if has_key?(t, elem(tuple, 0), 0) { [tuple | rest] } else { [t | key_store(rest, tuple)] }
  }
  fn key_store([], tuple) { [tuple] }

  ## The list without the first tuple that has `key` as its first element.
  ##
  ## >> List.key_delete([(:a, 1), (:b, 2)], :a)
  ## [(:b, 2)]
  fn key_delete([t | rest], key) {
    if has_key?(t, key, 0) { rest } else { [t | key_delete(rest, key)] }
  }
  fn key_delete([], _key) { [] }

  private fn has_key?(t, key, place) when tuple_size(t) > place { elem(t, place) === key }
  private fn has_key?(_t, _key, _place) { false }

  private fn clamp(n) { if n < 0 { 0 } else { n } }
}
