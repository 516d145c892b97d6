# `<<>>` matches the empty binary only, `""` too.
print(match "" { <<>> -> :empty }) # expect: :empty
print(match <<>> { "" -> :empty }) # expect: :empty
print(match "a" { <<>> -> :empty; _ -> :full }) # expect: :full
