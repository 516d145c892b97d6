# Putting a value under a key that was just looked up, in maps of many pairs.

fn fill(n) { Map.from_list(for i in 1..n { ("key" <> to_string(i), i) }) }

fn serve(m) {
  receive {
    (:put, k, from) -> {
      let m = Map.update(m, k, 1) { n in n + 1 }
      send(from, m[k])
      serve(m)
    }
  }
}

let m = fill(500)
let updated = List.reduce(1..500, m) { i, m in Map.update(m, "key" <> to_string(i), 0) { n in -n } }
print(Map.size(updated), List.sum(Map.values(updated)), List.sum(Map.values(m))) # expect: 500 -125250 125250

# The function looks other keys up, changes other maps, and makes so much that the heap is collected.
fn busy(n, m) {
  let other = Map.update(m, "key7", 0) { k in k + 1 }
  let garbage = List.length(for i in 1..3000 { (i, i) })
  n * 1000 + other["key7"] + garbage
}
let changed = Map.update(m, "key3", 0) { n in busy(n, m) }
print(changed["key3"], changed["key7"], m["key3"]) # expect: 6008 7 3

# Looked up in one map, put into another.
let a = fill(100)
let b = Map.put(a, "key50", :b)
print(a["key50"], b["key50"]) # expect: 50 :b
let c = Map.put(b, "key50", a["key50"])
print(c == a, Map.put(a, "key50", b["key50"]) == b) # expect: true true
let key = "key99"
let found = a[key]
print(Map.put(b, key, found + 1)[key], a[key], b[key]) # expect: 100 99 99

# Another process runs between the look-up and the putting.
let me = self()
let pid = spawn { serve(fill(64)) }
let mine = List.reduce(1..64, fill(64)) { i, m in
  Map.update(m, "key" <> to_string(i), 0) { n in
    send(pid, (:put, "key" <> to_string(i), me))
    receive { reply -> n + reply }
  }
}
print(List.sum(Map.values(mine))) # expect: 4224

print(Map.replace!(a, "key1", :x)["key1"], %{a | "key2" => :y}["key2"]) # expect: :x :y
print(Map.put_new(a, "key1", 0)["key1"], Map.put_new(a, "new", 0)["new"]) # expect: 1 0
