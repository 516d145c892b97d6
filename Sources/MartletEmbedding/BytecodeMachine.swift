import MartletBytecode
public import MartletRuntime
import MartletStdlib
import Synchronization

/// Where what scripts print goes.
public enum ScriptOutput: Sendable {
  /// To standard output and standard error.
  case standardOutput
  /// Nowhere.
  case discard
  /// To a function, a piece at a time; it is called on whatever thread prints and should be short.
  case handler(@Sendable ([UInt8]) -> Void)
}

/// A virtual machine inside a Swift program that runs bytecode: what `VirtualMachine` of the module
/// `Martlet` is too, which adds the compiler.
///
/// Machines are independent of each other: each has its own code, processes, atoms, memory and threads.
///
/// ```swift
/// let vm = try BytecodeMachine(.init(schedulers: 2))
/// try vm.load(bytecode: bytes)
/// let total: Int = try await vm.call("Rules", "total", with: [order])
/// await vm.shutdown()
/// ```
///
/// A machine that is let go of is shut down without grace.
open class BytecodeMachine: @unchecked Sendable {
  /// The settings of a machine.
  public struct Configuration: Sendable {
    /// Scheduler threads, 1 to 64.
    public var schedulers: Int
    /// What scripts may touch.
    public var capabilities: Capabilities
    /// How much scripts may use.
    public var limits: Limits
    /// Where what they print goes.
    public var output: ScriptOutput
    /// Swift functions that they may call.
    public var hostModules: [HostModule]
    /// Folders in which modules are looked for by their names; the library's are always found.
    public var searchPaths: [String]
    /// What `System.argv()` gives.
    public var arguments: [String]

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - schedulers: Scheduler threads, 1 to 64; each takes a processor while there is work.
    ///   - capabilities: What scripts may touch: nothing but what is granted.
    ///   - limits: How much scripts may use.
    ///   - output: Where what they print goes.
    ///   - hostModules: Swift functions that they may call.
    ///   - searchPaths: Folders in which modules are looked for by their names.
    ///   - arguments: What `System.argv()` gives.
    public init(
      schedulers: Int = 1,
      capabilities: Capabilities = [],
      limits: Limits = Limits(),
      output: ScriptOutput = .standardOutput,
      hostModules: [HostModule] = [],
      searchPaths: [String] = [],
      arguments: [String] = []
    ) {
      self.schedulers = schedulers
      self.capabilities = capabilities
      self.limits = limits
      self.output = output
      self.hostModules = hostModules
      self.searchPaths = searchPaths
      self.arguments = arguments
    }
  }

  /// The machine itself.
  package let runtime: Runtime
  /// The settings.
  public let configuration: Configuration

  /// Makes a machine and starts it.
  ///
  /// - Parameter configuration: The settings.
  /// - Throws: `systemLimit` when the system has no thread for it, or the host modules have no room.
  public convenience init(
    _ configuration: Configuration = Configuration()
  ) throws(VirtualMachineError) {
    try self.init(configuration, hooks: BytecodeMachine.hooks(configuration))
  }

  /// Makes a machine that asks `hooks` for what it does not know itself.
  package init(
    _ configuration: Configuration,
    hooks: MachineHooks
  ) throws(VirtualMachineError) {
    self.configuration = configuration
    var settings = RuntimeConfiguration()
    settings.schedulers = min(max(configuration.schedulers, 1), 64)
    settings.limits = configuration.limits
    settings.capabilities = configuration.capabilities
    let output =
      switch configuration.output {
      case .standardOutput: Output()
      case .discard: Output(receiver: { _ in })
      case .handler(let handler): Output(receiver: handler)
      }
    // What a host wants to have itself, or not at all, is no less so for what is wrong.
    let errors =
      if case .standardOutput = configuration.output { Output.standardError } else { output }
    runtime = Runtime(configuration: settings, hooks: hooks, output: output, errors: errors)
    guard runtime.startThreads() else { throw .systemLimit("threads") }
    for module in configuration.hostModules { try define(module) }
    runtime.whenEnded { [weak runtime] in runtime?.tearDown {} }
  }

  /// What a machine without a compiler is told.
  private static func hooks(_ configuration: Configuration) -> MachineHooks {
    MachineHooks(
      arguments: configuration.arguments,
      findModule: { name in Stdlib.file(ofModule: name).flatMap { try? $0.modules() } }
    )
  }

  /// Loads modules from bytecode, as newest versions where they are loaded already.
  ///
  /// Calls that name a module's functions enter the new version from then on; processes that run the old
  /// one go on in it until they call by name.
  ///
  /// - Parameters:
  ///   - bytes: What `martlet compile` has written.
  ///   - names: The modules that may be among them; nil for any.
  /// - Returns: The names of the modules.
  /// - Throws: `loading` when the bytes are no valid bytecode, a module is not permitted, or there is no room.
  @discardableResult
  public func load(
    bytecode bytes: [UInt8],
    permitting names: Set<String>? = nil
  ) throws(VirtualMachineError) -> [String] {
    let modules: [BytecodeModule]
    do throws(BytecodeDecodingError) {
      modules = try BytecodeDecoder.decode(bytes)
    } catch { throw .loading("\(error)") }
    return try load(modules, permitting: names)
  }

  /// Loads modules, as newest versions where they are loaded already.
  package func load(
    _ modules: [BytecodeModule],
    permitting names: Set<String>? = nil
  ) throws(VirtualMachineError) -> [String] {
    if let names, let other = modules.first(where: { !names.contains($0.name) }) {
      throw .loading("it has the module \(other.name), which it may not have")
    }
    for module in modules {
      do throws(LoadError) {
        try runtime.load(module)
      } catch { throw .loading(error.description) }
    }
    return modules.map(\.name)
  }

  /// The status that a script has given to `System.exit`, which takes the capability `exit` and shuts the
  /// machine down; nil while none has.
  public var exitStatus: Int? { runtime.exitStatus }

  /// The counters of the machine.
  public var statistics: RuntimeStatistics { runtime.statistics }

  /// Shuts the machine down: tells every process to end, waits for them, then takes down what is left.
  ///
  /// First the processes that the host has started get the exit signal `:shutdown`, so that supervisors that
  /// are linked to them end their children in order; what is alive then, or after half of the time, gets it too. Calls
  /// that are still under way then fail with `stopped`, sequences of messages and events end, and Swift
  /// functions that scripts could call are let go of.
  ///
  /// - Parameter grace: How long to wait for processes to end.
  public func shutdown(grace: Duration = .zero) async {
    if grace > .zero {
      let clock = ContinuousClock()
      let end = clock.now.advanced(by: grace)
      runtime.askToEnd(all: false)
      // Supervisors among the children of what has ended are at work as long as others end.
      var count = runtime.processCount
      var change = clock.now
      let half = clock.now.advanced(by: grace / 2)
      while count > 0, clock.now < half, !Task.isCancelled,
        runtime.hasStarted || clock.now < change.advanced(by: .milliseconds(50))
      {
        try? await Task.sleep(for: .milliseconds(2))
        if runtime.processCount != count {
          count = runtime.processCount
          change = clock.now
        }
      }
      if runtime.processCount > 0 { runtime.askToEnd(all: true) }
      while runtime.processCount > 0, clock.now < end, !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(2))
      }
    }
    await withUnsafeContinuation { continuation in
      runtime.tearDown { continuation.resume() }
    }
  }

  /// A process that looks into others for the host.
  private let inspector = Mutex<Mailbox?>(nil)

  /// What there is to know about a process.
  ///
  /// - Parameter process: The process.
  /// - Returns: What `Process.info` gives in scripts: a map with atoms for keys; nil when the process
  ///   has ended.
  /// - Throws: `foreign`, `stopped`, `systemLimit`.
  public func information(
    _ process: ProcessID
  ) async throws(VirtualMachineError) -> Value? {
    let mailbox: Mailbox
    if let made = inspector.withLock({ $0 }) {
      mailbox = made
    } else {
      mailbox = try self.mailbox()
      inspector.withLock { $0 = mailbox }
    }
    let value = try await mailbox.perform(.tuple([.atom("information"), .pid(process)]))
    return value == .nil ? nil : value
  }
}
