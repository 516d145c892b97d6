import Synchronization

/// Threads for work that may block: files, standard input, loading code.
///
/// Threads are started as work waits, up to a limit, and stay.
final class BlockingPool: @unchecked Sendable {
  /// The most threads.
  private let maximum: Int

  private struct State {
    var work: [@Sendable () -> Void] = []
    var next = 0
    var idle: [Parker] = []
    var threads = 0
    var stopping = false
  }

  private let state = Mutex(State())

  /// Makes a pool of up to so many threads, at least one.
  init(maximum: Int) { self.maximum = max(maximum, 1) }

  /// Runs `work` on one of the threads, soon.
  func submit(_ work: @escaping @Sendable () -> Void) {
    let parker = state.withLock { state -> Parker? in
      state.work.append(work)
      if let parker = state.idle.popLast() { return parker }
      if state.threads < maximum, SystemThread.startDetached({ [self] in run() }) {
        state.threads += 1
      }
      return nil
    }
    parker?.notify()
  }

  private func run() {
    let parker = Parker()
    while true {
      let next = state.withLock { state -> (@Sendable () -> Void)?? in
        if state.next < state.work.count {
          let work = state.work[state.next]
          state.next += 1
          if state.next == state.work.count {
            state.work.removeAll(keepingCapacity: true)
            state.next = 0
          }
          return .some(work)
        }
        if state.stopping { return .some(nil) }
        state.idle.append(parker)
        return nil
      }
      switch next {
      case .some(.some(let work)): work()
      case .some(nil): return
      case nil: parker.park(nanoseconds: -1) { false }
      }
    }
  }

  /// Ends idle threads.
  ///
  /// Those that are still blocked are left alone: nothing waits for them.
  func stop() {
    let idle = state.withLock { state -> [Parker] in
      state.stopping = true
      defer { state.idle = [] }
      return state.idle
    }
    for parker in idle { parker.notify() }
  }
}
