# The exit reasons of a process.
fn why(f) {
  let (p, ref) = spawn_monitor(f)
  receive { (:DOWN, ^ref, :process, ^p, reason) -> Victim.plain(reason) }
}
fn id(x) { x }
print(why(fn() { :returned })) # expect: :normal
print(why(fn() { exit(:r) })) # expect: :r
print(why(fn() { raise(:r) })) # expect: (:r, :trace)
print(why(fn() { throw(:v) })) # expect: ((:nocatch, :v), :trace)
print(why(fn() { 1 + id(:a) })) # expect: (:badarith, :trace)
print(why(fn() { length(id(5)) })) # expect: (:badarg, :trace)
print(why(fn() { let 1 = id(2); 1 })) # expect: ((:badmatch, 2), :trace)
print(why(fn() { match id(2) { 1 -> 1 } })) # expect: ((:match_clause, 2), :trace)
print(why(fn() { fn(1) { 1 }(2) })) # expect: (:function_clause, :trace)
print(why(fn() { id(List).nothing() })) # expect: (:undef, :trace)
print(why(fn() { id(4)(1) })) # expect: ((:badfun, 4), :trace)
print(why(fn() { id(5).a })) # expect: ((:badmap, 5), :trace)
print(why(fn() { id(%{}).a })) # expect: ((:badkey, :a), :trace)
print(why(fn() { receive { :x -> 1; after id(-1) -> 2 } })) # expect: (:timeout_value, :trace)
print(why(fn() { let (p, r) = spawn_monitor { 1 }; receive { (:DOWN, ^r, :process, _, _) -> link(p) } })) # expect: (:noproc, :trace)
