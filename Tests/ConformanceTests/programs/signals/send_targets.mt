# The target is a pid, a registered name, (name, node) or an alias.
register(:target, self())
self() ! 1
:target ! 2
(:target, node()) ! 3
let a = alias()
a ! 4
send(:target, 5)
fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }
print(drain()) # expect: [1, 2, 3, 4, 5]
print((:nobody, node()) ! :lost) # expect: :lost
