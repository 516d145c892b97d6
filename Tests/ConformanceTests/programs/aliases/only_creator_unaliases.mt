# Only the creator can deactivate an alias.
let me = self()
let a = alias()
spawn { me ! (:tried, unalias(a)) }
receive { (:tried, r) -> print(r) } # expect: false
a ! :still
receive { m -> print(m) } # expect: :still
print(unalias(make_ref())) # expect: false
