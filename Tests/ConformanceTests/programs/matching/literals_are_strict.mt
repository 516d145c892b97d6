# Patterns use `===`: 1 does not match 1.0.
fn f(x) { match x { 1 -> :integer; 1.0 -> :float; _ -> :other } }
print(f(1), f(1.0), f(2)) # expect: :integer :float :other
print(match 0.0 { -0.0 -> :same; _ -> :different }) # expect: :same
print(match 9007199254740993 { 9007199254740992.0 -> :same; _ -> :different }) # expect: :different
