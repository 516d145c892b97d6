# A binary pattern without a rest matches only a binary of exactly its length.
fn kind(b) { match b { <<>> -> :empty; <<_>> -> :one; <<_, _>> -> :two; <<_, _/bytes>> -> :more } }
print(kind(<<>>), kind(<<1>>), kind(<<1, 2>>), kind("abc")) # expect: :empty :one :two :more
print(match [1] { <<_/bytes>> -> :binary; _ -> :other }) # expect: :other
