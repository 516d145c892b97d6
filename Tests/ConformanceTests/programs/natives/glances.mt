# Processes as others see them: without asking them.

let busy = spawn(name: :busy) {
  let list = List.map(1..2_000) { n in n }
  receive { :go -> List.sum(list) }
}
# Many small ones: the list of all is put together in several steps.
let small = for _ in 1..1_500 { spawn { receive { :stop -> :ok } } }
for _ in 1..3 { busy ! :not_this }

fn settled(pid) {
  let seen = Process.glance(pid)
  if seen.status == :waiting and seen.message_queue_len == 3 {
    seen
  } else {
    Process.sleep(1)
    settled(pid)
  }
}

let seen = settled(busy)
print((seen.pid == busy, seen.registered_name)) # expect: (true, :busy)
print(seen.reductions > 100) # expect: true
# A list of 2,000 elements has 32 kB.
print(seen.memory > 30_000) # expect: true
print(tuple_size(seen.current_function)) # expect: 3
print(Map.keys(seen))
# expect: [:current_function, :memory, :message_queue_len, :pid, :reductions, :registered_name, :status]

let all = Process.glances()
print(length(all) >= 1_502) # expect: true
print(Map.keys(List.first(all)) == Map.keys(seen)) # expect: true
let pids = Map.from_list(for one in all { (one.pid, true) })
print(List.all?([self(), busy | small]) { pid in Map.has_key?(pids, pid) }) # expect: true
print(map_size(pids) == length(all)) # expect: true

# Those that have most of something come first.
print(for one in Process.glances(:message_queue_len, 1) { (one.pid == busy, one.message_queue_len) })
# expect: [(true, 3)]
let largest = for one in Process.glances(:memory, 20) { one.memory }
print((length(largest), largest == List.reverse(List.sort(largest)))) # expect: (20, true)
print(length(Process.glances(:reductions, 1_000_000)) >= 1_502) # expect: true
print(Process.glances(:reductions, 0)) # expect: []
print(try { Process.glances(:status, 1) } catch { (_, reason) -> reason }) # expect: :badarg

Process.stop(busy, 1_000)
print(Process.glance(busy)) # expect: nil

# The size of a term, and atoms by their beginning.
print(System.term_size((1, [2, 3], "abc"), 1_000)) # expect: 0
let n = length(small)
print(System.term_size((n, [n, n]), 1_000)) # expect: 7
print(System.term_size(List.map(1..n) { x in (x, x) }, 1_000_000)) # expect: 7500
print(System.term_size(List.map(1..n) { x in (x, x) }, 100)) # expect: 100
print(System.term_size(:immediate, 0)) # expect: 0
print(try { System.term_size(1, :many) } catch { (_, reason) -> reason }) # expect: :badarg
print([:zebra_crossing, :zebra_fish]) # expect: [:zebra_crossing, :zebra_fish]
print(System.atoms("zebra_", 10)) # expect: [:zebra_crossing, :zebra_fish]
print(System.atoms("zebra_", 1)) # expect: [:zebra_crossing]
print(System.atoms("zebra_", 0)) # expect: []
print(length(System.atoms("", 300))) # expect: 300
print(length(System.atoms("", 1_000_000)) == System.atom_count()) # expect: true
