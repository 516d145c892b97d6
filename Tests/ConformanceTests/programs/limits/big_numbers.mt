# Numbers of many thousand digits.
#? no-stress
let big = 1 bsl 100_000
print(byte_size(inspect(big))) # expect: 30103
print(big div (1 bsl 99_990), big rem 7) # expect: 1024 2
print(String.to_integer(inspect(big)) == big) # expect: true
