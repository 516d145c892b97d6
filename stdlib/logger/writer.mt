## Internal: the process that writes what is logged.
##
## It takes as many messages as wait, up to a limit, makes one text of them and writes that, so that the
## longer the queue the less a line costs. Before each such batch it looks how many wait: above the mark
## it lets go of the older half and counts it. The mailbox has a limit too; a caller that finds it full
## keeps a count, and its next message brings it along.
module Logger.Writer {
  let rejected_key = :"Logger.rejected"
  let mailbox = 10_000
  let batch = 100
  let longest_message = 8_192

  # What callers use

  ## Internal: sends a message to the writer; `:ok` whatever becomes of it.
  fn post(level, message, metadata) {
    let pid = whereis(Logger.Writer) or Logger.Keeper.writer()
    # A handler that logs would never come to an end.
    if pid != self() {
      let before = Process.get(rejected_key) or 0
      try {
        pid ! (:log, level, Time.now_if_permitted(), self(), Logger.Format.shortened(message, longest_message),
          metadata, before)
        if before > 0 { Process.erase(rejected_key) }
        if main?() { flush(1_000) }
      } catch {
        (:error, :mailbox_full) -> Process.put(rejected_key, before + 1)
      }
    }
    :ok
  }

  # The program ends with its main process; what that has logged is to be written by then.
  private fn main?() { inspect(self()) == "#pid<1>" }

  ## Internal: waits until the writer has come to this request.
  fn flush(timeout) {
    match whereis(Logger.Writer) {
      nil                      -> :ok
      pid when pid == self()   -> :ok
      pid -> {
        match ask(pid, :flush, timeout) {
          :timeout -> :timeout
          _        -> :ok
        }
      }
    }
  }

  ## Internal: the settings of a writer, nil when it has died, or `:timeout`.
  fn settings(pid, timeout) { ask(pid, :settings, timeout) }

  ## Internal: gives new settings to a writer, which has written everything before when this returns;
  ## nil when it has died, or `:timeout`.
  fn set(pid, settings, timeout) { ask(pid, (:set, settings), timeout) }

  private fn ask(pid, request, timeout) {
    let ref = monitor(pid, alias: :reply_demonitor)
    ask(pid, request, ref, timeout, until(timeout))
  }

  private fn ask(pid, request, ref, timeout, deadline) {
    match try_send(pid, (request, ref)) {
      :ok -> {
        receive {
          (^ref, answer)                -> answer
          (:DOWN, ^ref, :process, _, _) -> nil
          after left(timeout, deadline) -> give_up(ref)
        }
      }
      :full -> {
        if left(timeout, deadline) == 0 {
          give_up(ref)
        } else {
          Process.sleep(1)
          ask(pid, request, ref, timeout, deadline)
        }
      }
    }
  }

  private fn try_send(pid, message) {
    try {
      pid ! message
      :ok
    } catch {
      (:error, :mailbox_full) -> :full
    }
  }

  private fn give_up(ref) {
    demonitor(ref, flush: true)
    receive {
      (^ref, _) -> :timeout
      after 0 -> :timeout
    }
  }

  private fn until(:infinity) { :infinity }
  private fn until(timeout) { Time.monotonic() + timeout }

  private fn left(:infinity, _deadline) { :infinity }
  private fn left(_timeout, deadline) { Math.max(deadline - Time.monotonic(), 0) }

  # The process

  ## Internal: starts the writer with these settings and gives its pid.
  fn start(settings) {
    let priority = if System.permitted?(:priority) { :high } else { :normal }
    spawn(name: Logger.Writer, mailbox: mailbox, overflow: :reject, priority: priority) {
      let keeper = monitor(Logger.Keeper)
      loop(prepared(%{keeper: keeper, stamp: (nil, ""), dropped: 0, subscribed: false}, settings))
    }
  }

  private fn prepared(state, settings) {
    let render = Logger.Format.renderer(settings.format, settings.output)
    let state = Map.merge(state, %{settings: settings, render: render})
    if settings.crash_reports == state.subscribed { state } else { subscribe(state) }
  }

  private fn subscribe(%{settings: %{crash_reports: true}} as state) {
    # Otherwise the host is told of crashes, and no script.
    if System.permitted?(:introspection) {
      Events.subscribe(:crash, takes_over: true)
      Events.subscribe(:supervisor, takes_over: true)
    }
    %{state | subscribed: true}
  }
  private fn subscribe(state) {
    Events.unsubscribe(:crash)
    Events.unsubscribe(:supervisor)
    %{state | subscribed: false}
  }

  private fn loop(state) {
    let waiting = Process.info(self(), :message_queue_len)
    let mark = state.settings.drop_above
    if waiting > mark { loop(discard(state, waiting - mark div 2)) } else { wait(state) }
  }

  private fn wait(state) {
    receive {
      (:log, _, _, _, _, _, _) as message -> gather(state, [message], batch - 1)
      other                               -> loop(handle(other, state))
    }
  }

  private fn gather(state, messages, 0) { loop(write(state, messages)) }
  private fn gather(state, messages, n) {
    receive {
      (:log, _, _, _, _, _, _) as message -> gather(state, [message | messages], n - 1)
      other                               -> loop(handle(other, write(state, messages)))
      after 0                             -> loop(write(state, messages))
    }
  }

  # Requests stay where they are: who waits for one has nothing unwritten before it then.
  private fn discard(state, 0) { report_dropped(state) }
  private fn discard(state, n) {
    receive {
      (:log, _, _, _, _, _, before) -> {
        discard(%{state | dropped: state.dropped + before + 1}, n - 1)
      }
      after 0 -> report_dropped(state)
    }
  }

  private fn report_dropped(%{dropped: 0} as state) { state }
  private fn report_dropped(state) {
    let text = if state.dropped == 1 { "1 message dropped" } else { "\(state.dropped) messages dropped" }
    deliver(%{state | dropped: 0}, [own_event(:warning, text)])
  }

  private fn handle((:flush, from), state) {
    from ! (from, :ok)
    state
  }
  private fn handle((:settings, from), state) {
    from ! (from, state.settings)
    state
  }
  private fn handle(((:set, settings), from), state) {
    let state = prepared(state, settings)
    from ! (from, :ok)
    state
  }
  private fn handle((:DOWN, ref, :process, _, _), %{keeper: keeper} as state) when ref == keeper {
    Logger.Keeper.start(state.settings)
    # The name belongs to this keeper or to one that was faster.
    %{state | keeper: monitor(Logger.Keeper)}
  }
  private fn handle((:crash, report), state) { deliver_report(report, state) }
  private fn handle((:supervisor, report), state) { deliver_report(report, state) }
  private fn handle((:suppressed, %{topic: topic, count: count}), state) {
    deliver(state, [own_event(:warning, "\(count) more reports of \(inspect(topic)) left out")])
  }
  private fn handle(_other, state) { state }

  private fn deliver_report(report, state) {
    let event = Logger.Report.event(report)
    if Logger.enabled?(event.level) { deliver(state, [event]) } else { state }
  }

  # Writing

  private fn write(state, newest_first) {
    let (events, dropped) = events_of(newest_first, [], state.dropped)
    deliver(report_dropped(%{state | dropped: dropped}), events)
  }

  private fn events_of([(:log, level, time, pid, text, metadata, before) | rest], events, dropped) {
    let event = %{level: level, time: time, pid: pid, message: text, metadata: metadata, details: []}
    events_of(rest, [event | events], dropped + before)
  }
  private fn events_of([], events, dropped) { (events, dropped) }

  private fn own_event(level, text) {
    %{level: level, time: Time.now_if_permitted(), pid: self(), message: text, metadata: %{}, details: []}
  }

  private fn deliver(state, events) {
    let failed = call_handlers(state.settings.handlers, events, [])
    let (text, stamp) = render_all(state.render, events, state.stamp, [])
    put(state.settings.output, text)
    let state = %{state | stamp: stamp}
    if failed == [] { state } else { without_handlers(state, failed) }
  }

  private fn render_all(render, [event | rest], stamp, texts) {
    let stamp = Logger.Format.stamp(event.time, stamp)
    render_all(render, rest, stamp, [Logger.Format.line(render, event, stamp) | texts])
  }
  private fn render_all(_render, [], stamp, texts) { (String.join(List.reverse(texts), ""), stamp) }

  private fn put(:standard_error, text) { IO.write_error_bytes(text) }
  private fn put(:standard_output, text) { IO.write_bytes(text) }
  private fn put(:none, _text) { :ok }
  private fn put(path, text) when is_string(path) {
    match try { File.append(path, text) } catch { (:error, reason) -> (:error, reason) } {
      :ok              -> :ok
      (:error, reason) -> IO.write_error_bytes("cannot log to \(inspect(path)): \(inspect(reason))\n\(text)")
    }
  }
  private fn put(f, text) {
    try { f(text) } catch {
      (class, reason) -> {
        IO.write_error_bytes("the logger's output failed: \(inspect((class, reason)))\n\(text)")
      }
    }
  }

  private fn call_handlers([(name, f) | rest], events, failed) {
    let failed = try {
      List.each(events, f)
      failed
    } catch {
      (class, reason) -> [(name, (class, reason)) | failed]
    }
    call_handlers(rest, events, failed)
  }
  private fn call_handlers([], _events, failed) { failed }

  # The keeper forgets it too, but is not waited for: it may be waiting for us.
  private fn without_handlers(state, failed) {
    let settings = List.reduce(failed, state.settings) { (name, _), settings in
      Logger.Keeper.forget_handler(name)
      %{settings | handlers: List.key_delete(settings.handlers, name)}
    }
    let events = for (name, why) in failed {
      own_event(:error, "the handler \(inspect(name)) failed and was removed: \(inspect(why))")
    }
    deliver(%{state | settings: settings}, events)
  }
}
