# What a pattern takes out of a message stays whole, whatever else of the message is left behind.
let me = self()
let big = 1 bsl 100
let bytes = String.repeat("martlet ", 200)

fn worker(me) {
  receive {
    # Nothing of the message is needed.
    (:count, n) -> { me ! n; worker(me) }
    # A part below the top is.
    (:inner, (_, [x | _]), _) -> { me ! x; worker(me) }
    # Floats and large integers are boxes of their own.
    (:numbers, a, b) -> { me ! (b, a); worker(me) }
    (:bytes, text, _) -> { me ! String.length(text); worker(me) }
    (:drop_bytes, _text) -> { me ! :dropped; worker(me) }
    (:call, f) -> { me ! f(20); worker(me) }
    (:whole, _) as message -> { me ! message; worker(me) }
    # Too large to be moved at once.
    (:list, list, _) -> { me ! List.sum(list); worker(me) }
    (:drop_list, _, n) -> { me ! n; worker(me) }
    :stop -> me ! :stopped
  }
}

let p = spawn { worker(me) }
fn ask(p, message) {
  p ! message
  receive { answer -> answer }
}
print(ask(p, (:count, 7))) # expect: 7
print(ask(p, (:inner, (1, [(:a, "b"), 3]), big))) # expect: (:a, "b")
print(ask(p, (:numbers, big, 1.5))) # expect: (1.5, 1267650600228229401496703205376)
print(ask(p, (:bytes, bytes, big))) # expect: 1600
print(ask(p, (:drop_bytes, bytes))) # expect: :dropped
print(ask(p, (:call, fn(x) { x + Map.size(%{a: big}) }))) # expect: 21
print(ask(p, (:whole, %{k: [big]}))) # expect: (:whole, %{k: [1267650600228229401496703205376]})
let numbers = List.map(1..1_000, fn(n) { n })
print(ask(p, (:list, numbers, bytes))) # expect: 500500
print(ask(p, (:drop_list, numbers, 8))) # expect: 8
# Many, while others wait in the mailbox.
for i in 1..1_000 { p ! (:count, i) }
print(List.sum(List.map(1..1_000, fn(_) { receive { n -> n } }))) # expect: 500500
print(ask(p, :stop)) # expect: :stopped
