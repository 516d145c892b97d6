# A monitor of what is neither a pid nor a name is :badarg.
fn id(x) { x }
print(try { monitor(id(5)) } catch { (:error, r) -> r }) # expect: :badarg
print(try { monitor(id("p")) } catch { (:error, r) -> r }) # expect: :badarg
