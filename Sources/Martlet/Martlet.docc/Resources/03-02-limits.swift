import Martlet

let vm = try VirtualMachine(
  .init(limits: .init(maxProcesses: 1_000, maxMemoryBytes: 64 << 20))
)
try vm.load(
  source: """
    module Rules {
      fn for_ever() { for_ever() }
      fn hoard(list) { hoard([list | list]) }
      fn total(prices) { List.sum(prices) }
    }
    """,
  named: "rules.mt"
)

do {
  _ = try await vm.call("Rules", "for_ever", timeout: .milliseconds(50))
} catch .timeout {
  print("ended in time")  // expect: ended in time
} catch {
  print("failed:", error)
}

do {
  _ = try await vm.call("Rules", "hoard", with: [1], options: .init(maxHeapBytes: 1 << 20))
} catch .limit(let kind) {
  print("too much:", kind)  // expect: too much: heap
} catch {
  print("failed:", error)
}

print(try await vm.call("Rules", "total", with: [[12, 30]]))  // expect: 42

await vm.shutdown()
