# An alias is a target until unalias; then messages are dropped.
let me = self()
let a = alias()
print(is_reference(a)) # expect: true
a ! :one
receive { m -> print(m) } # expect: :one
print(unalias(a), unalias(a)) # expect: true false
spawn { a ! :late; me ! :done }
receive { m -> print(m) } # expect: :done
