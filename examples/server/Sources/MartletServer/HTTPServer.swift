import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Speaks HTTP/1.1: takes requests from connections, asks the application, writes the responses.
struct HTTPServer: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, ResponsePart>
  private typealias Requests = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator

  /// The port that it listens on.
  let port: Int

  private let listener: NIOAsyncChannel<Connection, Never>
  private let application: Application
  private let maximumBody: Int
  private let connections = Connections()

  /// Begins to listen; connections are served once `run` is called.
  ///
  /// - Parameters:
  ///   - host: The address to listen on.
  ///   - port: The port; 0 for any that is free.
  ///   - maximumBody: The size of the largest body that is taken, in bytes.
  ///   - application: What answers requests.
  init(host: String, port: Int, maximumBody: Int = 1 << 20, application: Application) async throws {
    listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ResponsePartHandler())
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
    self.port = listener.channel.localAddress?.port ?? port
    self.application = application
    self.maximumBody = maximumBody
  }

  /// Serves until `stop` was called and the requests that were under way are answered.
  func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      try await listener.executeThenClose { incoming in
        for try await connection in incoming {
          group.addTask { await serve(connection) }
        }
      }
    }
  }

  /// Takes no more connections and no more requests on those that there are.
  func stop() {
    listener.channel.close(promise: nil)
    connections.close()
  }

  /// Serves a connection, one request after the other; that it breaks concerns nobody else.
  private func serve(_ connection: Connection) async {
    let channel = connection.channel
    try? await connection.executeThenClose { inbound, outbound in
      defer { connections.waitsNoLonger(channel) }
      var requests = inbound.makeAsyncIterator()
      while connections.waits(channel), case .head(let head) = try await requests.next() {
        connections.waitsNoLonger(channel)
        let body = try await body(from: &requests)
        var response: Response
        if let body {
          response = await application.answer(Request(head, body: body))
        } else {
          response = Response(status: 413, text: "At most \(maximumBody) bytes are taken.")
        }
        // What is left of a body that is too large is not worth reading.
        let goesOn = head.isKeepAlive && body != nil
        try await outbound.write(contentsOf: response.parts(to: head, goesOn: goesOn))
        if !goesOn { break }
      }
    }
  }

  /// Reads the body of a request; gives nil when it is too large.
  private func body(from requests: inout Requests) async throws -> ByteBuffer? {
    var body = ByteBuffer()
    while let part = try await requests.next() {
      guard case .body(var piece) = part else { break }
      guard body.readableBytes + piece.readableBytes <= maximumBody else { return nil }
      body.writeBuffer(&piece)
    }
    return body
  }
}

/// A part of a response whose bytes are in memory, so that it may go from task to task.
private typealias ResponsePart = HTTPPart<HTTPResponseHead, ByteBuffer>

/// Turns such parts into those that the encoder knows.
private final class ResponsePartHandler: ChannelOutboundHandler {
  typealias OutboundIn = ResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part: HTTPServerResponsePart =
      switch unwrapOutboundIn(data) {
      case .head(let head): .head(head)
      case .body(let bytes): .body(.byteBuffer(bytes))
      case .end(let trailers): .end(trailers)
      }
    context.write(wrapOutboundOut(part), promise: promise)
  }
}

extension Request {
  /// Creates the request of a head and a body.
  fileprivate init(_ head: HTTPRequestHead, body: ByteBuffer) {
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    method = head.method.rawValue
    path = parts[0].removingPercentEncoding ?? String(parts[0])
    query = parts.count > 1 ? String(parts[1]) : ""
    headers = Dictionary(
      head.headers.map { ($0.name.lowercased(), $0.value) },
      uniquingKeysWith: { "\($0), \($1)" }
    )
    self.body = Array(body.readableBytesView)
  }
}

extension Response {
  /// What goes out in answer to a request.
  fileprivate func parts(to request: HTTPRequestHead, goesOn: Bool) -> [ResponsePart] {
    var fields = HTTPHeaders()
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      fields.replaceOrAdd(name: name, value: value)
    }
    // How long the body is and what becomes of the connection is not for scripts to say.
    fields.remove(name: "transfer-encoding")
    fields.remove(name: "connection")
    fields.replaceOrAdd(name: "content-length", value: "\(body.count)")
    if !goesOn { fields.replaceOrAdd(name: "connection", value: "close") }
    let head = HTTPResponseHead(
      version: request.version,
      status: HTTPResponseStatus(statusCode: status),
      headers: fields
    )
    let withoutBody = request.method == .HEAD || body.isEmpty
    return [.head(head)] + (withoutBody ? [] : [.body(ByteBuffer(bytes: body))]) + [.end(nil)]
  }
}
