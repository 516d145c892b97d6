# Ping-pong: two processes send a ball to and fro.
#
# Look at: each waits in `receive` for its turn. The other one's pid travels in the message.
#
#? args: 1000

module Player {
  ## Returns every ball until it is told to stop.
  fn pong() {
    receive {
      (:ball, n, from) -> { from ! (:ball, n); pong() }
      :stop            -> :ok
    }
  }

  ## Serves `n` balls, one after the other.
  fn ping(_, 0) { :done }
  fn ping(opponent, n) {
    opponent ! (:ball, n, self())
    # Only the ball that was just served counts.
    receive { (:ball, ^n) -> ping(opponent, n - 1) }
  }
}

let rallies = match System.argv() { [n] -> String.to_integer(n); _ -> 100_000 }
let opponent = spawn { Player.pong() }
print(Player.ping(opponent, rallies), rallies, "rallies") # expect: :done 1000 rallies
opponent ! :stop
