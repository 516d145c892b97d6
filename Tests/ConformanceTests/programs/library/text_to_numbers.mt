# Text becomes numbers, or an error.
fn attempt(f) { try { f() } catch { (:error, reason) -> reason } }
print(String.to_integer("+7"), String.to_integer("zz", 36), String.to_integer("-0")) # expect: 7 1295 0
print(attempt { String.to_integer("") }, attempt { String.to_integer("-") }, attempt { String.to_integer("1x") }) # expect: :badarg :badarg :badarg
print(attempt { String.to_integer("1", 37) }, attempt { String.to_integer("2", 2) }) # expect: :badarg :badarg
print(String.to_float("1e3"), String.to_float("-0.5"), attempt { String.to_float("nan") }) # expect: 1000.0 -0.5 :badarg
print(attempt { String.to_float("1e999") }, attempt { String.to_float("0x10") }, attempt { String.to_float(".5") }) # expect: :badarg :badarg :badarg
print(String.parse_integer("12 km"), String.parse_float("x"), String.parse_float("1.5")) # expect: nil nil 1.5
print(attempt { String.to_existing_atom("no_such_atom_" <> "anywhere") }, String.to_existing_atom("ok")) # expect: :badarg :ok
print(attempt { String.to_atom(String.repeat("a", 2_000)) }) # expect: :system_limit
print(String.to_integer("4611686018427387904"), String.to_integer("-9223372036854775808")) # expect: 4611686018427387904 -9223372036854775808
