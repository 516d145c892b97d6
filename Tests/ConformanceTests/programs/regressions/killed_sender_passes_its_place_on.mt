# A process that waits for room in a mailbox and is killed must not take its turn with it.
let me = self()
let sink = spawn(mailbox: 1, overflow: :block) {
  receive { :go -> :ok; after 150 -> :ok }
  receive { x -> me ! (:got, x) }
  receive { x -> me ! (:got, x) }
}
sink ! :first
let doomed = spawn { sink ! :doomed }
receive { after 20 -> :ok }
spawn { sink ! :second; me ! :sent }
receive { after 20 -> :ok }
exit(doomed, :kill)
for _ in 1..3 { receive { :sent -> :ok; (:got, x) -> print(x); after 5_000 -> print("lost") } }
# expect: :first
# expect: :second
