# A keyword is never a function's name.
fn receive(x) { x } # expect error: receive
print("unreached")
