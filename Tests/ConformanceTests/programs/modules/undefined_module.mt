# A function of a module that does not exist is :undef when it runs.
let m = :"Does.Not.Exist"
print(try { m.f() } catch { e -> e }) # expect: (:error, :undef)
print(try { Absent.f(1) } catch { e -> e }) # expect: (:error, :undef)
