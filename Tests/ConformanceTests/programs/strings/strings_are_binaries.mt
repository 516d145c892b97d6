# A string is a binary that holds UTF-8; is_string is is_binary.
print(is_string("a"), is_binary("a"), is_string(<<255>>)) # expect: true true true
print(byte_size("héllo"), String.length("héllo")) # expect: 6 5
print("abc" == <<97, 98, 99>>) # expect: true
print("é" == <<195, 169>>) # expect: true
