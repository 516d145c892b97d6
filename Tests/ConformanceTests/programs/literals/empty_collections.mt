# The empty tuple, list, map, binary and string.
print((), [], %{}) # expect: () [] %{}
print(tuple_size(()), length([]), map_size(%{}), byte_size(<<>>)) # expect: 0 0 0 0
print(<<>> == "") # expect: true
print(inspect("")) # expect: ""
