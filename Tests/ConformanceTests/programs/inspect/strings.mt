# Strings are quoted and escaped by inspect, and printed as they are by print.
print(inspect("plain"), "plain") # expect: "plain" plain
print(inspect("a\"b\\c\n")) # expect: "a\"b\\c\n"
print(["in", "list"], ("in tuple",)) # expect: ["in", "list"] ("in tuple",)
print(inspect("\\(x)")) # expect: "\\(x)"
