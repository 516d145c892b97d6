import ArgumentParser
import Dispatch
import Foundation

/// The command: starts the server and stops it on SIGINT and SIGTERM.
@main
struct MartletServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet-server",
    abstract: "Serves what routes in Martlet answer."
  )

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 for any that is free.")
  var port = 8080

  @Option(help: "The file with the routes.")
  var routes = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../routes.mt").standardized.path

  @Option(help: "The most requests that are answered at the same time.")
  var maximumRequests = 1_000

  @Option(help: "The size of the largest body that is taken, in bytes.")
  var maximumBody = 1 << 20

  @Option(help: "The seconds that requests have to end once the server is told to stop.")
  var grace = 5

  func run() async throws {
    // Before there is a port: who learns of it may stop the server at once.
    let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }

    let application = try await Application(
      routes: String(contentsOfFile: routes, encoding: .utf8),
      allowance: .init(requests: maximumRequests),
      report: { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
    )
    let server = try await HTTPServer(
      host: host,
      port: port,
      maximumBody: maximumBody,
      application: application
    )
    let serving = Task { try await server.run() }
    print("listening on http://\(host):\(server.port)")
    fflush(nil)

    for await _ in signals { break }
    print("stopping")
    server.stop()
    let impatience = Task {
      try await Task.sleep(for: .seconds(grace))
      serving.cancel()
    }
    _ = await serving.result
    impatience.cancel()
    await application.shutdown()
  }
}
