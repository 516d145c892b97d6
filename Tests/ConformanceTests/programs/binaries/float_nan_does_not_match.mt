# There is no NaN and no infinity: their bits do not match a float field.
fn read(b) { match b { <<f/float>> -> f; _ -> :no_float } }
print(read(<<0x7FF0000000000000:64>>)) # expect: :no_float
print(read(<<0x7FF8000000000000:64>>)) # expect: :no_float
print(read(<<0x3FF0000000000000:64>>)) # expect: 1.0
