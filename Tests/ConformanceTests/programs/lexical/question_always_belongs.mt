# `?` directly after a name always belongs to it.
fn ok?(x) { x == :ok }
let r = ok?(:ok)
print(r) # expect: true
