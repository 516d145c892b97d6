import Martlet

let vm = try VirtualMachine()

let value = try await vm.evaluate("List.sum(1..10)")
print(value)  // expect: 55

await vm.shutdown()
