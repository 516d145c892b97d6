import Foundation

/// Writes the reference pages in `docs/library/` from the library's documentation.
enum ReferencePages {
  /// The pages by file name.
  static var all: [String: String] {
    var pages = ["README.md": index]
    for module in modules { pages[fileName(module)] = page(module) }
    return pages
  }

  private static let modules = LibraryDocumentation.modules.filter { !$0.isInternal }

  private static func fileName(_ module: LibraryDocumentation.Module) -> String {
    module.name.lowercased().replacingOccurrences(of: ".", with: "_") + ".md"
  }

  private static let note =
    "<!-- Made from the library's documentation by `UPDATE_GOLDENS=1 swift test --filter LibraryTests`. -->\n"

  private static var index: String {
    var text = note + "\n# The standard library\n\n"
    text += "The functions of `Kernel` are available everywhere by their bare names.\n\n"
    text += "| module | what it is for |\n| --- | --- |\n"
    for module in modules {
      let first = introduction(module).components(separatedBy: "\n\n")[0]
        .replacingOccurrences(of: "\n", with: " ")
      text += "| [\(module.name)](\(fileName(module))) | \(first) |\n"
    }
    return text
  }

  private static func introduction(_ module: LibraryDocumentation.Module) -> String {
    module.hasFile ? module.text : introductions[module.name] ?? ""
  }

  /// The texts of modules that have no file.
  private static let introductions = [
    "Kernel": "The functions that are available everywhere, in every module, without its name."
  ]

  private static func page(_ module: LibraryDocumentation.Module) -> String {
    var text = note + "\n# \(module.name)\n\n"
    let introduction = markdown(introduction(module))
    if !introduction.isEmpty { text += introduction + "\n\n" }
    for function in module.functions where !function.isInternal {
      text += "## `\(signature(function, in: module))`\n\n\(markdown(function.text))\n\n"
    }
    return text.trimmingCharacters(in: .newlines) + "\n"
  }

  private static func signature(
    _ function: LibraryDocumentation.Function,
    in module: LibraryDocumentation.Module
  ) -> String {
    let isOperator = function.name.allSatisfy { !$0.isLetter }
    if isOperator && function.parameters.count == 2 {
      return "\(function.parameters[0]) \(function.name) \(function.parameters[1])"
    }
    let prefix = module.name == "Kernel" ? "" : module.name + "."
    return "\(prefix)\(function.name)(\(function.parameters.joined(separator: ", ")))"
  }

  /// A text with its examples as blocks of code.
  private static func markdown(_ text: String) -> String {
    var result: [String] = []
    var isInExample = false
    let lines = text.components(separatedBy: "\n")
    for (index, line) in lines.enumerated() {
      let isExample =
        line.hasPrefix(">> ")
        || index > 0 && lines[index - 1].hasPrefix(">> ") && !line.isEmpty
      if isExample != isInExample { result.append(isExample ? "```martlet" : "```") }
      isInExample = isExample
      result.append(line)
    }
    if isInExample { result.append("```") }
    return result.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
