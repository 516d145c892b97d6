## Publish and subscribe: events by topic, those of programs and those of the virtual machine.
##
## A topic is any small term. A subscriber gets the message `(topic, payload)`, and its subscriptions
## end with it. No process stands behind this: publishing costs a copy of the message for each subscriber.
##
## ```
## Events.subscribe((:room, 7))
## Events.publish((:room, 7), (:said, "ann", "hello"))
## receive { ((:room, 7), (:said, who, what)) -> print(who, what) }
## ```
##
## The virtual machine publishes on these topics:
##
## - `:dead_letter`, a message that could not be delivered: `%{message:, to:, reason:}`. The reason is `:dead`
##   (the process had ended, or the name of a node has no such process), `:alias` (the alias had ended) or
##   `:dropped` (see the next). What a process leaves unread when it ends is none, and neither are dead
##   letters themselves when somebody passes them on.
## - `:dropped`, a message that a full bounded mailbox did not keep: `%{message:, to:, policy:}`. The policy is
##   `:drop_oldest` when it was the oldest, `:drop_newest` when it was the new one. It is a dead letter too.
## - `:crash`, a process that ends by an error or a throw that nothing catches (with the main one the program ends
##   too): `%{pid:, name:, class:, reason:, trace:}`. The class is `:error` or `:throw`; of a throw the reason is
##   `(:nocatch, value)`; the trace is a list of `(module, function, arity or arguments, %{file:, line:})`.
##   Servers that end badly are reported here too, with what `Events.report` takes.
## - `:supervisor`, what supervisors report: see `Supervisor`.
## - `:long_mailbox`, a mailbox that has reached `threshold:` messages (10,000): `%{pid:, name:,
##   message_queue_len:}`. It is told once, and again only when the mailbox has been below half of that.
## - `:long_gc`, a garbage collection that took `threshold:` milliseconds (10) or more: `%{pid:, name:,
##   milliseconds:, total_heap_size:}`, the size in words.
## - `:long_schedule`, a process that held its scheduler for `threshold:` milliseconds (10) or more at a
##   stretch: `%{pid:, name:, milliseconds:, current_function:}`. Processes give their scheduler up after a
##   millisecond or so: it is a native function that takes so long, or an overloaded machine.
## - `:limit`, a process that has met a limit: `%{limit:, process:, name:, lost:}`. With `lost: true` the process
##   ends, with `lost: false` it got the error `:system_limit`. The limit is `:reductions` or `:time` (its budget
##   is used up or over), `:heap` (its own `max_heap`), `:memory` (that of all processes together),
##   `:mailbox` (full, with `overflow: :exit`), `:processes`, `:atoms` or `:timers`. A process that ends so has not
##   crashed: no report is printed.
##
## Nothing is measured and nothing made while nobody has subscribed. A process that has subscribed to one of
## `:long_mailbox`, `:long_gc` or `:long_schedule` is never told about itself or others that have. Of a message,
## reason or trace of more than 64 KiB an event has the beginning of the text that `inspect` gives.
##
## A subscriber gets at most 1,000 events a second of each of these topics (option `rate:`). What is too
## much, or finds no room in a bounded mailbox, is counted and told once the second is over:
## `(:suppressed, %{topic: t, count: n})`. A topic of the virtual machine takes up to 100 subscribers; a process
## that wants to tell more of them publishes on a topic of its own.
##
## >> Events.subscribe(:dead_letter); let p = spawn { :ok }; Process.wait(p); p ! :hello; receive { (:dead_letter, %{message: m}) -> m }
## :hello
module Events {
  ## The topics on which the virtual machine publishes.
  ##
  ## >> List.member?(Events.system_topics(), :crash)
  ## true
  fn system_topics() {
    [:dead_letter, :dropped, :crash, :supervisor, :long_mailbox, :long_gc, :long_schedule, :limit]
  }

  ## Calls `f` while this process subscribes to a topic, and gives its result. Events that came in meanwhile
  ## and were not received stay in the mailbox.
  ##
  ## >> Events.with_subscription(:storm) { Events.publish(:storm, :wind); receive { event -> event } }
  ## (:storm, :wind)
  fn with_subscription(topic, f) {
    Events.subscribe(topic)
    try { f() } after { Events.unsubscribe(topic) }
  }
}
