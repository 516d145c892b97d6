import Foundation
import Martlet

/// What became of a rule file that is new or was changed.
enum RuleChange: Sendable, Equatable, CustomStringConvertible {
  /// The file's rules are those that hold from now on.
  case loaded(String)
  /// The file has errors, which the compiler's message tells; the rules are as they were.
  case refused(String, message: String)

  var description: String {
    switch self {
    case .loaded(let name): "\(name) is loaded"
    case .refused(let name, let message): "\(name) is refused, the old one goes on:\n\(message)"
    }
  }
}

/// A folder with rule files, which are loaded again when they change.
actor RuleFolder {
  private let url: URL
  private let engine: RulesEngine
  /// The files as they were when they were looked at last.
  private var known: [String: Stamp] = [:]

  /// Tells a file's versions apart without reading it.
  private struct Stamp: Equatable {
    var modified: Date?
    var size: Int?
  }

  /// Creates a folder whose rules are for an engine.
  init(_ url: URL, for engine: RulesEngine) {
    self.url = url
    self.engine = engine
  }

  /// Loads what is new or has changed since the last time.
  func refresh() throws -> [RuleChange] {
    var changes: [RuleChange] = []
    let files = try FileManager.default.contentsOfDirectory(
      at: url,
      includingPropertiesForKeys: nil
    )
    for file in files where file.pathExtension == "mt" {
      let name = file.lastPathComponent
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      let stamp = Stamp(
        modified: attributes[.modificationDate] as? Date,
        size: attributes[.size] as? Int
      )
      guard known[name] != stamp else { continue }
      known[name] = stamp
      changes.append(load(try String(contentsOf: file, encoding: .utf8), named: name))
    }
    return changes
  }

  /// Looks for changes again and again and reports them, until its task is cancelled.
  func watch(
    every pause: Duration = .seconds(1),
    report: @Sendable (RuleChange) -> Void
  ) async throws {
    while true {
      try await Task.sleep(for: pause)
      // A file can be away for a moment while an editor puts another in its place.
      for change in (try? refresh()) ?? [] { report(change) }
    }
  }

  private func load(_ source: String, named name: String) -> RuleChange {
    do throws(VirtualMachineError) {
      try engine.load(source, named: name)
      return .loaded(name)
    } catch {
      return .refused(name, message: "\(error)".trimmingCharacters(in: .newlines))
    }
  }
}
