import MartletBytecode
import MartletSyntax

/// An expression of the core language: names are resolved, every variable is unique within its
/// function, sugar is gone.
struct Core {
  var kind: Kind
  /// The line of the source, for traces.
  var line: Int

  /// Makes an expression.
  init(_ kind: Kind, _ line: Int) {
    self.kind = kind
    self.line = line
  }

  /// The kinds of expressions.
  indirect enum Kind {
    case constant(Constant)
    case variable(Int)
    /// The value of the last one; nil when empty.
    case sequence([Core])
    /// `let`: gives the value matched.
    case bind(CorePattern, Core, SourceSpan)
    /// `let … else`: the sequence that it stands in ends with the value of an arm.
    case bindElse(CorePattern, Core, [CoreClause])
    case match(Core, [CoreClause])
    case condition([CoreBranch], otherwise: Core)

    case arithmetic(Opcode, Core, Core)
    case unary(Opcode, Core)
    case compare(Comparison, Core, Core)
    /// One of the `if…` opcodes that test a type.
    case typeTest(Opcode, Core)
    case and(Core, Core)
    case or(Core, Core)
    case not(Core)

    case tuple([Core])
    case list([Core], tail: Core?)
    case map([(key: Core, value: Core)])
    case updateMap(Core, [(key: Core, value: Core)])
    case field(Core, String)
    case index(Core, Core)
    case concatenate(Core, Core)
    case string([Core])
    case binary([CoreSegment])
    case closure(Int, captured: [Int])

    case callLocal(Int, [Core])
    case callRemote(FunctionName, [Core])
    case native(FunctionName, [Core])
    case callValue(Core, [Core])
    case callDynamic(Core, String, [Core])
    case apply([Core])
    case selfPid
    case send(Core, Core)
    case raise(ErrorKind, Core)
    case receive([CoreClause], timeout: CoreTimeout?, mark: Int?)
    case attempt(Core, [CoreClause], after: Core?)
  }
}

/// The six comparisons that the machine has, and those that swap their operands.
enum Comparison {
  case equal
  case notEqual
  case identical
  case notIdentical
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual

  /// What holds exactly when this does not.
  var negated: Comparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .identical: .notIdentical
    case .notIdentical: .identical
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

  /// The same with left and right exchanged.
  var mirrored: Comparison {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual, .identical, .notIdentical: self
    }
  }
}

/// A branch of an `if`.
struct CoreBranch {
  /// What decides.
  enum Test {
    case expression(Core)
    case pattern(CorePattern, Core)
  }

  var test: Test
  var body: Core
}

/// The `after` of a receive.
struct CoreTimeout {
  var time: Core
  var body: Core
}

/// A clause of a function or an arm: patterns for the subjects, a guard, a body.
struct CoreClause {
  var patterns: [CorePattern]
  var condition: Core?
  var body: Core
  var line: Int
  /// What a message about the clause underlines; nil for clauses that nobody wrote.
  var span: SourceSpan?
}

/// A segment of a binary that is built.
struct CoreSegment {
  var value: Core
  var size: CoreSize
  var type: SegmentType
  var flags: SegmentFlags
}

/// The size of a segment.
enum CoreSize {
  case rest
  case immediate(Int)
  case expression(Core)
}

/// A pattern of the core language.
indirect enum CorePattern {
  case any
  case bind(Int)
  case alias(CorePattern, Int)
  case constant(Constant)
  /// The value of a variable: a pin, or a name that stands twice in the pattern.
  case equal(Int)
  case tuple([CorePattern])
  case cons(CorePattern, CorePattern)
  case map([(key: CoreKey, value: CorePattern)])
  case binary([CoreField])
}

/// The key of a map pattern.
enum CoreKey {
  case constant(Constant)
  case expression(Core)
}

/// A field of a binary pattern.
struct CoreField {
  /// What the field must hold.
  enum Value {
    case pattern(CorePattern)
    /// Bytes that must stand here.
    case bytes([UInt8])
    /// The bytes of a variable's value must stand here.
    case prefix(Int)
  }

  var value: Value
  var size: CoreSize
  var type: SegmentType
  var flags: SegmentFlags
}

/// A variable of a core function.
struct CoreVariable {
  var name: String
  var span: SourceSpan?
  var isUsed = false
}

/// A function of the core language.
final class CoreFunction {
  var name: String
  /// The number of parameters, without captured values.
  var arity: Int
  var isExported: Bool
  /// The variables that hold the parameters, then the captured values.
  var parameters: [Int] = []
  var capturedCount = 0
  /// Whether captured values belong to a closure rather than being ordinary arguments.
  var isClosure = false
  var clauses: [CoreClause] = []
  var variables: [CoreVariable] = []
  var documentation: String?
  var parameterNames: [String] = []
  var line: Int
  var span: SourceSpan

  /// Makes a function without clauses.
  init(name: String, arity: Int, isExported: Bool, line: Int, span: SourceSpan) {
    self.name = name
    self.arity = arity
    self.isExported = isExported
    self.line = line
    self.span = span
  }

  /// Adds a variable.
  func makeVariable(_ name: String, _ span: SourceSpan?) -> Int {
    variables.append(CoreVariable(name: name, span: span))
    return variables.count - 1
  }
}

/// A module of the core language.
final class CoreModule {
  var name: String
  var documentation: String?
  var functions: [CoreFunction] = []

  /// Makes a module without functions.
  init(name: String, documentation: String?) {
    self.name = name
    self.documentation = documentation
  }
}
