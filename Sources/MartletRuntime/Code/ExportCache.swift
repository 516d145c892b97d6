/// The exports that calls by name (`mod.f(x)`, `apply`) on one scheduler have found last.
///
/// The registry looks them up under a lock and hashes three words, about 5 % of a call of a
/// GenServer. Exports live as long as the registry, so what was found once stays right.
struct ExportCache: ~Copyable {
  private static let slotCount = 256

  private let slots: UnsafeMutablePointer<ExportRef?>

  init() {
    slots = .allocate(capacity: ExportCache.slotCount)
    slots.initialize(repeating: nil, count: ExportCache.slotCount)
  }

  deinit { slots.deallocate() }

  /// The export of a name, made when there is none.
  @inline(__always)
  func find(_ module: Atom, _ function: Atom, _ arity: Int, _ code: CodeRegistry) -> ExportRef {
    let mixed = Int(module.index) &* 31 &+ Int(function.index) &* 5 &+ arity
    let slot = slots + (mixed & (ExportCache.slotCount - 1))
    if let export = slot.pointee, export.pointee.function == function,
      export.pointee.module == module, export.pointee.arity == arity
    {
      return export
    }
    let export = code.export(module, function, arity)
    slot.pointee = export
    return export
  }
}
