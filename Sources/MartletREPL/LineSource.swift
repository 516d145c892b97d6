import Synchronization

/// The lines of a pipe or a file.
///
/// Statements and what programs read with `IO.read_line` come from the same text, each taking what
/// the one before has left.
package final class LineSource: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    /// What lies before has been given out.
    var start = 0
    /// From `start` to here there is no line break.
    var searched = 0
    var isAtEnd = false

    /// Returns the end of the first line in the buffer, past its line break.
    mutating func lineEnd() -> Int? {
      if let index = buffer[max(searched, start)...].firstIndex(of: 10) {
        searched = index
        return index + 1
      }
      searched = buffer.count
      return isAtEnd && start < buffer.count ? buffer.count : nil
    }

    mutating func take(_ end: Int) -> [UInt8] {
      defer {
        start = end
        if start == buffer.count {
          buffer = []
          start = 0
          searched = 0
        }
      }
      return Array(buffer[start..<end])
    }
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  /// Makes the source that reads from a descriptor.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Waits for a line; it has its line break, unless it is the last.
  ///
  /// None is the end.
  package func next() -> [UInt8] {
    state.withLock { state in
      while true {
        if let end = state.lineEnd() { return state.take(end) }
        if state.isAtEnd { return [] }
        fill(&state)
      }
    }
  }

  /// Takes the next lines when `isWanted` says so of them: it is given lines that are there already
  /// until it gives an answer.
  ///
  /// - Returns: The lines that were wanted, or nothing.
  package func takeBuffered(while isWanted: (ArraySlice<UInt8>) -> Bool?) -> [UInt8] {
    state.withLock { state in
      var position = state.start
      while true {
        guard let end = state.buffer[position...].firstIndex(of: 10) else {
          if state.isAtEnd {
            guard position < state.buffer.count else { return [] }
            let answer = isWanted(state.buffer[position...])
            return answer == true ? state.take(state.buffer.count) : []
          }
          guard SystemDescriptor.isReadable(descriptor) else { return [] }
          let taken = position - state.start
          fill(&state)
          position = state.start + taken
          continue
        }
        if let answer = isWanted(state.buffer[position...end]) {
          return answer ? state.take(end + 1) : []
        }
        position = end + 1
      }
    }
  }

  private func fill(_ state: inout State) {
    if state.start > 0 {
      state.buffer.removeFirst(state.start)
      state.searched = max(state.searched - state.start, 0)
      state.start = 0
    }
    let chunk = SystemDescriptor.readSome(1 << 16, from: descriptor) ?? []
    if chunk.isEmpty { state.isAtEnd = true } else { state.buffer += chunk }
  }
}
