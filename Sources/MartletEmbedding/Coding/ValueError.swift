public import MartletRuntime

/// Why something could not be made into a value, or a value into something.
///
/// It prints as a sentence that says where: `lines[3].price: expected an integer, found "x"`.
public struct ValueError: Error, Sendable, Hashable {
  /// A step on the way from a whole value to a part of it.
  public enum PathStep: Sendable, Hashable {
    /// To what stands under a name: the property of a struct.
    case field(String)
    /// To an element of a list or a tuple, from 0 on.
    case index(Int)
    /// To an argument of a function, from 1 on.
    case argument(Int)
    /// To what stands under a key of a dictionary.
    case key(Value)
  }

  /// What does not fit.
  public enum Problem: Sendable, Hashable {
    /// There is something else than what is needed, which a noun with its article names.
    case mismatch(expected: String, found: Value)
    /// A map lacks a key.
    case missingKey(String)
    /// Values would be nested deeper than `Value.maximumDepth`.
    case tooDeep
    /// Anything else, in words.
    case other(String)
  }

  /// The way from the whole to the part that does not fit, outermost step first.
  public var path: [PathStep]
  /// What does not fit there.
  public var problem: Problem

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - problem: What does not fit.
  ///   - path: Where, outermost step first.
  public init(_ problem: Problem, at path: [PathStep] = []) {
    self.problem = problem
    self.path = path
  }

  /// Makes an error of a text.
  ///
  /// - Parameter message: What does not fit, without a place and without a period.
  public init(_ message: String) {
    self.init(.other(message))
  }

  /// Makes the error that a value is something else than what is needed.
  ///
  /// - Parameters:
  ///   - expected: What is needed, with an article: `"a color"`.
  ///   - found: What there is.
  /// - Returns: The error.
  public static func expected(_ expected: String, found: Value) -> ValueError {
    ValueError(.mismatch(expected: expected, found: found))
  }

  /// The same problem seen from one step further out.
  ///
  /// - Parameter step: The step to where the error's path begins.
  /// - Returns: The error with the longer path.
  public func inside(_ step: PathStep) -> ValueError {
    ValueError(problem, at: [step] + path)
  }
}

extension ValueError: CustomStringConvertible {
  /// The place and what does not fit there, as a sentence without its period.
  public var description: String {
    var text = ""
    for step in path {
      switch step {
      case .field(let name):
        if ValueError.isPlain(name) {
          if !text.isEmpty { text += "." }
          text += name
        } else {
          text += "[\(Value(atom: name))]"
        }
      case .index(let index): text += "[\(index)]"
      case .argument(let number): text += "argument \(number)"
      case .key(let key): text += "[\(key.summary)]"
      }
    }
    return text.isEmpty ? "\(problem)" : "\(text): \(problem)"
  }

  /// Whether a name needs no brackets around it.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
      }
  }
}

extension ValueError.Problem: CustomStringConvertible {
  /// What does not fit, as the end of a sentence.
  public var description: String {
    switch self {
    case .mismatch(let expected, let found): "expected \(expected), found \(found.summary)"
    case .missingKey(let name): "the key \(Value(atom: name)) is missing"
    case .tooDeep: "values are nested more than \(Value.maximumDepth) deep"
    case .other(let message): message
    }
  }
}
