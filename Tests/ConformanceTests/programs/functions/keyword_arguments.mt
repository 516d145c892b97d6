# `key: value` pairs at the end of an argument list become one map argument.
fn f(x, options) { (x, options) }
print(f(1, retries: 3)) # expect: (1, %{retries: 3})
print(f(1, a: 1, b: 2)) # expect: (1, %{a: 1, b: 2})
print(f(1, b: 2, a: 1, b: 3,)) # expect: (1, %{a: 1, b: 3})
print(f(1, %{retries: 3}) == f(1, retries: 3)) # expect: true
fn only(options) { options }
print(only(a: 1)) # expect: %{a: 1}
