# upcase, downcase, trim, contains?, starts_with?, ends_with?, replace, reverse, repeat.
print(String.upcase("héllo"), String.downcase("HÉLLO")) # expect: HÉLLO héllo
print(inspect(String.trim("  a b\n"))) # expect: "a b"
print(String.contains?("martlet", "art"), String.contains?("martlet", "owl")) # expect: true false
print(String.starts_with?("martlet", "mart"), String.ends_with?("martlet", "let")) # expect: true true
print(String.replace("a-b-c", "-", "+")) # expect: a+b+c
print(String.reverse("añb")) # expect: bña
print(String.repeat("ab", 3)) # expect: ababab
