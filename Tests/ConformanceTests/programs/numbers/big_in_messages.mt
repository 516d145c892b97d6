# Big integers survive copying, matching and being map keys.
let big = 1 bsl 90
let me = self()
spawn { receive { n -> me ! (n + 1, n) } } ! big
receive { (n, ^big) -> print(n == big + 1) } # expect: true
print(%{big => :yes}[1 bsl 90]) # expect: :yes
print(match 1 bsl 90 { 1237940039285380274899124224 -> :same; _ -> :other }) # expect: :same
