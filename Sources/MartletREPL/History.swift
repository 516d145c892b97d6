import Synchronization

/// The statements that were typed, kept from one shell to the next.
///
/// In the file a statement is a line. Several shells may append to it at once; each shows what was
/// there when it began and what has been typed in it.
package final class History: Sendable {
  /// How many statements are kept.
  package static let limit = 10_000

  private struct State {
    var entries: [String]
    /// Whether the user knows that nothing is written.
    var isTold: Bool
  }

  private let file: HistoryFile?
  private let state: Mutex<State>
  /// Why earlier statements could not be read, in words; nil when all is well.
  package let problem: String?

  /// Reads the statements in the file at `path`; with nil they are kept in memory only.
  package init(path: String?) {
    file = path.map { HistoryFile(path: $0) }
    var entries: [String] = []
    var problem: String?
    do {
      entries = try file?.read(limit: History.limit) ?? []
    } catch {
      problem = "\(error); statements of this shell are not kept"
    }
    self.problem = problem
    state = Mutex(State(entries: entries, isTold: problem != nil))
  }

  /// The statements, the oldest first.
  package var entries: [String] { state.withLock { $0.entries } }

  /// Whether a statement is worth keeping: one that begins with a space is not.
  package static func keeps(_ statement: String) -> Bool {
    guard let first = statement.utf8.first else { return false }
    return first != 32 && first != 9
  }

  /// Adds a statement; one that repeats the last is left out.
  ///
  /// - Returns: Why it could not be written, the first time.
  package func add(_ statement: String) -> String? {
    guard History.keeps(statement) else { return nil }
    let (isNew, isTold) = state.withLock { state in
      if state.entries.last == statement { return (false, true) }
      state.entries.append(statement)
      if state.entries.count > History.limit + History.limit / 10 {
        state.entries.removeFirst(state.entries.count - History.limit)
      }
      return (true, state.isTold)
    }
    guard isNew, let file else { return nil }
    do {
      try file.append(statement)
      return nil
    } catch {
      state.withLock { $0.isTold = true }
      return isTold ? nil : "\(error); statements of this shell are not kept"
    }
  }

  /// The file of a user, by the variables of the environment; nil when there is no such place.
  package static func defaultPath(_ variable: (String) -> String?) -> String? {
    UserFolders.state(variable).map { $0 + "/history" }
  }
}

/// Where programs keep what belongs to a user, after the XDG base directories.
package enum UserFolders {
  /// The folder of what may be lost without harm.
  package static func state(_ variable: (String) -> String?) -> String? {
    folder("XDG_STATE_HOME", "/.local/state", variable)
  }

  /// The folder of settings.
  package static func configuration(_ variable: (String) -> String?) -> String? {
    folder("XDG_CONFIG_HOME", "/.config", variable)
  }

  private static func folder(
    _ name: String,
    _ otherwise: String,
    _ variable: (String) -> String?
  ) -> String? {
    // A relative path is to be ignored, says the specification.
    if let base = variable(name), base.hasPrefix("/") { return base + "/martlet" }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return home + otherwise + "/martlet"
  }
}
