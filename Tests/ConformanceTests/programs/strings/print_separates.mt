# print writes its values separated by spaces, and a newline.
print("a", "b", 1) # expect: a b 1
print("one") # expect: one
print("two\nlines")
# expect: two
# expect: lines
print("", "x") # expect:  x
print("tab\tbed") # expect: tab	bed
