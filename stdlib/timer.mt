## Timers: messages and calls later, or again and again.
##
## Times are in milliseconds, up to 4,294,967,295 (49 days). A timer is never early. Intervals keep
## their rhythm: each tick is counted from the moment of the one before, so a tick that comes late
## does not put off those after it, and ticks that were missed are made up for.
##
## ```
## Timer.send_after(self(), :wake_up, 100)
## let ticks = Timer.every(1_000) { print("tick") }
## Timer.cancel(ticks)
## ```
##
## A single message is a timer of the virtual machine and needs no process. An interval is a process
## of its own of about a kilobyte, which waits and sends: there is no server that all ticks of a
## program pass through, a receiver whose full mailbox blocks holds up its own interval alone, and
## an interval ends by itself with the process that it is for. None of them keeps a program from
## ending.
##
## >> Timer.send_after(self(), :now, 1); receive { :now -> :done }
## :done
module Timer {
  let longest = 0xFFFF_FFFF

  ## Waits: `Process.sleep`.
  ##
  ## >> Timer.sleep(0)
  ## :ok
  fn sleep(ms) { Process.sleep(ms) }

  # Once

  ## Sends a message to a pid or a name after some time; gives a timer for `Timer.cancel`. A name is
  ## looked up when the time has come.
  ##
  ## >> Timer.send_after(self(), :hello, 0); receive { :hello -> :hello }
  ## :hello
  fn send_after(target, message, ms) { Process.send_after(target, message, ms) }

  ## Calls `f` in a process of its own after some time; gives a timer for `Timer.cancel`. The call
  ## is made even when the calling process has ended by then.
  ##
  ## >> let me = self(); Timer.apply_after(0) { me ! :called }; receive { :called -> :called }
  ## :called
  fn apply_after(ms, f) when is_integer(ms) and ms >= 0 and ms <= longest and is_function(f) {
    (:timer, spawn { call_after(ms, f) })
  }
  fn apply_after(_ms, _f) { raise(:badarg) }

  ## Calls `mod.function(arguments...)` in a process of its own after some time.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; Timer.apply_after(0, Kernel, :exit, [pid, :late]); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :late
  fn apply_after(ms, mod, function, arguments) when is_atom(mod) and is_atom(function)
    and is_list(arguments) {
    apply_after(ms, fn() { apply(mod, function, arguments) })
  }
  fn apply_after(_ms, _mod, _function, _arguments) { raise(:badarg) }

  # The call has a process that nobody knows: a timer that is cancelled late does not end it half
  # way.
  private fn call_after(ms, f) {
    Process.sleep(ms)
    spawn(f)
  }

  ## Sends a process an exit signal after some time; gives a timer for `Timer.cancel`.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; Timer.exit_after(1, pid, :late); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :late
  fn exit_after(ms, pid, reason) when is_pid(pid) { apply_after(ms, fn() { exit(pid, reason) }) }
  fn exit_after(_ms, _pid, _reason) { raise(:badarg) }

  ## Kills a process after some time; gives a timer for `Timer.cancel`.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; Timer.kill_after(1, pid); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :killed
  fn kill_after(ms, pid) { exit_after(ms, pid, :kill) }

  # Again and again

  ## Sends a message every so many milliseconds, the first time after one interval, to a pid or to
  ## the process that has a name now, until the timer is cancelled or the receiver has ended; gives
  ## a timer for `Timer.cancel`.
  ##
  ## A full mailbox that blocks its senders makes the interval wait, one that rejects loses the
  ## tick.
  ##
  ## >> let t = Timer.send_interval(self(), :tick, 1); receive { :tick -> Timer.cancel(t) }; List.uniq([:tick | Process.flush()])
  ## [:tick]
  fn send_interval(pid, message, ms) when is_pid(pid) and is_integer(ms) and ms > 0
    and ms <= longest {
    start(pid, ms, fn() { send_tick(pid, message) })
  }
  fn send_interval(name, message, ms) when is_atom(name) and not is_nil(name) {
    match whereis(name) {
      nil -> raise(:badarg)
      pid -> send_interval(pid, message, ms)
    }
  }
  fn send_interval(_target, _message, _ms) { raise(:badarg) }

  private fn send_tick(pid, message) {
    try { pid ! message } catch { (:error, :mailbox_full) -> :ok }
  }

  ## Calls `f` every so many milliseconds, the first time after one interval, until the timer is
  ## cancelled or the calling process has ended; gives a timer for `Timer.cancel`.
  ##
  ## The calls are made one after the other in a process of their own. One that takes longer than an
  ## interval delays those that follow, which are made up for; one that fails ends the timer.
  ##
  ## >> let me = self(); let t = Timer.every(1) { me ! :tick }; receive { :tick -> Timer.cancel(t) }; List.uniq([:tick | Process.flush()])
  ## [:tick]
  fn every(ms, f) when is_integer(ms) and ms > 0 and ms <= longest and is_function(f) {
    start(self(), ms, f)
  }
  fn every(_ms, _f) { raise(:badarg) }

  ## Like `every`, but each call has a process of its own: calls may overlap, and one that fails
  ## does not end the timer.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; let t = Timer.apply_interval(1) { exit(pid, :late) }; receive { (:DOWN, ^ref, _, _, _) -> Timer.cancel(t) }
  ## :ok
  fn apply_interval(ms, f) when is_function(f) { every(ms, fn() { spawn(f) }) }
  fn apply_interval(_ms, _f) { raise(:badarg) }

  ## Like `apply_interval`, with `mod.function(arguments...)`.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; let t = Timer.apply_interval(1, Kernel, :exit, [pid, :late]); receive { (:DOWN, ^ref, _, _, _) -> Timer.cancel(t) }
  ## :ok
  fn apply_interval(ms, mod, function, arguments) when is_atom(mod) and is_atom(function)
    and is_list(arguments) {
    every(ms, fn() { spawn(mod, function, arguments) })
  }
  fn apply_interval(_ms, _mod, _function, _arguments) { raise(:badarg) }

  private fn start(owner, ms, f) {
    let interval = ms * 1_000
    let next = Time.monotonic(:microsecond) + interval
    (:timer, spawn { tick(monitor(owner), next, interval, f) })
  }

  # The next moment is counted from the one before and not from now, so that lateness does not add
  # up.
  private fn tick(ref, next, interval, f) {
    receive {
      (:DOWN, ^ref, :process, _, _) -> :ok
      after wait_for(next) -> {
        f()
        tick(ref, next + interval, interval, f)
      }
    }
  }

  # A clock that runs in microseconds, a wait in milliseconds: rounded up, so as never to be early.
  private fn wait_for(moment) {
    let left = moment - Time.monotonic(:microsecond)
    if left > 0 { (left + 999) div 1_000 } else { 0 }
  }

  # Ending and measuring

  ## Stops a timer. Of one of `send_after` it gives the milliseconds that were left, or false when
  ## it was over; of the others `:ok`, whether it was over or not, and no call or message comes
  ## afterwards. A call of `every` that is under way ends with the timer; those of `apply_after` and
  ## `apply_interval` go on.
  ##
  ## >> is_integer(Timer.cancel(Timer.send_after(self(), :late, 10_000)))
  ## true
  fn cancel((:timer, pid)) when is_pid(pid) {
    let ref = monitor(pid)
    exit(pid, :kill)
    receive { (:DOWN, ^ref, :process, _, _) -> :ok }
  }
  fn cancel(ref) when is_reference(ref) { Process.cancel_timer(ref) }
  fn cancel(_timer) { raise(:badarg) }

  ## How long a call takes: `(microseconds, result)`; see `Time.measure`.
  ##
  ## >> let (t, x) = Timer.tc { 42 }; (t >= 0, x)
  ## (true, 42)
  fn tc(f) { Time.measure(f) }
}
