fn f() {
  print("a", g(1)
  let y = 2
  y
}
let z = [1, 2
let w = %{a: 1
