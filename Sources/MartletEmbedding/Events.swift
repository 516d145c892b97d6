import MartletRuntime

/// Something that a machine tells its host.
public enum Event: Sendable {
  /// A process has ended by an error or a throw that nothing caught.
  case crash(Crash)
  /// A message could not be delivered.
  case deadLetter(DeadLetter)
  /// A process was lost to a limit, or could not have more of something.
  case limit(LimitEvent)
  /// Events of a topic came in faster than they could be told.
  case suppressed(topic: String, count: Int)
  /// An event of another topic, as scripts get it.
  case other(topic: String, Value)

  /// A process that has ended by an error.
  public struct Crash: Sendable {
    /// The process.
    public let process: ProcessID?
    /// Its registered name.
    public let name: String?
    /// What was raised.
    public let reason: Value
    /// All there is to know: a map with `pid`, `name`, `class`, `reason` and `trace`.
    public let details: Value
  }

  /// A message that could not be delivered.
  public struct DeadLetter: Sendable {
    /// The message.
    public let message: Value
    /// The receiver as the sender named it.
    public let receiver: Value
    /// Why: `dead`, `alias` or `dropped`.
    public let reason: String
  }

  /// A limit that was exceeded.
  public struct LimitEvent: Sendable {
    /// The limit; nil for one that is none of ``MartletRuntime/LimitKind``.
    public let kind: LimitKind?
    /// The process that exceeded it.
    public let process: ProcessID?
    /// All there is to know: a map with `limit`, `process` and what belongs to the limit.
    public let details: Value
  }

  /// What events are about: see the module `Events` of the library.
  public struct Topic: Sendable, Hashable {
    /// The atom that is the topic.
    public let name: String

    /// Makes a topic of the scripts' own, that they publish on with `Events.publish(:name, …)`.
    ///
    /// - Parameter name: The text of the atom.
    public init(_ name: String) { self.name = name }

    /// Processes that end by an error.
    public static let crash = Topic("crash")
    /// Messages that cannot be delivered.
    public static let deadLetter = Topic("dead_letter")
    /// Messages that a full mailbox did not keep.
    public static let dropped = Topic("dropped")
    /// Limits that are exceeded.
    public static let limit = Topic("limit")
    /// What supervisors report.
    public static let supervisor = Topic("supervisor")
    /// Mailboxes that have become long.
    public static let longMailbox = Topic("long_mailbox")
    /// Garbage collections that took long.
    public static let longCollection = Topic("long_gc")
    /// Processes that held their scheduler for long.
    public static let longSlice = Topic("long_schedule")
  }

  /// Reads the message that a subscriber gets.
  init(_ message: Value) {
    guard case .tuple(let parts) = message, parts.count == 2, case .atom(let topic) = parts[0]
    else {
      self = .other(topic: "", message)
      return
    }
    let details = parts[1]
    switch topic {
    case "crash":
      self = .crash(
        Crash(
          process: details["pid"]?.pidValue,
          name: details["name"]?.atomValue,
          reason: details["reason"] ?? details,
          details: details
        )
      )
    case "dead_letter":
      self = .deadLetter(
        DeadLetter(
          message: details["message"] ?? .nil,
          receiver: details["to"] ?? .nil,
          reason: details["reason"]?.atomValue ?? ""
        )
      )
    case "limit":
      self = .limit(
        LimitEvent(
          kind: details["limit"]?.atomValue.flatMap { LimitKind(rawValue: $0) },
          process: details["process"]?.pidValue,
          details: details
        )
      )
    case "suppressed":
      self = .suppressed(
        topic: details["topic"]?.atomValue ?? "",
        count: details["count"]?.integerValue ?? 0
      )
    default: self = .other(topic: topic, details)
    }
  }
}

/// The events of some topics of a machine, from when it was made.
///
/// At most 1,000 events wait for the host; then the oldest are let go of. The sequence ends with the
/// machine.
public struct Events: AsyncSequence, Sendable {
  /// What the sequence holds.
  public typealias Element = Event

  fileprivate let mailbox: Mailbox?

  /// Gives events in the order in which they happened.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let mailbox: Mailbox?

    /// Waits for the next event.
    ///
    /// - Returns: The event, or nil when the machine has been shut down or the task is cancelled.
    public mutating func next() async -> Event? { await mailbox?.next().map { Event($0) } }

    /// Waits for the next event.
    ///
    /// - Parameter actor: The actor to wait on.
    /// - Returns: The event, or nil when the machine has been shut down or the task is cancelled.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Event? {
      await mailbox?.next().map { Event($0) }
    }
  }

  /// Makes an iterator; several share the events between them.
  ///
  /// - Returns: The iterator.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(mailbox: mailbox) }
}

extension BytecodeMachine {
  /// What happens in the machine from now on.
  ///
  /// - Parameter topics: What the host wants to know of.
  /// - Returns: The events; none when the machine has been shut down or has no room for a process.
  public func events(_ topics: Event.Topic...) -> Events {
    var options = OutsideOptions()
    options.mailbox = 1_000
    options.overflow = .dropOldest
    options.priority = .high
    options.topics = topics.map(\.name)
    let opened = try? openPort("run", [], options, window: 16)
    return Events(mailbox: opened.map { Mailbox(runtime, $0, $1) })
  }
}
