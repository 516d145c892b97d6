# Every class of exception has a trace.
module M {
  fn fail(:error) { raise(:e) }
  fn fail(:throw) { throw(:t) }
  fn fail(:exit) { exit(:x) }
  fn outer(class) { (fail(class), 1) }
}
for class in [:error, :throw, :exit] {
  let trace = try { M.outer(class) } catch { (^class, _) -> stacktrace() }
  print(class, for (M, f, 1, _) in trace { f })
}
# expect: :error [:fail, :outer]
# expect: :throw [:fail, :outer]
# expect: :exit [:fail, :outer]
