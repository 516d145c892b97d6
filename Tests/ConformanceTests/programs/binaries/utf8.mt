# utf8 fields read and write one code point.
print(<<0x1F426/utf8>> == "🐦", <<'é'/utf8, 'a'/utf8>> == "éa") # expect: true true
let <<a/utf8, b/utf8, rest/bytes>> = "é🐦x"
print(a, b, rest) # expect: 233 128038 x
print(match <<255, 1>> { <<_/utf8, _/bytes>> -> :yes; _ -> :no }) # expect: :no
print(match <<195>> { <<_/utf8>> -> :yes; _ -> :no }) # expect: :no
print(match <<0xED, 0xA0, 0x80>> { <<_/utf8>> -> :yes; _ -> :no }) # expect: :no
print(match <<0xC0, 0x80>> { <<_/utf8>> -> :yes; _ -> :no }) # expect: :no
let bad = 0xD800
print(try { <<bad/utf8>> } catch { (c, r) -> (c, r) }) # expect: (:error, :badarg)
