# stacktrace() in an arm is the trace: frames of module, function, arity or arguments, and place.
module Deep {
  fn a(n) { 1 + b(n) }
  fn b(n) { 1 + c(n, :x) }
  fn c(_, _) { raise(:here) }
}
let trace = try { Deep.a(1) } catch { _ -> stacktrace() }
let names = for (Deep, name, arity, %{file: _, line: line}) in trace { (name, arity, line) }
print(names) # expect: [(:c, 2, 5), (:b, 1, 4), (:a, 1, 3)]
