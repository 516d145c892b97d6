# A size may be a name bound earlier in the pattern, or a parenthesised guard expression.
let <<len:16, body:len/bytes, rest/bytes>> = <<0, 3, "abcde">>
print(len, body, rest) # expect: 3 abc de
let <<n, x:(n * 8), y/bytes>> = <<2, 1, 0, 9>>
print(n, x, y == <<9>>) # expect: 2 256 true
let outer = 2
let <<head:outer/bytes, tail:(outer - 1)/bytes>> = "abc"
print(head, tail) # expect: ab c
let r = match <<5, "abc">> { <<len, body:len/bytes>> -> body; _ -> :short }
print(r) # expect: :short
