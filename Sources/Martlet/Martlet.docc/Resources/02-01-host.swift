import Martlet

actor Warehouse {
  private var levels = ["tea": 12]

  func take(_ count: Int, of article: String) throws -> Int {
    guard let level = levels[article] else {
      throw HostError(reason: .tuple([.atom("unknown"), .string(article)]))
    }
    levels[article] = max(level - count, 0)
    return min(level, count)
  }
}

let warehouse = Warehouse()
let stock = HostModule("Stock", doc: "What is in the warehouse.") {
  HostFunction("take", "article", "count", doc: "Takes at most so many, and says how many.") {
    (article: String, count: Int) async throws in
    try await warehouse.take(count, of: article)
  }
}

let vm = try VirtualMachine(.init(hostModules: [stock]))
try vm.load(
  source: """
    module Rules {
      fn deliver(article, count) {
        try { (:delivered, Stock.take(article, count)) } catch {
          (:error, (:unknown, name)) -> (:refused, name)
        }
      }
    }
    """,
  named: "rules.mt"
)

for article in ["tea", "gold"] {
  print(try await vm.call("Rules", "deliver", with: [article, 20]))
}
// expect: (:delivered, 12)
// expect: (:refused, "gold")

await vm.shutdown()
