import MartletBytecode
import MartletCompiler
import MartletSyntax

/// What is known of the modules that a program names, so that the compiler can warn about functions
/// that they do not have.
enum KnownModules {
  /// Returns the exports of the library's modules that occur in `source`.
  ///
  /// Only the library is looked into: a program's own modules may be loaded anew while it runs, and
  /// a text is to mean the same wherever it is compiled.
  static func exports(
    usedIn source: SourceText,
    finder: ModuleFinder,
    natives: NativeTable
  ) -> [String: Set<CompilerEnvironment.Export>] {
    var known: [String: Set<CompilerEnvironment.Export>] = [:]
    for module in modules(namedIn: source) {
      let functions = natives.functions(of: module).map {
        CompilerEnvironment.Export($0.name, $0.arity)
      }
      let library = try? finder.findInStdlib(module)
      guard !functions.isEmpty || library != nil else { continue }
      known[module] = Set(functions).union(library.map { exports(of: module, $0) } ?? [])
    }
    return known
  }

  /// The names of modules in a text: dotted runs of module names before a `.`.
  private static func modules(namedIn source: SourceText) -> Set<String> {
    var names: Set<String> = []
    var current = ""
    var previous: TokenKind?
    for token in Lexer.tokenize(source).tokens {
      if token.kind == .moduleName {
        let text = source.text(in: token.span)
        current = previous == .dot && !current.isEmpty ? current + "." + text : text
        names.insert(current)
      } else if token.kind != .dot {
        current = ""
      }
      previous = token.kind
    }
    return names
  }

  /// The functions that `module` exports.
  static func exports(
    of module: String,
    _ found: ModuleFinder.Found
  )
    -> Set<CompilerEnvironment.Export>
  {
    var result: Set<CompilerEnvironment.Export> = []
    switch found {
    case .source(let source):
      for case .module(let declaration) in Parser.parse(source).file.items
      where declaration.name.text == module {
        for case .function(let clause) in declaration.members where !clause.isPrivate {
          result.insert(CompilerEnvironment.Export(clause.name.text, clause.arity))
        }
      }
    case .library(let file):
      let modules = (try? file.modules()) ?? []
      for function in modules.first(where: { $0.name == module })?.functions ?? []
      where function.isExported {
        result.insert(CompilerEnvironment.Export(function.name, function.arity))
      }
    }
    return result
  }
}
