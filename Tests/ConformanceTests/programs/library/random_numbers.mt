# Random numbers lie in their ranges, are spread, and repeat after a seed.
#? no-stress
let rolls = List.repeat(6_000) { _ in Random.int(1, 6) }
print(List.min(rolls), List.max(rolls)) # expect: 1 6
print(List.all?(Map.values(List.frequencies(rolls))) { n in n > 800 and n < 1_200 }) # expect: true
Random.seed(42)
let a = (Random.int(0, 1_000_000), Random.float(), Random.shuffle(1..10), Random.pick(1..100))
Random.seed(42)
print(a == (Random.int(0, 1_000_000), Random.float(), Random.shuffle(1..10), Random.pick(1..100))) # expect: true
let (n, g) = Random.next_int(Random.new(7), 1, 1_000)
print(Random.next_int(Random.new(7), 1, 1_000) == (n, g), g == Random.new(7)) # expect: true false
print(Random.pick([]), Random.shuffle([]), Random.sample([1], 5)) # expect: nil [] [1]
print(try { Random.int(2, 1) } catch { (:error, reason) -> reason }) # expect: :badarg
let big = Random.int(-9_000_000_000_000_000_000, 9_000_000_000_000_000_000)
print(is_integer(big), Random.bytes(8) == Random.bytes(8)) # expect: true false
