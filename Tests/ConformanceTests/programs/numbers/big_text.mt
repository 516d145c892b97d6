# Big integers print and read back.
let text = inspect(123456789012345678901234567890)
print(text) # expect: 123456789012345678901234567890
print(String.to_integer(text) == 123456789012345678901234567890) # expect: true
print(String.to_integer("-98765432109876543210") + 1) # expect: -98765432109876543209
