# `mailbox` without `overflow` is `:block`.
let me = self()
let (p, _, gate) = Gated.start(%{mailbox: 1})
spawn { p ! 1; me ! :one; p ! 2; me ! :two }
receive { :one -> :ok }
print(receive { :two -> :not_blocked; after 30 -> :blocked }) # expect: :blocked
gate ! :open
receive { :two -> print("released") } # expect: released
