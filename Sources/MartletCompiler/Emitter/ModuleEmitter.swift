import MartletBytecode
import MartletSyntax

/// Writes the bytecode of a module, function by function.
struct ModuleEmitter {
  private let module: CoreModule
  private var assembler: Assembler
  private(set) var diagnostics: [Diagnostic] = []

  /// Makes an emitter of a module from `file`.
  init(_ module: CoreModule, file: String) {
    self.module = module
    assembler = Assembler(name: module.name, file: file, documentation: module.documentation)
  }

  /// Emits all functions.
  mutating func emit() -> BytecodeModule {
    for (index, function) in module.functions.enumerated() {
      var lowering = Lowering(function, index: index, assembler: assembler)
      lowering.lower()
      assembler = lowering.assembler
      diagnostics += lowering.diagnostics
      assembler.beginFunction(line: function.line)
      if var allocated = Allocation.run(lowering.code) {
        HeapReservation.run(&allocated)
        let counts = LiveCounts(&allocated)
        var emitter = FunctionEmitter(allocated, counts.counts, assembler)
        emitter.emit()
        assembler = emitter.assembler
      } else {
        diagnostics.append(
          Diagnostic(
            code: "too-large",
            message: "`\(function.name)` has too many values in use at once",
            at: function.span,
            notes: ["Move parts of it into functions of their own."]
          )
        )
      }
      assembler.endFunction(
        BytecodeFunction(
          name: function.name,
          arity: function.parameters.count,
          captured: function.isClosure ? function.capturedCount : 0,
          isExported: function.isExported,
          entry: 0,
          length: 0,
          documentation: function.documentation,
          parameters: function.parameterNames
        )
      )
    }
    return assembler.finish()
  }
}
