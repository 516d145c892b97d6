import Foundation
import Martlet

/// Runs plugins, each in a process of its own in one virtual machine.
///
/// The host is a process too, its mailbox: plugins answer to it and are linked to it. A plugin
/// that crashes, exceeds a limit or does not answer is lost, started again, and given up when that
/// happens too often. The others do not notice.
actor PluginHost {
  /// What each plugin may use.
  struct Allowance: Sendable {
    /// The most events that may wait for it.
    var waitingEvents = 100
    /// The memory of its process in bytes.
    var heapBytes = 2 << 20
    /// The work it may do, about a call of a function each; it pauses when it has done that much.
    var reductionsPerSecond = 2_000_000
    /// The time in which it must answer an event.
    var answerTime: Duration = .seconds(1)
    /// How often it is started again.
    var restarts = 3
  }

  /// An answer of a plugin to an event.
  struct Answer: Sendable, Equatable {
    var plugin: String
    var text: String
  }

  /// A plugin, running or not.
  private struct Plugin {
    /// Its module, whose name the file's name says: `WordCount` for `word_count.mt`.
    var module: String
    var directory: DataDirectory?
    var losses = 0
  }

  /// An event whose answers are not complete.
  private struct Round {
    var waiting: Set<ProcessID>
    var answers: [Answer] = []
    var done: CheckedContinuation<[Answer], Never>
  }

  private let machine: VirtualMachine
  private let mailbox: Mailbox
  private let allowance: Allowance
  private let say: @Sendable (String) -> Void

  private var plugins: [String: Plugin] = [:]
  private var running: [ProcessID: String] = [:]
  private var rounds: [Int: Round] = [:]
  private var eventCount = 0
  private var listeners: [Task<Void, Never>] = []

  /// Creates a host without plugins.
  ///
  /// - Parameters:
  ///   - allowance: What each plugin may use.
  ///   - say: Takes what happens to plugins, a line each.
  init(allowance: Allowance = Allowance(), say: @escaping @Sendable (String) -> Void) throws {
    // No capability is granted: what plugins can do is to compute, and to call what is in `Data`.
    machine = try VirtualMachine(
      .init(
        schedulers: 2,
        limits: Limits(maxProcesses: 1_000, maxMemoryBytes: 128 << 20),
        hostModules: [.data]
      )
    )
    mailbox = try machine.mailbox(named: "host", limit: 1_000, overflow: .block)
    self.allowance = allowance
    self.say = say
  }

  // MARK: - Plugins

  /// Starts the plugins in a folder, in the order of their names.
  ///
  /// - Parameters:
  ///   - folder: Where the plugins are, and beside it `plugin.mt`, which runs them.
  ///   - data: A plugin may use the folder of its name in there, if there is one.
  func start(_ folder: URL, data: URL) throws {
    listen()
    let loop = folder.deletingLastPathComponent().appendingPathComponent("plugin.mt")
    try machine.load(source: String(contentsOf: loop, encoding: .utf8), named: "plugin.mt")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "mt" {
      let name = file.deletingPathExtension().lastPathComponent
      do throws(VirtualMachineError) {
        let source = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        try machine.load(source: source, named: file.lastPathComponent)
      } catch {
        say("\(name) is not started: \(error)")
        continue
      }
      let directory = data.appendingPathComponent(name)
      let exists = FileManager.default.fileExists(atPath: directory.path)
      plugins[name] = Plugin(
        module: name.split(separator: "_").map(\.capitalized).joined(),
        directory: exists ? DataDirectory(directory) : nil
      )
      start(name)
    }
  }

  private func start(_ name: String) {
    guard let plugin = plugins[name] else { return }
    do {
      let pid = try machine.spawn(
        "Plugin",
        "run",
        with: [Value.atom(plugin.module), mailbox.pid, plugin.directory.map { Opaque($0) }],
        options: SpawnOptions(
          link: mailbox.pid,
          mailboxLimit: allowance.waitingEvents,
          overflow: .dropNewest,
          maxHeapBytes: allowance.heapBytes,
          reductionsPerSecond: allowance.reductionsPerSecond
        )
      )
      running[pid] = name
      say("\(name) is started")
    } catch {
      say("\(name) cannot be started: \(error)")
    }
  }

  /// Ends all plugins.
  func shutdown() async {
    // Plugins are linked to the mailbox: they end with it.
    mailbox.close()
    for listener in listeners { listener.cancel() }
    for number in rounds.keys { settle(number) { $0.waiting = [] } }
    await machine.shutdown(grace: .seconds(1))
  }

  // MARK: - Events

  /// Tells all plugins of an event; gives the answers when each has answered or is lost.
  func publish(_ event: ChatEvent) async throws -> [Answer] {
    eventCount += 1
    let number = eventCount
    let message = Value.tuple([.atom("event"), .integer(number), try Value(encoding: event)])
    let patience = Task {
      try await Task.sleep(for: allowance.answerTime)
      giveUp(number)
    }
    defer { patience.cancel() }
    return await withCheckedContinuation { continuation in
      rounds[number] = Round(waiting: Set(running.keys), done: continuation)
      // Of a plugin that is gone already its link has told, or will.
      for pid in running.keys { _ = try? machine.send(message, to: pid) }
      settle(number) { _ in }
    }
  }

  /// Kills those that have not answered an event.
  private func giveUp(_ number: Int) {
    for pid in rounds[number]?.waiting ?? [] {
      say("\(running[pid] ?? "a plugin") has not answered in \(allowance.answerTime)")
      machine.kill(pid)
    }
  }

  /// Changes what is known of an event, and gives the answers when it was the last.
  private func settle(_ number: Int, _ change: (inout Round) -> Void) {
    guard var round = rounds[number] else { return }
    change(&round)
    rounds[number] = round.waiting.isEmpty ? nil : round
    if round.waiting.isEmpty {
      round.done.resume(returning: round.answers.sorted { $0.plugin < $1.plugin })
    }
  }

  // MARK: - Messages

  private func listen() {
    listeners = [
      Task { for await message in mailbox { take(message) } },
      Task { for await event in machine.events(.crash, .limit) { log(event) } },
    ]
  }

  /// What the machine tells of processes that end by an error or exceed a limit, whoever they are.
  private func log(_ event: Event) {
    switch event {
    case .crash(let crash): say("event: a crash, \(crash.reason)")
    case .limit(let limit): say("event: a limit, \(limit.details)")
    default: say("event: \(event)")
    }
  }

  private func take(_ message: Value) {
    switch message[0] {
    case .atom("answer"):
      guard let number = message[1]?.integerValue, let pid = message[2]?.pidValue else { return }
      settle(number) { round in
        // Who has answered, or was never asked, cannot answer for another.
        guard round.waiting.remove(pid) != nil, let name = running[pid] else { return }
        if let text = message[3]?.stringValue {
          round.answers.append(Answer(plugin: name, text: text))
        }
      }
    case .atom("EXIT"):
      if let pid = message[1]?.pidValue { lost(pid, reason: message[2] ?? .nil) }
    default:
      say("a plugin sends what nobody understands: \(message)")
    }
  }

  private func lost(_ pid: ProcessID, reason: Value) {
    guard let name = running.removeValue(forKey: pid) else { return }
    // The reason of an error is followed by its trace.
    say("\(name) is lost: \(reason[0] ?? reason)")
    plugins[name]?.losses += 1
    if let losses = plugins[name]?.losses, losses > allowance.restarts {
      say("\(name) is given up")
    } else {
      start(name)
    }
    for number in rounds.keys { settle(number) { $0.waiting.remove(pid) } }
  }
}
