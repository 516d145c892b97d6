# A trace holds the eight innermost frames.
fn deep(0) { raise(:bottom) }
fn deep(n) { 1 + deep(n - 1) }
print(length(try { deep(50) } catch { _ -> stacktrace() })) # expect: 8
