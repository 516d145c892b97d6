# A code point in single quotes is an integer.
print('a', 'Z', ' ', '0') # expect: 97 90 32 48
print('\n', '\t', '\r', '\e', '\0', '\\') # expect: 10 9 13 27 0 92
print('\'', '\"', '"') # expect: 39 34 34
print('é', '\u{1F426}', '€') # expect: 233 128038 8364
print('a' + 1) # expect: 98
