fn a() { let x == 1; x }
fn b(x { x }
fn c() { print(1 2, 3 4) }
fn d() {
  let y 5
  f(
}
fn e() { [1, %{a => }] }
print(9 9)
