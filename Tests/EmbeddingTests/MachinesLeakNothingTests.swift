import Foundation
import Martlet
import Synchronization
import Testing

// Exit tests run in a process of their own: what other tests use is not seen there.
#if os(Linux)
/// Machines that are gone have left nothing: no threads, no descriptors, no memory.
///
/// With `MARTLET_MACHINES` in the environment so many machines are made in each test.
@Suite(.serialized) struct MachinesLeakNothingTests {
  @Test func ofMachinesThatAreShutDown() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 300) {
        let vm = try await usedMachine()
        await vm.shutdown()
      }
    }
  }

  @Test func ofMachinesThatAreLetGoOf() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 300) { _ = try await usedMachine() }
    }
  }

  @Test func ofMachinesThatRunAnEndlessLoop() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 100) {
        for isShutDown in [true, false] {
          let vm = try VirtualMachine(.init(schedulers: 2))
          try vm.load(source: "module Loop { fn forever() { forever() } }", named: "loop.mt")
          try vm.spawn("Loop", "forever")
          let error = await #expect(throws: VirtualMachineError.self) {
            _ = try await vm.call("Loop", "forever", timeout: .milliseconds(1)) as Value
          }
          guard case .timeout? = error else {
            Issue.record("\(String(describing: error))")
            return
          }
          if isShutDown { await vm.shutdown() }
        }
      }
    }
  }

  @Test func ofMachinesWhoseFunctionsReturnLate() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 100) {
        for isShutDown in [true, false] {
          let (arrivals, arrival) = AsyncStream<Void>.makeStream()
          let vm = try VirtualMachine()
          try vm.defineBlocking("Slow", "wait") { () -> Int in
            arrival.finish()
            usleep(20_000)
            return 1
          }
          try vm.load(source: "module Late { fn run() { Slow.wait() } }", named: "late.mt")
          try vm.spawn("Late", "run")
          for await _ in arrivals {}
          if isShutDown { await vm.shutdown() }
        }
      }
    }
  }

  @Test func ofMachinesWhoseFunctionsNeverReturn() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 200) {
        for isShutDown in [true, false] {
          let (arrivals, arrival) = AsyncStream<Void>.makeStream()
          let vm = try VirtualMachine()
          try vm.define("Slow", "wait") { () async throws -> Int in
            arrival.finish()
            // Nobody keeps the continuation: not even being cancelled ends the wait.
            return await withUnsafeContinuation { (_: UnsafeContinuation<Int, Never>) in }
          }
          try vm.load(source: "module Late { fn run() { Slow.wait() } }", named: "late.mt")
          try vm.spawn("Late", "run")
          for await _ in arrivals {}
          if isShutDown { await vm.shutdown() }
        }
      }
    }
  }

  @Test func ofMachinesThatTheirOwnThreadsLetGoOf() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 100) {
        let held = Holder()
        weak var observed: VirtualMachine?
        do {
          let vm = try VirtualMachine()
          try vm.define("Holder", "drop") { () -> Int in
            // On the scheduler's thread, when nobody else refers to the machine any more.
            while !held.isLast.load(ordering: .acquiring) { usleep(100) }
            held.machine.withLock { $0 = nil }
            held.isDropped.store(true, ordering: .releasing)
            return 1
          }
          try vm.load(source: "module Last { fn run() { Holder.drop() } }", named: "last.mt")
          try vm.spawn("Last", "run")
          held.machine.withLock { $0 = vm }
          observed = vm
        }
        held.isLast.store(true, ordering: .releasing)
        while !held.isDropped.load(ordering: .acquiring) {
          try await Task.sleep(for: .milliseconds(1))
        }
        #expect(observed == nil)
      }
    }
  }

  @Test func ofMachinesThatAreShutDownTwiceAtOnce() async {
    await #expect(processExitsWith: .success) {
      try await expectNothingLeft(of: 100) {
        let vm = try VirtualMachine(.init(schedulers: 2, capabilities: [.exit]))
        try vm.load(source: "module End { fn run() { System.exit(3) } }", named: "end.mt")
        try vm.spawn("End", "run")
        async let first: Void = vm.shutdown()
        async let second: Void = vm.shutdown()
        await first
        await second
        #expect(vm.statistics.processesAlive == 0)
      }
    }
  }
}

/// Holds the last reference to a machine.
private final class Holder: Sendable {
  let machine = Mutex<VirtualMachine?>(nil)
  let isLast = Atomic(false)
  let isDropped = Atomic(false)
}

/// A machine that has loaded a script, made a call, called back and sent a message.
private func usedMachine() async throws -> VirtualMachine {
  let vm = try VirtualMachine()
  try vm.define("Swift", "twice") { (n: Int) in n * 2 }
  try vm.load(
    source: "module Use { fn run(host, n) { host ! Swift.twice(n); n } }",
    named: "use.mt"
  )
  let host = try vm.mailbox(named: "host")
  let result: Int = try await vm.call("Use", "run", with: [Value.pid(host.pid), 21])
  #expect(result == 21)
  #expect(await host.next() == 42)
  return vm
}

/// What the process uses.
private struct Usage {
  var threads: Int
  var descriptors: Int
  var residentBytes: Int

  static func now() throws -> Usage {
    let files = FileManager.default
    let memory = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return Usage(
      threads: try files.contentsOfDirectory(atPath: "/proc/self/task").count,
      descriptors: try files.contentsOfDirectory(atPath: "/proc/self/fd").count,
      residentBytes: try #require(Int(memory.split(separator: " ")[1])) * 4096
    )
  }
}

/// Makes many machines, and expects that nothing is left of them.
private func expectNothingLeft(of usual: Int, _ live: () async throws -> Void) async throws {
  let named = ProcessInfo.processInfo.environment["MARTLET_MACHINES"].flatMap { Int($0) }
  let count = named ?? usual
  for _ in 0..<max(count / 4, 50) { try await live() }
  let before = try await settled()
  for _ in 0..<count { try await live() }
  var after = try await settled()
  // Threads of Swift's own pool come and go; those that a machine has lost would be hundreds.
  let slack = 8
  for _ in 0..<600 where after.threads > before.threads + slack {
    try await Task.sleep(for: .milliseconds(50))
    after = try Usage.now()
  }
  #expect(after.threads <= before.threads + slack)
  #expect(after.descriptors <= before.descriptors)
  // A machine takes hundreds of kilobytes; the allocator settles within some megabytes.
  let left = after.residentBytes - before.residentBytes
  #expect(left < (6 << 20) + count * (6 << 10), "\(left) bytes are left of \(count) machines")
}

/// What the process uses once the threads of machines that are taken down have ended.
private func settled() async throws -> Usage {
  var usage = try Usage.now()
  while true {
    try await Task.sleep(for: .milliseconds(100))
    let next = try Usage.now()
    if next.threads >= usage.threads { return next }
    usage = next
  }
}
#endif
