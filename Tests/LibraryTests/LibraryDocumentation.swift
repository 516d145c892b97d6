import Foundation
import MartletRuntime
import MartletStdlib
import MartletSyntax

/// What is written about the library: the `##` texts of its files and the table of natives together.
enum LibraryDocumentation {
  /// A function that programs may call.
  struct Function: Sendable {
    let name: String
    let parameters: [String]
    let text: String
    let isNative: Bool

    /// Whether others call it for technical reasons alone.
    var isInternal: Bool { text.hasPrefix("Internal:") }
  }

  /// A module with all that it exports.
  struct Module: Sendable, CustomStringConvertible {
    let name: String
    let text: String
    let hasFile: Bool
    var functions: [Function]

    var description: String { name }

    /// Whether it is a part of other modules, and nothing for programs.
    var isInternal: Bool {
      text.hasPrefix("Internal:") || (!hasFile && functions.allSatisfy(\.isInternal))
    }
  }

  /// All modules, in the order of their names.
  static let modules: [Module] = {
    var modules: [String: Module] = [:]
    for file in Stdlib.all {
      let source = SourceText(name: "stdlib/\(file.path)", bytes: Array(file.bytes))
      for case .module(let declaration) in Parser.parse(source).file.items {
        let name = declaration.name.text
        modules[name] = Module(
          name: name,
          text: declaration.documentation ?? "",
          hasFile: true,
          functions: functions(of: declaration, in: source)
        )
      }
    }
    for native in Runtime.documentation {
      let function = Function(
        name: native.name,
        parameters: native.parameters,
        text: native.text,
        isNative: true
      )
      modules[
        native.module,
        default: Module(name: native.module, text: "", hasFile: false, functions: [])
      ].functions.append(function)
    }
    return modules.values.sorted { $0.name < $1.name }.map { module in
      var module = module
      module.functions.sort {
        ($0.name, $0.parameters.count) < ($1.name, $1.parameters.count)
      }
      return module
    }
  }()

  /// The exported functions of a module, each with the text above its first clause.
  private static func functions(
    of module: ModuleDeclaration,
    in source: SourceText
  ) -> [Function] {
    var clauses: [(name: String, clauses: [FunctionClause])] = []
    for case .function(let clause) in module.members where clause.privateSpan == nil {
      let index = clauses.firstIndex {
        $0.name == clause.name.text && $0.clauses[0].parameters.count == clause.parameters.count
      }
      if let index {
        clauses[index].clauses.append(clause)
      } else {
        clauses.append((clause.name.text, [clause]))
      }
    }
    return clauses.map { name, clauses in
      Function(
        name: name,
        parameters: parameters(of: clauses, in: source),
        text: clauses.compactMap(\.documentation).first ?? "",
        isNative: false
      )
    }
  }

  /// A name for each parameter: the variable that some clause has there, or the pattern.
  private static func parameters(
    of clauses: [FunctionClause],
    in source: SourceText
  ) -> [String] {
    clauses[0].parameters.indices.map { index in
      let texts = clauses.map { source.text(in: $0.parameters[index].span) }
      for text in texts {
        let name = text.components(separatedBy: " as ").last ?? text
        let bare = String(name.drop { $0 == "_" })
        let isName = bare.allSatisfy { $0.isLetter || $0.isNumber || "_?!".contains($0) }
        if isName, let first = bare.first, first.isLowercase,
          !["true", "false", "nil"].contains(bare)
        {
          return bare
        }
      }
      return texts[0].hasPrefix("[") ? "list" : texts[0]
    }
  }
}

/// An example in a documentation text.
struct Doctest: Sendable {
  let source: String
  /// The inspected result, or nil when none is given.
  let result: String?

  /// The examples of a text.
  static func all(in text: String) -> [Doctest] {
    let lines = text.components(separatedBy: "\n")
    return lines.indices.compactMap { index in
      guard lines[index].hasPrefix(">> ") else { return nil }
      let next = index + 1 < lines.count ? lines[index + 1] : ""
      let hasResult = !next.isEmpty && !next.hasPrefix(">> ")
      return Doctest(
        source: String(lines[index].dropFirst(3)),
        result: hasResult ? next : nil
      )
    }
  }

  /// A text without its examples.
  static func prose(of text: String) -> String {
    let lines = text.components(separatedBy: "\n")
    let kept = lines.indices.filter { index in
      if lines[index].hasPrefix(">> ") { return false }
      return index == 0 || !lines[index - 1].hasPrefix(">> ") || lines[index].isEmpty
    }
    return kept.map { lines[$0] }.joined(separator: "\n")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
