import Martlet

/// Values and messages.
enum Traffic {
  static func coding(_ scale: Int) async throws {
    let count = 20_000 / scale
    let order = Order()
    let encoder = ValueEncoder()
    let decoder = ValueDecoder()
    let value = try encoder.encode(order)
    try await measure("encode 1 KB", count) {
      for _ in 0..<count { _ = try encoder.encode(order) }
    }
    try await measure("decode 1 KB", count) {
      for _ in 0..<count { _ = try decoder.decode(Order.self, from: value) }
    }
    report("size of the value as JSON", Double(jsonBytes(value)), "bytes")
  }

  static func messages(_ vm: VirtualMachine, _ scale: Int) async throws {
    let count = 1_000_000 / scale
    let done = try vm.mailbox()
    let sink = try vm.spawn("Bench", "sink", with: [Value.integer(count), .pid(done.pid)])
    try await measure("send to a process", count) {
      for number in 0..<count { try vm.send(.integer(number), to: sink) }
      _ = await done.next()
    }
    let bounded = try vm.spawn(
      "Bench",
      "sink",
      with: [Value.integer(count), .pid(done.pid)],
      options: .init(mailboxLimit: 1_000)
    )
    try await measure("send to a bounded process, waiting for room", count) {
      for number in 0..<count { try await vm.sendWaiting(.integer(number), to: bounded) }
      _ = await done.next()
    }
    let some = count / 10
    let host = try vm.mailbox(limit: 1_000)
    try await measure("message to the host's mailbox of 1,000", some) {
      try vm.spawn("Bench", "source", with: [Value.integer(some), .pid(host.pid)])
      for _ in 0..<some { _ = await host.next() }
    }
  }

  /// How long a value would be as JSON, roughly: what says that it is one kilobyte.
  private static func jsonBytes(_ value: Value) -> Int {
    switch value {
    case .list(let elements): elements.reduce(1) { $0 + jsonBytes($1) + 1 }
    case .map(let pairs): pairs.reduce(1) { $0 + jsonBytes($1.key) + jsonBytes($1.value) + 2 }
    case .string(let text), .atom(let text): text.utf8.count + 2
    default: value.description.utf8.count
    }
  }
}

/// Machines as a whole.
enum Machines {
  static func lives(_ scale: Int) async throws {
    let count = 200 / min(scale, 10)
    for _ in 0..<5 { try await live() }
    try await measure("make a machine, load, call, shut down", count, unit: "ms") {
      for _ in 0..<count { try await live() }
    }
    var kept: [VirtualMachine] = []
    try await measure("make a machine", count, unit: "ms") {
      for _ in 0..<count { kept.append(try VirtualMachine()) }
    }
    try await measure("load a small script", count, unit: "ms") {
      for vm in kept { try vm.load(source: smallScript, named: "small.mt") }
    }
    await measure("shut a machine down", count, unit: "ms") {
      for vm in kept { await vm.shutdown() }
    }
    await measure("let go of a machine", count, unit: "ms") { kept = [] }
  }

  static func memory(_ scale: Int) async throws {
    let count = 100
    for _ in 0..<5 { try await live() }
    var kept: [VirtualMachine] = []
    let before = Usage.now.residentBytes
    for _ in 0..<count { kept.append(try VirtualMachine()) }
    let idle = Usage.now.residentBytes
    report("memory of an idle machine", Double(idle - before) / Double(count) / 1024, "KiB")
    for vm in kept {
      try vm.load(source: smallScript, named: "small.mt")
      _ = try await vm.call("Small", "twice", with: [2]) as Value
    }
    let used = Usage.now.residentBytes
    report("memory of a machine that ran", Double(used - before) / Double(count) / 1024, "KiB")
    for vm in kept { await vm.shutdown() }
  }

  /// Many machines one after the other: what is left of them.
  static func leaks(_ scale: Int) async throws {
    let count = 10_000 / scale
    for _ in 0..<200 { try await live() }
    let before = Usage.now
    for _ in 0..<count { try await live() }
    let after = Usage.now
    let bytes = Double(after.residentBytes - before.residentBytes)
    report("machines made and shut down", Double(count), "machines")
    report("memory left of each", bytes / Double(count), "bytes")
    report("threads left of all", Double(after.threads - before.threads), "threads")
    report("descriptors left of all", Double(after.descriptors - before.descriptors), "descriptors")
  }

  private static func live() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: smallScript, named: "small.mt")
    _ = try await vm.call("Small", "twice", with: [2]) as Value
    await vm.shutdown()
  }
}
