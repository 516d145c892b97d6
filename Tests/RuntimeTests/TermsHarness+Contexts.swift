@testable import MartletRuntime

extension TermsHarness {
  /// Makes a process that no scheduler runs and two contexts for it: in the second one every
  /// allocation collects.
  static func makeContexts() -> (runtime: Runtime, quiet: ContextRef, loud: ContextRef) {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    configuration.collectsAlways = true
    let runtime = Runtime(configuration: configuration)
    let scheduler = runtime.machine.pointee.schedulers[0]
    let export = runtime.machine.pointee.code.export(Atom(.Kernel), Atom(.ok), 0)
    let loud = Context.make(scheduler)
    guard
      case .started(let pid, _) = Spawn.make(
        scheduler,
        .function(export, arguments: .emptyList),
        Spawn.Options()
      ),
      let process = runtime.machine.pointee.slabs.block(pid.slot)
    else { preconditionFailure("no process") }
    loud.pointee.process = process
    let quiet = ContextRef.allocate(capacity: 1)
    let model = loud.pointee
    quiet.initialize(
      to: Context(
        x: model.x,
        f: model.f,
        process: process,
        reductions: 1 << 40,
        reason: .nil,
        raised: .error,
        leave: .yield,
        leaveLive: 0,
        slack: Collector.slack,
        machine: model.machine,
        atoms: model.atoms,
        scheduler: scheduler,
        literals: model.literals,
        natives: model.natives
      )
    )
    return (runtime, quiet, loud)
  }
}
