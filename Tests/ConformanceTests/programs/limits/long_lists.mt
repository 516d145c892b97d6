# A list of 200,000 elements: build, measure, reverse, sort, send.
#? no-stress
let n = 200_000
let list = for i in 1..n { n + 1 - i }
print(length(list), hd(List.reverse(list)), hd(List.sort(list))) # expect: 200000 1 1
let me = self()
spawn { me ! length(list) }
receive { k -> print(k) } # expect: 200000
