# Guards know `==`, `===` and their negations.
fn f(x) when x === 1 { :integer }
fn f(x) when x == 1 { :float }
fn f(x) when x !== 2 and x == 2 { :two_float }
fn f(x) when x != 2 { :other }
fn f(_) { :two }
print(f(1), f(1.0), f(2.0), f(2), f(3)) # expect: :integer :float :two_float :two :other
