# Blocks appear only where a form asks for one, so `{` never starts a value.
let x = { 1 } # expect error:
print(x)
