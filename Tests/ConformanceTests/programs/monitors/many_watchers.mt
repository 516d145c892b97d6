# Every watcher is told.
let me = self()
let p = spawn { receive { :stop -> exit(:end) } }
for i in 1..50 { spawn { let r = monitor(p); me ! :watching; receive { (:DOWN, ^r, :process, _, why) -> me ! (i, why) } } }
for _ in 1..50 { receive { :watching -> :ok } }
p ! :stop
print(List.uniq(for i in 1..50 { receive { (^i, why) -> why } })) # expect: [:end]
