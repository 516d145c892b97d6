# elem counts from zero; outside the tuple it fails.
print(elem((:a, :b), 0), elem((:a, :b), 1)) # expect: :a :b
print(try { elem((:a,), 1) } catch { (:error, r) -> r }) # expect: :badarg
print(try { elem((:a,), -1) } catch { (:error, r) -> r }) # expect: :badarg
fn f(t) when elem(t, 2) == :c { :c }
fn f(_) { :none }
print(f((:a, :b, :c)), f((:a,)), f(:atom)) # expect: :c :none :none
