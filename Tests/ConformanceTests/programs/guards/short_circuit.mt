# What is short-circuited before it cannot fail.
fn f(x) when is_integer(x) or hd(x) == 1 { :yes }
fn f(_) { :no }
print(f(1), f([1]), f([2]), f(:a)) # expect: :yes :yes :no :no
fn g(x) when is_list(x) and length(x) > 1 { :many }
fn g(_) { :other }
print(g([1, 2]), g(:a)) # expect: :many :other
