# File-level functions are visible in the whole file before their definition.
print(later(1)) # expect: 2
fn later(n) { even_later(n) + 1 }
fn even_later(n) { n }
