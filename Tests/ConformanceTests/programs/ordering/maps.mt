# Maps are ordered by size, then by their keys in order, then by their values in key order.
print(%{z: 9} < %{a: 1, b: 1}) # expect: true
print(%{a: 9} < %{b: 1}) # expect: true
print(%{a: 1} < %{a: 2}, %{a: 1, b: 2} < %{a: 2, b: 1}) # expect: true true
print(%{a: 1, c: 0} > %{a: 9, b: 9}) # expect: true
print(%{1 => :b} < %{1.0 => :a}) # expect: true
print(%{a: 1} == %{a: 1.0}, %{a: 1} < %{a: 1.5}) # expect: true true
