extension Constant {
  /// The constant as source text of the language.
  public var source: String {
    // A stack instead of recursion: constants may be nested as deep as memory allows.
    var result = ""
    var pending: [Piece] = [.constant(self)]
    while let piece = pending.popLast() {
      switch piece {
      case .text(let text): result += text
      case .constant(let constant): pending += constant.pieces().reversed()
      }
    }
    return result
  }

  private enum Piece {
    case text(String)
    case constant(Constant)
  }

  private func pieces() -> [Piece] {
    switch self {
    case .integer(let value): return [.text(String(value))]
    case .bigInteger(let isNegative, let magnitude):
      return [.text((isNegative ? "-" : "") + Self.hexadecimal(magnitude))]
    case .float(let bits): return [.text(Self.source(of: Double(bitPattern: bits)))]
    case .atom(let name): return [.text(Self.source(ofAtom: name))]
    case .binary(let bytes): return [.text(Self.source(of: bytes))]
    case .tuple(let elements):
      return [.text("(")] + Self.separated(elements) + [.text(elements.count == 1 ? ",)" : ")")]
    case .list(let elements, let tail):
      let end: [Piece] = tail.map { [.text(" | "), .constant($0), .text("]")] } ?? [.text("]")]
      return [.text("[")] + Self.separated(elements) + end
    case .map(let keys, let values):
      var pieces: [Piece] = [.text("%{")]
      for (index, (key, value)) in zip(keys, values).enumerated() {
        if index > 0 { pieces.append(.text(", ")) }
        if case .atom(let name) = key, Self.isName(name) {
          pieces.append(.text("\(name): "))
        } else {
          pieces += [.constant(key), .text(" => ")]
        }
        pieces.append(.constant(value))
      }
      return pieces + [.text("}")]
    case .externalFunction(let name): return [.text("&\(name)")]
    }
  }

  private static func separated(_ elements: [Constant]) -> [Piece] {
    var pieces: [Piece] = []
    for (index, element) in elements.enumerated() {
      if index > 0 { pieces.append(.text(", ")) }
      pieces.append(.constant(element))
    }
    return pieces
  }

  private static func hexadecimal(_ magnitude: [UInt64]) -> String {
    var text = "0x" + String(magnitude.last ?? 0, radix: 16)
    for word in magnitude.dropLast().reversed() {
      let digits = String(word, radix: 16)
      text += String(repeating: "0", count: 16 - digits.count) + digits
    }
    return text
  }

  private static func source(of value: Double) -> String {
    let text = value.description
    guard let exponent = text.firstIndex(of: "e") else { return text }
    let mantissa = text[..<exponent]
    let power = Int(text[text.index(after: exponent)...]) ?? 0
    return mantissa + (mantissa.contains(".") ? "e" : ".0e") + String(power)
  }

  private static func source(ofAtom name: String) -> String {
    switch name {
    case "true", "false", "nil": return name
    default: break
    }
    if isName(name) { return ":" + name }
    let isModule =
      name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        part.first.map { ("A"..."Z").contains($0) } ?? false && part.utf8.allSatisfy(isNameByte)
      } && name.utf8.contains { UInt8(ascii: "a") <= $0 && $0 <= UInt8(ascii: "z") }
    return isModule ? name : ":" + quoted(name.unicodeScalars)
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let body = text.last == "?" || text.last == "!" ? text.dropLast() : text[...]
    return (first == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first))
      && body.utf8.allSatisfy(isNameByte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func source(of bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 || escapes[$0] != nil })
    {
      return quoted(text.unicodeScalars)
    }
    return "<<" + bytes.map { String($0) }.joined(separator: ", ") + ">>"
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\n": "\\n", "\t": "\\t", "\r": "\\r", "\u{1B}": "\\e",
  ]

  private static func quoted(_ scalars: String.UnicodeScalarView) -> String {
    var text = "\""
    for scalar in scalars {
      switch scalar {
      case "\"", "\\":
        text += "\\"
        text.unicodeScalars.append(scalar)
      default:
        if let escape = escapes[scalar] {
          text += escape
        } else if scalar.value < 32 || scalar.value == 127 {
          text += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}
