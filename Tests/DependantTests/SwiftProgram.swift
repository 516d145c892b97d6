import Foundation
import TestSupport

/// A Swift program that the documentation shows, and what it says that it prints.
///
/// In a page, a block marked `swift` that begins with an import begins a program, and one that begins
/// otherwise goes on with the program before it. Lines `// expect: text` are the lines that the
/// program prints, in their order. A block marked `martlet NAME.mt` is a file in the folder in which
/// the programs of its page run, and lines `martlet compile …` about such a file, in a block marked
/// `sh`, are run there first. A block that begins with `dependencies:` is part of a manifest.
struct SwiftProgram: Sendable, CustomStringConvertible {
  /// Where it comes from.
  let origin: String
  /// The name of the target that it becomes.
  let target: String
  /// Its files by name.
  var files: [String: String]
  /// The files that must be there when it runs, by name.
  var resources: [String: String] = [:]
  /// The arguments of the calls of `martlet` that come before the program.
  var preparations: [[String]] = []

  var description: String { origin }

  /// The lines that it is to print.
  var expected: [String] {
    files.keys.sorted().flatMap { name in
      (files[name] ?? "").components(separatedBy: "\n").compactMap { line in
        line.range(of: "// expect: ").map { String(line[$0.upperBound...]) }
      }
    }
  }

  /// The names of the modules that it imports.
  var imports: Set<String> {
    var names: Set<String> = []
    for text in files.values {
      for line in text.components(separatedBy: "\n") where line.hasPrefix("import ") {
        names.insert(String(line.dropFirst("import ".count)))
      }
    }
    return names
  }
}

// MARK: - Where programs are

extension SwiftProgram {
  /// The pages with programs.
  static let pages = ["README.md", "docs/embedding.md"]

  /// The folder with the tutorial's code.
  static let tutorial = "Sources/Martlet/Martlet.docc/Resources"

  /// Every program of the documentation.
  static let all: [SwiftProgram] = {
    let pages = Self.pages.flatMap { (try? programs(in: $0)) ?? [] }
    return pages + listings()
  }()

  /// Returns the programs of a page.
  static func programs(in page: String) throws -> [SwiftProgram] {
    let blocks = try FencedBlock.all(in: page)
    let name = URL(fileURLWithPath: page).deletingPathExtension().lastPathComponent
    var resources: [String: String] = [:]
    var preparations: [[String]] = []
    for block in blocks {
      if block.kind.hasPrefix("martlet "), block.kind.hasSuffix(".mt") {
        resources[String(block.kind.dropFirst("martlet ".count))] = block.text
      } else if block.kind == "sh" {
        for line in block.lines where line.hasPrefix("martlet compile ") {
          let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst()
          if words.contains(where: { resources.keys.contains(String($0)) }) {
            preparations.append(words.map(String.init))
          }
        }
      }
    }
    var programs: [SwiftProgram] = []
    for block in blocks where block.kind == "swift" && !block.isManifest {
      if block.lines.first?.hasPrefix("import ") == true || programs.isEmpty {
        let target = name.lowercased() + String(format: "%02d", programs.count + 1)
        programs.append(
          SwiftProgram(
            origin: "\(page):\(block.line)",
            target: target,
            files: ["main.swift": ""],
            resources: resources,
            preparations: preparations
          )
        )
      }
      programs[programs.count - 1].files["main.swift", default: ""] += block.text
    }
    return programs
  }

  /// Returns the programs that the tutorial shows, each a file.
  private static func listings() -> [SwiftProgram] {
    let folder = PackagePaths.root + "/" + tutorial
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let text = (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)) ?? ""
      let target = name.dropLast(".swift".count).replacing("-", with: "_")
      return SwiftProgram(
        origin: tutorial + "/" + name,
        target: "tutorial_" + target,
        files: ["main.swift": text]
      )
    }
  }

  /// The part of a manifest that a page shows.
  static func manifest(in page: String) throws -> String? {
    try FencedBlock.all(in: page).first(where: \.isManifest)?.text
  }
}

extension FencedBlock {
  /// Whether the block is part of a manifest.
  var isManifest: Bool { kind == "swift" && lines.first?.hasPrefix("dependencies:") == true }
}
