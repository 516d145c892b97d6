import MartletBytecode
import Testing

@testable import MartletRuntime

/// What the loader makes of sequences of instructions.
@Suite struct LoaderTests {
  /// The code of a function of one argument, as it was loaded.
  private static func load(
    _ runtime: Runtime,
    imports: [FunctionName] = [],
    _ write: (inout Assembler) -> Void
  ) throws -> UnsafePointer<UInt64> {
    var assembler = Assembler(name: "Test", file: "test.mt")
    for name in imports { _ = assembler.importIndex(name) }
    assembler.beginFunction(line: 1)
    write(&assembler)
    assembler.endFunction(
      BytecodeFunction(name: "f", arity: 3, isExported: true, entry: 0, length: 0)
    )
    try runtime.load(assembler.finish())
    let atoms = runtime.machine.pointee.atoms
    let names = (atoms.pointee.intern("Test"), atoms.pointee.intern("f"))
    let (module, function) = (try #require(names.0), try #require(names.1))
    let export = runtime.machine.pointee.code.export(module, function, 3)
    return try #require(
      UnsafePointer(bitPattern: export.pointee.code.load(ordering: .acquiring))
    )
  }

  private static func makeRuntime() -> Runtime {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    return Runtime(configuration: configuration)
  }

  @Test func stepsOfWalksOverBinariesBecomeOneInstruction() throws {
    let runtime = LoaderTests.makeRuntime()
    let code = try LoaderTests.load(runtime) { assembler in
      let no = assembler.makeLabel()
      let byte = BinaryField(position: 3, size: 8, sizeKind: .immediate, unit: 1)
      let rest = BinaryField(position: 3, size: 0, sizeKind: .rest, unit: 8)
      assembler.emit(Instruction(.ifBinary, a: 0), target: no)
      assembler.emit(Instruction(.loadInteger, a: 3, long: 0))
      assembler.emit(
        Instruction(.matchInteger, live: 4, a: 4, b: 0),
        words: [byte.word],
        target: no
      )
      assembler.emit(
        Instruction(.matchBytes, live: 5, a: 0, b: 0),
        words: [rest.word],
        target: no
      )
      assembler.emit(Instruction(.returnValue))
      assembler.place(no)
      assembler.emit(Instruction(.functionClause, live: 3))
    }
    #expect(Operands.opcode(code) == .ifBinaryByteAndRest)
    // For those who jump to it.
    #expect(Operands.opcode(code + 1) == .byteAndRest)
    #expect(Operands.opcode(code + 2) == .matchInteger)
  }

  /// The word of a `Map.put` of X0, X1 and X2 that these instructions follow.
  private static func putWord(
    into result: Int,
    live: Int,
    _ write: (inout Assembler) -> Void
  ) throws -> PutWord {
    let runtime = makeRuntime()
    let code = try load(runtime, imports: [FunctionName("Map", "put", 3)]) { assembler in
      assembler.emit(Instruction(.move, a: 3, b: 0))
      assembler.emit(Instruction(.allocate, live: 4, a: 2, b: 2))
      assembler.emit(Instruction(.native, live: live, a: result, b: 0, c: 3), 0)
      write(&assembler)
    }
    #expect(Operands.opcode(code + 2) == .putKey)
    let word = PutWord(bits: code[3])
    let name = runtime.machine.pointee.code.natives[word.native].name
    #expect(runtime.machine.pointee.atoms.pointee.text(name) == "put")
    return word
  }

  @Test func whatIsNeededBehindAPutIsKnown() throws {
    let returned = try LoaderTests.putWord(into: 0, live: 4) {
      $0.emit(Instruction(.returnValue, a: 2))
    }
    #expect(returned.neededRegisters == 0)
    #expect(returned.deadSlots == 2)

    let other = try LoaderTests.putWord(into: 1, live: 4) {
      $0.emit(Instruction(.returnValue, a: 2))
    }
    #expect(other.neededRegisters == 0b0001)

    let moved = try LoaderTests.putWord(into: 2, live: 4) { assembler in
      assembler.emit(Instruction(.getSlot, a: 1, b: 0))
      assembler.emit(Instruction(.move, a: 0, b: 3))
      assembler.emitCall(.tailCall, frame: 2, arity: 3, function: 0)
    }
    #expect(moved.neededRegisters == 0b1000)
    #expect(moved.deadSlots == 0)

    let unknown = try LoaderTests.putWord(into: 2, live: 4) { assembler in
      assembler.emit(Instruction(.add, live: 4, a: 0, b: 1, c: 3))
      assembler.emit(Instruction(.returnValue, a: 2))
    }
    #expect(unknown.neededRegisters == 0b1011)
    #expect(unknown.deadSlots == 0)
  }
}
