# `\(expr)` puts a value into a string: strings as they are, others as inspect shows them.
let n = 2
print("n is \(n)") # expect: n is 2
print("\(n + 1)\(n * 2)") # expect: 34
print("\("text") \(:ok) \(1.5) \([1, "a"])") # expect: text :ok 1.5 [1, "a"]
print("\(nil)|\(true)|\((1, 2))|\(%{a: 1})") # expect: nil|true|(1, 2)|%{a: 1}
print("\(if n > 1 { "many" } else { "one" })") # expect: many
print("\\(n)") # expect: \(n)
print("\(<<1, 2>> == "x")") # expect: false
