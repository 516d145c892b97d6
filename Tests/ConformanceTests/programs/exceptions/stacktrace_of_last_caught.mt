# stacktrace() is that of the exception caught last.
module A { fn fail() { raise(:a) } }
module B { fn fail() { raise(:b) } }
let first = fn(trace) { let [(m, _, _, _) | _] = trace; m }
let r = try { A.fail() } catch {
  _ -> {
    let one = first(stacktrace())
    let two = try { B.fail() } catch { _ -> first(stacktrace()) }
    (one, two, first(stacktrace()))
  }
}
print(r) # expect: (A, B, B)
