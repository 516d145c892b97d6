# A `#` starts a comment that goes to the end of the line, wherever it stands.
print("a") # expect: a
# print("not this")
print("# not a comment") # expect: # not a comment
print( # a comment inside parentheses
  "b", # and another
) # expect: b
#print("nor this")
print("c")# expect: c
