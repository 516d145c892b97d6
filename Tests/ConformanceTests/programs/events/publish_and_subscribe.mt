# A topic is any term; who has subscribed gets (topic, payload), and nobody needs to be there.
print(Events.publish(:empty, 1)) # expect: 0
let topics = [:atom, 7, 1.5, "text", (:room, 7), [1, [2]], %{kind: :room}, nil, true, self(), 1_000_000_000_000_000_000_000, ""]
for topic in topics { Events.subscribe(topic) }
let reached = for topic in topics { Events.publish(topic, (:about, topic)) }
print(reached) # expect: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
let got = for topic in topics { receive { (t, (:about, same)) -> t === topic and same === topic } }
print(got) # expect: [true, true, true, true, true, true, true, true, true, true, true, true]

# Topics are the same when they are ===.
print(Events.publish(7.0, :x), Events.publish((:room, 7.0), :x), Events.publish((:room, 7), :y)) # expect: 0 0 1
receive { event -> print(event) } # expect: ((:room, 7), :y)

# Subscribing twice is subscribing once; unsubscribing ends it.
print(Events.subscribe(:news), Events.subscribe(:news), Events.publish(:news, 1)) # expect: :ok :ok 1
print(Events.unsubscribe(:news), Events.unsubscribe(:news), Events.publish(:news, 2)) # expect: :ok :ok 0
print(Process.flush()) # expect: [(:news, 1)]

# What one process publishes arrives in order.
Events.subscribe(:numbers)
for n in 1..200 { Events.publish(:numbers, n) }
print((for _ in 1..200 { receive { (:numbers, m) -> m } }) == List.sort(for n in 1..200 { n })) # expect: true

# A subscription with a function to the end.
print(Events.with_subscription(:short) { Events.publish(:short, 1) }, Events.publish(:short, 2)) # expect: 1 0
print(try { Events.with_subscription(:short) { raise(:oops) } } catch { (:error, e) -> e }) # expect: :oops
print(Events.publish(:short, 3)) # expect: 0
