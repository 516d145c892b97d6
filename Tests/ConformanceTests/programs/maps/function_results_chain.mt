# `.` and `[ ]` follow any operand.
fn m() { %{a: [%{b: 5}], "k" => %{c: 6}} }
print(hd(m().a).b, m()["k"].c, (m())["k"][:c]) # expect: 5 6 6
