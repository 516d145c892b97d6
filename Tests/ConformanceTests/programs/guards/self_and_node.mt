# self() and node() work in guards.
fn mine?(p) when p == self() { true }
fn mine?(_) { false }
fn here?(n) when n == node() { true }
fn here?(_) { false }
print(mine?(self()), mine?(make_ref())) # expect: true false
print(here?(node()), here?(:"elsewhere@nowhere")) # expect: true false
