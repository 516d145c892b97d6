import MartletBytecode

/// Keeps the intermediate results of float arithmetic in F registers.
///
/// A run of arithmetic that looks like floats is written twice. The first version loads its operands
/// into F registers, computes there and boxes only what is used later. The second, out of line, is
/// the code as it was: the first goes there, having written nothing, when an operand is no float or
/// a result is not finite. So effects, errors and their lines are always those of the second.
///
/// ```
/// floatLoad F0..., 3, L1, X0, X1, X2        L1:
/// floatMultiply F4, F0, F1                    multiply X3, X0, X1
/// floatAdd F3, F4, F2                         add X3, X3, X2
/// floatBox F3..., 1, L1, X3                   jump L2
/// L2:
/// ```
struct FloatPass {
  private var code: Code
  private var windows: [Int32: [FloatWindow]]

  /// Rewrites the code of a function.
  static func run(_ code: Code) -> Code {
    // A script runs once.
    guard !code.isScript else { return code }
    var guesses = FloatGuesses(squareRoot: code.squareRoot)
    var windows: [Int32: [FloatWindow]] = [:]
    for block in code.layout {
      let found = FloatWindow.find(in: code.blocks[Int(block)].instructions, &guesses)
      if !found.isEmpty { windows[block] = found }
    }
    guard !windows.isEmpty else { return code }
    var pass = FloatPass(code: code, windows: windows)
    pass.findResults()
    pass.rewrite()
    return pass.code
  }

  /// Finds out which results are used after their windows.
  private mutating func findResults() {
    let flow = ControlFlow(code)
    var liveness = Liveness(code, flow, .registersAcrossHandlers)
    for (block, var found) in windows {
      // Walked from its end.
      var next = found.count - 1
      liveness.beginWalk(code, block)
      let instructions = code.blocks[Int(block)].instructions
      for index in instructions.indices.reversed() where next >= 0 {
        let end = found[next].end
        if index == end - 1 || index == end && found[next].comparison != nil {
          // A comparison has targets but reads F registers.
          if index == end { liveness.joinTargets(instructions[index]) }
          found[next].noteResults { liveness.set.contains($0) }
          next -= 1
        }
        liveness.step(instructions[index])
      }
      windows[block] = found
    }
  }

  private mutating func rewrite() {
    var layout: [Int32] = []
    var general: [Int32] = []
    for block in code.layout {
      layout.append(block)
      guard let found = windows[block] else { continue }
      let instructions = code.blocks[Int(block)].instructions
      let handler = code.blocks[Int(block)].handler
      var current = block
      var start = 0
      var output: [CodeInstruction] = []
      for window in found {
        let otherwise = code.makeBlock(handler: handler)
        let rest = code.makeBlock(handler: handler)
        let end = window.comparison == nil ? window.end : window.end + 1
        output += instructions[start..<window.start]
        output += window.instructions(otherwise: otherwise, original: instructions)
        let jump = CodeInstruction(.jump, target: rest)
        code.blocks[Int(current)].instructions = output + [jump]
        code.blocks[Int(otherwise)].instructions = instructions[window.start..<end] + [jump]
        general.append(otherwise)
        layout.append(rest)
        current = rest
        start = end
        output = []
      }
      code.blocks[Int(current)].instructions = Array(instructions[start...])
    }
    code.layout = layout + general
  }
}
