# A pin names a variable that exists.
let r = match 1 { ^missing -> 1; _ -> 2 } # expect error: missing
print(r)
