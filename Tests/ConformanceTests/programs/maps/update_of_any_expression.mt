# In `%{m | ...}` m is any expression.
fn base() { %{n: 1, list: [1]} }
print(%{base() | n: 2}) # expect: %{list: [1], n: 2}
print(%{Map.put(base(), :x, 0) | x: 5}.x) # expect: 5
print(%{%{base() | n: 2} | n: 3}.n) # expect: 3
print(%{if true { base() } else { %{} } | n: 4}.n) # expect: 4
