import Martlet

let vm = try VirtualMachine()
try vm.load(
  source: """
    module Rules {
      fn total(%{price: price, count: count}) when count >= 10 { price * count * 90 div 100 }
      fn total(%{price: price, count: count}) { price * count }
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
