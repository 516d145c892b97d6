# An undefined function's first frame has the argument list.
module M { fn g() { 1 } }
let trace = try { M.f(1, 2) } catch { (:error, :undef) -> stacktrace() }
let [(module, function, arguments, _) | _] = trace
print(module, function, arguments) # expect: M :f [1, 2]
