/// A request; the routes see `%{method: "GET", path: "/", query: "", headers: %{}, body: ""}`.
struct Request: Encodable, Sendable {
  var method: String
  /// What stands before the question mark, without percent signs.
  var path: String
  /// What stands behind the question mark, as it came.
  var query: String
  /// By their names in small letters.
  var headers: [String: String]
  var body: [UInt8]
}

/// What the routes give back: `%{status: 200, headers: %{"content-type" => "..."}, body: "..."}`.
struct Response: Decodable, Sendable {
  var status: Int
  var headers: [String: String]
  /// A string or any other binary in the routes.
  var body: [UInt8]
}

extension Response {
  /// A response of the server itself.
  init(status: Int, text: String, headers: [String: String] = [:]) {
    self.status = status
    self.headers = headers.merging(["content-type": "text/plain; charset=utf-8"]) { own, _ in own }
    body = Array((text + "\n").utf8)
  }
}
