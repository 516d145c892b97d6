# Bounded pipeline: a fast producer, a slow consumer, and mailboxes that hold ten messages.
#
# Look at: `spawn(mailbox: 10, overflow: :block)`. A sender to a full mailbox is suspended until
# there is room, so the slowest stage sets the pace for all, and memory stays small however long
# the stream is.
#
#? args: 200

module Stage {
  ## Starts a stage that sends `work(item)` on to `next` for each item.
  fn start(next, work) {
    spawn(mailbox: 10, overflow: :block) { loop(next, work) }
  }

  private fn loop(next, work) {
    receive {
      (:item, x) -> { next ! (:item, work(x)); loop(next, work) }
      :end       -> next ! :end
    }
  }

  ## Ends the pipeline: adds up what comes, taking its time every now and then.
  fn sum(total, count, longest) {
    # How many wait for us? Never more than the mailbox holds.
    let queued = Process.info(self(), :message_queue_len)
    receive {
      (:item, x) -> {
        if count rem 50 == 0 { Process.sleep(2) }
        sum(total + x, count + 1, List.max([longest, queued]))
      }
      :end -> (total, count, longest)
    }
  }
}

let count = match System.argv() { [n] -> String.to_integer(n); _ -> 10_000 }
let main = self()

let sink = spawn(mailbox: 10, overflow: :block) { main ! (:result, Stage.sum(0, 0, 0)) }
let add_one = Stage.start(sink, fn(x) { x + 1 })
let square = Stage.start(add_one, fn(x) { x * x })

# The producer writes as fast as it can; back-pressure slows it down to the sink's pace.
spawn {
  for i in 1..count { square ! (:item, i) }
  square ! :end
}

receive {
  (:result, (total, items, longest)) -> {
    print(items, "items, sum", total) # expect: 200 items, sum 2686900
    print("the queue stayed short:", longest <= 10) # expect: the queue stayed short: true
  }
}
