let a = null
print(undefined)
if a == None { 1 }
let none = 1
print(none, True)
