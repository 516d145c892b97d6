# A function reference checks its arity, too.
let f = &List.map/2
let (:error, (:badarity, (_, args))) = try { f([1]) } catch { e -> e }
print(args) # expect: [[1]]
