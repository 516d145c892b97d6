# unregister of a name that nobody holds is :badarg.
print(try { unregister(:nobody) } catch { e -> e }) # expect: (:error, :badarg)
print(whereis(:nobody)) # expect: nil
