/// A nested list of words, which prints itself on as few lines as fit.
struct SymbolicExpression {
  private indirect enum Content {
    case word(String)
    case list([SymbolicExpression])
  }
  private let content: Content
  /// The number of characters on one line.
  private let width: Int

  private static let lineWidth = 90

  /// Creates a word.
  static func word(_ text: String) -> SymbolicExpression {
    SymbolicExpression(content: .word(text), width: text.count)
  }

  /// Creates a list.
  static func list(_ elements: [SymbolicExpression]) -> SymbolicExpression {
    let width = elements.reduce(elements.count + 1) { $0 + $1.width }
    return SymbolicExpression(content: .list(elements), width: width)
  }

  /// Creates a list that starts with a word.
  static func list(_ head: String, _ elements: [SymbolicExpression]) -> SymbolicExpression {
    list([word(head)] + elements)
  }

  /// Appends the text to `output`, starting at column `indentation`.
  func write(to output: inout String, indentation: Int = 0) {
    switch content {
    case .word(let text): output += text
    case .list(let elements):
      let fits = indentation + width <= SymbolicExpression.lineWidth
      let inner = min(indentation + 2, 60)
      output += "("
      var isHead = true
      for (index, element) in elements.enumerated() {
        if index > 0 {
          if case .list = element.content { isHead = false }
          output += fits || isHead ? " " : "\n" + String(repeating: " ", count: inner)
        }
        element.write(to: &output, indentation: inner)
      }
      output += ")"
    }
  }
}
