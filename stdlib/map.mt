## Maps: values under keys of any kind.
##
## A map prints in key order; functions go through it in an order that is the same for equal maps, and that of
## the keys while there are at most 32.
##
## A map is written `%{a: 1, "k" => 2}`; `m.a` is the value that must be there, `m["k"]` the value or
## nil, `%{m | a: 2}` the map with another value under a key that it has. `1` and `1.0` are different
## keys. The map comes first and a function last:
##
## ```
## let stock = %{apples: 3, pears: 0}
## stock
## |> Map.update(:apples, 1) { n in n + 1 }
## |> Map.filter { _, n in n > 0 }
## ```
##
## >> Map.filter(Map.put(%{a: 1, b: 0}, :c, 3)) { _, n in n > 0 }
## %{a: 1, c: 3}
module Map {
  # Looking up

  ## Whether the map has no keys.
  ##
  ## >> Map.empty?(%{})
  ## true
  fn empty?(m) when is_map(m) { map_size(m) == 0 }

  ## The first pair in key order for which `f(key, value)` holds, or nil.
  ##
  ## >> Map.find(%{a: 1, b: 2}) { _, n in n > 1 }
  ## (:b, 2)
  fn find(m, f) { List.find(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## Whether `f(key, value)` holds for some pair.
  ##
  ## >> Map.any?(%{a: 1, b: 2}) { _, n in n > 1 }
  ## true
  fn any?(m, f) { List.any?(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## Whether `f(key, value)` holds for every pair.
  ##
  ## >> Map.all?(%{a: 1, b: 2}) { _, n in n > 1 }
  ## false
  fn all?(m, f) { List.all?(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## For how many pairs `f(key, value)` holds.
  ##
  ## >> Map.count(%{a: 1, b: 2}) { _, n in n > 1 }
  ## 1
  fn count(m, f) { List.count(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## The pair for which `f(key, value)` gives the least result, or nil.
  ##
  ## >> Map.min_by(%{a: 3, b: 2}) { _, n in n }
  ## (:b, 2)
  fn min_by(m, f) { List.min_by(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## The pair for which `f(key, value)` gives the greatest result, or nil.
  ##
  ## >> Map.max_by(%{a: 3, b: 2}) { _, n in n }
  ## (:a, 3)
  fn max_by(m, f) { List.max_by(Map.to_list(m)) { (k, v) in f(k, v) } }

  # Changing

  ## Like `put_new`; the value is made by `f` when it is needed.
  ##
  ## >> Map.put_new_lazy(%{}, :a) { 1 + 1 }
  ## %{a: 2}
  fn put_new_lazy(m, key, f) { if Map.has_key?(m, key) { m } else { Map.put(m, key, f()) } }

  ## The map with the result of `f` in the place of the value under a key; with `default` when there
  ## is none.
  ##
  ## >> Map.update(%{a: 1}, :a, 0) { n in n + 1 }
  ## %{a: 2}
  ## >> Map.update(%{}, :a, 0) { n in n + 1 }
  ## %{a: 0}
  fn update(m, key, default, f) {
    # A pattern makes no tuple of the value, as `fetch` does.
    match m {
      %{^key => value} -> Map.put(m, key, f(value))
      _                -> Map.put(m, key, default)
    }
  }

  ## The map with the result of `f` in the place of the value under a key; `(:badkey, key)` is raised
  ## when there is none.
  ##
  ## >> Map.update!(%{a: 1}, :a) { n in n + 1 }
  ## %{a: 2}
  fn update!(m, key, f) { Map.put(m, key, f(Map.fetch!(m, key))) }

  ## The map with another value under a key that it has; `(:badkey, key)` is raised otherwise.
  ##
  ## >> Map.replace!(%{a: 1}, :a, 5)
  ## %{a: 5}
  fn replace!(m, key, value) {
    if Map.has_key?(m, key) { Map.put(m, key, value) } else { raise((:badkey, key)) }
  }

  ## Gets and changes a value in one go: `f(value_or_nil)` gives `(result, new_value)`, or `:pop` to
  ## remove the key.
  ##
  ## >> Map.get_and_update(%{n: 1}, :n) { n in (n, n + 1) }
  ## (1, %{n: 2})
  ## >> Map.get_and_update(%{n: 1}, :n) { _ in :pop }
  ## (1, %{})
  fn get_and_update(m, key, f) {
    let value = m[key]
    match f(value) {
      (result, next) -> (result, Map.put(m, key, next))
      :pop           -> (value, Map.delete(m, key))
    }
  }

  ## The value under a key, or nil, and the map without it.
  ##
  ## >> Map.pop(%{a: 1, b: 2}, :a)
  ## (1, %{b: 2})
  fn pop(m, key) { pop(m, key, nil) }

  ## Like `pop`, with a value for when there is no such key.
  ##
  ## >> Map.pop(%{}, :a, 0)
  ## (0, %{})
  fn pop(m, key, default) { (Map.get(m, key, default), Map.delete(m, key)) }

  ## The map with the keys of both; where both have one, `f(key, value_of_a, value_of_b)` decides.
  ##
  ## >> Map.merge(%{a: 1, b: 2}, %{b: 3}) { _, x, y in x + y }
  ## %{a: 1, b: 5}
  fn merge(a, b, f) {
    reduce(b, a) { key, value, result in
      Map.update(result, key, value) { old in f(key, old, value) }
    }
  }

  ## The keys of `a` that `b` has too, with the values of `b`.
  ##
  ## >> Map.intersect(%{a: 1, b: 2}, %{b: 3, c: 4})
  ## %{b: 3}
  fn intersect(a, b) { filter(b) { key, _ in Map.has_key?(a, key) } }

  ## The map with only these keys.
  ##
  ## >> Map.take(%{a: 1, b: 2, c: 3}, [:a, :c, :x])
  ## %{a: 1, c: 3}
  fn take(m, keys) {
    List.reduce(keys, %{}) { key, result in
      match Map.fetch(m, key) {
        (:ok, value) -> Map.put(result, key, value)
        :error       -> result
      }
    }
  }

  ## The map without these keys.
  ##
  ## >> Map.drop(%{a: 1, b: 2, c: 3}, [:a, :c])
  ## %{b: 2}
  fn drop(m, keys) { List.reduce(keys, m) { key, result in Map.delete(result, key) } }

  ## The map with only these keys, and the map without them.
  ##
  ## >> Map.split(%{a: 1, b: 2}, [:a])
  ## (%{a: 1}, %{b: 2})
  fn split(m, keys) { (take(m, keys), drop(m, keys)) }

  ## Values become keys; of equal values the one with the greatest key counts.
  ##
  ## >> Map.invert(%{a: 1, b: 2})
  ## %{1 => :a, 2 => :b}
  fn invert(m) { reduce(m, %{}) { key, value, result in Map.put(result, value, key) } }

  # Going through

  ## The map with the results of `f(key, value)` in the place of the values.
  ##
  ## >> Map.map(%{a: 1, b: 2}) { k, v in (v, k) }
  ## %{a: (1, :a), b: (2, :b)}
  fn map(m, f) { Map.from_list(List.map(Map.to_list(m)) { (k, v) in (k, f(k, v)) }) }

  ## The map with the results of `f(value)` in the place of the values.
  ##
  ## >> Map.map_values(%{a: 1, b: 2}) { n in n * 10 }
  ## %{a: 10, b: 20}
  fn map_values(m, f) { Map.from_list(List.map(Map.to_list(m)) { (k, v) in (k, f(v)) }) }

  ## The map with the results of `f(key)` in the place of the keys.
  ##
  ## >> Map.map_keys(%{a: 1}) { k in String.from_atom(k) }
  ## %{"a" => 1}
  fn map_keys(m, f) { Map.from_list(List.map(Map.to_list(m)) { (k, v) in (f(k), v) }) }

  ## The pairs for which `f(key, value)` holds.
  ##
  ## >> Map.filter(%{a: 1, b: 2}) { _, n in n > 1 }
  ## %{b: 2}
  fn filter(m, f) { Map.from_list(List.filter(Map.to_list(m)) { (k, v) in f(k, v) }) }

  ## The pairs for which `f(key, value)` does not hold.
  ##
  ## >> Map.reject(%{a: 1, b: 2}) { _, n in n > 1 }
  ## %{a: 1}
  fn reject(m, f) { Map.from_list(List.reject(Map.to_list(m)) { (k, v) in f(k, v) }) }

  ## The pairs for which `f(key, value)` holds, and the others, as two maps.
  ##
  ## >> Map.partition(%{a: 1, b: 2}) { _, n in n > 1 }
  ## (%{b: 2}, %{a: 1})
  fn partition(m, f) {
    let (yes, no) = List.partition(Map.to_list(m)) { (k, v) in f(k, v) }
    (Map.from_list(yes), Map.from_list(no))
  }

  ## Goes through the pairs in key order with an accumulator: `f(key, value, acc)` gives the next one.
  ##
  ## >> Map.reduce(%{a: 1, b: 2}, 0) { _, n, sum in sum + n }
  ## 3
  fn reduce(m, acc, f) { List.reduce(Map.to_list(m), acc) { (k, v), acc in f(k, v, acc) } }

  ## Calls `f(key, value)` for every pair in key order, for what it does; gives `:ok`.
  ##
  ## >> Map.each(%{}) { k, v in print(k, v) }
  ## :ok
  fn each(m, f) { List.each(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## The pairs as a list, sorted by the results of `f(key, value)`.
  ##
  ## >> Map.sort_by(%{a: 3, b: 1}) { _, n in n }
  ## [(:b, 1), (:a, 3)]
  fn sort_by(m, f) { List.sort_by(Map.to_list(m)) { (k, v) in f(k, v) } }

  ## A map of the keys of a list, with the results of `f(key)` as values.
  ##
  ## >> Map.from_keys(["a", "bc"]) { k in String.length(k) }
  ## %{"a" => 1, "bc" => 2}
  fn from_keys(keys, f) { Map.from_list(List.map(keys) { k in (k, f(k)) }) }

  # Maps in maps

  ## The value at a path of keys, or nil where one is missing.
  ##
  ## >> Map.get_in(%{user: %{name: "Ada"}}, [:user, :name])
  ## "Ada"
  fn get_in(m, []) { m }
  fn get_in(nil, [_ | _]) { nil }
  fn get_in(m, [key | rest]) { get_in(m[key], rest) }

  ## The map with a value at a path of keys; missing maps are made.
  ##
  ## >> Map.put_in(%{}, [:user, :name], "Ada")
  ## %{user: %{name: "Ada"}}
  fn put_in(m, [key], value) { Map.put(m, key, value) }
  fn put_in(m, [key | rest], value) { Map.put(m, key, put_in(m[key] or %{}, rest, value)) }

  ## The map with the result of `f` at a path of keys; `f` gets nil where nothing is.
  ##
  ## >> Map.update_in(%{a: %{n: 1}}, [:a, :n]) { n in n + 1 }
  ## %{a: %{n: 2}}
  fn update_in(m, path, f) { put_in(m, path, f(get_in(m, path))) }
}
