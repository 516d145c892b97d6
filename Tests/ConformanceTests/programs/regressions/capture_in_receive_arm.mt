# A closure made in a receive arm captures the message's parts.
self() ! (:job, 2, [3])
let f = receive { (:job, n, [m]) -> fn(x) { n * m + x } }
print(f(1)) # expect: 7
