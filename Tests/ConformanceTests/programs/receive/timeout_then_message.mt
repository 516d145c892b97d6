# A message that comes after the time-out is for the next receive.
let me = self()
let p = spawn { receive { :go -> me ! :late } }
print(receive { :late -> :got; after 1 -> :timeout }) # expect: :timeout
p ! :go
print(receive { :late -> :got; after 10_000 -> :timeout }) # expect: :got
