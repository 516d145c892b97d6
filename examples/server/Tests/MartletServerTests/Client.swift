import NIOCore
import NIOHTTP1
import NIOPosix

/// What a server has answered.
struct Reply: Equatable {
  var status: Int
  var headers: [String: String] = [:]
  var body = ""
}

/// Asks a server on this machine.
struct Client: Sendable {
  let port: Int

  private typealias RequestPart = HTTPPart<HTTPRequestHead, ByteBuffer>

  /// The connection ended before the answer did.
  struct Incomplete: Error {}

  /// Sends a request and waits for the answer.
  func send(_ method: HTTPMethod = .GET, _ path: String, body: String = "") async throws -> Reply {
    try await send([(method, path, body)])[0]
  }

  /// Sends requests over one connection, each when the one before is answered.
  func send(_ requests: [(method: HTTPMethod, path: String, body: String)]) async throws -> [Reply]
  {
    let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(RequestPartHandler())
          return try NIOAsyncChannel<HTTPClientResponsePart, RequestPart>(
            wrappingChannelSynchronously: channel
          )
        }
      }
    return try await connection.executeThenClose { inbound, outbound in
      var parts = inbound.makeAsyncIterator()
      var replies: [Reply] = []
      for request in requests {
        let bytes = ByteBuffer(string: request.body)
        let head = HTTPRequestHead(
          version: .http1_1,
          method: request.method,
          uri: request.path,
          headers: ["host": "127.0.0.1", "content-length": "\(bytes.readableBytes)"]
        )
        try await outbound.write(contentsOf: [.head(head), .body(bytes), .end(nil)])
        var reply = Reply(status: 0)
        reading: while true {
          switch try await parts.next() {
          case .head(let head):
            reply.status = Int(head.status.code)
            for field in head.headers { reply.headers[field.name] = field.value }
          case .body(let bytes): reply.body += String(buffer: bytes)
          case .end: break reading
          case nil: throw Incomplete()
          }
        }
        replies.append(reply)
      }
      return replies
    }
  }

  private final class RequestPartHandler: ChannelOutboundHandler {
    typealias OutboundIn = RequestPart
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      let part: HTTPClientRequestPart =
        switch unwrapOutboundIn(data) {
        case .head(let head): .head(head)
        case .body(let bytes): .body(.byteBuffer(bytes))
        case .end(let trailers): .end(trailers)
        }
      context.write(wrapOutboundOut(part), promise: promise)
    }
  }
}
