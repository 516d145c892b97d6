import Martlet

let rules = """
  module Rules {
    fn is_late() { Time.now() > 1_700_000_000_000 }
  }
  """

for capabilities: Capabilities in [[], [.clock]] {
  let vm = try VirtualMachine(.init(capabilities: capabilities))
  try vm.load(source: rules, named: "rules.mt")
  do {
    print(try await vm.call("Rules", "is_late"))
  } catch .exception(let exception) {
    print("refused:", exception.reason)
  } catch {
    print("failed:", error)
  }
  await vm.shutdown()
}
// expect: refused: (:not_permitted, :clock)
// expect: true
