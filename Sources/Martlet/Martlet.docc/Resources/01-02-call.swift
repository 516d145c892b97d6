import Martlet

let vm = try VirtualMachine()
try vm.load(
  source: """
    module Rules {
      fn total(order) when order.count >= 10 { order.price * order.count * 90 div 100 }
      fn total(order) { order.price * order.count }
    }
    """,
  named: "rules.mt"
)

struct Order: Codable {
  var article: String
  var price: Int
  var count: Int
}

let order = Order(article: "tea", price: 5, count: 20)
let total: Int = try await vm.call("Rules", "total", with: [order], timeout: .seconds(1))
print(total)  // expect: 90

await vm.shutdown()
