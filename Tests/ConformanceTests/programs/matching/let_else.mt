# `let ... else`: the enclosing block ends with the value of the arm that matched.
fn parse(x) {
  let (:ok, v) = x else {
    (:error, r) -> (:failed, r)
    _ -> :unknown
  }
  let w = v * 2
  (:parsed, w)
}
print(parse((:ok, 4))) # expect: (:parsed, 8)
print(parse((:error, :eof))) # expect: (:failed, :eof)
print(parse(7)) # expect: :unknown
