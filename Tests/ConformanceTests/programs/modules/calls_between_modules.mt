# A file may hold several modules; they call one another by name, in any order.
module First { fn go(n) { if n == 0 { [] } else { [:first | Second.go(n - 1)] } } }
module Second { fn go(n) { if n == 0 { [] } else { [:second | First.go(n - 1)] } } }
print(First.go(3)) # expect: [:first, :second, :first]
