# Searching, splitting and replacing with one or several parts.
print(String.split("a, b; c", [", ", "; "])) # expect: ["a", "b", "c"]
print(String.split("abc", ""), String.split("", ","), String.split("")) # expect: ["a", "b", "c"] [""] []
print(String.split("aXXb", "X"), String.split(",", ",")) # expect: ["a", "", "b"] ["", ""]
print(String.split("a,b,c", ",", 1), String.split("a,b,c", ",", 9)) # expect: ["a,b,c"] ["a", "b", "c"]
print(String.replace("aaa", "aa", "b"), String.replace("abc", "x", "y")) # expect: ba abc
print(String.replace("abab", ["a", "b"], ""), "|") # expect:  |
print(String.contains?("abc", ""), String.contains?("abc", []), String.starts_with?("abc", ["x", "ab"])) # expect: true false true
print(String.index_of("añb", "b"), String.last_index_of("abab", "ab"), String.index_of("abc", "abcd")) # expect: 2 2 nil
print(String.trim("\u{2003} x \u{00A0}"), String.trim("xxaxx", "x"), String.trim_right("a  ") <> "|") # expect: x a a|
print(try { String.split("a", [""]) } catch { (_, reason) -> reason }) # expect: :badarg
print(try { String.replace("a", "", "b") } catch { (_, reason) -> reason }) # expect: :badarg
print(try { String.length(:a) } catch { (_, reason) -> reason }) # expect: :badarg
