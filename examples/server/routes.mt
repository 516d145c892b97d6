## What the server answers. Each request is handled by a process of its own, so that a handler may
## wait, fail or never come to an end without harm to the others.
##
## A request is `%{method:, path:, query:, headers:, body:}`, with the headers' names in small
## letters; an answer `%{status:, headers:, body:}`.
module Routes {
  ## Answers a request.
  fn handle(%{method: "GET", path: "/"}) { text(200, "Hello from Martlet.\n") }
  fn handle(%{method: "GET", path: "/hello/" <> name}) { text(200, "Hello, \(name)!\n") }
  fn handle(%{method: "POST", path: "/echo", headers: headers, body: body}) {
    let type = Map.get(headers, "content-type", "application/octet-stream")
    %{status: 200, headers: %{"content-type" => type}, body: body}
  }

  # What requests share is the state of a process.
  fn handle(%{method: "GET", path: "/count"}) { text(200, "\(Counter.value())\n") }
  fn handle(%{method: "POST", path: "/count"}) { text(200, "\(Counter.add(1))\n") }

  # A handler may wait: its process does, the server does not.
  fn handle(%{method: "GET", path: "/slow"}) {
    Process.sleep(200)
    text(200, "That took a while.\n")
  }

  # And what no handler should do.
  fn handle(%{path: "/crash"}) { raise(:on_purpose) }
  fn handle(%{path: "/loop"}) { loop() }
  fn handle(%{path: "/hoard"}) { hoard([]) }

  fn handle(%{path: path}) { text(404, "There is nothing at \(path).\n") }

  private fn text(status, body) {
    %{status: status, headers: %{"content-type" => "text/plain; charset=utf-8"}, body: body}
  }

  private fn loop() { loop() }

  private fn hoard(things) { hoard([String.repeat("mine! ", 1_000) | things]) }
}

## A number that all requests share.
module Counter {
  fn start_link() { GenServer.start_link(Counter, 0, name: :counter) }

  ## Adds to the number and gives the new one.
  fn add(n) { GenServer.call(:counter, (:add, n)) }

  ## The number.
  fn value() { GenServer.call(:counter, :value) }

  fn init(n) { (:ok, n) }
  fn handle_call((:add, k), _from, n) { (:reply, n + k, n + k) }
  fn handle_call(:value, _from, n) { (:reply, n, n) }
}

## The processes that live as long as the server.
module Site {
  ## Starts them.
  fn start() {
    let counter = %{id: :counter, start: (Counter, :start_link, [])}
    let (:ok, _) = Supervisor.start([counter], name: :site)
    :ok
  }

  ## Ends them, the latest first.
  fn stop() { Supervisor.stop(:site) }
}
