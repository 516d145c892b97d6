# An undefined function's first frame has the argument list.
module Mod { fn g() { 1 } }
let trace = try { Mod.f(1, 2) } catch { (:error, :undef) -> stacktrace() }
let [(name, function, arguments, _) | _] = trace
print(name, function, arguments) # expect: Mod :f [1, 2]
