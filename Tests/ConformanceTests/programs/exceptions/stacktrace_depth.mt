# A trace holds the eight innermost frames.
module Chain {
  fn f1() { 1 + f2() }
  fn f2() { 1 + f3() }
  fn f3() { 1 + f4() }
  fn f4() { 1 + f5() }
  fn f5() { 1 + f6() }
  fn f6() { 1 + f7() }
  fn f7() { 1 + f8() }
  fn f8() { 1 + f9() }
  fn f9() { 1 + f10() }
  fn f10() { 1 + f11() }
  fn f11() { 1 + f12() }
  fn f12() { 1 + f13() }
  fn f13() { raise(:bottom) }
}
let trace = try { Chain.f1() } catch { _ -> stacktrace() }
print(for (_, name, _, _) in trace { name }) # expect: [:f13, :f12, :f11, :f10, :f9, :f8, :f7, :f6]
