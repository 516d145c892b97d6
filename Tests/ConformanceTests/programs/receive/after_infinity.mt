# `after :infinity` waits for ever.
let me = self()
spawn { Process.sleep(5); me ! :late }
print(receive { :late -> :got; after :infinity -> :never }) # expect: :got
