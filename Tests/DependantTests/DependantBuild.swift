import Foundation
import MartletRuntime
import TestSupport

/// A package that depends on this one by its version, with every Swift program that the documentation
/// shows, and with the example that needs a dependency of its own.
struct DependantBuild: Sendable {
  /// The package could not be built, which another test tells.
  struct Missing: Error {}

  /// The package.
  let dependant: Dependant
  /// What building it has said.
  let log: String

  /// The build that all tests share: it takes minutes.
  static let result = Task { try await make() }

  /// The build, for tests that have nothing to say when there is none.
  static var shared: DependantBuild {
    get async throws {
      guard case .success(let build) = await result.result else { throw Missing() }
      return build
    }
  }

  /// The example that is a package of its own.
  private static let server = "examples/server"
  /// Its target.
  static let serverTarget = "MartletServer"
  /// Whether it is there.
  static let hasServer = FileManager.default.fileExists(atPath: PackagePaths.root + "/" + server)

  private static func make() async throws -> DependantBuild {
    let began = Date()
    let version = try await Dependant.updateRepository(MartletVersion.current)
    let dependant = Dependant("programs")
    try dependant.write(try manifest(version), to: "Package.swift")
    for program in SwiftProgram.all {
      for (name, text) in program.files {
        try dependant.write(text, to: "Sources/\(program.target)/\(name)")
      }
    }
    try dependant.keep(only: Set(SwiftProgram.all.map(\.target)))
    if hasServer {
      let folder = PackagePaths.root + "/" + server
      for name in FileManager.default.subpaths(atPath: folder) ?? []
      where name.hasSuffix(".swift") || name.hasSuffix(".mt") {
        let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        if !name.hasPrefix(".") { try dependant.write(text, to: "server/" + name) }
      }
    }
    Dependant.tell("building \(SwiftProgram.all.count) programs with martlet \(version)")
    try await dependant.resolve(version)
    let log = try await dependant.manager("build", "--build-tests")
    Dependant.tell("built in \(Int(-began.timeIntervalSinceNow)) s")
    return DependantBuild(dependant: dependant, log: log)
  }

  // MARK: - The manifest

  /// The manifest: every program is a target, whose warnings are errors.
  private static func manifest(_ version: String) throws -> String {
    var dependencies = [".package(url: \"file://\(Dependant.repository)\", from: \"\(version)\")"]
    var targets = SwiftProgram.all.map { program in
      target("executableTarget", program.target, products(program.imports))
    }
    if hasServer {
      let manifest = try String(
        contentsOfFile: PackagePaths.root + "/" + server + "/Package.swift",
        encoding: .utf8
      )
      let lines = manifest.components(separatedBy: "\n").map {
        let line = $0.trimmingCharacters(in: .whitespaces)
        return line.hasSuffix(",") ? String(line.dropLast()) : line
      }
      dependencies += lines.filter { $0.hasPrefix(".package(url:") }
      let products = Set(lines.filter { $0.hasPrefix(".product(name:") }).sorted()
      targets.append(
        target("executableTarget", serverTarget, products, path: "server/Sources/\(serverTarget)")
      )
      targets.append(
        target(
          "testTarget",
          serverTarget + "Tests",
          ["\"\(serverTarget)\""] + products,
          path: "server/Tests/\(serverTarget)Tests"
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

  private static func target(
    _ kind: String,
    _ name: String,
    _ dependencies: [String],
    path: String? = nil
  ) -> String {
    """
    .\(kind)(
          name: "\(name)",
          dependencies: [\(dependencies.joined(separator: ", "))],
          path: "\(path ?? "Sources/" + name)",
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
