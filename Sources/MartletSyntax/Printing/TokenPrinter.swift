/// Prints tokens as text, one on a line: its place, its kind and what it reads.
package enum TokenPrinter {
  /// Returns the tokens of `source` as text.
  package static func print(_ source: SourceText) -> String {
    var output = ""
    for token in Lexer.tokenize(source).tokens {
      let position = source.position(at: token.lower)
      var line = "\(position.line):\(position.column)"
      line += String(repeating: " ", count: max(1, 9 - line.count)) + "\(token.kind)"
      if token.kind.fixedText == nil, token.lower < token.upper {
        line += " " + quote(source.text(in: token.span))
      }
      output += line + "\n"
    }
    return output
  }

  /// Returns `text` in quotes, with what would break the line escaped.
  static func quote(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
