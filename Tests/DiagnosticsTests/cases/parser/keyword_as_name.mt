let after = 5
fn catch(x) { x }
print(in)
let (when, b) = f()
match x { y as div -> y }
