# In a head, `{` begins the form's block.
fn ready() { true }
if ready() { print("block") } # expect: block
let ok = true
if ok { print("name") } # expect: name
match ok { true -> print("arm") } # expect: arm
for x in ["each"] { print(x) } # expect: each
