# Terms whose parts are shared may be larger as trees than all memory; natives that compare or hash
# such terms still come to an end.
#? no-stress
#? timeout: 60s
fn doubled(0, x) { x }
fn doubled(n, x) { doubled(n - 1, (x, x)) }
print(List.member?([doubled(70, [1])], doubled(70, [1]))) # expect: true
print(List.member?([doubled(70, [1])], doubled(70, [2]))) # expect: false
let many = Map.from_list(for i in 1..100 { (i, i) })
let map = Map.put(many, doubled(70, [1]), :found)
print(map[doubled(70, [1])], map[doubled(69, [1])]) # expect: :found nil
