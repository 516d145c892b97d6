print("a \(f(1)
print("b \(x")
print(3)
