# An error anywhere in a guard makes it false.
fn f(x) when hd(x) == 1 { :head }
fn f(x) when x + 1 > 0 { :number }
fn f(x) when length(x) == 0 { :empty }
fn f(_) { :other }
print(f([1]), f(5), f([]), f(:a), f([2 | 3])) # expect: :head :number :empty :other :other
fn g(x) when 1 div x == 1 or true { :true_arm }
fn g(_) { :failed }
print(g(1), g(0)) # expect: :true_arm :failed
fn h(x) when not (hd(x) == 1) { :negated }
fn h(_) { :failed }
print(h([2]), h(:no_list)) # expect: :negated :failed
