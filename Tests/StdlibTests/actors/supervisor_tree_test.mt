# Trees of supervisors as data and as text (supervisor_SUITE's case: tree).

module SupervisorTreeTest {
  fn init(state) { (:ok, state) }
  fn handle_call(:get, _from, state) { (:reply, state, state) }

  fn plain() { (:ok, spawn_link(SupervisorTreeTest, :wait, [])) }
  fn wait() { receive { :never -> :ok } }
}

fn plain(id) { %{id: id, start: (SupervisorTreeTest, :plain, [])} }

fn server(id, name, state) {
  %{id: id, start: fn() { GenServer.start_link(SupervisorTreeTest, state, name: name) }}
}

fn inner(id, children) {
  %{id: id, type: :supervisor, start: fn() { Supervisor.start_link(children) }}
}

# The text without pids, which are never the same.
fn text(sup, options) {
  Supervisor.tree_text(sup, options)
  |> String.split("\n")
  |> List.map { line in
    String.split(line, "  ")
    |> List.reject { part in String.starts_with?(String.trim(part), "#pid") }
    |> String.join("  ")
  }
}

Test.setup { Process.trap_exit() }

# tree
Test.test("a tree as data") {
  let (:ok, sup) = Supervisor.start_link([
    plain(:a),
    inner(:left, [plain(:b), inner(:deep, [plain(:c)])]),
    server(:server, :sup_tree_server, [1, 2]),
    %{id: :idle, start: fn() { :ignore }},
  ], name: :sup_tree_data)
  let tree = Supervisor.tree(:sup_tree_data)
  Test.expect_equal((tree.id, tree.pid, tree.name, tree.type, tree.status), (nil, sup, :sup_tree_data, :supervisor, :running))
  Test.expect_equal(List.map(tree.children) { c in c.id }, [:a, :left, :server, :idle])
  let [a, left, server, idle] = tree.children
  Test.expect_equal((a.type, a.status, a.children), (:worker, :running, []))
  Test.expect_equal((server.name, server.pid), (:sup_tree_server, whereis(:sup_tree_server)))
  Test.expect_equal((idle.pid, idle.status), (nil, :stopped))
  let [b, deep] = left.children
  Test.expect_equal((b.id, deep.id, List.map(deep.children) { c in c.id }), (:b, :deep, [:c]))
  let [(_, pid, _, _)] = Supervisor.which_children(deep.pid)
  Test.expect_equal(hd(deep.children).pid, pid)
}

Test.test("a tree as text") {
  let (:ok, _) = Supervisor.start_link([
    plain(:a),
    inner(:left, [plain(:b), inner(:deep, [plain(:c)])]),
    server(:server, :sup_tree_drawn, [1, 2]),
    server(:long, nil, List.range(1, 1_000)),
    %{id: :idle, start: fn() { :ignore }},
  ], name: :sup_tree_text)
  let [root, a, left, b, deep, c, server, long, idle] = text(:sup_tree_text, %{})
  Test.expect_equal(root, ":sup_tree_text  supervisor")
  Test.expect_equal(a, "├── :a")
  Test.expect_equal(left, "├── :left  supervisor")
  Test.expect_equal(b, "│   ├── :b")
  Test.expect_equal(deep, "│   └── :deep  supervisor")
  Test.expect_equal(c, "│       └── :c")
  # The state is shown when the server answers in time.
  Test.expect(String.starts_with?(server, "├── :server  :sup_tree_drawn"))
  Test.expect(String.length(long) < 100)
  Test.expect_equal(idle, "└── :idle  stopped")
}

Test.test("waiting messages are shown, and a process that is no server gets none") {
  let (:ok, sup) = Supervisor.start_link([plain(:a)])
  let [(:a, pid, _, _)] = Supervisor.which_children(sup)
  pid ! :one
  pid ! :two
  Test.expect_equal(text(sup, %{}), ["supervisor", "└── :a  2 messages"])
  Test.expect_eventually { Process.message_count(pid) == 2 }
}

Test.test("of many children some are shown") {
  let (:ok, sup) = Supervisor.start_dynamic(child: plain(:template))
  for _ in 1..30 { Supervisor.start_child(sup, []) }
  Test.expect_equal(length(text(sup, %{})), 22)
  Test.expect_equal(List.last(text(sup, limit: 3)), "└── … and 27 more")
  Test.expect_equal(length(text(sup, limit: :infinity)), 31)
  Test.expect_equal(length(Supervisor.tree(sup).children), 30)
}

Test.test("a supervisor under itself is shown once") {
  let (:ok, sup) = Supervisor.start_link([])
  Supervisor.start_child(sup, %{id: :loop, type: :supervisor, restart: :temporary, shutdown: 0, start: fn() { (:ok, sup) }})
  let [self_again] = Supervisor.tree(sup).children
  Test.expect_equal((self_again.pid, self_again.status, self_again.children), (sup, :shown_above, []))
  exit(sup, :kill)
  Test.expect_receive() { (:EXIT, ^sup, :killed) in :ok }
}

Test.test("who calls itself a supervisor and is none, and who has ended") {
  let fake = %{id: :fake, type: :supervisor, shutdown: 0, start: fn() {
    (:ok, spawn_link {
      receive { (:"$call", from, :which_children, _) -> Gen.reply(from, [1, 2]) }
      receive { :never -> :ok }
    })
  }}
  let (:ok, sup) = Supervisor.start_link([fake])
  let [child] = Supervisor.tree(sup).children
  Test.expect_equal((child.status, child.children), (:unknown, []))
  Supervisor.stop(sup)
  Test.expect_equal(Supervisor.tree(sup).status, :ended)
}

Test.test("a tree whose children come and go while it is drawn") {
  let (:ok, sup) = Supervisor.start_link([
    %{id: :dynamic, type: :supervisor, start: fn() {
      Supervisor.start_dynamic(name: :sup_tree_busy, child: plain(:template), max_restarts: :infinity)
    }},
  ])
  for _ in 1..20 { Supervisor.start_child(:sup_tree_busy, []) }
  let me = self()
  let killer = spawn_link {
    for _ in 1..100, (_, pid, _, _) in Supervisor.which_children(:sup_tree_busy) {
      if is_pid(pid) { exit(pid, :kill) }
    }
    me ! :killed
  }
  for _ in 1..20 {
    let [dynamic] = Supervisor.tree(sup).children
    Test.expect_equal(length(dynamic.children), 20)
    Test.expect(is_string(Supervisor.tree_text(sup, %{})))
  }
  Test.expect_receive() { :killed in :ok }
  Test.expect(is_pid(killer))
}
