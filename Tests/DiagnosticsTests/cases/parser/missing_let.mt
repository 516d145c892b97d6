x = 1
print(x)
(a, b) = f()
m.a = 2
m["k"] = 3
