# The program ends when the main process does, whatever else lives.
let me = self()
fn spin(n) { spin(n + 1) }
for _ in 1..3 { spawn { receive { :never -> print("never") } } }
spawn { me ! :spinning; spin(0) }
receive { :spinning -> print("end") } # expect: end
