# Integers and floats compare exactly, not by converting the integer.
print(9007199254740993 == 9007199254740992.0) # expect: false
print(9007199254740993 > 9007199254740992.0) # expect: true
print(9007199254740992 == 9007199254740992.0) # expect: true
print(1 bsl 1023 < 1.0e308) # expect: true
print((1 bsl 2000) > 1.0e308, -(1 bsl 2000) < -1.0e308) # expect: true true
print(100000000000000000000 == 1.0e20, 100000000000000000001 == 1.0e20) # expect: true false
