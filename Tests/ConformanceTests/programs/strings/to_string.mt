# to_string, interpolation and print are one rule: strings as they are, the rest as inspect shows it.
print(to_string("a") == "a", to_string(:a) == ":a", to_string(12) == "12") # expect: true true true
print(to_string(1.0), to_string(nil), to_string([1, "x"])) # expect: 1.0 nil [1, "x"]
print("\(:ok)" == ":ok") # expect: true
print(String.from_atom(:ok) == "ok") # expect: true
print(to_string(("a",))) # expect: ("a",)
