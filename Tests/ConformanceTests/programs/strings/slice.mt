# String.slice(s, start, count) counts graphemes.
print(String.slice("héllo", 1, 3)) # expect: éll
print(String.slice("abc", 0, 0) == "") # expect: true
print(String.slice("abc", 1, 10)) # expect: bc
print(String.slice("abc", 5, 1) == "") # expect: true
