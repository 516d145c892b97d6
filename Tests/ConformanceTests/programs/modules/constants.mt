# `let name = literal` in a module is a constant of the module.
module Config {
  let limit = 10
  let names = ["a", :b, (1, 2.5)]
  let table = %{one: 1, "two" => [2]}
  fn limit() { limit }
  fn over?(n) { n > limit }
  fn names() { names }
  fn closure() { fn() { table } }
}
print(Config.limit(), Config.over?(11), Config.names()) # expect: 10 true ["a", :b, (1, 2.5)]
print(Config.closure()()) # expect: %{one: 1, "two" => [2]}
