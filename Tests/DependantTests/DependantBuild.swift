import Foundation
import MartletRuntime
import TestSupport

/// A package that depends on this one by its version, with every Swift program that the documentation
/// and the examples show.
struct DependantBuild: Sendable {
  /// The package.
  let dependant: Dependant
  /// What building it has said.
  let log: String

  /// The build that all tests share: it takes minutes.
  static let shared = Task { try await make() }

  /// The example that is a package of its own, with a dependency that no other program has.
  static let server = "examples/server"

  private static func make() async throws -> DependantBuild {
    let began = Date()
    let version = try await Dependant.updateRepository(MartletVersion.current)
    let dependant = Dependant("programs")
    let server = try serverSources()
    try dependant.write(try manifest(version, hasServer: !server.isEmpty), to: "Package.swift")
    for program in SwiftProgram.all {
      for (name, text) in program.files {
        try dependant.write(text, to: "Sources/\(program.target)/\(name)")
      }
    }
    for (name, text) in server { try dependant.write(text, to: "Sources/\(name)") }
    try dependant.keep(
      only: Set(SwiftProgram.all.map(\.target)).union(server.isEmpty ? [] : ["MartletServer"])
    )
    Dependant.tell("building \(SwiftProgram.all.count) programs with martlet \(version)")
    try await dependant.resolve(version)
    let log = try await dependant.manager("build")
    Dependant.tell("built in \(Int(-began.timeIntervalSinceNow)) s")
    return DependantBuild(dependant: dependant, log: log)
  }

  /// The sources of the server by their paths below `Sources`.
  private static func serverSources() throws -> [String: String] {
    let folder = PackagePaths.root + "/" + server + "/Sources"
    var sources: [String: String] = [:]
    for name in FileManager.default.subpaths(atPath: folder) ?? [] where name.hasSuffix(".swift") {
      sources[name] = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }
    return sources
  }

  /// The manifest: every program is a target, whose warnings are errors.
  private static func manifest(_ version: String, hasServer: Bool) throws -> String {
    var targets = SwiftProgram.all.map { program in
      target(program.target, products(program.imports))
    }
    var dependencies = [".package(url: \"file://\(Dependant.repository)\", from: \"\(version)\")"]
    if hasServer {
      let manifest = try String(
        contentsOfFile: PackagePaths.root + "/" + server + "/Package.swift",
        encoding: .utf8
      )
      let lines = manifest.components(separatedBy: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      dependencies += lines.filter { $0.hasPrefix(".package(url:") }.map {
        $0.hasSuffix(",") ? String($0.dropLast()) : $0
      }
      targets.append(
        target(
          "MartletServer",
          products(["Martlet"])
            + lines.filter { $0.hasPrefix(".product(") && !$0.contains("\"martlet\"") }.map {
              $0.hasSuffix(",") ? String($0.dropLast()) : $0
            }
        )
      )
    }
    return """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: "programs",
        platforms: [.macOS(.v15)],
        dependencies: [
          \(dependencies.joined(separator: ",\n    "))
        ],
        targets: [
          \(targets.joined(separator: ",\n    "))
        ],
        swiftLanguageModes: [.v6]
      )

      """
  }

  private static func target(_ name: String, _ products: [String]) -> String {
    """
    .executableTarget(
          name: "\(name)",
          dependencies: [\(products.joined(separator: ", "))],
          swiftSettings: [.treatAllWarnings(as: .error)]
        )
    """
  }

  /// The products of the package that a program with these imports depends on.
  private static func products(_ imports: Set<String>) -> [String] {
    let all = ["Martlet", "MartletEmbedding", "MartletFoundation", "MartletRuntime"]
    return all.filter(imports.contains).map { ".product(name: \"\($0)\", package: \"martlet\")" }
  }
}
