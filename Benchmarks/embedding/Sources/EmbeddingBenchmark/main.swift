import Martlet

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// embedding-benchmark [--scale N] [--only NAME]...: with a scale of 10 all counts are a tenth.
var scale = 1
var only: Set<String> = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--scale": scale = max(arguments.popFirst().flatMap { Int($0) } ?? 1, 1)
  case "--only": if let name = arguments.popFirst() { only.insert(name) }
  default:
    print("unknown argument \(argument)")
    exit(2)
  }
}

@MainActor func isWanted(_ name: String) -> Bool {
  only.isEmpty ? name != "leaks" : only.contains(name)
}

// Memory first, while the process has none to give away.
if isWanted("idle") { try await Machines.memory(scale) }
if isWanted("memory") { try await Calls.memory(scale) }

let vm = try VirtualMachine(.init(schedulers: 2, hostModules: [HostCalls.module]))
try vm.load(source: script, named: "bench.mt")
if isWanted("call") { try await Calls.sequential(vm, scale) }
if isWanted("calls") { try await Calls.concurrent(vm, scale) }
if isWanted("host") { try await HostCalls.run(vm, scale) }
if isWanted("coding") { try await Traffic.coding(scale) }
if isWanted("messages") { try await Traffic.messages(vm, scale) }
if isWanted("timed") { try await Calls.timed(vm, scale) }
await vm.shutdown()
// Not while the timers of the calls before still expire.
if isWanted("timed") { try await Task.sleep(for: .milliseconds(1_500)) }
if isWanted("lives") { try await Machines.lives(scale) }
if isWanted("leaks") { try await Machines.leaks(scale) }
