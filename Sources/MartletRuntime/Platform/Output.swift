import Synchronization

/// The standard output of one virtual machine.
///
/// Bytes are appended under a lock and written in larger pieces: `append` never waits, `flush` may.
/// Whoever finds after appending that a write is due makes it on the blocking pool, so that a slow
/// reader of a pipe holds up only the processes that print. Writes are under a second lock and take
/// the buffer inside it, so pieces leave in the order in which they came.
///
/// When the reader has gone, everything printed later vanishes and ``isClosed`` says so.
public final class Output: Sendable {
  /// How many bytes are gathered before they are written.
  static let limit = 64 * 1024

  private let buffer: Mutex<[UInt8]>
  private let writing = Mutex<Void>(())
  private let descriptor: Int32
  /// Whether the output is a terminal: then everything is written at once.
  public let isTerminal: Bool
  private let closed = Atomic(false)
  /// How many bytes are in the buffer; a hint for those who do not hold the lock.
  private let pending = Atomic(0)
  private let receiver: (@Sendable ([UInt8]) -> Void)?

  /// Makes the output that writes to a descriptor of the operating system.
  public init(descriptor: Int32 = 1) {
    self.descriptor = descriptor
    isTerminal = SystemFiles.isTerminal(descriptor)
    buffer = Mutex([])
    receiver = nil
  }

  /// Makes an output that hands everything to a function of the host, piece by piece.
  public init(receiver: @escaping @Sendable ([UInt8]) -> Void) {
    descriptor = -1
    isTerminal = false
    buffer = Mutex([])
    self.receiver = receiver
  }

  /// Whether the reader has gone.
  public var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Whether nothing waits to be written.
  public var isEmpty: Bool { pending.load(ordering: .relaxed) == 0 }

  /// Appends bytes and says whether a ``flush()`` is due.
  func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if isClosed { return false }
    let count = buffer.withLock { buffer in
      buffer.append(contentsOf: bytes)
      pending.store(buffer.count, ordering: .relaxed)
      return buffer.count
    }
    return count >= Output.limit || isTerminal
  }

  /// Appends bytes and says whether a ``flush()`` is due.
  func append(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { append($0) } }

  /// Whether a flush of what is there would not wait: little for a terminal that is ready.
  var isFlushQuick: Bool {
    isTerminal && pending.load(ordering: .relaxed) <= 4096 && SystemFiles.isWritable(descriptor)
  }

  /// Writes what has been gathered; waits for a slow reader.
  public func flush() {
    if isEmpty { return }
    writing.withLock { _ in
      let bytes = buffer.withLock { buffer in
        let taken = buffer
        buffer = []
        pending.store(0, ordering: .relaxed)
        return taken
      }
      if bytes.isEmpty || isClosed { return }
      if let receiver {
        receiver(bytes)
      } else if case .failure = SystemFiles.writeAll(descriptor, bytes) {
        closed.store(true, ordering: .relaxed)
      }
    }
  }
}
