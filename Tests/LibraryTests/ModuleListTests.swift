import Foundation
import Martlet
import MartletBytecode
import MartletStdlib
import TestSupport
import Testing

/// The names of the modules that a finder knows without loading them.
@Suite struct ModuleListTests {
  @Test func libraryKnowsItsModules() throws {
    let names = ModuleFinder().moduleNames
    #expect(Set(names).count == names.count)
    #expect(Set(["List", "IO", "GenServer", "Logger.Format"]).isSubset(of: names))
    let finder = ModuleFinder(folders: [], stdlibFolder: nil)
    for name in names { #expect(try finder.find(name) != nil, "\(name)") }
    for file in Stdlib.all {
      let modules = try BytecodeDecoder.decode(file.bytecode).map(\.name)
      #expect(file.moduleNames == modules)
    }
  }

  @Test func foldersAreSearchedWhereModulesAreLookedFor() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let files = [
      "counter.mt": "module Counter {\n}\nmodule Other { }\n",
      "net/tcp_server.mt": "# Comment.\nmodule Net.TcpServer {\n}\n",
      "wrong_place.mt": "module Elsewhere { }\n",
      "module_of_script.mt": "print(1)\n",
      "text.txt": "module Text { }\n",
      ".hidden/hidden.mt": "module Hidden { }\n",
    ]
    for (path, text) in files {
      let file = URL(fileURLWithPath: scratch.file(path))
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: file)
    }
    let folder = URL(fileURLWithPath: scratch.file("counter.mt")).deletingLastPathComponent().path
    let found = ModuleFinder(folders: [folder, folder + "/none"], stdlibFolder: folder + "/none")
    #expect(found.moduleNames.sorted() == ["Counter", "Net.TcpServer"])
    let library = ModuleFinder(folders: [], stdlibFolder: folder)
    #expect(library.moduleNames.sorted() == ["Counter", "Net.TcpServer"])
  }
}
