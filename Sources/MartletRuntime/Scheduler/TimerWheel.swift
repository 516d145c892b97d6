import CMartletPlatform
import Synchronization

/// A timer that is running: a block of the pool.
struct Timer {
  var next: TimerRef?
  var previous: TimerRef?
  /// When it expires, in ticks.
  var deadline: UInt64
  /// Level and slot where it hangs; ``TimerWheel/nowhere`` when it does not.
  var place: Int32
  /// The scheduler whose wheel it hangs in.
  var wheel: Int32
  /// What is delivered.
  var signal: SignalRef
  /// The reference that programs know it by, or ``Term/none``.
  var reference: Term
  /// The pid or the registered name to deliver to; names are looked up at the end.
  var target: Term
}

/// Where a timer is.
typealias TimerRef = UnsafeMutablePointer<Timer>

/// The timers of one scheduler: a hierarchical wheel, six levels of 64 slots.
///
/// Starting and stopping take constant time; a timer moves to a finer level at most five times.
/// G. Varghese and T. Lauck, "Hashed and hierarchical timing wheels" (1987). A small lock guards the
/// wheel, because a process may stop a timer that it started on another scheduler.
struct TimerWheel: ~Copyable {
  /// A tick is 2^14 ns, about 16 microseconds.
  static let tickShift: UInt64 = 14
  static let nowhere: Int32 = -1
  private static let levels = 6

  private let lock = Atomic<Bool>(false)
  private let slots: UnsafeMutablePointer<TimerRef?>
  private let occupied: UnsafeMutablePointer<UInt64>
  private var current: UInt64
  /// How many timers run.
  private(set) var count = 0
  private var byReference: [UInt64: TimerRef] = [:]

  init(now: UInt64) {
    slots = .allocate(capacity: TimerWheel.levels * 64)
    slots.initialize(repeating: nil, count: TimerWheel.levels * 64)
    occupied = .allocate(capacity: TimerWheel.levels)
    occupied.initialize(repeating: 0, count: TimerWheel.levels)
    current = now >> TimerWheel.tickShift
  }

  deinit {
    slots.deallocate()
    occupied.deallocate()
  }

  @inline(__always)
  private func acquire() {
    // Acquire: sees what the last holder wrote; pairs with the release below.
    while lock.exchange(true, ordering: .acquiring) { martlet_pause() }
  }

  @inline(__always)
  private func release() { lock.store(false, ordering: .releasing) }

  /// Starts a timer that expires at `deadline` nanoseconds, never earlier.
  mutating func start(_ timer: TimerRef, deadline: UInt64) {
    acquire()
    let tick = (deadline &+ (1 << TimerWheel.tickShift) &- 1) >> TimerWheel.tickShift
    timer.pointee.deadline = tick
    insert(timer)
    count = count + 1
    if timer.pointee.reference != .none { byReference[timer.pointee.reference.bits] = timer }
    release()
  }

  /// Stops a timer; false when it has already expired.
  mutating func stop(_ timer: TimerRef) -> Bool {
    acquire()
    defer { release() }
    guard timer.pointee.place != TimerWheel.nowhere else { return false }
    remove(timer)
    return true
  }

  /// Stops the timer with a reference; nil when there is none, else the timer, now the caller's.
  mutating func stop(reference: Term) -> TimerRef? {
    acquire()
    defer { release() }
    guard let timer = byReference[reference.bits] else { return nil }
    remove(timer)
    return timer
  }

  /// When the timer with a reference expires, in nanoseconds, and for whom; nil when there is none.
  func find(reference: Term) -> (deadline: UInt64, target: Term)? {
    acquire()
    defer { release() }
    return byReference[reference.bits].map {
      ($0.pointee.deadline << TimerWheel.tickShift, $0.pointee.target)
    }
  }

  /// Takes any timer out; it is the caller's.
  mutating func popAny() -> TimerRef? {
    acquire()
    defer { release() }
    for place in 0..<TimerWheel.levels * 64 {
      if let timer = slots[place] {
        remove(timer)
        return timer
      }
    }
    return nil
  }

  private mutating func remove(_ timer: TimerRef) {
    unlink(timer)
    count = count - 1
    if timer.pointee.reference != .none { byReference[timer.pointee.reference.bits] = nil }
  }

  private func insert(_ timer: TimerRef) {
    let tick = max(timer.pointee.deadline, current &+ 1)
    let far = tick ^ current
    var level = (63 - far.leadingZeroBitCount) / 6
    var slot = (tick >> UInt64(level * 6)) & 63
    if level >= TimerWheel.levels {
      // Behind the next full turn of the coarsest level, perhaps just behind; or further than it
      // turns: then wait in its last slot and be placed anew.
      level = TimerWheel.levels - 1
      let shift = UInt64(level * 6)
      let ahead = min((tick >> shift) &- (current >> shift), 63)
      slot = ((current >> shift) &+ ahead) & 63
    }
    let place = level * 64 + Int(slot)
    timer.pointee.place = Int32(place)
    timer.pointee.previous = nil
    timer.pointee.next = slots[place]
    slots[place]?.pointee.previous = timer
    slots[place] = timer
    occupied[level] |= 1 << slot
  }

  private func unlink(_ timer: TimerRef) {
    let place = Int(timer.pointee.place)
    if let previous = timer.pointee.previous {
      previous.pointee.next = timer.pointee.next
    } else {
      slots[place] = timer.pointee.next
      if timer.pointee.next == nil { occupied[place / 64] &= ~(1 << UInt64(place % 64)) }
    }
    timer.pointee.next?.pointee.previous = timer.pointee.previous
    timer.pointee.place = TimerWheel.nowhere
  }

  /// Takes out all timers that have expired by `now` nanoseconds, linked by `next` in the order of
  /// expiry; they are the caller's.
  mutating func expire(now: UInt64) -> TimerRef? {
    let tick = now >> TimerWheel.tickShift
    acquire()
    defer { release() }
    var first: TimerRef?
    var last: TimerRef?
    while current < tick {
      guard count > 0 else {
        current = tick
        break
      }
      let index = current & 63
      let pending = index == 63 ? 0 : occupied[0] >> (index + 1)
      let next =
        pending != 0
        ? current &+ 1 &+ UInt64(pending.trailingZeroBitCount) : (current | 63) &+ 1
      if next > tick {
        current = tick
        break
      }
      current = next
      if current & 63 == 0 { cascade() }
      let place = Int(current & 63)
      // New timers are put in front; expiry is in the order of starting.
      var oldest: TimerRef?
      while let timer = slots[place] {
        remove(timer)
        timer.pointee.next = oldest
        oldest = timer
      }
      if oldest != nil {
        if let last { last.pointee.next = oldest } else { first = oldest }
        var end = oldest
        while let following = end?.pointee.next { end = following }
        last = end
      }
    }
    return first
  }

  /// Moves the timers of the coarser slots that have come up to finer ones.
  private func cascade() {
    for level in 1..<TimerWheel.levels {
      let slot = (current >> UInt64(level * 6)) & 63
      let place = level * 64 + Int(slot)
      var timer = slots[place]
      slots[place] = nil
      occupied[level] &= ~(1 << slot)
      // Insertion turns the order round; a second turn keeps it.
      var reversed: TimerRef?
      while let each = timer {
        timer = each.pointee.next
        each.pointee.next = reversed
        reversed = each
      }
      while let each = reversed {
        reversed = each.pointee.next
        if each.pointee.deadline <= current {
          // Due now: the slot of this very tick is emptied after the cascade.
          let here = Int(current & 63)
          each.pointee.place = Int32(here)
          each.pointee.previous = nil
          each.pointee.next = slots[here]
          slots[here]?.pointee.previous = each
          slots[here] = each
          occupied[0] |= 1 << UInt64(here)
        } else {
          insert(each)
        }
      }
      if slot != 0 { break }
    }
  }

  /// Nanoseconds at which something may expire next; nil without timers.
  ///
  /// Never too late.
  var nextDeadline: UInt64? {
    acquire()
    defer { release() }
    guard count > 0 else { return nil }
    var best = UInt64.max
    for level in 0..<TimerWheel.levels {
      let bits = occupied[level]
      guard bits != 0 else { continue }
      let shift = UInt64(level * 6)
      let index = (current >> shift) & 63
      let ahead = (bits >> index) | (index == 0 ? 0 : bits << (64 - index))
      var steps = UInt64(ahead.trailingZeroBitCount)
      if steps == 0 && level > 0 { steps = 64 }
      let tick = ((current >> shift) &+ steps) << shift
      best = min(best, max(tick, current))
    }
    return best << TimerWheel.tickShift
  }
}
