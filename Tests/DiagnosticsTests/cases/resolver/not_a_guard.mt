fn big(x) { x > 10 }
fn f(x) when big(x) { 1 }
fn f(x) when x.size > 1 { 2 }
fn f(x) when x <> "a" == "ba" { 3 }
fn f(x) when String.length(x) == 1 { 4 }
fn f(x) when print(x) { 5 }
print(f(1))
