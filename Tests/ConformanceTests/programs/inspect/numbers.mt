# Numbers as they are written.
print(inspect(0), inspect(-12), inspect(1 bsl 70)) # expect: 0 -12 1180591620717411303424
print(inspect(1.0), inspect(-0.5), inspect(1.0e100)) # expect: 1.0 -0.5 1.0e100
