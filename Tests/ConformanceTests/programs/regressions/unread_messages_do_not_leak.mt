# A process that ends with unread messages leaves nothing behind.
let results = for i in 1..20 {
  let (p, ref) = spawn_monitor { receive { :stop -> :ok } }
  for j in 1..20 { p ! (j, String.repeat("x", 200)) }
  p ! :stop
  receive { (:DOWN, ^ref, :process, _, why) -> why }
}
print(List.uniq(results)) # expect: [:normal]
