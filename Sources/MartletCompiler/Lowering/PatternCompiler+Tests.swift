import MartletBytecode

extension PatternCompiler {
  /// Rows that ask for one constructor, their test of it replaced by those of its parts.
  private struct Group {
    var constructor: Constructor
    var rows: [Row]
  }

  /// Writes the tests that lead to the first of these rows whose tests hold.
  mutating func emit(
    _ allRows: [Row],
    failure: Int32,
    loaded: Set<Int>,
    depth: Int,
    _ lowering: inout Lowering
  ) {
    var rows = allRows[...]
    var loaded = loaded
    while let first = rows.first {
      if first.tests.isEmpty {
        rows = rows.dropFirst()
        for binding in first.bindings { load(binding.occurrence, &loaded, &lowering) }
        guard let condition = clauses[first.clause].condition else {
          return reach(first, &lowering)
        }
        let next = rows.isEmpty ? use(failure) : lowering.makeBlock()
        isReached[first.clause] = true
        let outer = lowering.guardFailure
        lowering.guardFailure = next
        lowering.branchUnless(condition, to: next)
        lowering.guardFailure = outer
        reach(first, &lowering)
        if rows.isEmpty { return }
        lowering.start(next)
        continue
      }
      let (occurrence, test) = first.tests[chooseTest(rows)]
      load(occurrence, &loaded, &lowering)
      if test.constructor != nil {
        guard
          let next = emitGroups(rows, occurrence, failure, &loaded, depth, &lowering)
        else { return }
        rows = next
      } else {
        guard
          let next = emitTest(rows, occurrence, test, failure, &loaded, depth, &lowering)
        else { return }
        rows = next
      }
    }
    lowering.jump(to: use(failure))
  }

  /// Remembers that a block is gone to when nothing matches.
  private mutating func use(_ block: Int32) -> Int32 {
    if block == failure { usesFailure = true }
    return block
  }

  // MARK: Constructors

  /// Groups rows by the constructor that they ask for; nil when that copies too many rows.
  private mutating func group(
    _ rows: ArraySlice<Row>,
    _ occurrence: Int,
    _ lowering: inout Lowering
  ) -> (groups: [Group], others: [Row])? {
    var groups: [Group] = []
    var indices: [Constructor: Int] = [:]
    var others: [Row] = []
    var cost = 0
    for row in rows {
      if let index = row.tests.firstIndex(where: { $0.occurrence == occurrence }),
        let constructor = row.tests[index].test.constructor
      {
        let group = indices[constructor] ?? groups.count
        if group == groups.count {
          indices[constructor] = group
          let early = others.filter { $0.allows(constructor, at: occurrence) }
          cost += early.count
          groups.append(Group(constructor: constructor, rows: early))
        }
        groups[group].rows.append(expand(row, index, &lowering))
      } else {
        for group in groups.indices
        where row.allows(groups[group].constructor, at: occurrence) {
          groups[group].rows.append(row)
          cost += 1
        }
        others.append(row)
      }
      if cost > budget { return nil }
    }
    budget -= cost
    return (groups, others)
  }

  /// Replaces a test of a row by the tests of the parts.
  private mutating func expand(_ row: Row, _ index: Int, _ lowering: inout Lowering) -> Row {
    var row = row
    let (occurrence, test) = row.tests.remove(at: index)
    switch test {
    case .tuple(let elements):
      let first = firstChild(of: occurrence, .tuple(elements.count), &lowering)
      for (offset, element) in elements.enumerated().reversed() {
        add(element, first + offset, to: &row, at: index, &lowering)
      }
    case .cons(let head, let tail):
      let first = firstChild(of: occurrence, .cons, &lowering)
      add(tail, first + 1, to: &row, at: index, &lowering)
      add(head, first, to: &row, at: index, &lowering)
    case .key(_, let child, let pattern): add(pattern, child, to: &row, at: index, &lowering)
    default: break
    }
    return row
  }

  /// Tests for the constructors that the rows ask for and writes what follows each.
  ///
  /// Returns the rows that are still to be written, or nil when all are.
  private mutating func emitGroups(
    _ rows: ArraySlice<Row>,
    _ occurrence: Int,
    _ failure: Int32,
    _ loaded: inout Set<Int>,
    _ depth: Int,
    _ lowering: inout Lowering
  ) -> ArraySlice<Row>? {
    var rest: ArraySlice<Row> = []
    var grouped = depth < 100 ? group(rows, occurrence, &lowering) : nil
    if grouped == nil {
      budget = 0
      let prefix = rows.prefix { row in
        row.tests.contains { $0.occurrence == occurrence && $0.test.constructor != nil }
      }
      rest = rows[prefix.endIndex...]
      grouped = group(prefix, occurrence, &lowering)
    }
    guard let (groups, others) = grouped else { return rest }
    if !others.isEmpty { rest = others[...] }
    // Groups of an earlier part fail to the rest; in a full grouping they know its rows already.
    let groupFailure = others.isEmpty && !rest.isEmpty ? lowering.makeBlock() : failure
    let last = rest.isEmpty ? failure : (others.isEmpty ? groupFailure : lowering.makeBlock())
    var steps = steps(of: groups)
    while let step = steps.popLast() {
      let next = steps.isEmpty ? last : lowering.makeBlock()
      var inner = loaded
      if let single = begin(step, occurrence, next, &inner, &lowering) {
        if steps.isEmpty, rest.isEmpty {
          // Nothing else follows: the caller's loop goes on, so that depth stays bounded.
          _ = use(next)
          loaded = inner
          return single[...]
        }
        emit(single, failure: groupFailure, loaded: inner, depth: depth + 1, &lowering)
      } else {
        emitSwitch(step, occurrence, next, groupFailure, loaded, depth, &lowering)
      }
      _ = use(next)
      if !(steps.isEmpty && rest.isEmpty) { lowering.start(next) }
    }
    return rest.isEmpty ? nil : rest
  }

  // MARK: Steps

  /// One test, or one switch over several constructors.
  private enum Step {
    case single(Group)
    case integers([Group])
    case literals([Group])
    case arities([Group])
  }

  /// Arranges the groups in steps, the last first.
  private func steps(of groups: [Group]) -> [Step] {
    var immediates: [Group] = []
    var tuples: [Group] = []
    for group in groups {
      switch group.constructor {
      case .constant(let constant) where constant.isImmediate: immediates.append(group)
      case .tuple: tuples.append(group)
      default: break
      }
    }
    let switchesImmediates = immediates.count >= 4
    let switchesTuples = tuples.count >= 3 && tuples.allSatisfy { $0.constructor.arity <= 255 }
    // Groups exclude each other, so their order is free. A list is walked cell by cell and ends
    // once: the cell first saves a test an element, 10 % of a search for queens.
    let cells = groups.filter { $0.constructor == .cons }
    let groups = cells + groups.filter { $0.constructor != .cons }
    var steps: [Step] = []
    var wroteImmediates = false
    var wroteTuples = false
    for group in groups {
      switch group.constructor {
      case .constant(let constant) where constant.isImmediate && switchesImmediates:
        if !wroteImmediates { steps += constantSteps(immediates) }
        wroteImmediates = true
      case .tuple where switchesTuples:
        if !wroteTuples { steps.append(.arities(tuples)) }
        wroteTuples = true
      default: steps.append(.single(group))
      }
    }
    return steps.reversed()
  }

  private func constantSteps(_ groups: [Group]) -> [Step] {
    var integers: [(Int, Group)] = []
    var others: [Group] = []
    for group in groups {
      if case .constant(.integer(let value)) = group.constructor {
        integers.append((value, group))
      } else {
        others.append(group)
      }
    }
    integers.sort { $0.0 < $1.0 }
    var steps: [Step] = []
    if integers.count >= 4, let low = integers.first?.0, let high = integers.last?.0,
      high - low < 4096, high - low < integers.count * 2 + 8
    {
      steps.append(.integers(integers.map(\.1)))
    } else {
      others = groups
    }
    if others.count >= 4 {
      for start in stride(from: 0, to: others.count, by: 8192) {
        steps.append(.literals(Array(others[start..<min(start + 8192, others.count)])))
      }
    } else {
      steps += others.map(Step.single)
    }
    return steps
  }

  /// Writes the test of a step that has one group and returns its rows; nil for a switch.
  private mutating func begin(
    _ step: Step,
    _ occurrence: Int,
    _ next: Int32,
    _ loaded: inout Set<Int>,
    _ lowering: inout Lowering
  ) -> [Row]? {
    guard case .single(let group) = step else { return nil }
    let register = occurrences[occurrence].register
    switch group.constructor {
    case .constant(let constant): lowering.test(register, is: constant, otherwise: next)
    case .tuple(let count):
      let first = firstChild(of: occurrence, group.constructor, &lowering)
      let needed = neededChildren(group.rows, first: first, count: count)
      if needed > 0, count <= 4 || needed * 2 >= count, count <= 120 {
        let base = occurrences[first].register
        lowering.code.runs[base] = Int32(count)
        var instruction = CodeInstruction(.matchTuple, a: register, b: base, target: next)
        instruction.d = Int32(count)
        lowering.append(instruction)
        loaded.formUnion(first..<(first + count))
      } else {
        lowering.append(
          CodeInstruction(.ifTupleOf, a: register, b: Int32(count), target: next)
        )
      }
    case .cons:
      let first = firstChild(of: occurrence, .cons, &lowering)
      if neededChildren(group.rows, first: first, count: 2) == 2 {
        var instruction = CodeInstruction(
          .matchCons,
          a: register,
          b: occurrences[first].register,
          target: next
        )
        instruction.d = occurrences[first + 1].register
        lowering.append(instruction)
        loaded.formUnion([first, first + 1])
      } else {
        lowering.append(CodeInstruction(.ifCons, a: register, target: next))
      }
    }
    return group.rows
  }

  private mutating func emitSwitch(
    _ step: Step,
    _ occurrence: Int,
    _ next: Int32,
    _ failure: Int32,
    _ loaded: Set<Int>,
    _ depth: Int,
    _ lowering: inout Lowering
  ) {
    let register = occurrences[occurrence].register
    var instruction: CodeInstruction
    var groups: [Group]
    switch step {
    case .single: return
    case .integers(let all):
      groups = all
      let values = all.map(\.constructor.integer)
      let low = values.first ?? 0
      instruction = CodeInstruction(.switchInteger, a: register, target: next)
      instruction.payload = UInt64(bitPattern: Int64(low))
      instruction.list = Array(repeating: -1, count: (values.last ?? 0) - low + 1)
      for value in values { instruction.list[value - low] = lowering.makeBlock() }
    case .literals(let all):
      groups = all
      instruction = CodeInstruction(.switchLiteral, a: register, target: next)
      for group in all {
        guard case .constant(let constant) = group.constructor else { continue }
        instruction.data.append(lowering.literal(constant))
        instruction.list.append(lowering.makeBlock())
      }
    case .arities(let all):
      groups = all.sorted { $0.constructor.arity < $1.constructor.arity }
      instruction = CodeInstruction(.switchArity, a: register, target: next)
      let highest = groups.last?.constructor.arity ?? 0
      instruction.list = Array(repeating: -1, count: highest + 1)
      for group in groups { instruction.list[group.constructor.arity] = lowering.makeBlock() }
    }
    instruction.b = Int32(instruction.list.count)
    lowering.append(instruction)
    for (block, group) in zip(instruction.list.filter { $0 >= 0 }, groups) {
      lowering.start(block)
      emit(group.rows, failure: failure, loaded: loaded, depth: depth + 1, &lowering)
    }
  }

  // MARK: Other tests

  /// Writes a test whose constructors do not exclude each other, and what follows when it holds.
  ///
  /// Returns the rows that are still to be written, or nil when all are.
  private mutating func emitTest(
    _ rows: ArraySlice<Row>,
    _ occurrence: Int,
    _ test: Test,
    _ failure: Int32,
    _ loaded: inout Set<Int>,
    _ depth: Int,
    _ lowering: inout Lowering
  ) -> ArraySlice<Row>? {
    guard let first = rows.first else { return nil }
    let firstOutcome = outcome(of: first, isFirst: true, occurrence, test, &lowering)
    var yes: [Row] = firstOutcome.yes.map { [$0] } ?? []
    var no = rows.dropFirst()
    var innerFailure = failure
    var next = failure
    let isDecided = yes.first.map { $0.tests.isEmpty && clauses[$0.clause].condition == nil }
    if isDecided == true, test.belongsToOneRow {
      // The others are asked only when the test does not hold.
      if !no.isEmpty { next = lowering.makeBlock() }
    } else if budget > 0, depth < 100,
      let (rowsIfHolds, rowsIfNot) = split(rows, occurrence, test, &lowering)
    {
      yes = rowsIfHolds
      no = rowsIfNot[...]
      if !no.isEmpty { next = lowering.makeBlock() }
    } else {
      // Only the first row is tried; the others follow as if they stood alone.
      budget = 0
      if !no.isEmpty {
        next = lowering.makeBlock()
        innerFailure = next
      }
    }
    _ = use(next)
    var inner = loaded
    begin(test, occurrence, first, next, &loaded, &inner, &lowering)
    if no.isEmpty {
      loaded = inner
      return yes[...]
    }
    emit(yes, failure: innerFailure, loaded: inner, depth: depth + 1, &lowering)
    lowering.start(next)
    return no
  }

  /// Divides rows by a test; nil when that copies too many.
  private mutating func split(
    _ rows: ArraySlice<Row>,
    _ occurrence: Int,
    _ test: Test,
    _ lowering: inout Lowering
  ) -> (yes: [Row], no: [Row])? {
    var yes: [Row] = []
    var no: [Row] = []
    for (offset, row) in rows.enumerated() {
      let outcome = outcome(of: row, isFirst: offset == 0, occurrence, test, &lowering)
      if let row = outcome.yes { yes.append(row) }
      if outcome.no { no.append(row) }
      if yes.count + no.count - offset > budget { return nil }
    }
    budget -= max(yes.count + no.count - rows.count, 0)
    return (yes, no)
  }

  /// What becomes of a row when a test holds (nil: it cannot match), and whether it can match when
  /// the test does not hold.
  private mutating func outcome(
    of row: Row,
    isFirst: Bool,
    _ occurrence: Int,
    _ test: Test,
    _ lowering: inout Lowering
  ) -> (yes: Row?, no: Bool) {
    var result = row
    var fails = false
    for index in row.tests.indices.reversed() where row.tests[index].occurrence == occurrence {
      switch (test, row.tests[index].test) {
      case (.equal(let variable), .equal(let other)) where variable == other:
        result.tests.remove(at: index)
        fails = true
      case (.equal, _): break
      case (.map, .map), (.key, .map):
        result.tests.remove(at: index)
        if case .map = test { fails = true }
      case (.map, .key): fails = true
      case (.key(_, let child, _), .key(_, let other, _)) where child == other:
        result = expand(result, index, &lowering)
        fails = true
      case (.isBinary, .isBinary(let fields)):
        result.tests[index].test = .binary(fields)
        fails = true
      case (.binary, .binary) where isFirst:
        result.tests.remove(at: index)
        result.bindFields(clauses[row.clause], test)
        fails = true
      case (.isBinary, .constant(.binary)), (.binary, .constant(.binary)): break
      case (_, .constant), (_, .tuple), (_, .cons): return (nil, true)
      case (.map, .isBinary), (.key, .isBinary), (.map, .binary), (.key, .binary),
        (.isBinary, .map), (.isBinary, .key), (.binary, .map), (.binary, .key):
        return (nil, true)
      default: break
      }
    }
    return (result, !fails)
  }

  private func begin(
    _ test: Test,
    _ occurrence: Int,
    _ row: Row,
    _ next: Int32,
    _ loaded: inout Set<Int>,
    _ inner: inout Set<Int>,
    _ lowering: inout Lowering
  ) {
    let register = occurrences[occurrence].register
    for binding in row.bindings where test.needs(binding.variable) {
      load(binding.occurrence, &loaded, &lowering)
    }
    inner.formUnion(loaded)
    let outer = lowering.guardFailure
    lowering.guardFailure = next
    defer { lowering.guardFailure = outer }
    switch test {
    case .equal(let variable):
      switch lowering.variables[variable] {
      case .constant(let constant)?: lowering.test(register, is: constant, otherwise: next)
      case .register(let other)?:
        lowering.append(CodeInstruction(.ifExactlyEqual, a: register, b: other, target: next))
      case nil: lowering.append(CodeInstruction(.jump, target: next))
      }
    case .map: lowering.append(CodeInstruction(.ifMap, a: register, target: next))
    case .key(let key, let child, _):
      let result = occurrences[child].register
      switch key {
      case .constant(let constant):
        var instruction = CodeInstruction(.matchKey, a: result, b: register, target: next)
        instruction.payload = lowering.literal(constant)
        lowering.append(instruction)
      case .expression(let core):
        let key = lowering.register(core)
        var instruction = CodeInstruction(.matchKeyRegister, a: result, b: register, target: next)
        instruction.d = key
        lowering.append(instruction)
      }
      inner.insert(child)
    case .isBinary: lowering.append(CodeInstruction(.ifBinary, a: register, target: next))
    case .binary(let fields): lowering.matchFields(fields, of: register, otherwise: next)
    case .constant, .tuple, .cons: break
    }
  }
}

extension PatternCompiler.Test {
  /// The constructor that the test asks for, when it is one of those that exclude each other.
  fileprivate var constructor: PatternCompiler.Constructor? {
    switch self {
    case .constant(let constant): .constant(constant)
    case .tuple(let elements): .tuple(elements.count)
    case .cons: .cons
    case .map, .key, .isBinary, .binary, .equal: nil
    }
  }

  /// Whether no other row can ask for the same.
  fileprivate var belongsToOneRow: Bool {
    switch self {
    case .binary, .key(.expression, _, _): true
    default: false
    }
  }

  /// Whether a variable of the same pattern may be needed for the test.
  fileprivate func needs(_ variable: Int) -> Bool {
    switch self {
    case .equal(let other): other == variable
    case .binary: true
    default: false
    }
  }
}

extension PatternCompiler.Row {
  /// Whether the row can match when an occurrence has this constructor.
  fileprivate func allows(_ constructor: PatternCompiler.Constructor, at occurrence: Int) -> Bool {
    for test in tests where test.occurrence == occurrence {
      switch (test.test, constructor) {
      case (.equal, _): continue
      case (.isBinary, .constant(.binary)), (.binary, .constant(.binary)): continue
      default: return false
      }
    }
    return true
  }

  /// Notes that the variables of a binary pattern have their values.
  fileprivate mutating func bindFields(_ clause: CoreClause, _ test: PatternCompiler.Test) {
    guard case .binary(let fields) = test else { return }
    var variables: Set<Int> = []
    for field in fields {
      if case .pattern(let pattern) = field.value { pattern.collectVariables(&variables) }
    }
    // Occurrence 0 is always loaded: the values are in registers of their own.
    for variable in variables.sorted() { bindings.append((variable, 0)) }
  }
}

extension PatternCompiler.Constructor {
  fileprivate var arity: Int { if case .tuple(let count) = self { count } else { 0 } }

  fileprivate var integer: Int {
    if case .constant(.integer(let value)) = self { value } else { 0 }
  }
}
