import Synchronization

/// The messages that a process has taken from its queue and not yet received.
///
/// There are two stages. The **outer queue** is one atomic word of the control block, the only door
/// through which other threads reach a process:
///
/// ```
/// 0         running or runnable, nothing has come in
/// pointer   running or runnable; the newest signal, linked to older ones
/// 1         waiting, nothing has come in
/// 3         dead
/// ```
///
/// A send is one compare-and-swap; the sender whose swap replaces *waiting* puts the process in a
/// run queue, so it is never in two. Blocking is a swap of *waiting* for 0, after which nothing of
/// the process is touched; ending is an exchange for *dead*. The word is also the run state, so no
/// wake-up is lost. A message that wakes a process goes straight to the inner list, and the word
/// becomes 0: until it is in a run queue the process is the sender's alone.
///
/// The **inner list**, here, is the process's own: messages in order of arrival, with a cursor for
/// selective receive and a mark for receives that wait for a fresh reference.
struct Mailbox {
  static let empty: UInt = 0
  static let waiting: UInt = 1
  static let dead: UInt = 3

  var head: SignalRef?
  var tail: SignalRef?
  /// The message before the one that the next `receiveNext` looks at; nil means the head.
  var cursor: SignalRef?
  /// The reference that was made last, and the newest message at that time: a receive that only
  /// matches messages with the reference can begin behind it.
  var markReference: Term = .none
  var mark: SignalRef?

  /// Adds a message at the end.
  @inline(__always)
  mutating func append(_ signal: SignalRef) {
    signal.pointee.next = nil
    if let last = tail { last.pointee.next = signal } else { head = signal }
    tail = signal
  }

  /// The message that the cursor is before, or nil at the end.
  @inline(__always)
  var current: SignalRef? {
    if let cursor { return cursor.pointee.next }
    return head
  }

  /// Takes the current message out.
  @inline(__always)
  mutating func removeCurrent() -> SignalRef {
    let signal = current.unsafelyUnwrapped
    let following = signal.pointee.next
    if let cursor { cursor.pointee.next = following } else { head = following }
    if following == nil { tail = cursor }
    if mark == signal { mark = cursor }
    return signal
  }

  /// Remembers that a reference was just made.
  @inline(__always)
  mutating func setMark(_ reference: Term) {
    markReference = reference
    mark = tail
  }

  /// Puts the cursor before the first message that can hold a reference.
  @inline(__always)
  mutating func startAtMark(_ reference: Term) {
    cursor = markReference == reference ? mark : nil
  }
}

/// What a full mailbox does.
public enum OverflowPolicy: UInt8, Sendable, CaseIterable {
  /// Whoever sends waits until there is room.
  case block
  /// The message that finds no room is dropped.
  case dropNewest
  /// The oldest message makes room.
  case dropOldest
  /// Whoever sends gets the error `:mailbox_full`.
  case reject
  /// The process ends with `:mailbox_overflow`.
  case exit
}

/// The limit of a bounded mailbox, shared between its process and the senders.
///
/// Only bounded mailboxes pay for counting. Once made, the bounds stay with the control block, so
/// that a sender may look at them whatever has become of the process.
struct MailboxBounds: ~Copyable {
  let limit = Atomic<Int>(0)
  let policy = Atomic<UInt8>(0)
  /// Messages sent and not yet received or dropped.
  let count = Atomic<Int>(0)
  /// Senders that wait for room: their pids.
  let waiting = Mutex<[UInt64]>([])
}

/// Where the bounds of a mailbox are.
typealias MailboxBoundsRef = UnsafeMutablePointer<MailboxBounds>

extension UnsafeMutablePointer<Process> {
  /// The bounds of the mailbox, while it has any.
  @inline(__always)
  var mailboxBounds: MailboxBoundsRef? {
    let word = pointee.bounds.load(ordering: .acquiring)
    return word & 1 != 0 ? nil : MailboxBoundsRef(bitPattern: word)
  }

  /// Limits the mailbox; for a process that does not run yet.
  func limitMailbox(_ limit: Int, _ policy: OverflowPolicy) {
    let word = pointee.bounds.load(ordering: .relaxed) & ~1
    let bounds: MailboxBoundsRef
    if let known = MailboxBoundsRef(bitPattern: word) {
      bounds = known
    } else {
      bounds = .allocate(capacity: 1)
      bounds.initialize(to: MailboxBounds())
    }
    bounds.pointee.limit.store(limit, ordering: .relaxed)
    bounds.pointee.policy.store(policy.rawValue, ordering: .relaxed)
    bounds.pointee.count.store(0, ordering: .relaxed)
    pointee.flags.insert(.bounded)
    if policy == .dropOldest { pointee.flags.insert(.dropsOldest) }
    // Release: a sender that sees the bounds sees their limit.
    pointee.bounds.store(UInt(bitPattern: bounds), ordering: .releasing)
  }

  /// Ends the limit, and tells those who wait for room.
  func endMailboxLimit() -> [UInt64] {
    guard let bounds = mailboxBounds else { return [] }
    pointee.bounds.store(UInt(bitPattern: bounds) | 1, ordering: .releasing)
    return bounds.pointee.waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
