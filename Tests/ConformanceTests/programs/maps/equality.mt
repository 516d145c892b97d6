# Maps are equal when they have the same keys and equal values.
print(%{a: 1, b: 2} == %{b: 2, a: 1}, %{a: 1} == %{a: 2}, %{a: 1} == %{b: 1}) # expect: true false false
print(%{a: 1} == %{a: 1.0}, %{a: 1} === %{a: 1.0}, %{1 => 1} == %{1.0 => 1}) # expect: true false false
print(%{} == %{}, %{} == []) # expect: true false
