# A string with an interpolation is no pattern.
let name = "x"
let r = match "x" { "\(name)" -> 1; _ -> 2 } # expect error:
print(r)
