import Foundation
import MartletBytecode
import MartletRuntime
import MartletStdlib
import TestSupport
import Testing

/// What the modules of the library need: a module that comes to need more has to be decided about.
@Suite struct LibraryNeedsTests {
  private static let golden = PackagePaths.root + "/Tests/EmbeddingTests/sandbox/library.txt"

  @Test func modulesNeedWhatTheyAreKnownToNeed() throws {
    var needed: [String: String] = [:]
    for native in Runtime.documentation {
      guard let capability = native.capability else { continue }
      let name = "\(native.module).\(native.name)/\(native.parameters.count)"
      needed[name] = capability.name + (native.condition == nil ? "" : "?")
    }
    var lines: [String] = []
    for file in Stdlib.all {
      // Those of the shell and the test runner are for programs that have everything.
      let path = "\(file.path)"
      if path.hasPrefix("shell") || path.hasPrefix("test") { continue }
      for module in try BytecodeDecoder.decode(file.bytecode) {
        var names: [String: String] = [:]
        for function in module.imports {
          let name = "\(function.module).\(function.name)/\(function.arity)"
          if let capability = needed[name] { names[name] = capability }
        }
        for (name, capability) in names.sorted(by: { $0.key < $1.key }) {
          lines.append("\(module.name): \(name) \(capability)")
        }
      }
    }
    let text = lines.sorted().joined(separator: "\n") + "\n"
    #expect(lines.count > 20)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try text.write(toFile: Self.golden, atomically: true, encoding: .utf8)
    }
    #expect(
      try text == String(contentsOfFile: Self.golden, encoding: .utf8),
      "a library module needs something else: look whether it works without, then UPDATE_GOLDENS=1"
    )
  }
}
