fn double(x) { x * 2 }
print(List.map([1], double))
print(double(1))
