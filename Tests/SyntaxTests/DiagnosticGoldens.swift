import Foundation
import Testing

/// A folder of programs, each beside the diagnostics that it is to give.
///
/// `name.mt` holds a program and `name.expected` what `diagnose` says about it, rendered. On a
/// mismatch the actual text is written to `name.observed`; `UPDATE_GOLDENS=1` accepts it instead.
struct DiagnosticGoldens: Sendable {
  /// Where the cases of all folders are.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("DiagnosticsTests/cases")

  /// The folder's name under ``root``.
  let folder: String
  /// Returns the rendered diagnostics of a program, from its file's name and its bytes.
  let diagnose: @Sendable (String, [UInt8]) -> String

  private var directory: URL { Self.root.appendingPathComponent(folder) }

  private var isUpdating: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
  }

  /// The names of the programs, without their endings, in order.
  static func cases(in folder: String) -> [String] {
    names(in: folder, ending: "mt")
  }

  private static func names(in folder: String, ending: String) -> [String] {
    let directory = root.appendingPathComponent(folder)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return files.filter { $0.hasSuffix("." + ending) }
      .map { String($0.dropLast(ending.count + 1)) }.sorted()
  }

  /// Checks the program called `name`.
  func check(_ name: String) throws {
    let program = directory.appendingPathComponent(name + ".mt")
    let golden = directory.appendingPathComponent(name + ".expected")
    let observed = directory.appendingPathComponent(name + ".observed")
    let actual = diagnose(name + ".mt", Array(try Data(contentsOf: program)))
    #expect(!actual.isEmpty, "\(name).mt gives no diagnostics")
    if isUpdating {
      try Data(actual.utf8).write(to: golden)
      return
    }
    let expected = (try? String(contentsOf: golden, encoding: .utf8)) ?? ""
    if actual == expected {
      try? FileManager.default.removeItem(at: observed)
    } else {
      try Data(actual.utf8).write(to: observed)
      Issue.record("\(folder)/\(name).mt gives other diagnostics, see \(name).observed:\n\(actual)")
    }
  }

  /// Checks that each golden belongs to a program.
  func checkNoneUnowned() {
    let programs = Set(Self.cases(in: folder))
    for name in Self.names(in: folder, ending: "expected") {
      #expect(programs.contains(name), "\(folder)/\(name).expected belongs to no program")
    }
  }
}
