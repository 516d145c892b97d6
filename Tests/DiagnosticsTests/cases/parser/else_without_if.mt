print(1)
else { 2 }
let b = 2
after { 3 }
