import MartletBytecode

/// What the values of registers probably are.
///
/// Nothing depends on a guess being right: a wrong one costs a check that fails, or the speed that
/// F registers would have given.
struct FloatGuesses {
  /// What a value probably is.
  enum Kind {
    case unknown
    case integer
    case float
  }

  /// The index of the import `Math.sqrt/1`.
  let squareRoot: UInt64?
  private var kinds: [Register: Kind] = [:]

  /// Makes the guesses of a function that has not been looked at.
  init(squareRoot: UInt64?) { self.squareRoot = squareRoot }

  /// Guesses what an instruction computes and remembers it.
  mutating func note(_ instruction: CodeInstruction) -> Kind {
    if instruction.form == .moves {
      for move in instruction.moves {
        if case .constant(.float) = move.source { kinds[move.destination] = .float }
      }
      return .unknown
    }
    let kind = kind(instruction)
    if kind != .unknown { kinds[instruction.a] = kind }
    return kind
  }

  private func kind(_ instruction: CodeInstruction) -> Kind {
    guard instruction.form == .plain else { return .unknown }
    switch instruction.opcode {
    case .divide: return .float
    case .native: return isSquareRoot(instruction) ? .float : .unknown
    case .quotient, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .bitNot:
      return .integer
    case .negate: return kind(instruction.b)
    case .add, .subtract, .multiply:
      let operands = [kind(instruction.b), kind(instruction.c)]
      return operands.contains(.float)
        ? .float : operands.contains(.integer) ? .integer : .unknown
    // What is counted is an integer.
    case .addImmediate: return kind(instruction.b) == .float ? .float : .integer
    default: return .unknown
    }
  }

  private func kind(_ register: Register) -> Kind { kinds[register] ?? .unknown }

  /// Whether an instruction calls `Math.sqrt`.
  func isSquareRoot(_ instruction: CodeInstruction) -> Bool {
    instruction.form == .plain && instruction.opcode == .native
      && instruction.payload == squareRoot
  }
}
