# `++`, `<>`, `..`, `m.a` and `m[k]` are no guards.
fn a(x) when x ++ [1] == [1] { 1 } # expect error:
fn b(x) when x <> "a" == "a" { 1 } # expect error:
fn c(x) when x.a == 1 { 1 } # expect error:
fn d(x) when x[1] == 1 { 1 } # expect error:
fn e(x) when x == 1..2 { 1 } # expect error:
