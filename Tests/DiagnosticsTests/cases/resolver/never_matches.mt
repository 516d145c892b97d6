let 1 = 2
let (a, b) = [1, 2]
print(a, b, match (1, 2) { (_, _, _) -> 3; _ -> 4 })
if let [h | _] = "text" { print(h) }
