# Printing keeps the order of one process, whatever the sizes; write adds no newline.
#? no-stress
IO.write("a")
IO.write(:b)
IO.write(["c"])
print("") # expect: a:b["c"]
let long = String.repeat("x", 100_000)
print(long == long, byte_size(long)) # expect: true 100000
print(List.duplicate(1, 3), %{a: [1]}, (1,), "s", nil) # expect: [1, 1, 1] %{a: [1]} (1,) s nil
print(IO.inspect((:ok, "t")) == (:ok, "t")) # expect: (:ok, "t")
# expect: true
IO.inspect([1], "list") # expect: list: [1]
IO.warn("to standard error") # expect stderr: to standard error
IO.puts("end") # expect: end
