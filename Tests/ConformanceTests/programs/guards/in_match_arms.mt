# Guards in match arms see the arm's names and the outer ones.
let limit = 10
fn f(x, limit) { match x { n when n > limit -> :above; n when n == limit -> :at; _ -> :below } }
print(f(11, limit), f(10, limit), f(3, limit)) # expect: :above :at :below
print(match (3, 4) { (a, b) when a > b -> :gt; (a, b) when a < b -> :lt }) # expect: :lt
