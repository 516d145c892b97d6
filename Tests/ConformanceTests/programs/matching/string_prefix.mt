# `"GET " <> rest` matches a prefix; the left side is a plain string or a pin.
fn f(s) {
  match s {
    "GET " <> path -> (:get, path)
    "a" <> "b" <> rest -> (:ab, rest)
    "" -> :empty
    _ -> :other
  }
}
print(f("GET /x"), f("abc"), f(""), f("zz"), f(1)) # expect: (:get, "/x") (:ab, "c") :empty :other :other
let prefix = "mart"
print(match "martlet" { ^prefix <> rest -> rest; _ -> :no }) # expect: let
print(match "owl" { ^prefix <> rest -> rest; _ -> :no }) # expect: :no
print(match "é1" { "é" <> "1" -> :exact; _ -> :no }) # expect: :exact
