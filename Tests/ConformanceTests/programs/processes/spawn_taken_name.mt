# A taken `name:` raises :badarg in the spawner and starts nothing.
register(:taken, self())
let me = self()
print(try { spawn(name: :taken) { me ! :started } } catch { e -> e }) # expect: (:error, :badarg)
print(receive { :started -> :ran; after 20 -> :nothing }) # expect: :nothing
print(whereis(:taken) == self()) # expect: true
