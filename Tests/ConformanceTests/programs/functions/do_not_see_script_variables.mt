# Functions see their arguments and their module's constants, never a script's variables; the error says so.
let shared = 5
fn f() { shared } # expect error: shared
print(f())
