# Strings nest freely inside an interpolation.
let name = "x"
print("a \("b \("c \(name)") d") e") # expect: a b c x d e
print("\(%{k: ")"}.k)") # expect: )
print("(\((1, "}"))") # expect: ((1, "}")
