# `:` directly after a name, number, string or closing bracket separates; elsewhere it begins an atom.
fn f(options) { options }
print(f(a:1)) # expect: %{a: 1}
print(f(a: :b)) # expect: %{a: :b}
print(%{a::b}) # expect: %{a: :b}
let a = :b
print(a==:b) # expect: true
let len = 16
let x = 1
print(<<x:len>> == <<0, 1>>) # expect: true
print(<<1:16>> == <<0, 1>>) # expect: true
print(<<(x):len>> == <<0, 1>>) # expect: true
print([:a,:b]) # expect: [:a, :b]
