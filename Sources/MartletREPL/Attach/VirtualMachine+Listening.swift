public import Martlet
import MartletRuntime

/// Lets others open shells in a machine inside a Swift program, until it is stopped or let go of.
///
/// See ``Martlet/VirtualMachine/listen(named:)``.
public final class ShellListener: Sendable {
  private let server: AttachServer

  fileprivate init(_ server: AttachServer) { self.server = server }

  deinit { server.stop() }

  /// Takes no more clients, and ends the shells of those that are there.
  public func stop() { server.stop() }
}

/// Why no shells can be opened in a machine, in words that say how to mend it.
public struct ListeningError: Error, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let description: String
}

extension VirtualMachine {
  /// What a shell does that scripts may not do without being granted it.
  private static let needs: [Capability.Kind] = [.introspection, .codeLoading, .atoms, .input]

  /// Lets `martlet attach NAME` open shells in this machine, for users of the same account.
  ///
  /// Shells see what scripts see, the functions of the host with their documentation among it. The machine must
  /// have been granted what shells do: `introspection`, `codeLoading`, `atoms` and `input`.
  ///
  /// - Parameter name: What the machine is called; letters, digits, `_`, `-` and points.
  /// - Returns: What keeps listening until it is stopped or let go of.
  /// - Throws: ``ListeningError`` when the name cannot be used or a capability is missing.
  public func listen(named name: String) throws(ListeningError) -> ShellListener {
    let missing = Self.needs.filter { !configuration.capabilities.permits($0) }
    guard missing.isEmpty else {
      let names = missing.map(\.name).joined(separator: ", ")
      throw ListeningError(description: "shells need capabilities that are not granted: \(names)")
    }
    do throws(AttachProblem) {
      return try listen(named: name, in: SocketFolder())
    } catch {
      throw ListeningError(description: error.description)
    }
  }

  /// Listens in a folder of the caller's choice.
  func listen(
    named name: String,
    in folder: SocketFolder
  ) throws(AttachProblem) -> ShellListener {
    let server = try AttachServer(name: name, program: name, folder: folder)
    do throws(VirtualMachineError) {
      try spawn("Shell.Listener", "main")
    } catch {
      throw AttachProblem("no shell can be started: \(error)")
    }
    server.start { [weak runtime] in runtime?.attach($0) }
    return ShellListener(server)
  }
}
