import NIOCore
import Synchronization

/// The connections on which no request is under way: those that a server can close at any time.
final class Connections: Sendable {
  private struct State {
    var closing = false
    var idle: [ObjectIdentifier: any Channel] = [:]
  }

  private let state = Mutex(State())

  /// Notes that a connection waits for a request; gives false when it is to be closed instead.
  func waits(_ channel: any Channel) -> Bool {
    state.withLock { state in
      if !state.closing { state.idle[ObjectIdentifier(channel)] = channel }
      return !state.closing
    }
  }

  /// Notes that a request has come on a connection, or that it was closed.
  func waitsNoLonger(_ channel: any Channel) {
    state.withLock { _ = $0.idle.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  /// Closes those that wait, and has the others closed when they would wait again.
  func close() {
    let idle = state.withLock { state in
      state.closing = true
      return state.idle.values
    }
    for channel in idle { channel.close(promise: nil) }
  }
}
