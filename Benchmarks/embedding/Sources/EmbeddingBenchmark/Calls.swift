import Martlet

/// Calls from Swift into scripts.
enum Calls {
  static func sequential(_ vm: VirtualMachine, _ scale: Int) async throws {
    let count = 100_000 / scale
    for _ in 0..<count / 10 { _ = try await vm.call("Bench", "nothing") as Value }
    try await measure("call", count) {
      for _ in 0..<count { _ = try await vm.call("Bench", "nothing") as Value }
    }
    let order = Order()
    let large = count / 10
    try await measure("call with 1 KB, and 1 KB back", large) {
      for _ in 0..<large { _ = try await vm.call("Bench", "same", with: [order], as: Order.self) }
    }
  }

  /// Swift's timers stay until their time, cancelled or not: a second later they take processor time.
  static func timed(_ vm: VirtualMachine, _ scale: Int) async throws {
    let count = 100_000 / scale
    try await measure("call, 1 s time-out", count) {
      for _ in 0..<count {
        _ = try await vm.call("Bench", "nothing", timeout: .seconds(1)) as Value
      }
    }
  }

  static func concurrent(_ vm: VirtualMachine, _ scale: Int) async throws {
    for width in [100, 10_000, 100_000] {
      let rounds = max(100_000 / width / scale, 1)
      try await measure("call, \(width) at once", width * rounds) {
        for _ in 0..<rounds {
          // A group of tasks searches all its children whenever one ends.
          let tasks = (0..<width).map { _ in
            Task { try await vm.call("Bench", "nothing") as Value }
          }
          for task in tasks { _ = try await task.value }
        }
      }
    }
  }

  /// The memory of calls that are all under way, with their tasks.
  static func memory(_ scale: Int) async throws {
    for width in [10_000, 100_000] {
      let vm = try VirtualMachine(.init(schedulers: 2))
      try vm.load(source: script, named: "bench.mt")
      _ = try await vm.call("Bench", "nothing") as Value
      let before = Usage.now.residentBytes
      let tasks = (0..<width).map { _ in
        Task { try? await vm.call("Bench", "hold") as Value }
      }
      while vm.statistics.processesAlive < width { try await Task.sleep(for: .milliseconds(10)) }
      let bytes = Usage.now.residentBytes - before
      report("memory of a call, \(width) under way", Double(bytes) / Double(width), "bytes")
      await vm.shutdown()
      for task in tasks { _ = await task.value }
    }
  }
}

/// Calls from scripts into Swift.
enum HostCalls {
  static let module = HostModule("Swift", doc: "What is called from scripts.") {
    HostFunction("immediate", "n") { (n: Int) in n & 1 }
    HostFunction.blocking("blocking", "n") { (n: Int) in n & 1 }
    HostFunction("waiting", "n") { (n: Int) async -> Int in n & 1 }
  }

  static func run(_ vm: VirtualMachine, _ scale: Int) async throws {
    let many = 1_000_000 / scale
    try await measure("host function, immediate", many) {
      _ = try await vm.call("Bench", "immediate", with: [many]) as Value
    }
    let some = 100_000 / scale
    try await measure("host function, blocking", some) {
      _ = try await vm.call("Bench", "blocking", with: [some]) as Value
    }
    try await measure("host function, async", some) {
      _ = try await vm.call("Bench", "waiting", with: [some]) as Value
    }
  }
}
