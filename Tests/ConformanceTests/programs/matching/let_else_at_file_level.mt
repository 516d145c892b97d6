# At file level the arm of a let-else ends the script.
print("before") # expect: before
let (:ok, v) = (:error, 1) else { (:error, n) -> print("ended \(n)") } # expect: ended 1
print("not reached \(v)")
