# A keyword may be a key, may follow a dot, and may be an atom.
let m = %{after: 5, in: 1, if: 2, match: 3, div: 4}
print(m.after, m.in, m.if, m.match, m.div) # expect: 5 1 2 3 4
print(:if, :receive, :after) # expect: :if :receive :after
print(m) # expect: %{after: 5, div: 4, if: 2, in: 1, match: 3}
fn options(o) { o.for }
print(options(for: 9)) # expect: 9
