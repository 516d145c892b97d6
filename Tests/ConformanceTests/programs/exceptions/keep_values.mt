# Values of before the try are whole in the arms and after.
let xs = 1..50
let r = try {
  let ys = List.map(xs) { x in x * 2 }
  throw((length(ys), ys))
} catch { (:throw, (n, ys)) -> (n, hd(ys), hd(xs), length(xs)) }
print(r) # expect: (50, 2, 1, 50)
