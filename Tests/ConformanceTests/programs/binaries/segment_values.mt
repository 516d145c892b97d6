# A segment's value is a literal, a name or a parenthesised expression, optionally negated.
let a = 3
print(<<a, (a + 1), -a:16, 'x'>> == <<3, 4, 255, 253, 120>>) # expect: true
let <<3, b, -1/signed, 'x'>> = <<3, 9, 255, 120>>
print(b) # expect: 9
