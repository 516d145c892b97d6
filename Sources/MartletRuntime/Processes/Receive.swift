/// What the receive instructions do beyond looking at the next message.
enum Receive {
  /// Messages of up to so many words are moved to the heap when they are received; larger ones stay
  /// in their signals until the next collection.
  private static let moveLimit = 64

  /// Takes the message at the cursor out of the mailbox; X registers below `live` may point into it.
  @inline(never)
  static func take(_ context: ContextRef, live: Int) -> Bool {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let current = process.pointee.mailbox.current.unsafelyUnwrapped
    let words = Int(current.pointee.words)
    let isKept = words > 0 && isNeeded(context, current, words, live)
    let isAdopted = isKept && words > moveLimit && Collector.adopts(process, words: words)
    if isAdopted && !Collector.prepareToAdopt(context, words: words, live: live) {
      Exit.killed(context, by: .heap_limit)
      return false
    }
    let signal = process.pointee.mailbox.removeCurrent()
    process.pointee.messageCount &-= 1
    process.pointee.mailbox.cursor = nil
    if !process.pointee.flags.intersection([.receiveTimer, .timedOut]).isEmpty {
      cancelTimer(process, scheduler)
    }
    if signal.pointee.flags.contains(.counted) { Messaging.freePlace(context, process) }
    if isAdopted {
      Collector.adopt(process, signal, scheduler.pointee.pool.ledger)
      return true
    }
    if !isKept {
      if signal.pointee.flags.contains(.offHeap) { signal.offHeap.releaseAll() }
      scheduler.pointee.pool.free(signal)
      return true
    }
    if words <= moveLimit && !signal.pointee.flags.contains(.offHeap),
      process.pointee.top + (words &+ context.pointee.slack) <= process.pointee.stack
    {
      move(context, signal, words, live)
      scheduler.pointee.pool.free(signal)
      return true
    }
    return keep(context, signal, words, live)
  }

  /// Whether a live register points into the message.
  ///
  /// Of most small messages the pattern has taken out immediates and nothing else is needed: then
  /// nothing of them goes to the heap (5 % of ping-pong, and a collection for each 100 messages).
  @inline(__always)
  private static func isNeeded(
    _ context: ContextRef,
    _ signal: SignalRef,
    _ words: Int,
    _ live: Int
  ) -> Bool {
    let range = AddressRange(
      start: UInt(bitPattern: signal.copy),
      length: UInt(words &* 8)
    )
    var index = 0
    while index < live {
      let term = context.pointee.x[index]
      if term.isPointer && range.contains(term) { return true }
      index = index &+ 1
    }
    return false
  }

  /// Copies the message behind the heap's top and shifts what points into it.
  @inline(__always)
  private static func move(_ context: ContextRef, _ signal: SignalRef, _ words: Int, _ live: Int) {
    let process = context.pointee.process
    let from = signal.copy
    let to = process.pointee.top
    process.pointee.top = to + words
    let range = AddressRange(start: UInt(bitPattern: from), length: UInt(words &* 8))
    let delta = UInt64(
      bitPattern: Int64(UnsafeMutableRawPointer(to) - UnsafeMutableRawPointer(from))
    )
    var index = 0
    while index < words {
      to[index] = from[index]
      index = index &+ 1
    }
    Relocation.shift(to, words, range, delta)
    let x = UnsafeMutableRawPointer(context.pointee.x).assumingMemoryBound(to: UInt64.self)
    Relocation.shift(x, live, range, delta)
  }

  /// Leaves the message in its signal; the next collection moves it.
  private static func keep(
    _ context: ContextRef,
    _ signal: SignalRef,
    _ words: Int,
    _ live: Int
  ) -> Bool {
    let process = context.pointee.process
    process.pointee.offHeap.append(signal.offHeap)
    signal.pointee.flags.remove(.offHeap)
    signal.pointee.next = process.pointee.fragments
    process.pointee.fragments = signal
    let outside = Int(process.pointee.outsideWords) + words
    process.pointee.outsideWords = UInt32(min(outside, 1 << 30))
    let block = process.pointee.heapEnd - process.pointee.heapStart
    if words > moveLimit && outside < max(block, 4096) && context.pointee.slack == Collector.slack {
      return true
    }
    if Collector.collect(context, need: 0, live: live) { return true }
    Exit.killed(context, by: .heap_limit)
    return false
  }

  /// `receiveWait` and `receiveWaitTimeout`: no message so far has matched.
  @inline(never)
  static func wait(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>
  ) -> UnsafePointer<UInt64>? {
    let process = context.pointee.process
    // Relaxed: a hint; taking the queue synchronises.
    if process.pointee.queue.load(ordering: .relaxed) > Mailbox.waiting {
      Signals.take(context)
      if process.pointee.flags.contains(.exiting) {
        context.pointee.leave = .exit
        return nil
      }
    }
    if process.pointee.mailbox.current != nil { return pc + Operands.long(pc) }
    if Operands.opcode(pc) == .receiveWaitTimeout {
      if process.pointee.flags.contains(.timedOut) {
        process.pointee.flags.remove(.timedOut)
        process.pointee.mailbox.cursor = nil
        return pc + 1
      }
      let time = context.pointee.x[Operands.a(pc)]
      if time == Term(small: 0) {
        process.pointee.mailbox.cursor = nil
        return pc + 1
      }
      if time != .atom(.infinity), !process.pointee.flags.contains(.receiveTimer) {
        guard time.isSmall, time.small > 0, time.small <= 0xFFFF_FFFF else {
          return Cold.raised(context, .timeout_value)
        }
        startTimer(context, milliseconds: time.small)
      }
    }
    // What has no time-out goes on at the look at the next message: most are woken by one.
    let next = Operands.opcode(pc) == .receiveWait ? pc + Operands.long(pc) : pc
    return Cold.again(context, next, .wait, live: Operands.live(pc))
  }

  private static func startTimer(_ context: ContextRef, milliseconds: Int) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let rare = process.rareState
    rare.pointee.timerNumber &+= 1
    let signal = scheduler.pointee.pool.signal(.timeout, to: process.pid, term: .nil, extra: true)
    signal.pointee.words = rare.pointee.timerNumber
    let timer = scheduler.startTimer(
      signal,
      to: process.pid,
      reference: .none,
      deadline: Clock.monotonic &+ UInt64(milliseconds) &* 1_000_000
    )
    signal.extra = UInt64(UInt(bitPattern: timer))
    rare.pointee.timer = timer
    process.pointee.flags.insert(.receiveTimer)
  }

  /// Stops the timer of a receive, if one runs.
  static func cancelTimer(_ process: ProcessRef, _ scheduler: SchedulerRef) {
    let running = process.pointee.flags.contains(.receiveTimer)
    process.pointee.flags.remove([.receiveTimer, .timedOut])
    guard running, let rare = process.pointee.rare, let timer = rare.pointee.timer else { return }
    rare.pointee.timer = nil
    let wheel = scheduler.pointee.machine.pointee.schedulers[Int(timer.pointee.wheel)]
    // One that has expired is on its way as a signal, whose number will not fit any more.
    if wheel.pointee.wheel.stop(timer) { scheduler.pointee.pool.drop(timer.pointee.signal) }
  }

  /// The live registers of the receive loop that goes on at `pc`, if that is where it looks at the
  /// next message; they stand in the instruction that waits.
  @inline(__always)
  static func liveWhileScanning(_ pc: UnsafePointer<UInt64>) -> Int? {
    guard Operands.opcode(pc) == .receiveNext else { return nil }
    let wait = pc + Operands.signedC(pc)
    switch Operands.opcode(wait) {
    case .receiveWait, .receiveWaitTimeout: return Operands.live(wait)
    default: return nil
    }
  }
}
