# An undefined function's first frame has the argument list.
module M { fn g() { 1 } }
let trace = try { M.f(1, 2) } catch { (:error, :undef) -> stacktrace() }
let [(name, function, arguments, _) | _] = trace
print(name, function, arguments) # expect: M :f [1, 2]
