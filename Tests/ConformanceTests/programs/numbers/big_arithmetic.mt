# Integers have arbitrary precision.
fn fact(0) { 1 }
fn fact(n) { n * fact(n - 1) }
fn power(_, 0) { 1 }
fn power(b, n) { b * power(b, n - 1) }
print(fact(30)) # expect: 265252859812191058636308480000000
print(power(7, 77)) # expect: 118181386580595879976868414312001964434038548836769923458287039207
print(power(10, 30) div (power(10, 10) + 1), power(10, 30) rem (power(10, 10) + 1)) # expect: 99999999990000000000 10000000000
print(power(10, 40) div power(10, 39)) # expect: 10
print(fact(30) div fact(28), fact(30) rem fact(28)) # expect: 870 0
print(-fact(25) div fact(24), -fact(25) rem 7) # expect: -25 0
print(power(2, 200) - power(2, 200), power(2, 100) == 1 bsl 100) # expect: 0 true
print(fact(25) > fact(24), -fact(25) < 0, fact(25) == fact(25)) # expect: true true true
