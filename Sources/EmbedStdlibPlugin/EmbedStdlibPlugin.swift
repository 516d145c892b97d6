import Foundation
import PackagePlugin

/// Puts every `stdlib/**/*.mt` into the target, as text and as bytecode.
///
/// Nothing lists the files: adding one to the folder adds a module to the library.
@main
struct EmbedStdlibPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "stdlib")
    let files = programs(in: folder)
    let natives = folder.appending(path: "natives.txt")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedStdlib.swift")
    return [
      .buildCommand(
        displayName: "Embedding stdlib",
        executable: try context.tool(named: "embed-stdlib").url,
        arguments: ([output, natives, folder] + files).map { $0.path(percentEncoded: false) },
        inputFiles: files + [natives],
        outputFiles: [output]
      )
    ]
  }

  private func programs(in folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(
      at: folder,
      includingPropertiesForKeys: nil,
      options: [.skipsHiddenFiles]
    )
    return (found?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "mt" }
      .sorted { $0.path(percentEncoded: false) < $1.path(percentEncoded: false) }
  }
}
