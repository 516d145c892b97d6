# stacktrace() is that of the exception caught last.
module One { fn fail() { raise(:a) } }
module Two { fn fail() { raise(:b) } }
let first = fn(trace) { let [(m, _, _, _) | _] = trace; m }
let r = try { One.fail() } catch {
  _ -> {
    let one = first(stacktrace())
    let two = try { Two.fail() } catch { _ -> first(stacktrace()) }
    (one, two, first(stacktrace()))
  }
}
print(r) # expect: (One, Two, Two)
