import Synchronization

/// The devices of a virtual machine's shells, by number.
final class DeviceTable: Sendable {
  private struct State {
    var devices: [Int: any ShellDevice] = [:]
    /// Statements that have been typed, until a process has got them.
    var typed: [Int: String] = [:]
    var last = 0
    /// Where the command's own shell is, if it has one.
    var console = 0
    /// What its shell evaluates before it reads anything.
    var scripts: [ShellScript] = []
    /// Devices that no shell has taken yet, the oldest first.
    var waiting: [Int] = []
    /// Who wants the next one.
    var acceptor: (@Sendable (Int) -> Void)?
  }

  private let state = Mutex(State())

  /// The device of a number, or nil when it is closed.
  subscript(number: Int) -> (any ShellDevice)? { state.withLock { $0.devices[number] } }

  /// The number of the console, or nil.
  var console: Int? { state.withLock { $0.console == 0 ? nil : $0.console } }

  /// The texts that the console's shell begins with.
  var scripts: [ShellScript] { state.withLock { $0.scripts } }

  /// Adds the device of the command's own shell.
  func setConsole(_ device: any ShellDevice, scripts: [ShellScript]) {
    state.withLock { state in
      state.scripts = scripts
      state.last += 1
      state.devices[state.last] = device
      state.console = state.last
    }
  }

  /// Adds a device for which a shell is to be started.
  func add(_ device: any ShellDevice) {
    let (number, acceptor) = state.withLock { state in
      state.last += 1
      state.devices[state.last] = device
      let acceptor = state.acceptor
      state.acceptor = nil
      if acceptor == nil { state.waiting.append(state.last) }
      return (state.last, acceptor)
    }
    acceptor?(number)
  }

  /// Calls `done` with the next device that was added.
  func accept(_ done: @escaping @Sendable (Int) -> Void) {
    let next = state.withLock { state -> Int? in
      if state.waiting.isEmpty {
        state.acceptor = done
        return nil
      }
      return state.waiting.removeFirst()
    }
    if let next { done(next) }
  }

  /// Keeps what has been typed at a device: the process that waits for it may have been killed.
  func keep(_ statement: String, typedAt number: Int) {
    state.withLock { state in
      if state.devices[number] != nil { state.typed[number] = statement }
    }
  }

  /// Takes what was kept.
  func takeTyped(at number: Int) -> String? {
    state.withLock { $0.typed.removeValue(forKey: number) }
  }

  /// Forgets a device and tells it.
  func close(_ number: Int, status: Int) {
    state.withLock { state in
      state.typed[number] = nil
      return state.devices.removeValue(forKey: number)
    }?.close(status: status)
  }
}
