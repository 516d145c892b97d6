# An event reaches every one of many subscribers, a copy each, and other processes run meanwhile.
let me = self()
fn member(me) {
  Events.subscribe(:crowd)
  me ! :ready
  receive { (:crowd, payload) -> me ! (:got, payload) }
}
for _ in 1..1_500 { spawn { member(me) } }
for _ in 1..1_500 { receive { :ready -> :ok } }
let payload = (:news, [1, 2, 3], "a text of more than sixty-four bytes, which is shared by all its copies, not copied", 1.5)
print(Events.publish(:crowd, payload)) # expect: 1500
let same = for _ in 1..1_500 { receive { (:got, p) -> p === payload } }
print(List.length(same), List.all?(same) { s in s }) # expect: 1500 true
print(Events.publish(:crowd, :late) <= 1_500) # expect: true
