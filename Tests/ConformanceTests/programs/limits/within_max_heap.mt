# A process that stays within its limit is left alone, however much garbage it makes.
let (_, ref) = spawn(max_heap: 10_000_000, monitor: true) { exit((:sum, churn(2_000, 0))) }
fn churn(0, sum) { sum }
fn churn(n, sum) { churn(n - 1, sum + length([n, n + 1, (n, [n])])) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: (:sum, 6000)
