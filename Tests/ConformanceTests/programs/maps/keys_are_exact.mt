# `1` and `1.0` are different keys; -0.0 and 0.0 are the same.
let m = %{1 => :integer, 1.0 => :float}
print(map_size(m), m[1], m[1.0]) # expect: 2 :integer :float
print(%{0.0 => :zero}[-0.0]) # expect: :zero
print(%{(1, 2) => :a}[(1, 2)], %{[1.0] => :b}[[1]]) # expect: :a nil
