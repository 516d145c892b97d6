# Without an exception `try` gives the value of its body.
print(try { 1; 2 } catch { _ -> :caught }) # expect: 2
print(try { 3 } after { 4 }) # expect: 3
print(try { raise(:x) } catch { (:error, :x) -> 5 }) # expect: 5
