import ArgumentParser
import Foundation

/// The command: reads its arguments and prints what happens.
@main
struct RulesExample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "RulesExample",
    abstract: "Decides about orders by rules that can be changed meanwhile.",
    discussion: """
      Without orders it shows in a few seconds what happens when rules change, do not compile, \
      crash or never come to an end.
      """
  )

  @Option(help: "The folder with the rules.")
  var rules: String = Demonstration.rules.path

  @Flag(help: "Take the orders again and again, one a second, and the rules as they change.")
  var watch = false

  @Argument(help: "A file with orders as JSON; - is standard input.")
  var orders: String?

  func run() async throws {
    guard let orders else { return try await Demonstration.run { Self.say($0) } }
    let data =
      orders == "-"
      ? FileHandle.standardInput.readDataToEndOfFile()
      : try Data(contentsOf: URL(fileURLWithPath: orders))
    let list = try JSONDecoder().decode([Order].self, from: data)

    let engine = try RulesEngine(warehouse: Demonstration.warehouse) { Self.say("  note: \($0)") }
    let folder = RuleFolder(URL(fileURLWithPath: rules), for: engine)
    for case .refused(let name, let message) in try await folder.refresh() {
      throw ValidationError("\(name):\n\(message)")
    }
    let watcher = watch ? Task { try await folder.watch { Self.say("* \($0)") } } : nil
    repeat {
      for order in list {
        Self.say(await engine.report(order))
        if watch { try await Task.sleep(for: .seconds(1)) }
      }
    } while watch
    watcher?.cancel()
    await engine.shutdown()
  }

  /// Prints a line that is seen at once, also through a pipe.
  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}

extension RulesEngine {
  /// Decides about an order and says how it went, in a line or two.
  func report(_ order: Order) async -> String {
    do {
      return "\(order.id): \(try await decide(order))"
    } catch {
      // Only this order's evaluation is lost; somebody has to look at it.
      return "\(order.id): no decision, \(error)"
    }
  }
}
