# `alias(reply: true)` takes one message.
let me = self()
let a = alias(reply: true)
spawn { a ! :first; a ! :second; me ! :done }
receive { m -> print(m) } # expect: :first
receive { m -> print(m) } # expect: :done
print(unalias(a)) # expect: false
