if x = 1 { :a }
if a == 1 and b = 2 { :b }
match v { n when n = 1 -> :c }
print((a = 1))
