# A send to a name that nobody holds raises :badarg.
print(try { :nobody_here ! :hello } catch { e -> e }) # expect: (:error, :badarg)
print(try { 5 ! :hello } catch { e -> e }) # expect: (:error, :badarg)
print(try { "text" ! :hello } catch { e -> e }) # expect: (:error, :badarg)
