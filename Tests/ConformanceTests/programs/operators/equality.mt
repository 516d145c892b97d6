# `==` compares numbers by value, `===` does not; `!=` and `!==` negate them.
print(1 == 1.0, 1 === 1.0) # expect: true false
print(1 != 1.0, 1 !== 1.0) # expect: false true
print([1, (2,)] == [1.0, (2.0,)], [1, (2,)] === [1.0, (2.0,)]) # expect: true false
print(%{a: 1} == %{a: 1.0}, %{a: 1} === %{a: 1.0}) # expect: true false
print(%{1 => :x} == %{1.0 => :x}) # expect: false
print("a" == "a", "a" === "b", :a == "a") # expect: true false false
print(0.0 === -0.0, 0.0 == -0.0) # expect: true true
