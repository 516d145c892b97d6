import MartletSyntax

/// The names in scope within one function while it is resolved.
final class FunctionContext {
  let function: CoreFunction
  /// The function that this one stands in and may take values from.
  let parent: FunctionContext?
  /// The index of the declared function that all this belongs to.
  let root: Int
  private var bindings: [String: Int] = [:]
  private var changes: [(name: String, old: Int?)] = []
  private var scopes: [Int] = []
  private var captures: [Int: Int] = [:]
  /// The names that the pattern in progress has bound so far.
  var patternNames: [String: Int]?

  /// Makes the context of a function without names.
  init(_ function: CoreFunction, parent: FunctionContext?, root: Int) {
    self.function = function
    self.parent = parent
    self.root = root
  }

  /// Begins a scope.
  func beginScope() { scopes.append(changes.count) }

  /// Ends a scope; the names bound in it mean what they meant before.
  func endScope() {
    guard let start = scopes.popLast() else { return }
    while changes.count > start {
      let change = changes.removeLast()
      bindings[change.name] = change.old
    }
  }

  /// Gives a name its meaning in the scope.
  func declare(_ name: String, _ variable: Int) {
    changes.append((name, bindings[name]))
    bindings[name] = variable
  }

  /// Finds a variable by its name, capturing it when it belongs to a function around this one.
  func lookUp(_ name: String) -> Int? {
    if let variable = patternNames?[name] ?? bindings[name] {
      function.variables[variable].isUsed = true
      return variable
    }
    guard let outer = parent?.lookUp(name) else { return nil }
    return capture(outer)
  }

  /// Returns this function's own variable for one of the parent's.
  func capture(_ outer: Int) -> Int {
    if let variable = captures[outer] { return variable }
    let variable = function.makeVariable(parent?.function.variables[outer].name ?? "", nil)
    function.variables[variable].isUsed = true
    parent?.function.variables[outer].isUsed = true
    function.parameters.append(variable)
    function.capturedCount += 1
    captures[outer] = variable
    captured.append(outer)
    return variable
  }

  /// The parent's variables that this function takes, in order.
  private(set) var captured: [Int] = []

  /// The names that are visible, for suggestions.
  var visibleNames: [String] { Array(bindings.keys) + (parent?.visibleNames ?? []) }
}
