## Timers: messages and calls later, or again and again.
##
## Times are in milliseconds. A timer is never early. `Timer.send_interval` and `Timer.every` keep their
## rhythm: a tick that comes late does not put off those after it.
##
## ```
## Timer.send_after(self(), :wake_up, 100)
## let ticks = Timer.every(1_000) { print("tick") }
## Timer.cancel(ticks)
## ```
##
## >> Timer.send_after(self(), :now, 1); receive { :now -> :done }
## :done
module Timer {
  ## Waits: `Process.sleep`.
  ##
  ## >> Timer.sleep(0)
  ## :ok
  fn sleep(ms) { Process.sleep(ms) }

  ## Sends a message to a pid or a name after some time; gives a timer for `Timer.cancel`.
  ##
  ## >> Timer.send_after(self(), :hello, 0); receive { message -> message }
  ## :hello
  fn send_after(target, message, ms) { Process.send_after(target, message, ms) }

  ## Calls `f` in a process of its own after some time; gives a timer for `Timer.cancel`.
  ##
  ## >> let me = self(); Timer.apply_after(0) { me ! :called }; receive { message -> message }
  ## :called
  fn apply_after(ms, f) when is_integer(ms) and ms >= 0 {
    (:timer, spawn { call_after(ms, f) })
  }

  private fn call_after(ms, f) {
    Process.sleep(ms)
    f()
  }

  ## Sends a message to a pid or a name every so many milliseconds, the first time after one interval,
  ## until the timer is cancelled or the receiver has ended; gives a timer for `Timer.cancel`.
  ##
  ## >> let t = Timer.send_interval(self(), :tick, 1); receive { :tick -> receive { :tick -> Timer.cancel(t) } }
  ## :ok
  fn send_interval(target, message, ms) when is_integer(ms) and ms > 0 {
    (:timer, spawn { tick_while(target, ms, fn() { send(target, message) }) })
  }

  ## Calls `f` every so many milliseconds in a process of its own, the first time after one interval,
  ## until the timer is cancelled or the calling process has ended; gives a timer for `Timer.cancel`. When
  ## `f` takes longer than an interval, the ticks that were missed are made up for.
  ##
  ## >> let me = self(); let t = Timer.every(1) { me ! :tick }; receive { :tick -> Timer.cancel(t) }
  ## :ok
  fn every(ms, f) when is_integer(ms) and ms > 0 {
    let owner = self()
    (:timer, spawn { tick_while(owner, ms, f) })
  }

  private fn tick_while(owner, ms, f) {
    tick(monitor(owner), Time.monotonic(:microsecond) + ms * 1_000, ms * 1_000, f)
  }

  # The next moment is counted from the one before and not from now, so that lateness does not add up.
  private fn tick(ref, next, interval, f) {
    receive {
      (:DOWN, ^ref, :process, _, _) -> :ok
      after wait_for(next) -> {
        f()
        tick(ref, next + interval, interval, f)
      }
    }
  }

  private fn wait_for(moment) {
    let left = moment - Time.monotonic(:microsecond)
    if left > 0 { (left + 999) div 1_000 } else { 0 }
  }

  ## Stops a timer. Of one of `send_after` it gives the milliseconds that were left, or false when it was
  ## over; of the others `:ok`, and no call or message comes afterwards.
  ##
  ## >> is_integer(Timer.cancel(Timer.send_after(self(), :late, 10_000)))
  ## true
  fn cancel((:timer, pid)) {
    let ref = monitor(pid)
    exit(pid, :kill)
    receive { (:DOWN, ^ref, :process, _, _) -> :ok }
  }
  fn cancel(ref) when is_reference(ref) { Process.cancel_timer(ref) }

  ## How long a call takes: `(microseconds, result)`; see `Time.measure`.
  ##
  ## >> let (t, x) = Timer.tc { 42 }; (t >= 0, x)
  ## (true, 42)
  fn tc(f) { Time.measure(f) }
}
