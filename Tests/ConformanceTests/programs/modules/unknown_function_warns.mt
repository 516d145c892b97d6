# An unknown `Mod.f` of a known module is a warning, and :undef when it runs.
module M { fn there() { 1 } }
print(try { M.their() } catch { e -> e }) # expect: (:error, :undef)
# expect stderr: their
