let f = fn x { x }
let g = fn { 1 }
let h = fn name(x) { x }
let i = x -> x + 1
let j = x => x
let k = fn(x) when x > 1 { x }
