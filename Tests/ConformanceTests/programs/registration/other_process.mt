# A process may give another one a name.
let me = self()
let p = spawn { receive { m -> me ! (:got, m) } }
register(:friend, p)
print(whereis(:friend) == p, Process.info(p, :registered_name)) # expect: true :friend
:friend ! :hi
receive { m -> print(m) } # expect: (:got, :hi)
