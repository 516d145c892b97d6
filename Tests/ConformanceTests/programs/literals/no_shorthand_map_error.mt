# There is no shorthand for `a: a`.
let a = 1
print(%{a}) # expect error:
