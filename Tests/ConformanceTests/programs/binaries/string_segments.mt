# A string literal segment is its bytes, when building and when matching.
print(<<"abc">> == "abc", <<"a", 0, "é">> == <<97, 0, 195, 169>>) # expect: true true
let <<"GET ", path/bytes>> = "GET /index"
print(path) # expect: /index
let r = match "PUT /" { <<"GET ", _/bytes>> -> :get; <<"PUT ", _/bytes>> -> :put }
print(r) # expect: :put
