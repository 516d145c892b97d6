x += 1
m.count -= 2
x++
print(x)
