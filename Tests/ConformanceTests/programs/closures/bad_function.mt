# A call of what is no function raises (:badfun, v).
let x = 5
print(try { x(1) } catch { e -> e }) # expect: (:error, (:badfun, 5))
let s = "text"
print(try { s() } catch { e -> e }) # expect: (:error, (:badfun, "text"))
