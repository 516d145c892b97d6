# Nothing runs behind System.exit; a wrong status is an error.
# expect exit: 3
print(try { System.exit(256) } catch { (:error, reason) -> reason }) # expect: :badarg
try { System.exit(3) } after { print("never") }
print("never")
