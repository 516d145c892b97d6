print(let x = 1)
let a = 1 + let b = 2
match x {
  1 -> let y = 2
  _ -> 3
}
