let a = %{"k": 1}
let b = %{a}
let c = %{a = 1}
let d = %{a : 1}
let e = %{m | }
let f = %{1 2}
