# What fails in a guard leaves no trace of an exception.
fn f(x) when hd(x) > 1 div length(x) { :yes }
fn f(_) { :no }
let r = try { raise(:seen) } catch { (:error, e) -> { let no = f(:not_a_list); (e, no, f([])) } }
print(r) # expect: (:seen, :no, :no)
