# An error in a native function or operator shows the place in the caller.
module M { fn f(x) { let y = x + 1; y } }
let trace = try { M.f(:a) } catch { (:error, :badarith) -> stacktrace() }
let lines = for (M, :f, 1, %{line: n}) in trace { n }
print(lines) # expect: [2]
