import MartletREPL
import MartletRuntime

/// Lets others open shells in a running program, if that was asked for.
struct Listening: Sendable {
  private let server: AttachServer?

  /// Makes the socket of a name, before any thread is started; leaves when that cannot be done.
  ///
  /// - Parameter program: What is told about the program in a list.
  init(_ name: String?, program: String, _ terminal: Terminal) throws {
    guard let name else {
      server = nil
      return
    }
    do throws(AttachProblem) {
      server = try AttachServer(name: name, program: program, folder: SocketFolder())
    } catch {
      terminal.error(error.description)
      throw ExitStatus.unavailable
    }
  }

  /// Takes clients for a machine that is about to run.
  func start(_ runtime: Runtime) {
    guard let server else { return }
    runtime.start(module: "Shell.Listener", function: "main")
    server.start { runtime.attach($0) }
  }

  /// Removes the socket, and tells the clients with which status the program ends.
  func stop(_ status: ExitStatus) { server?.stop(status: status.number) }
}
