# to_integer, to_float and to_atom read text.
print(String.to_integer("42") + 1, String.to_integer("-7")) # expect: 43 -7
print(String.to_float("1.5") * 2) # expect: 3.0
print(String.to_atom("ok") == :ok) # expect: true
