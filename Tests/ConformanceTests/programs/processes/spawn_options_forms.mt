# Options come first; the trailing block or function comes last.
let me = self()
let (_, a) = spawn(%{monitor: true}) { me ! :block }
receive { m -> print(m) } # expect: :block
receive { (:DOWN, ^a, :process, _, reason) -> print(reason) } # expect: :normal
let options = %{priority: :low, link: true}
spawn(options) { me ! :linked }
receive { m -> print(m) } # expect: :linked
