# Every kind of term can be sent.
let f = fn(x) { x + 1 }
let r = make_ref()
let terms = [1, 1 bsl 99, 1.5, :a, "s", String.repeat("long", 100), <<0, 255>>, (), (1, (2,)), [], [1 | 2], %{},
  %{a: %{b: [1]}}, Map.from_list(for i in 1..50 { (i, [i]) }), f, r, self(), nil, true]
let echo = spawn { echo_loop() }
fn echo_loop() { receive { (from, m) -> { from ! (:back, m); echo_loop() } } }
let same = for t in terms {
  echo ! (self(), t)
  receive { (:back, back) -> back === t }
}
print(List.uniq(same)) # expect: [true]
