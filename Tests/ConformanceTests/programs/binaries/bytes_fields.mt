# A `bytes` field counts bytes; without a size it takes the rest.
let <<a:2/bytes, rest/bytes>> = "hello"
print(a, rest) # expect: he llo
let <<all/bytes>> = "hello"
print(all) # expect: hello
print(<<"ab"/bytes, a/bytes, 1>> == <<"abhe", 1>>) # expect: true
let b = "abcdef"
print(<<b:3/bytes>>) # expect: abc
let r = match "ab" { <<_:3/bytes, _/bytes>> -> :yes; _ -> :no }
print(r) # expect: :no
