import Martlet
import Synchronization

/// Answers requests by asking the routes, each request in a process of its own.
final class Application: Sendable {
  /// What requests may use.
  struct Allowance: Sendable {
    /// How long one may take.
    var time: Duration = .seconds(1)
    /// How much memory one may use, in bytes.
    var memory = 8 << 20
    /// How many are answered at the same time.
    var requests = 1_000
  }

  private let machine: VirtualMachine
  private let allowance: Allowance
  private let report: @Sendable (String) -> Void
  private let busy = Mutex(0)

  /// Creates an application and starts what lives as long as it does.
  ///
  /// - Parameters:
  ///   - routes: A program with `Routes.handle(request)`, `Site.start()` and `Site.stop()`.
  ///   - allowance: What requests may use.
  ///   - report: Takes a line about each request that failed.
  init(
    routes: String,
    allowance: Allowance = Allowance(),
    report: @escaping @Sendable (String) -> Void
  ) async throws {
    self.allowance = allowance
    self.report = report
    // The routes may use the clock; files, network and all else are out of their reach.
    machine = try VirtualMachine(
      .init(
        capabilities: [.clock],
        limits: Limits(maxProcesses: 10_000, maxMemoryBytes: 512 << 20)
      )
    )
    try machine.load(source: routes, named: "routes.mt")
    _ = try await machine.call("Site", "start")
  }

  /// How many requests are being answered.
  var load: Int { busy.withLock { $0 } }

  /// Answers a request, whatever the routes do.
  func answer(_ request: Request) async -> Response {
    guard enter() else {
      return Response(status: 503, text: "Too many requests.", headers: ["retry-after": "1"])
    }
    defer { busy.withLock { $0 -= 1 } }
    do throws(VirtualMachineError) {
      return try await machine.call(
        "Routes",
        "handle",
        with: [request],
        // The time is that of the handler and of all that it starts.
        options: SpawnOptions(maxHeapBytes: allowance.memory, wallTime: allowance.time)
      )
    } catch {
      report("\(request.method) \(request.path): \(error)")
      switch error {
      case .limit, .systemLimit:
        return Response(status: 503, text: "This took too much.")
      default:
        return Response(status: 500, text: "This failed.")
      }
    }
  }

  /// Ends all processes.
  func shutdown() async {
    _ = try? await machine.call("Site", "stop", timeout: .seconds(2))
    await machine.shutdown(grace: .seconds(1))
  }

  /// Counts one more request, unless there are too many.
  private func enter() -> Bool {
    busy.withLock { count in
      guard count < allowance.requests else { return false }
      count += 1
      return true
    }
  }
}
