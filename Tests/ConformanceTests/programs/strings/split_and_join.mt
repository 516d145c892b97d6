# String.split(s) splits on white space; String.split(s, sep) at each separator; join puts together.
print(String.split("the cat  sat\n down ")) # expect: ["the", "cat", "sat", "down"]
print(String.split("a,b,,c", ",")) # expect: ["a", "b", "", "c"]
print(String.join(["a", "b", "c"], ", ")) # expect: a, b, c
print(String.join([], ","), "|") # expect:  |
