# A name may end in one `?` or `!`.
fn even?(n) { n rem 2 == 0 }
fn store!(x) { (:stored, x) }
let ready? = true
print(even?(4), even?(5)) # expect: true false
print(store!(1)) # expect: (:stored, 1)
print(ready?) # expect: true
