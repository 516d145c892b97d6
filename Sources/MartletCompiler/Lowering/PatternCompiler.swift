import MartletBytecode
import MartletSyntax

/// Compiles the clauses of a function or of a form to a decision tree.
///
/// The clauses are rows of tests on *occurrences*: the subjects and the parts of them that the
/// patterns speak of. A step takes a test of the first row, groups the rows by what they ask of
/// that occurrence and goes on with each group, so that nothing is tested twice on a path. A row
/// that does not care stands in every group; when that would copy too many rows, only the rows
/// before the first such row are grouped, and the others follow as if they stood alone. Bodies are
/// written once: an occurrence has one register on all paths, so that a body finds its variables
/// wherever it was come from.
struct PatternCompiler {
  /// A subject or a part of one.
  struct Occurrence {
    enum Origin {
      /// It is in its register from the start, or from the test that finds it.
      case found
      case element(Int)
      case head
      case tail
    }

    var register: Register
    var parent = -1
    var origin = Origin.found
  }

  /// What a row still asks of an occurrence.
  enum Test {
    case constant(Constant)
    case tuple([CorePattern])
    case cons(CorePattern, CorePattern)
    /// That it is a map at all.
    case map
    case key(CoreKey, child: Int, CorePattern)
    case isBinary([CoreField])
    case binary([CoreField])
    case equal(Int)
  }

  /// A clause on the way to its body.
  struct Row {
    var clause: Int
    var tests: [(occurrence: Int, test: Test)] = []
    var bindings: [(variable: Int, occurrence: Int)] = []
  }

  /// The constructors that exclude each other.
  enum Constructor: Hashable {
    case constant(Constant)
    case tuple(Int)
    case cons
  }

  private struct ChildKey: Hashable {
    var occurrence: Int
    var constructor: Constructor
  }

  private struct DynamicKey: Hashable {
    var occurrence: Int
    var clause: Int
    var index: Int
  }

  let clauses: [CoreClause]
  let failure: Int32
  let body: (inout Lowering, Int) -> Void
  var occurrences: [Occurrence] = []
  private var children: [ChildKey: Int] = [:]
  private var dynamicChildren: [DynamicKey: Int] = [:]
  private var ownVariables: [Int: Set<Int>] = [:]
  var bodies: [Int32]
  var isReached: [Bool]
  /// Whether a value may match no clause.
  var usesFailure = false
  /// How many more rows may be copied into groups.
  var budget: Int

  /// Makes a compiler of these clauses.
  init(
    _ clauses: [CoreClause],
    failure: Int32,
    body: @escaping (inout Lowering, Int) -> Void
  ) {
    self.clauses = clauses
    self.failure = failure
    self.body = body
    bodies = Array(repeating: -1, count: clauses.count)
    isReached = Array(repeating: false, count: clauses.count)
    budget = clauses.count * 16 + 64
  }

  /// Compiles all clauses for the subjects in these registers.
  mutating func compile(subjects: [Register], _ lowering: inout Lowering) {
    occurrences = subjects.map { Occurrence(register: $0) }
    var rows: [Row] = []
    for (index, clause) in clauses.enumerated() {
      var row = Row(clause: index)
      for (occurrence, pattern) in clause.patterns.enumerated() {
        add(pattern, occurrence, to: &row, at: row.tests.count, &lowering)
      }
      rows.append(row)
    }
    emit(rows, failure: failure, loaded: Set(subjects.indices), depth: 0, &lowering)
  }

  // MARK: Rows

  /// Adds what a pattern asks of an occurrence to a row.
  mutating func add(
    _ pattern: CorePattern,
    _ occurrence: Int,
    to row: inout Row,
    at index: Int,
    _ lowering: inout Lowering
  ) {
    switch pattern {
    case .any: break
    case .bind(let variable): bind(variable, occurrence, &row, &lowering)
    case .alias(let inner, let variable):
      bind(variable, occurrence, &row, &lowering)
      add(inner, occurrence, to: &row, at: index, &lowering)
    case .constant(let constant):
      row.tests.insert((occurrence, .constant(constant)), at: index)
    case .equal(let variable): row.tests.insert((occurrence, .equal(variable)), at: index)
    case .tuple(let elements): row.tests.insert((occurrence, .tuple(elements)), at: index)
    case .cons(let head, let tail): row.tests.insert((occurrence, .cons(head, tail)), at: index)
    case .binary(let fields): row.tests.insert((occurrence, .isBinary(fields)), at: index)
    case .map(let entries):
      if entries.isEmpty { row.tests.insert((occurrence, .map), at: index) }
      for (offset, entry) in entries.enumerated() {
        let child = keyChild(entry.key, occurrence, row.clause, offset, &lowering)
        row.tests.insert(
          (occurrence, .key(entry.key, child: child, entry.value)),
          at: index + offset
        )
      }
    }
  }

  private mutating func bind(
    _ variable: Int,
    _ occurrence: Int,
    _ row: inout Row,
    _ lowering: inout Lowering
  ) {
    guard lowering.function.variables[variable].isUsed else { return }
    lowering.variables[variable] = .register(occurrences[occurrence].register)
    row.bindings.append((variable, occurrence))
  }

  /// Returns the first of the parts that a constructor has.
  mutating func firstChild(
    of occurrence: Int,
    _ constructor: Constructor,
    _ lowering: inout Lowering
  ) -> Int {
    let key = ChildKey(occurrence: occurrence, constructor: constructor)
    if let child = children[key] { return child }
    let first = occurrences.count
    children[key] = first
    switch constructor {
    case .tuple(let count):
      let register = lowering.code.makeRun(count)
      for index in 0..<count {
        occurrences.append(
          Occurrence(
            register: register + Register(index),
            parent: occurrence,
            origin: .element(index)
          )
        )
      }
    case .cons:
      for origin in [Occurrence.Origin.head, .tail] {
        occurrences.append(
          Occurrence(register: lowering.code.makeRegister(), parent: occurrence, origin: origin)
        )
      }
    case .constant:
      // The value under a constant key of a map.
      occurrences.append(Occurrence(register: lowering.code.makeRegister()))
    }
    return first
  }

  private mutating func keyChild(
    _ key: CoreKey,
    _ occurrence: Int,
    _ clause: Int,
    _ index: Int,
    _ lowering: inout Lowering
  ) -> Int {
    if case .constant(let constant) = key {
      return firstChild(of: occurrence, .constant(constant), &lowering)
    }
    let dynamic = DynamicKey(occurrence: occurrence, clause: clause, index: index)
    if let child = dynamicChildren[dynamic] { return child }
    occurrences.append(Occurrence(register: lowering.code.makeRegister()))
    dynamicChildren[dynamic] = occurrences.count - 1
    return occurrences.count - 1
  }

  /// Whether a variable that a test needs has its value: it is bound in the row, or comes from
  /// outside the pattern.
  private mutating func isReady(_ variable: Int, _ row: Row) -> Bool {
    if row.bindings.contains(where: { $0.variable == variable }) { return true }
    let own =
      ownVariables[row.clause]
      ?? {
        var variables: Set<Int> = []
        for pattern in clauses[row.clause].patterns { pattern.collectVariables(&variables) }
        ownVariables[row.clause] = variables
        return variables
      }()
    return !own.contains(variable)
  }

  private mutating func isReady(_ test: Test, _ row: Row) -> Bool {
    switch test {
    case .equal(let variable): return isReady(variable, row)
    case .isBinary(let fields), .binary(let fields):
      var needed: Set<Int> = []
      var own: Set<Int> = []
      for field in fields { field.collectNeeds(&needed, own: &own) }
      return needed.subtracting(own).allSatisfy { isReady($0, row) }
    default: return true
    }
  }

  /// Chooses the test of the first row that most rows share; cheap ones before dear ones.
  mutating func chooseTest(_ rows: ArraySlice<Row>) -> Int {
    guard let first = rows.first, first.tests.count > 1 else { return 0 }
    var best = 0
    var bestScore = -1
    for (index, candidate) in first.tests.enumerated() {
      guard isReady(candidate.test, first) else { continue }
      var score = 0
      if candidate.test.isCheap {
        for row in rows.prefix(32) {
          guard row.tests.contains(where: { $0.occurrence == candidate.occurrence }) else { break }
          score += 1
        }
      }
      if score > bestScore {
        best = index
        bestScore = score
      }
    }
    return best
  }

  // MARK: Loading

  /// Makes sure that an occurrence is in its register.
  func load(_ occurrence: Int, _ loaded: inout Set<Int>, _ lowering: inout Lowering) {
    guard !loaded.contains(occurrence) else { return }
    let this = occurrences[occurrence]
    guard this.parent >= 0 else { return }
    load(this.parent, &loaded, &lowering)
    let parent = occurrences[this.parent].register
    switch this.origin {
    case .found: return
    case .element(let index):
      lowering.append(
        CodeInstruction(.element, a: this.register, b: parent, c: Int32(index))
      )
    case .head: lowering.append(CodeInstruction(.head, a: this.register, b: parent))
    case .tail: lowering.append(CodeInstruction(.tail, a: this.register, b: parent))
    }
    loaded.insert(occurrence)
  }

  /// How many of the parts from `first` on the rows test or bind.
  func neededChildren(_ rows: [Row], first: Int, count: Int) -> Int {
    var needed: Set<Int> = []
    let range = first..<(first + count)
    for row in rows.prefix(64) {
      for test in row.tests where range.contains(test.occurrence) { needed.insert(test.occurrence) }
      for binding in row.bindings where range.contains(binding.occurrence) {
        needed.insert(binding.occurrence)
      }
    }
    return needed.count
  }

  // MARK: Leaves

  /// Goes to the body of a row all of whose tests hold.
  mutating func reach(_ row: Row, _ lowering: inout Lowering) {
    let clause = row.clause
    isReached[clause] = true
    if bodies[clause] >= 0 { return lowering.jump(to: bodies[clause]) }
    let block = lowering.makeBlock()
    bodies[clause] = block
    lowering.start(block)
    lowering.line = max(clauses[clause].line, 1)
    body(&lowering, clause)
  }
}

extension PatternCompiler.Test {
  /// Whether the test is one instruction or nearly so.
  fileprivate var isCheap: Bool {
    switch self {
    case .constant, .tuple, .cons, .map: true
    case .key(.constant, _, _): true
    case .key, .isBinary, .binary, .equal: false
    }
  }
}

extension CorePattern {
  /// Adds the variables that the pattern binds.
  func collectVariables(_ variables: inout Set<Int>) {
    switch self {
    case .any, .constant, .equal: break
    case .bind(let variable): variables.insert(variable)
    case .alias(let inner, let variable):
      variables.insert(variable)
      inner.collectVariables(&variables)
    case .tuple(let elements): for element in elements { element.collectVariables(&variables) }
    case .cons(let head, let tail):
      head.collectVariables(&variables)
      tail.collectVariables(&variables)
    case .map(let entries): for entry in entries { entry.value.collectVariables(&variables) }
    case .binary(let fields):
      for field in fields {
        if case .pattern(let pattern) = field.value { pattern.collectVariables(&variables) }
      }
    }
  }
}

extension CoreField {
  /// Adds the variables whose values the field needs, and those that it binds.
  fileprivate func collectNeeds(_ needed: inout Set<Int>, own: inout Set<Int>) {
    if case .expression(let size) = size { size.collectVariables(&needed) }
    switch value {
    case .bytes: break
    case .prefix(let variable): needed.insert(variable)
    case .pattern(.equal(let variable)): needed.insert(variable)
    case .pattern(let pattern): pattern.collectVariables(&own)
    }
  }
}

extension Core {
  /// Adds the variables of a guard expression.
  fileprivate func collectVariables(_ variables: inout Set<Int>) {
    switch kind {
    case .variable(let variable): variables.insert(variable)
    case .arithmetic(_, let left, let right), .compare(_, let left, let right),
      .and(let left, let right), .or(let left, let right):
      left.collectVariables(&variables)
      right.collectVariables(&variables)
    case .unary(_, let operand), .typeTest(_, let operand), .not(let operand):
      operand.collectVariables(&variables)
    case .native(_, let arguments), .sequence(let arguments), .tuple(let arguments):
      for argument in arguments { argument.collectVariables(&variables) }
    case .list(let elements, let tail):
      for element in elements { element.collectVariables(&variables) }
      tail?.collectVariables(&variables)
    default: break
    }
  }
}
