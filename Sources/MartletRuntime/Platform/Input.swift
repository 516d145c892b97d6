import Synchronization

/// The standard input of the program.
///
/// Reading waits, so it happens on the blocking pool; what is already in the buffer is given out at
/// once when nobody else is reading.
public final class Input: Sendable {
  /// How reading ended.
  enum Reading: Sendable {
    case bytes([UInt8])
    case end
    case failed(SystemError)
  }

  /// What is asked for.
  enum Request: Sendable {
    /// A line with its end.
    case line
    /// What there is, at least one byte and at most so many.
    case chunk(Int)
    /// Everything up to the end.
    case all
  }

  private struct State {
    var buffer: [UInt8] = []
    /// What lies before has been given out.
    var start = 0
    /// What lies before, from `start` on, has no line end in it.
    var searched = 0
    var isAtEnd = false
  }

  private let state = Mutex(State())
  private let readSome: @Sendable () -> Result<[UInt8], SystemError>

  /// Makes the input that reads from a descriptor.
  init(descriptor: Int32) { readSome = { Input.read(descriptor) } }

  /// Makes an input that asks a function of the host for bytes; it may wait, and none are the end.
  public init(readSome: @escaping @Sendable () -> [UInt8]) {
    self.readSome = { .success(readSome()) }
  }

  /// Standard input: there is one, whatever the number of virtual machines.
  static let standard = Input(descriptor: 0)

  /// What there is, at least one byte, and none at the end; waits for it, and before that writes what
  /// was printed.
  public func readSome(after output: Output) -> [UInt8] {
    if case .bytes(let bytes) = read(.chunk(1 << 16), after: output) { return bytes }
    return []
  }

  /// What was asked for, when it is there already; never waits.
  func readBuffered(_ request: Request) -> Reading? {
    state.withLockIfAvailable { state in Input.take(request, &state) } ?? nil
  }

  /// What was asked for; waits for it, and before that writes what was printed.
  func read(_ request: Request, after output: Output) -> Reading {
    state.withLock { state in
      while true {
        if let reading = Input.take(request, &state) { return reading }
        output.flush()
        if case .failure(let error) = fill(&state) { return .failed(error) }
      }
    }
  }

  private static func take(_ request: Request, _ state: inout State) -> Reading? {
    let available = state.buffer.count - state.start
    if available == 0 && state.isAtEnd { return .end }
    switch request {
    case .line:
      let searched = state.buffer[state.searched...]
      if let end = searched.firstIndex(of: UInt8(ascii: "\n")) {
        return .bytes(give(end + 1 - state.start, &state))
      }
      state.searched = state.buffer.count
      return state.isAtEnd ? .bytes(give(available, &state)) : nil
    case .chunk(let count):
      if available > 0 { return .bytes(give(min(count, available), &state)) }
      return nil
    case .all:
      return state.isAtEnd ? .bytes(give(available, &state)) : nil
    }
  }

  private static func give(_ count: Int, _ state: inout State) -> [UInt8] {
    let bytes = Array(state.buffer[state.start..<state.start + count])
    state.start += count
    if state.start == state.buffer.count {
      state.buffer.removeAll(keepingCapacity: state.buffer.count <= 1 << 20)
      state.start = 0
    }
    state.searched = state.start
    return bytes
  }

  private func fill(_ state: inout State) -> Result<Void, SystemError> {
    if state.start > 0 {
      state.buffer.removeFirst(state.start)
      state.searched -= state.start
      state.start = 0
    }
    switch readSome() {
    case .failure(let error): return .failure(error)
    case .success(let chunk):
      if chunk.isEmpty { state.isAtEnd = true } else { state.buffer += chunk }
      return .success(())
    }
  }

  private static func read(_ descriptor: Int32) -> Result<[UInt8], SystemError> {
    var failure: SystemError?
    let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      switch SystemFiles.readSome(descriptor, buffer) {
      case .success(let read): count = read
      case .failure(let error):
        failure = error
        count = 0
      }
    }
    return failure.map { .failure($0) } ?? .success(chunk)
  }
}
