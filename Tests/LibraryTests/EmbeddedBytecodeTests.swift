import Foundation
import Martlet
import MartletBytecode
import MartletRuntime
import MartletStdlib
import MartletSyntax
import TestSupport
import Testing

/// The library's bytecode against what the compiler makes of its text in this very program.
@Suite struct EmbeddedBytecodeTests {
  @Test func bytecodeIsThatOfTheText() throws {
    let pipeline = Pipeline(finder: ModuleFinder())
    for file in Stdlib.all {
      let source = SourceText(name: "stdlib/\(file.path)", bytes: Array(file.bytes))
      let compilation = pipeline.compile(source)
      #expect(compilation.diagnostics.isEmpty, "\(file.path)")
      let embedded = try BytecodeDecoder.decode(file.bytecode)
      #expect(!embedded.isEmpty)
      #expect(embedded == compilation.modules, "\(file.path): other bytecode")
    }
  }

  /// The build knows the native functions by a list; `UPDATE_GOLDENS=1` writes it anew.
  @Test func nativesAreListed() throws {
    let path = PackagePaths.root + "/stdlib/natives.txt"
    let found = try String(contentsOfFile: path, encoding: .utf8)
    let heading = found.split(separator: "\n").prefix { $0.hasPrefix("#") }
    let names = Runtime.signatures.map { signature in
      let function = signature.function
      return
        "\(function.module) \(function.name) \(function.arity)\(signature.isGuard ? " guard" : "")"
    }
    let lines =
      heading.map(String.init) + names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let list = lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try list.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(found == list, "stdlib/natives.txt is out of date: run with UPDATE_GOLDENS=1")
    }
  }
}
