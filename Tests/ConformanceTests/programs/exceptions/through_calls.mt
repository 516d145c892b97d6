# Exceptions go up through calls, closures and native functions that call back.
fn deep(0) { throw(:bottom) }
fn deep(n) { 1 + deep(n - 1) }
print(try { deep(200) } catch { (:throw, v) -> v }) # expect: :bottom
print(try { List.map([1, 2]) { x in raise((:on, x)) } } catch { (:error, r) -> r }) # expect: (:on, 1)
print(try { for x in [1] { exit(x) } } catch { (:exit, r) -> r }) # expect: 1
