# Options that make no sense, and topics that are too large, are errors.
fn refused(f) { try { f() } catch { (:error, e) -> e } }
print(refused { Events.subscribe(:t, rate: 0) }) # expect: :badarg
print(refused { Events.subscribe(:t, rate: :slow) }) # expect: :badarg
print(refused { Events.subscribe(:t, rates: 5) }) # expect: :badarg
print(refused { Events.subscribe(:t, threshold: 5) }) # expect: :badarg
print(refused { Events.subscribe(:crash, threshold: 5) }) # expect: :badarg
print(refused { Events.subscribe(:long_mailbox, threshold: 0) }) # expect: :badarg
print(refused { Events.subscribe(:long_gc, threshold: -1) }) # expect: :badarg
print(refused { Events.subscribe(:crash, takes_over: 1) }) # expect: :badarg
print(refused { Events.subscribe(:t, [5]) }) # expect: :badarg
let large = for i in 1..1_000 { i }
print(refused { Events.subscribe(large) }) # expect: :badarg
print(refused { Events.publish(large, 1) }) # expect: :badarg
print(refused { Events.subscribers(String.repeat("x", 100_000)) }) # expect: :badarg
print(refused { Events.unsubscribe(large) }) # expect: :badarg
print(Events.subscribers(:t), Events.subscribers(:crash), Events.subscribers(:long_gc)) # expect: [] [] []

# A topic of the machine takes up to a hundred subscribers.
let me = self()
fn subscriber(me) {
  me ! (try { Events.subscribe(:crash) } catch { (:error, e) -> e })
  receive { :never -> :ok }
}
for _ in 1..101 { spawn { subscriber(me) } }
let answers = for _ in 1..101 { receive { answer -> answer } }
print(List.length(for a in answers when a == :ok { a }), for a in answers when a != :ok { a }) # expect: 100 [:system_limit]
