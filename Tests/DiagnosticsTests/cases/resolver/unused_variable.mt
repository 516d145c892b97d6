fn f(a, b) {
  let c = a
  let _d = a
  match a { (x, _y) -> 1; _ -> 2 }
}
print(f(1, 2))
