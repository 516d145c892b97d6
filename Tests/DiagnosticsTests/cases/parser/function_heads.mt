fn f { 1 }
fn g(x) -> Int { x }
fn h(x: Int, y = 2) { x }
fn i(x) = x + 1
fn (y) { y }
fn j(x)
{ x }
fn 3() { 1 }
