print (1)
let a = xs [0]
print(f (2))
