import Synchronization

/// The standard output of one virtual machine.
///
/// Bytes are appended under a lock and written in larger pieces: `append(_:terminator:)` never
/// waits, ``flush()`` may. Whoever finds after appending that a write is due makes it on the blocking
/// pool, so that a slow reader of a pipe holds up only the processes that print. Writes are under a
/// second lock and take the buffer inside it, so pieces leave in the order in which they came.
///
/// When the reader has gone, everything printed later vanishes and ``isClosed`` says so.
public final class Output: Sendable {
  /// How many bytes are gathered before they are written.
  static let limit = 64 * 1024
  /// A pipe or terminal that is ready takes at least so many bytes at once.
  private static let quickPiece = 4096
  /// More pieces than this are no work for a thread that must not be long.
  private static let mostQuickPieces = 16

  /// What has been gathered.
  private struct Gathered {
    var bytes: [UInt8] = []
    /// What lies before has been taken.
    var start = 0

    var count: Int { bytes.count - start }

    /// Takes at most so many bytes, in time that does not depend on how many stay.
    mutating func take(_ most: Int) -> [UInt8] {
      if most < count {
        let end = start + most
        defer { start = end }
        return Array(bytes[start..<end])
      }
      var taken: [UInt8] = []
      swap(&taken, &bytes)
      taken.removeFirst(start)
      start = 0
      return taken
    }
  }

  private let buffer: Mutex<Gathered>
  private let writing = Mutex<Void>(())
  private let descriptor: Int32
  private let receiver: (@Sendable ([UInt8]) -> Void)?
  private let isReady: @Sendable () -> Bool
  /// Whether the output is a terminal: then everything is written at once.
  public let isTerminal: Bool
  private let closed = Atomic(false)
  /// How many bytes are in the buffer; a hint for those who do not hold the lock.
  private let pending = Atomic(0)
  /// Whether a thread has been started that flushes.
  private let isHandedOver = Atomic(false)

  /// Makes the output that writes to a descriptor of the operating system.
  public init(descriptor: Int32 = 1) {
    self.descriptor = descriptor
    isTerminal = SystemFiles.isTerminal(descriptor)
    isReady = { SystemFiles.isWritable(descriptor) }
    buffer = Mutex(Gathered())
    receiver = nil
  }

  /// Makes an output that hands everything to a function of the host, piece by piece.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether everything is handed over at once.
  ///   - isReady: Whether the function takes a piece without waiting.
  ///   - receiver: The function.
  public init(
    isTerminal: Bool = false,
    isReady: @escaping @Sendable () -> Bool = { true },
    receiver: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.isReady = isReady
    descriptor = -1
    self.isTerminal = isTerminal
    buffer = Mutex(Gathered())
    self.receiver = receiver
  }

  /// Standard error of the program; nothing is gathered there.
  public static let standardError = Output(descriptor: 2)

  /// Whether the reader has gone.
  public var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Whether nothing waits to be written.
  public var isEmpty: Bool { pending.load(ordering: .relaxed) == 0 }

  /// Appends bytes and says whether a ``flush()`` is due.
  func append(_ bytes: UnsafeBufferPointer<UInt8>, terminator: UInt8? = nil) -> Bool {
    if isClosed { return false }
    let count = buffer.withLock { buffer in
      buffer.bytes.append(contentsOf: bytes)
      if let terminator { buffer.bytes.append(terminator) }
      pending.store(buffer.count, ordering: .relaxed)
      return buffer.count
    }
    return count >= Output.limit || isTerminal
  }

  /// Appends bytes and says whether a ``flush()`` is due.
  func append(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { append($0) } }

  /// Writes text at once, after everything that was appended before; waits for a slow reader.
  public func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes bytes at once, after everything that was appended before; waits for a slow reader.
  public func write(_ bytes: [UInt8]) {
    _ = append(bytes)
    flush()
  }

  /// Writes text after everything that was appended before, without waiting for a slow reader.
  func writeSoon(_ text: String) {
    _ = append(Array(text.utf8))
    flushIfPending()
  }

  /// Writes what has been gathered; waits for a slow reader.
  public func flush() {
    if isEmpty { return }
    writing.withLock { _ in
      while true {
        let bytes = take(.max)
        if bytes.isEmpty { return }
        send(bytes)
      }
    }
  }

  /// Writes what has been gathered without ever waiting: what the reader does not take at once is
  /// left to another thread.
  public func flushIfPending() {
    if isEmpty { return }
    let isDone: Bool? = writing.withLockIfAvailable { _ in
      var pieces = 0
      while !isEmpty {
        guard isReady(), pieces < Output.mostQuickPieces else { return false }
        pieces += 1
        send(take(Output.quickPiece))
      }
      return true
    }
    if isDone == true || isHandedOver.exchange(true, ordering: .relaxed) { return }
    let isStarted = SystemThread.startDetached { [self] in
      // First, so that what is appended from here on finds nobody on the way.
      isHandedOver.store(false, ordering: .relaxed)
      flush()
    }
    if !isStarted {
      isHandedOver.store(false, ordering: .relaxed)
      flush()
    }
  }

  /// Takes bytes out of the buffer; only the holder of the lock on writing may.
  private func take(_ most: Int) -> [UInt8] {
    buffer.withLock { buffer in
      defer { pending.store(buffer.count, ordering: .relaxed) }
      return buffer.take(most)
    }
  }

  private func send(_ bytes: [UInt8]) {
    if isClosed { return }
    if let receiver {
      receiver(bytes)
    } else if case .failure = SystemFiles.writeAll(descriptor, bytes) {
      closed.store(true, ordering: .relaxed)
    }
  }
}
