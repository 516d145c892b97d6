import Foundation
import Martlet
import Synchronization
import Testing

/// What became of an attack.
struct AttackReport: Sendable {
  /// What the call has come to, as `timeout`, `limit heap`, `error :badarg` or `value 7`.
  var outcome = ""
  /// How late the host's ticks were.
  var lateness = Ticker.Lateness(sorted: [])
  /// The memory at its most.
  var peak = MemoryWatch.Peak()
  /// How long the slowest answer of a well-behaved process took, in milliseconds.
  var slowestAnswer = 0.0
  /// How many answers it gave.
  var answers = 0
  /// Whether it answered after the attack.
  var isBystanderWell = false
  /// Whether the process lives that stands for the host.
  var isHostAlive = false
  /// The limits that events have named.
  var limits: Set<LimitKind> = []
  /// How long it took to shut the machine down, in milliseconds.
  var shutdown = 0.0
  /// The counters after that.
  var afterwards: RuntimeStatistics?
  /// Whether the machine's memory went back after that.
  var isFreed = false
}

/// Runs an attack beside a well-behaved process, and watches the host.
enum AttackRun {
  private static let bystander = """
    module Bystander {
      fn run(host) {
        receive { (:ping, n) -> host ! (:pong, n, List.sum(for i in 1..200 { i })) }
        run(host)
      }
    }
    """

  /// Runs it.
  static func perform(_ attack: Attack) async throws -> AttackReport {
    _ = withoutBacktraces
    giveBack()
    var report = AttackReport()
    weak var machine: VirtualMachine?
    do {
      let vm = try machineUnderAttack(attack)
      machine = vm
      try await perform(attack, vm, &report)
    }
    // The last task that knows the machine may still be on its way out.
    for _ in 0..<2_000 where machine != nil { try await Task.sleep(for: .milliseconds(1)) }
    report.isFreed = machine == nil
    return report
  }

  private static func machineUnderAttack(_ attack: Attack) throws -> VirtualMachine {
    let pause = UInt32(attack.outputMilliseconds * 1_000)
    let vm = try VirtualMachine(
      .init(
        schedulers: attack.schedulers,
        capabilities: attack.capabilities,
        limits: attack.limits,
        output: .handler { _ in if pause > 0 { usleep(pause) } }
      )
    )
    try vm.define(
      HostModule("Stock") {
        HostFunction("level") { (value: Value) in value.integerValue ?? 0 }
        HostFunction("wait") { (value: Value) async throws -> Int in
          try await Task.sleep(for: .milliseconds(100))
          return 1
        }
        HostFunction.blocking("block") { (value: Value) -> Int in
          usleep(20_000)
          return 1
        }
      }
    )
    try vm.load(source: bystander, named: "bystander.mt")
    // A function takes a line of its own; tables of attacks do not.
    let script = attack.script.replacingOccurrences(of: "} fn ", with: "}\nfn ")
    try vm.load(source: "module Attack {\n\(script)\n}", named: "attack.mt")
    return vm
  }

  private static func perform(
    _ attack: Attack,
    _ vm: VirtualMachine,
    _ report: inout AttackReport
  ) async throws {
    let host = try vm.mailbox(named: "host", limit: 100)
    let answers = try vm.mailbox()
    let process = try vm.spawn("Bystander", "run", with: [Value.pid(answers.pid)])
    let told = Mutex<Set<LimitKind>>([])
    let events = vm.events(.limit)
    let listening = Task {
      for await event in events {
        if case .limit(let limit) = event, let kind = limit.kind {
          told.withLock { _ = $0.insert(kind) }
        }
      }
    }
    // Once before, so that nothing has to be loaded any more.
    _ = await ping(vm, process, answers, 0)

    let isOver = Atomic<Bool>(false)
    let ticker = Ticker()
    let watch = MemoryWatch { [weak vm] in vm?.statistics.memoryBytes ?? 0 }
    async let asked = ask(vm, process, answers, until: { isOver.load(ordering: .relaxed) })
    report.outcome = await outcome(attack, vm, host)
    isOver.store(true, ordering: .relaxed)
    (report.answers, report.slowestAnswer) = await asked
    report.lateness = ticker.stop()
    report.isBystanderWell = await ping(vm, process, answers, -1) != nil
    report.isHostAlive = vm.isAlive(host.pid)
    if attack.isTold {
      for _ in 0..<5_000 where told.withLock({ $0.isEmpty }) {
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    report.peak = watch.stop()
    let start = DispatchTime.now().uptimeNanoseconds
    await vm.shutdown()
    report.shutdown = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
    await listening.value
    report.limits = told.withLock { $0 }
    report.afterwards = vm.statistics
  }

  /// Asks the well-behaved process every few milliseconds; gives how often, and the slowest answer.
  private static func ask(
    _ vm: VirtualMachine,
    _ process: ProcessID,
    _ answers: Mailbox,
    until isOver: () -> Bool
  ) async -> (Int, Double) {
    var count = 0
    var slowest = 0.0
    while !isOver() {
      guard let milliseconds = await ping(vm, process, answers, count) else {
        return (count, .infinity)
      }
      slowest = max(slowest, milliseconds)
      count += 1
      try? await Task.sleep(for: .milliseconds(3))
    }
    return (count, slowest)
  }

  /// Asks it once; gives how long that took, or nil when there was no answer within 20 s.
  private static func ping(
    _ vm: VirtualMachine,
    _ process: ProcessID,
    _ answers: Mailbox,
    _ number: Int
  ) async -> Double? {
    let start = DispatchTime.now().uptimeNanoseconds
    let waiting = Task { await answers.next() }
    let alarm = Task {
      try await Task.sleep(for: .seconds(20))
      waiting.cancel()
    }
    defer { alarm.cancel() }
    // What keeps a message from being sent is as bad as a lost one.
    if (try? vm.send(.tuple([.atom("ping"), .integer(number)]), to: process)) != true {
      waiting.cancel()
      return nil
    }
    guard await waiting.value == .tuple([.atom("pong"), .integer(number), 20_100]) else {
      return nil
    }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
  }

  private static func outcome(
    _ attack: Attack,
    _ vm: VirtualMachine,
    _ host: Mailbox
  ) async -> String {
    if let body = attack.body { return await body(vm, host) }
    // What may end by its time-out is not worth the time of each run of the tests.
    let isQuick =
      attack.expected.contains("timeout")
      && ProcessInfo.processInfo.environment["MARTLET_ESCAPES"] == nil
    let quick = 300
    return await outcome {
      try await vm.call(
        "Attack",
        "run",
        with: attack.arguments,
        timeout: .milliseconds(isQuick ? min(attack.milliseconds, quick) : attack.milliseconds)
      )
    }
  }

  /// What a call has come to, in words.
  static func outcome(_ call: () async throws -> Value) async -> String {
    do { return "value \(short(try await call()))" } catch {
      guard let error = error as? VirtualMachineError else { return "\(error)" }
      switch error {
      case .timeout: return "timeout"
      case .limit(let kind): return "limit \(kind)"
      case .exception(let exception):
        return "\(exception.kind == .error ? "error" : "throw") \(short(exception.reason))"
      case .ended(let reason): return "exit \(short(reason))"
      default: return short(.string("\(error)"))
      }
    }
  }

  private static func short(_ value: Value) -> String {
    switch value {
    case .string(let text) where text.utf8.count > 100: return "a text of \(text.utf8.count) bytes"
    case .string(let text): return text
    case .tuple(let parts) where parts.count == 2 && !parts.contains(where: isLarge):
      return "\(value)"
    default: return isLarge(value) ? "something large" : "\(value)"
    }
  }

  private static func isLarge(_ value: Value) -> Bool {
    switch value {
    case .list, .map, .tuple: return true
    case .string(let text): return text.utf8.count > 100
    case .binary(let bytes): return bytes.count > 100
    case .bigInteger: return true
    default: return false
    }
  }

  /// Keeps the tests' library from taking a trace of each error that is thrown: it takes longer than all
  /// else that a script does, which throws in the runtime whenever it raises.
  private static let withoutBacktraces: Void = {
    for name in ["_swift_willThrowImpl", "_swift_willThrowTypedImpl"] {
      dlsym(nil, name)?.assumingMemoryBound(to: UInt.self).pointee = 0
    }
  }()

  /// Gives memory that is free back to the system, so that what is seen next is what is used next.
  private static func giveBack() {
    // glibc's header with it is not among those that Swift sees.
    guard let function = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(function, to: Trim.self)(0)
  }
}
