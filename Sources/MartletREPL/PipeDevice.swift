import MartletRuntime
import Synchronization

/// A pipe or a file that statements are read from, without prompts.
///
/// Statements and the lines that programs read come from the same text. A line that goes on with
/// the expression before it, like one that begins with `|>`, belongs to it when it is there already.
package final class PipeDevice: ShellDevice {
  private typealias Request = @Sendable (ShellInput) -> Void

  private let source: LineSource
  private let requests = Monitor<[Request?]>([])
  private let events = Mutex<(@Sendable (ShellEvent) -> Void)?>(nil)
  package let output: Output
  package let input: Input
  package let traits: ShellTraits
  private let report: @Sendable (String) -> Void

  /// Makes the device that reads from a descriptor.
  ///
  /// - Parameter report: Tells what is wrong with the text itself.
  package init(
    descriptor: Int32,
    output: Output,
    usesColor: Bool = false,
    columns: Int = 80,
    report: @escaping @Sendable (String) -> Void
  ) {
    let source = LineSource(descriptor: descriptor)
    self.source = source
    self.output = output
    self.report = report
    traits = ShellTraits(usesColor: usesColor, columns: columns)
    input = Input { source.next() }
    let requests = requests
    let thread = SystemThread {
      var reader = StatementReader(readsToTheEnd: true)
      while let request = requests.wait(for: { $0.isEmpty ? nil : .some($0.removeFirst()) }) ?? nil
      {
        request(PipeDevice.statement(source, &reader, report))
      }
    }
    if thread == nil { report("the system has no thread left") }
  }

  package func readStatement(
    prompt: String,
    continuation: String,
    done: @escaping @Sendable (ShellInput) -> Void
  ) {
    // What has been printed is out before anybody waits for more.
    output.flushIfPending()
    requests.withLock { $0.append(done) }
  }

  private static func statement(
    _ source: LineSource,
    _ reader: inout StatementReader,
    _ report: (String) -> Void
  ) -> ShellInput {
    while true {
      let line = source.next()
      var outcome = line.isEmpty ? reader.end() : reader.add(text(line))
      while case .statement(let begun) = outcome, !line.isEmpty {
        let more = source.takeBuffered { StatementReader.continues($0) }
        if more.isEmpty { break }
        outcome = reader.add(begun + "\n" + text(more))
      }
      switch outcome {
      case .statement(let text): return .statement(text)
      case .tooLarge: report("a statement has at most \(StatementReader.maximumCount >> 20) MB")
      case .incomplete, .blank, .dropped: if line.isEmpty { return .end }
      }
    }
  }

  private static func text(_ lines: [UInt8]) -> String {
    String(decoding: lines.last == 10 ? lines.dropLast() : lines[...], as: UTF8.self)
  }

  package func awaitEvent(_ done: @escaping @Sendable (ShellEvent) -> Void) {
    // Nothing happens to a pipe; Ctrl-C ends the program.
    events.withLock { $0 = done }
  }

  package func complete(_ request: Int, start: Int, candidates: [ShellCandidate]) {}

  package func readKey(milliseconds: Int, done: @escaping @Sendable (ShellKey) -> Void) {
    done(.end)
  }

  package func close(status: Int) {
    requests.withLock { $0.append(nil) }
    output.flush()
    events.withLock { events in
      defer { events = nil }
      return events
    }?(.closed)
  }
}
