# spawn takes `priority:` and Process.info shows it; the default is :normal.
let me = self()
let show = fn() { me ! Process.info(self(), :priority) }
for p in [:low, :normal, :high, :max] {
  spawn(%{priority: p}, show)
  receive { m -> print(m) }
}
# expect: :low
# expect: :normal
# expect: :high
# expect: :max
spawn(show)
receive { m -> print(m) } # expect: :normal
