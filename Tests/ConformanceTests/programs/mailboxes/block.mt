# `:block` suspends the sender until there is room; nothing is lost and the order stays.
let me = self()
let (p, _, gate) = Gated.start(%{mailbox: 2, overflow: :block})
spawn { for i in 1..2 { p ! i }; me ! :filled; p ! 3; me ! :sent_all }
receive { :filled -> :ok }
print(receive { :sent_all -> :not_blocked; after 30 -> :blocked }) # expect: :blocked
gate ! :open
receive { :sent_all -> print("released") } # expect: released
