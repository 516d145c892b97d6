import Foundation
import NIOHTTP1
import Synchronization
import Testing

@testable import MartletServer

/// Asks a server that runs the routes of this example.
@Suite(.serialized) struct ServerTests {
  /// Runs `body` while a server listens, and stops it.
  private func withServer(
    allowance: Application.Allowance = .init(),
    _ body: (Client, HTTPServer, Application) async throws -> Void
  ) async throws -> [String] {
    let routes = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().appendingPathComponent("../../routes.mt").standardized
    let lines = Lines()
    let application = try await Application(
      routes: String(contentsOf: routes, encoding: .utf8),
      allowance: allowance,
      report: { line in lines.all.withLock { $0.append(line) } }
    )
    let server = try await HTTPServer(
      host: "127.0.0.1",
      port: 0,
      maximumBody: 1_000,
      application: application
    )
    let serving = Task { try await server.run() }
    let result: Result<Void, any Error>
    do {
      try await body(Client(port: server.port), server, application)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    server.stop()
    try await serving.value
    await application.shutdown()
    try result.get()
    return lines.all.withLock { $0 }
  }

  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test(.timeLimit(.minutes(2))) func routesAnswer() async throws {
    let lines = try await withServer { client, _, _ in
      let hello = try await client.send(.GET, "/")
      #expect(hello.status == 200)
      #expect(hello.headers["content-type"] == "text/plain; charset=utf-8")
      #expect(hello.body == "Hello from Martlet.\n")
      #expect(try await client.send(.GET, "/hello/J%C3%BCrgen?x=1").body == "Hello, Jürgen!\n")
      #expect(try await client.send(.POST, "/echo", body: "abc").body == "abc")
      #expect(try await client.send(.GET, "/nowhere").status == 404)
      #expect(try await client.send(.HEAD, "/nowhere").body == "")
    }
    #expect(lines.isEmpty)
  }

  @Test(.timeLimit(.minutes(2))) func oneConnectionTakesManyRequests() async throws {
    _ = try await withServer { client, _, _ in
      let replies = try await client.send([
        (.POST, "/count", ""), (.GET, "/crash", ""), (.POST, "/count", ""), (.GET, "/count", ""),
      ])
      #expect(replies.map(\.status) == [200, 500, 200, 200])
      #expect(replies.last?.body == "2\n")
    }
  }

  @Test(.timeLimit(.minutes(2))) func oneHandlersEndIsNoOthersEnd() async throws {
    let lines = try await withServer { client, _, _ in
      async let looping = client.send(.GET, "/loop")
      async let hoarding = client.send(.GET, "/hoard")
      async let crashing = client.send(.GET, "/crash")
      async let slow = client.send(.GET, "/slow")
      let replies = try await (slow, crashing, looping, hoarding)
      #expect(replies.0.status == 200)
      #expect(replies.1.status == 500)
      #expect(replies.2.status == 503)
      #expect(replies.3.status == 503)
      #expect(try await client.send(.GET, "/").status == 200)
    }
    #expect(lines.count == 3)
    #expect(lines.contains { $0.hasPrefix("GET /crash: ") && $0.contains(":on_purpose") })
    #expect(lines.contains { $0.hasPrefix("GET /loop: ") })
  }

  @Test(.timeLimit(.minutes(2))) func fiftyRequestsAtOnceShareACounter() async throws {
    _ = try await withServer(allowance: .init(time: .seconds(30))) { client, _, _ in
      let statuses = try await withThrowingTaskGroup { group in
        for _ in 1...50 { group.addTask { try await client.send(.POST, "/count").status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 200, count: 50))
      #expect(try await client.send(.GET, "/count").body == "50\n")
    }
  }

  @Test(.timeLimit(.minutes(2))) func thereIsABoundOnEverything() async throws {
    let allowance = Application.Allowance(time: .seconds(30), requests: 1)
    _ = try await withServer(allowance: allowance) { client, _, _ in
      let large = String(repeating: "x", count: 1_001)
      #expect(try await client.send(.POST, "/echo", body: large).status == 413)
      let statuses = try await withThrowingTaskGroup { group in
        for _ in 1...10 { group.addTask { try await client.send(.GET, "/slow").status } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(statuses == [200, 503])
    }
  }

  @Test(.timeLimit(.minutes(2))) func requestsUnderWayAreAnsweredBeforeTheEnd() async throws {
    _ = try await withServer(allowance: .init(time: .seconds(30))) { client, server, application in
      async let slow = client.send(.GET, "/slow")
      while application.load == 0 { try await Task.sleep(for: .milliseconds(1)) }
      server.stop()
      let answered = try await slow
      #expect(answered.status == 200)
      await #expect(throws: (any Error).self) { try await client.send(.GET, "/") }
    }
  }
}
