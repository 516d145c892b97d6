# A message that is in the queue when the alias ends stays.
let me = self()
let a = alias()
spawn { a ! :early; me ! :sent }
receive { :sent -> :ok }
unalias(a)
print(receive { m -> m; after 0 -> :none }) # expect: :early
