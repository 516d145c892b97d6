import MartletRuntime

/// What is said about a process that the host starts.
public struct SpawnOptions: Sendable {
  /// The registered name.
  public var name: String?
  /// The process that the new one is linked to: if one ends other than normally, the other does too,
  /// or is told if it traps exits, as a ``Mailbox`` does.
  public var link: ProcessID?
  /// The most messages in the mailbox; nil for no limit but that of the machine.
  public var mailboxLimit: Int?
  /// What a full mailbox does.
  public var overflow: OverflowPolicy
  /// The most bytes that heap, messages and binaries of the process may take together.
  public var maxHeapBytes: Int?
  /// The reductions that the process and those that it starts may use together; beyond that they end
  /// with `:reduction_limit`.
  public var maxReductions: Int?
  /// The reductions a second of the process and those that it starts; beyond that they pause.
  public var reductionsPerSecond: Int?
  /// How long the process and those that it starts may live; then they end with `:time_limit`.
  public var wallTime: Duration?
  /// How soon it runs.
  public var priority: Priority

  /// Makes options.
  ///
  /// - Parameters:
  ///   - name: The registered name.
  ///   - link: The process that the new one is linked to.
  ///   - mailboxLimit: The most messages in the mailbox.
  ///   - overflow: What a full mailbox does.
  ///   - maxHeapBytes: The most bytes of heap, messages and binaries.
  ///   - maxReductions: The reductions of the process and those that it starts.
  ///   - reductionsPerSecond: Their reductions a second.
  ///   - wallTime: How long they may live.
  ///   - priority: How soon the process runs.
  public init(
    name: String? = nil,
    link: ProcessID? = nil,
    mailboxLimit: Int? = nil,
    overflow: OverflowPolicy = .block,
    maxHeapBytes: Int? = nil,
    maxReductions: Int? = nil,
    reductionsPerSecond: Int? = nil,
    wallTime: Duration? = nil,
    priority: Priority = .normal
  ) {
    self.name = name
    self.link = link
    self.mailboxLimit = mailboxLimit
    self.overflow = overflow
    self.maxHeapBytes = maxHeapBytes
    self.maxReductions = maxReductions
    self.reductionsPerSecond = reductionsPerSecond
    self.wallTime = wallTime
    self.priority = priority
  }

  /// The options as the machine takes them.
  var outsideOptions: OutsideOptions {
    var options = OutsideOptions()
    options.name = name
    options.link = link
    options.mailbox = max(mailboxLimit ?? 0, 0)
    options.overflow = overflow
    options.maxHeapBytes = max(maxHeapBytes ?? 0, 0)
    options.maxReductions = maxReductions
    options.reductionsPerSecond = reductionsPerSecond
    options.wallTime = wallTime.map { time in
      let (seconds, attoseconds) = time.components
      let (whole, overflow) = UInt64(max(seconds, 0)).multipliedReportingOverflow(by: 1_000_000_000)
      return overflow ? .max : whole &+ UInt64(max(attoseconds, 0) / 1_000_000_000)
    }
    options.priority = priority
    return options
  }
}

extension BytecodeMachine {
  /// Starts a process with an exported function.
  ///
  /// - Parameters:
  ///   - module: The module's name, such as `Counter`.
  ///   - function: The function's name.
  ///   - arguments: The arguments, which become values as ``ValueEncoder`` says.
  ///   - options: The process's name, link and limits.
  /// - Returns: The identity of the process.
  /// - Throws: `conversion` when an argument does not fit, `nameTaken`, `systemLimit` when there is no
  ///   room for the process, `foreign` when the link's process is of another machine, `stopped`.
  @discardableResult
  public func spawn(
    _ module: String,
    _ function: String,
    with arguments: [any Encodable & Sendable] = [],
    options: SpawnOptions = SpawnOptions()
  ) throws(VirtualMachineError) -> ProcessID {
    let values = try encode(arguments)
    do throws(OutsideProblem) {
      return try runtime.spawn(
        module: module,
        function: function,
        arguments: values,
        options: options.outsideOptions,
        tie: nil
      )
    } catch { throw VirtualMachineError(error) }
  }

  /// Sends a message to a process.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - process: The receiver.
  /// - Returns: Whether the process was alive and has taken it; as in scripts, a message to a dead
  ///   process is no error.
  /// - Throws: `mailboxFull` when a bounded mailbox has no room, and its policy is to block or to
  ///   reject (see ``sendWaiting(_:to:timeout:)``); `foreign` when the process or something in the message is
  ///   of another machine; `systemLimit`, `stopped`.
  @discardableResult
  public func send(
    _ message: Value,
    to process: ProcessID
  ) throws(VirtualMachineError) -> Bool {
    do throws(OutsideProblem) {
      return try runtime.send(message, to: process)
    } catch { throw VirtualMachineError(error) }
  }

  /// Sends a message to the process that has a registered name.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - name: The name.
  /// - Returns: Whether the process has taken it.
  /// - Throws: `noSuchProcess` when no process has the name, otherwise as ``send(_:to:)-(_,ProcessID)``.
  @discardableResult
  public func send(_ message: Value, to name: String) throws(VirtualMachineError) -> Bool {
    guard let process = pid(named: name) else { throw .noSuchProcess }
    return try send(message, to: process)
  }

  /// Sends a message to a process, and waits while its bounded mailbox has no room.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - process: The receiver.
  ///   - timeout: How long to wait at most.
  /// - Throws: `timeout`, `cancelled`, `foreign`, `systemLimit`, `stopped`.
  public func sendWaiting(
    _ message: Value,
    to process: ProcessID,
    timeout: Duration? = nil
  ) async throws(VirtualMachineError) {
    do throws(VirtualMachineError) {
      try send(message, to: process)
    } catch {
      guard case .mailboxFull = error else { throw error }
      _ = try await perform(
        "Host",
        "send",
        [.pid(process), message],
        timeout,
        SpawnOptions()
      )
    }
  }

  /// The process that has a registered name, or nil.
  ///
  /// - Parameter name: The name.
  /// - Returns: Its process.
  public func pid(named name: String) -> ProcessID? { runtime.process(named: name) }

  /// Whether a process has not ended.
  ///
  /// - Parameter process: The process.
  /// - Returns: Whether it is alive; false for a process of another machine.
  public func isAlive(_ process: ProcessID) -> Bool { runtime.isAlive(process) }

  /// Ends a process at once; it cannot catch this.
  ///
  /// - Parameter process: The process; one that is dead, or of another machine, is left alone.
  public func kill(_ process: ProcessID) { runtime.kill(process) }

  /// Sends an exit signal, which ends a process unless it traps exits.
  ///
  /// One that does gets the message `(:EXIT, nil, reason)`; supervisors and servers that were not started
  /// by a link end in order.
  ///
  /// - Parameters:
  ///   - process: The receiver.
  ///   - reason: The exit reason; `.atom("kill")` cannot be trapped.
  /// - Throws: `foreign` when something in the reason is of another machine; `stopped`.
  public func exit(_ process: ProcessID, reason: Value) throws(VirtualMachineError) {
    do throws(OutsideProblem) {
      try runtime.exit(process, reason: reason)
    } catch { throw VirtualMachineError(error) }
  }

  /// Stops a process from running until ``resume(_:)``; messages gather meanwhile, and it can be
  /// killed.
  ///
  /// - Parameter process: The process; each suspension takes one resumption.
  public func suspend(_ process: ProcessID) { runtime.suspend(process) }

  /// Lets a suspended process run again.
  ///
  /// - Parameter process: The process.
  public func resume(_ process: ProcessID) { runtime.resume(process) }
}
