# A hibernating process drops its stack and goes on in the named function at the next message.
module Sleeper {
  fn start(to) { spawn { nap(to, [1, 2, 3]) } }
  fn nap(to, kept) { Process.hibernate(Sleeper, :wake, [to, kept]) }
  fn wake(to, kept) {
    receive {
      :stop -> to ! :stopped
      m -> { to ! (m, kept); nap(to, [m | kept]) }
    }
  }
}
let p = Sleeper.start(self())
p ! :a
receive { m -> print(m) } # expect: (:a, [1, 2, 3])
p ! :b
receive { m -> print(m) } # expect: (:b, [:a, 1, 2, 3])
p ! :stop
receive { m -> print(m) } # expect: :stopped
