# A million processes: all alive at once, each waiting for a message, and each answers.
#
# Look at: a process costs less than a kilobyte and about a microsecond. Give another number as
# argument: `martlet million_processes.mt 10000`.
#
#? args: 20000

let count = match System.argv() { [n] -> String.to_integer(n); _ -> 1_000_000 }
let main = self()

# Each process keeps its number in what its block has captured.
let pids = for i in 1..count {
  spawn { receive { :report -> main ! (:number, i) } }
}
print(length(pids), "processes are waiting") # expect: 20000 processes are waiting

for pid in pids { pid ! :report }

fn sum(0, total) { total }
fn sum(n, total) { receive { (:number, i) -> sum(n - 1, total + i) } }

let total = sum(count, 0)
print("the sum of their numbers is right:", total == count * (count + 1) div 2)
# expect: the sum of their numbers is right: true
