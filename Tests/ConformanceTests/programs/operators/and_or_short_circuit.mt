# The right operand runs only when the left one does not decide.
fn say(x) { print("ran \(x)"); x }
print(false and say(1)) # expect: false
print(true or say(2)) # expect: true
print(true and say(3))
# expect: ran 3
# expect: 3
print(nil or say(4))
# expect: ran 4
# expect: 4
