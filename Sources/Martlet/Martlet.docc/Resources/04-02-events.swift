import Martlet

let vm = try VirtualMachine(.init(schedulers: 2))
try vm.load(
  source: """
    module Sales {
      fn start_link() { GenServer.start_link(Sales, nil, name: :sales) }
      fn sell(article, count) { GenServer.call(:sales, (:sell, article, count)) }

      fn init(_) {
        :host ! (:up, self())
        (:ok, 0)
      }
      fn handle_call((:sell, _article, count), _from, sold) {
        (:reply, sold + count, sold + count)
      }
    }

    module Shop {
      fn run() {
        let (:ok, _) = Supervisor.start_link([%{id: :sales, start: &Sales.start_link/0}])
        Process.sleep(:infinity)
      }
    }
    """,
  named: "shop.mt"
)

let host = try vm.mailbox(named: "host")
try vm.spawn("Shop", "run")
if let message = await host.next() { print(message[0] ?? .nil) }  // expect: :up

print(try await vm.call("Sales", "sell", with: ["tea", 3]))  // expect: 3

let events = vm.events(.crash)
do {
  _ = try await vm.call("Sales", "sell", with: ["tea", "many"])
} catch {
  print("not sold")  // expect: not sold
}
for await case .crash(let crash) in events where crash.name == "sales" {
  print(crash.name ?? "", "crashed:", crash.reason)  // expect: sales crashed: :badarith
  break
}

if let message = await host.next() { print(message[0] ?? .nil) }  // expect: :up
print(try await vm.call("Sales", "sell", with: ["cup", 1]))  // expect: 1

await vm.shutdown(grace: .seconds(5))
