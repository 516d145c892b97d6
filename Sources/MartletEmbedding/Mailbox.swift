import MartletRuntime
import Synchronization

/// A process of a machine that stands for the host: what scripts send to it, the host reads.
///
/// Scripts use it as any other process: they send to its pid or its name, link to it and monitor it. It
/// traps exits, so the end of a process that is linked to it arrives as the message
/// `(:EXIT, pid, reason)`, that of a monitored one as `(:DOWN, reference, :process, pid, reason)`.
///
/// Messages are taken from the process's mailbox as the host asks for them, so that a mailbox with a limit
/// holds senders up (or does what its policy says) while the host is busy.
///
/// ```swift
/// let host = try vm.mailbox(named: "host")
/// for await message in host {
///   if message[0] == .atom("log"), let text = message[1]?.stringValue { print(text) }
/// }
/// ```
public final class Mailbox: AsyncSequence, Sendable {
  /// What the mailbox holds.
  public typealias Element = Value

  /// The identity of the process.
  public let pid: ProcessID
  private let port: HostPort
  private let runtime: Runtime

  init(_ runtime: Runtime, _ port: HostPort, _ pid: ProcessID) {
    self.runtime = runtime
    self.port = port
    self.pid = pid
  }

  deinit { runtime.kill(pid) }

  // MARK: Reading

  /// Gives the messages of a mailbox, in the order in which they came.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let mailbox: Mailbox

    /// Waits for the next message.
    ///
    /// - Returns: The message, or nil when the process has ended or the task is cancelled.
    public mutating func next() async -> Value? { await mailbox.next() }

    /// Waits for the next message.
    ///
    /// - Parameter actor: The actor to wait on.
    /// - Returns: The message, or nil when the process has ended or the task is cancelled.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Value? {
      await mailbox.next()
    }
  }

  /// Makes an iterator; several share the messages between them.
  ///
  /// - Returns: The iterator.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(mailbox: self) }

  /// Waits for the next message.
  ///
  /// - Returns: The message, or nil when the process has ended or the task is cancelled.
  public func next() async -> Value? {
    if let message = port.take() { return message }
    let waiting = Waiting(port)
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in waiting.start(continuation) }
    } onCancel: {
      waiting.cancel()
    }
  }

  /// One wait for a message, which may be cancelled before it has begun.
  private final class Waiting: Sendable {
    private let state = Mutex<(number: Int?, isCancelled: Bool)>((nil, false))
    private let port: HostPort

    init(_ port: HostPort) { self.port = port }

    func start(_ continuation: UnsafeContinuation<Value?, Never>) {
      if state.withLock({ $0.isCancelled }) {
        continuation.resume(returning: nil)
        return
      }
      let number = port.next { continuation.resume(returning: $0) }
      let isCancelled = state.withLock { state in
        state.number = number
        return state.isCancelled
      }
      if isCancelled { port.cancel(number) }
    }

    func cancel() {
      let number = state.withLock { state in
        state.isCancelled = true
        return state.number
      }
      if let number { port.cancel(number) }
    }
  }

  // MARK: Acting as a process

  /// Links this process with another: the end of the other arrives as `(:EXIT, pid, reason)`, and the end
  /// of this one ends the other.
  ///
  /// - Parameter process: The other process.
  /// - Throws: `foreign` when it is of another machine; `stopped` when this one has ended.
  public func link(to process: ProcessID) async throws(VirtualMachineError) {
    _ = try await perform(.tuple([.atom("link"), .pid(process)]))
  }

  /// Ends the link with another process.
  ///
  /// - Parameter process: The other process.
  /// - Throws: `foreign` when it is of another machine; `stopped` when this one has ended.
  public func unlink(from process: ProcessID) async throws(VirtualMachineError) {
    _ = try await perform(.tuple([.atom("unlink"), .pid(process)]))
  }

  /// Monitors another process: its end arrives as `(:DOWN, reference, :process, pid, reason)`.
  ///
  /// - Parameter process: The other process.
  /// - Returns: The reference that the message will hold.
  /// - Throws: `foreign` when it is of another machine; `stopped` when this one has ended.
  public func monitor(
    _ process: ProcessID
  ) async throws(VirtualMachineError) -> ReferenceID {
    guard case .reference(let id) = try await perform(.tuple([.atom("monitor"), .pid(process)]))
    else { throw .stopped }
    return id
  }

  /// Ends a monitor; a message of it that has not been taken is dropped.
  ///
  /// - Parameter reference: What ``monitor(_:)`` gave.
  /// - Throws: `foreign` when it is of another machine; `stopped` when this one has ended.
  public func demonitor(_ reference: ReferenceID) async throws(VirtualMachineError) {
    _ = try await perform(.tuple([.atom("demonitor"), .reference(reference)]))
  }

  /// Ends the process; the sequence ends with it.
  ///
  /// Letting go of the mailbox does so too.
  public func close() { runtime.kill(pid) }

  func perform(_ request: Value) async throws(VirtualMachineError) -> Value {
    if runtime.isForeign(request) { throw .foreign("the process is one of another machine") }
    let answer = await withUnsafeContinuation { continuation in
      port.perform({ number in .tuple([.integer(number), request]) }) {
        continuation.resume(returning: $0)
      }
    }
    switch answer {
    case .tuple(let parts)? where parts.count == 2 && parts[0] == .atom("ok"): return parts[1]
    case .tuple(let parts)? where parts.count == 2: throw .ended(reason: parts[1])
    default: throw .stopped
    }
  }
}

extension BytecodeMachine {
  /// Makes a process that stands for the host.
  ///
  /// - Parameters:
  ///   - name: The name that it is registered with; nil for none.
  ///   - limit: The most messages that wait in its mailbox.
  ///   - overflow: What the mailbox does when it is full: by default senders wait.
  /// - Returns: The mailbox, whose process ends when it is let go.
  /// - Throws: `nameTaken`, `systemLimit`, `stopped`.
  public func mailbox(
    named name: String? = nil,
    limit: Int = 1_000,
    overflow: OverflowPolicy = .block
  ) throws(VirtualMachineError) -> Mailbox {
    var options = OutsideOptions()
    options.name = name
    options.mailbox = max(limit, 1)
    options.overflow = overflow
    let (port, pid) = try openPort("run", [], options, window: min(limit, 16))
    return Mailbox(runtime, port, pid)
  }

  /// Starts a process that stands for the host with a function of `stdlib/host.mt`.
  func openPort(
    _ function: String,
    _ arguments: [Value],
    _ options: OutsideOptions,
    window: Int
  ) throws(VirtualMachineError) -> (HostPort, ProcessID) {
    do throws(OutsideProblem) {
      return try runtime.openPort(function, arguments, options, window: window)
    } catch { throw VirtualMachineError(error) }
  }
}
