/// Refuses bytecode that the interpreter could not run safely.
///
/// The interpreter trusts what it runs: it indexes registers, slots, literals and code without
/// looking. This is where the trust comes from. What is proven of every function:
///
/// 1. Shape: it is a sequence of whole instructions, its last one ends a block, and every target is
///    the start of an instruction in it. Without a call or a receive control never comes back, so
///    that no code holds a scheduler.
/// 2. Operands: registers, slots, literals, imports, functions, handlers and packed words are in
///    range and of the right kind; calls give as many arguments as are taken.
/// 3. Frames: paths that meet agree on the frame, and returns, tail calls and the word before a
///    return address name the frame that is there. Calls that return have one.
/// 4. Registers: those that are read, or that count as live, hold terms on every path.
/// 5. Heap: what is built without a `live` count of its own fits what was reserved.
///
/// What is left to the compiler: that `element`, `head`, `tail` and the `match…` instructions of
/// binaries follow the test that their documentation asks for.
///
/// The work is in proportion to the code: each block is looked at again only when a path into it
/// takes something away.
public enum Verifier {
  /// Returns the first problem of each function of `module`, or those of its tables.
  public static func problems(in module: BytecodeModule) -> [VerificationProblem] {
    var problems = tableProblems(in: module)
    // Only sound tables can be looked up in without further checks.
    guard problems.isEmpty else { return problems }
    var entries: [Int: Int] = [:]
    for (index, function) in module.functions.enumerated() { entries[function.entry] = index }
    for function in module.functions {
      let verifier = FunctionVerifier(module: module, function: function, entries: entries)
      if let problem = verifier.firstProblem() { problems.append(problem) }
    }
    return problems
  }

  /// Refuses `module` when the interpreter could not run it safely.
  ///
  /// - Throws: All that was found.
  public static func verify(_ module: BytecodeModule) throws(VerificationFailure) {
    let problems = problems(in: module)
    guard problems.isEmpty else {
      throw VerificationFailure(module: module.name, problems: problems)
    }
  }

  private static func tableProblems(in module: BytecodeModule) -> [VerificationProblem] {
    var problems: [VerificationProblem] = []
    for (index, literal) in module.literals.enumerated() {
      if let why = literal.invalidity {
        problems.append(
          VerificationProblem(
            function: "",
            offset: 0,
            kind: .invalidLiteral(index: index, why: why)
          )
        )
      }
    }
    for (index, line) in module.lines.enumerated() {
      let isInOrder = index == 0 || module.lines[index - 1].offset <= line.offset
      if !isInOrder || line.offset < 0 || line.line < 0 {
        problems.append(
          VerificationProblem(
            function: "",
            offset: line.offset,
            kind: .linesOutOfOrder(entry: index)
          )
        )
        break
      }
    }
    return problems + functionProblems(in: module)
  }

  private static func functionProblems(in module: BytecodeModule) -> [VerificationProblem] {
    var problems: [VerificationProblem] = []
    var names: Set<FunctionName> = []
    for function in module.functions {
      func report(_ kind: VerificationProblem.Kind) {
        problems.append(
          VerificationProblem(function: function.label, offset: function.entry, kind: kind)
        )
      }
      if function.entry < 0 || function.length <= 0
        || function.entry > module.code.count - function.length
      {
        report(.functionOutsideCode)
      }
      if !(0...RegisterSet.limit).contains(function.arity) { report(.wrongArity(function.arity)) }
      if !(0...max(function.arity, 0)).contains(function.captured) {
        report(.wrongCaptured(function.captured))
      }
      let name = FunctionName(module.name, function.name, function.arity &- function.captured)
      if function.isExported, !names.insert(name).inserted { report(.duplicateFunction) }
    }
    guard problems.isEmpty else { return problems }
    let sorted = module.functions.sorted { $0.entry < $1.entry }
    for (function, next) in zip(sorted, sorted.dropFirst())
    where function.entry + function.length > next.entry {
      problems.append(
        VerificationProblem(
          function: next.label,
          offset: next.entry,
          kind: .functionsOverlap(with: function.label)
        )
      )
    }
    return problems
  }
}

extension BytecodeFunction {
  /// The name as people write it, with the number of arguments that a caller gives.
  public var label: String { "\(name)/\(arity &- captured)" }
}
