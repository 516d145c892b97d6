# A waiting process wakes for each message and goes back to wait when none fits.
let me = self()
let p = spawn { receive { :right -> me ! :found } }
for i in 1..20 { p ! (:wrong, i) }
p ! :right
receive { m -> print(m) } # expect: :found
