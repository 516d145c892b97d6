// Writes one Swift file that holds the standard library as text and as bytecode.
//
//   embed-stdlib OUTPUT NATIVES FOLDER FILE…
//
// FILEs lie below FOLDER; NATIVES lists the functions that are written in Swift. Only the build
// plugin calls this.

import Foundation

func run() throws {
  let arguments = CommandLine.arguments
  guard arguments.count >= 4 else {
    throw EmbeddingError(description: "usage: embed-stdlib OUTPUT NATIVES FOLDER FILE...")
  }
  let compiler = LibraryCompiler(natives: try NativesList.read(arguments[2]))
  var files = try arguments.dropFirst(4).map { try LibraryFile($0, below: arguments[3]) }
  // The order of bytes, in which the library is searched.
  files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  var output = """
    // Made from the files in stdlib/ by embed-stdlib.

    extension Stdlib {
      static let files: [StdlibFile] = [

    """
  for file in files {
    let (names, code) = try compiler.compile(file)
    output += "StdlibFile(path: \"\(file.path)\", source: \(Literals.raw(file.text)),\n"
    output += "names: \"\(names.joined(separator: " "))\",\n"
    output += "code: \(Literals.characters(of: code))),\n"
  }
  output += "  ]\n}\n"
  try output.write(toFile: arguments[1], atomically: true, encoding: .utf8)
}

do {
  try run()
} catch {
  FileHandle.standardError.write(Data("embed-stdlib: error: \(error)\n".utf8))
  exit(1)
}
