# A number too large for the machine raises :system_limit and harms nobody.
#? no-stress
fn id(x) { x }
let r = try { 1 bsl id(1 bsl 62); :made } catch { (:error, r) -> r }
print(r) # expect: :system_limit
