# A form at the end of a block gives the block's value, whichever arm ran.
fn f(x) {
  let y = x * 2
  if y > 4 {
    :large
  } else {
    match y {
      0 -> :zero
      _ -> { let z = y + 1; (:small, z) }
    }
  }
}
print(f(3), f(0), f(1)) # expect: :large :zero (:small, 3)
