## Watching a program while it runs: what functions are called, and what processes do.
##
## A trace is started for functions (`Trace.calls`, `Trace.function`) or for a process
## (`Trace.process`). Its tracer, this process if no other is named, gets a message for each event:
##
## | message | says that the process |
## | --- | --- |
## | `(:trace, pid, :call, (module, name, arguments))` | calls a function |
## | `(:trace, pid, :return, (module, name, arity), value)` | has a call's result, with `returns: true` |
## | `(:trace, pid, :exception, (module, name, arity), (class, reason))` | leaves a call by an exception, with `returns: true` |
## | `(:trace, pid, :send, message, to)` | sends a message |
## | `(:trace, pid, :receive, message)` | takes a message, an exit signal that it traps or the like into its mailbox |
## | `(:trace, pid, :spawn, child)` | starts a process |
## | `(:trace, pid, :exit, reason)` | ends |
##
## and last `(:trace_end, reference, reason, dropped)`: the reason is `:limit` after as many events as
## were asked for, `:stopped` by `Trace.stop`, or `:exit` of the process that was watched. `dropped` is how
## many events the tracer was too slow for: it may have 10,000 messages waiting, or as many as its own
## bounded mailbox holds, and what comes then is dropped.
##
## - What is not traced costs nothing: a traced function is entered elsewhere, and nothing else is.
##   Starting and stopping wait until no scheduler runs code, for about a slice.
## - A tracer is never traced itself. A trace ends with its tracer.
## - A loop of tail calls has one result, told once, when it ends.
## - The machine's own functions, as `List.reverse`, have no code that could be traced: trace a
##   function that calls them.
## - Of an argument, message or value of more than 64 KiB the event has the beginning of the text that
##   `inspect` gives.
##
## ```
## let (:ok, trace, _) = Trace.calls(Shop, :order, :any, returns: true, limit: 10)
## receive { (:trace, pid, :call, (_, _, arguments)) -> print(pid, arguments) }
## Trace.stop(trace)
## ```
##
## >> Trace.calls(Math, :max, 2, limit: 2); Task.await(Task.async { Math.max(1, 2) + Math.max(4, 3) })
## 6
## >> Trace.pending(); receive { (:trace_end, _, reason, _) -> reason }
## :limit
module Trace {
  ## Takes the events out of the mailbox of this process that are there already, oldest first.
  ##
  ## >> Trace.pending()
  ## []
  fn pending() {
    receive {
      (:trace, _, _, _) as event    -> [event | pending()]
      (:trace, _, _, _, _) as event -> [event | pending()]
      after 0 -> []
    }
  }
}
