# Names start with a lower-case letter or `_` and hold letters, digits and `_`.
let camelCase2 = 1
let snake_case_3 = 2
let _hidden = 3
let x = 4
print(camelCase2, snake_case_3, _hidden, x) # expect: 1 2 3 4
