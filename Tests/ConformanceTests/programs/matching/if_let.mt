# `if let pattern = expr` binds in its block when it matches.
fn f(x) { if let (:ok, v) = x { v } else { :no } }
print(f((:ok, 5)), f(:error)) # expect: 5 :no
print(if let 1 = 2 { :yes }) # expect: nil
fn g(x) { if let [a | _] = x { a } else if let %{a: a} = x { a } else { nil } }
print(g([1]), g(%{a: 2}), g(3)) # expect: 1 2 nil
