import Foundation
import TestSupport

/// The folders and commands of packages that depend on this one.
///
/// Everything is below `.build/dependant`, so that a second run builds what has changed only: a git
/// repository of the package's files, the packages that depend on it, and what is built of them.
struct Dependant: Sendable {
  /// A command has failed.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder of all.
  static let folder = PackagePaths.root + "/.build/dependant"
  /// The repository, whose last component is what dependants call the package.
  static let repository = folder + "/martlet"

  /// What the package needs to be built.
  private static let contents = ["Package.swift", "Sources", "stdlib", "examples"]

  /// The folder of the dependant.
  let package: String
  /// Where it is built.
  let scratch: String

  /// Names a dependant.
  init(_ name: String) {
    package = Self.folder + "/" + name
    scratch = Self.folder + "/" + name + "-build"
  }

  // MARK: - Commands

  /// Runs a command to its end; what it says goes to a file, of which the last line is shown now and
  /// then, so that a long run does not look hung.
  ///
  /// - Returns: What the command has said.
  @discardableResult
  static func run(
    _ words: [String],
    in directory: String = folder,
    telling: Bool = false
  ) async throws -> String {
    let log = folder + "/log-\(UUID().uuidString).txt"
    defer { try? FileManager.default.removeItem(atPath: log) }
    let teller = Task {
      while telling, !Task.isCancelled {
        try await Task.sleep(for: .seconds(15))
        tell(lastLine(of: log))
      }
    }
    defer { teller.cancel() }
    let result = try await ChildProcess.run(
      "/bin/sh",
      ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "/usr/bin/env"] + words,
      timeout: 3_000,
      in: directory
    )
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    if result.status != 0 {
      let lines = text.components(separatedBy: "\n")
      let errors = lines.filter { $0.contains("error:") }.prefix(40)
      throw Failure(
        description: "\(words.joined(separator: " ")) failed with \(result.status):\n"
          + (errors + lines.suffix(20)).joined(separator: "\n")
      )
    }
    return text
  }

  /// Shows a line of progress.
  static func tell(_ line: String) {
    FileHandle.standardError.write(Data("dependant: \(line)\n".utf8))
  }

  private static func lastLine(of log: String) -> String {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n").last { !$0.isEmpty } ?? "still at it"
  }

  /// Runs `git` without what the user has configured for it.
  @discardableResult
  private static func git(_ words: String...) async throws -> String {
    let settings = [
      "user.name=Martlet", "user.email=martlet@localhost", "commit.gpgsign=false",
      "tag.gpgsign=false", "core.autocrlf=false", "core.excludesfile=/dev/null",
      "core.hookspath=/dev/null",
    ]
    return try await run(["git"] + settings.flatMap { ["-c", $0] } + words, in: repository)
  }

  /// The command `swift`.
  private static let swift = ProcessInfo.processInfo.environment["SWIFT"] ?? "swift"

  /// Whether there is a git.
  static let hasGit: Bool = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/git")
    }
  }()

  // MARK: - The repository

  /// Brings the repository up to date with the package's files, and tags what is new in it.
  ///
  /// The first version is the package's; a tag is never moved, since that is not noticed by those
  /// who know it, so what changes later has a higher one.
  ///
  /// - Parameter version: The version of the package, like `1.2.3`.
  /// - Returns: The version that is to be built.
  static func updateRepository(_ version: String) async throws -> String {
    let files = FileManager.default
    if !files.fileExists(atPath: repository + "/.git") {
      // What was built of another repository of that name is of no use.
      try? files.removeItem(atPath: folder)
      try files.createDirectory(atPath: repository, withIntermediateDirectories: true)
      try await git("init", "--quiet", "--template=", "--initial-branch=main")
    }
    for name in contents {
      let copy = repository + "/" + name
      try? files.removeItem(atPath: copy)
      try files.copyItem(atPath: PackagePaths.root + "/" + name, toPath: copy)
    }
    try await git("add", "--all")
    let parts = version.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 3 else { throw Failure(description: "\(version) is no version") }
    var tag = (parts[0], parts[1], parts[2])
    let tags = try await git("tag").components(separatedBy: "\n")
    while tags.contains("\(tag.0).\(tag.1).\(tag.2 + 1)") { tag.2 += 1 }
    let isTagged = tags.contains("\(tag.0).\(tag.1).\(tag.2)")
    if try await git("status", "--porcelain").isEmpty, isTagged {
      return "\(tag.0).\(tag.1).\(tag.2)"
    }
    if isTagged { tag.2 += 1 }
    try await git("commit", "--quiet", "--allow-empty", "--message", "Martlet \(version)")
    try await git("tag", "\(tag.0).\(tag.1).\(tag.2)")
    return "\(tag.0).\(tag.1).\(tag.2)"
  }

  // MARK: - The package

  /// Writes a file of the package unless it is there already, which would build it again.
  func write(_ text: String, to name: String) throws {
    let path = URL(fileURLWithPath: package + "/" + name)
    if let present = try? String(contentsOf: path, encoding: .utf8), present == text { return }
    try FileManager.default.createDirectory(
      at: path.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: path)
  }

  /// Removes the folders of sources that are none of `targets`.
  func keep(only targets: Set<String>) throws {
    let sources = package + "/Sources"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
    where !targets.contains(name) {
      try FileManager.default.removeItem(atPath: sources + "/" + name)
    }
  }

  /// Runs a command of the package manager on the package, with nothing kept in the user's folders.
  @discardableResult
  func manager(_ words: String...) async throws -> String {
    try await Self.run(
      [Self.swift] + words + [
        "--package-path", package, "--scratch-path", scratch,
        "--disable-dependency-cache", "--manifest-cache", "local",
        "--security-path", Self.folder + "/security",
      ],
      telling: true
    )
  }

  /// Finds the dependencies' newest versions, unless those found before are what is wanted.
  func resolve(_ version: String) async throws {
    let pins = try? String(contentsOfFile: package + "/Package.resolved", encoding: .utf8)
    if pins?.contains("\"version\" : \"\(version)\"") == true {
      try await manager("package", "resolve")
    } else {
      try await manager("package", "update")
    }
  }

  /// The path of what is built.
  func product(_ name: String) -> String { scratch + "/debug/" + name }
}
