/// What a scheduler thread runs processes with: the registers and the process of the moment.
///
/// It is passed everywhere as a pointer; thread-locals cost 8-9 ns a look.
struct Context {
  /// X registers, and behind the 255 that instructions can name, those that natives put terms
  /// aside in.
  static let registerCount = 320
  /// F registers.
  static let floatRegisterCount = 64

  let x: UnsafeMutablePointer<Term>
  let f: UnsafeMutablePointer<Double>
  /// The running process.
  var process: ProcessRef
  /// What is left of the slice; natives charge here.
  var reductions: Int
  /// The reason of the exception on its way; a root of the collector.
  var reason: Term
  /// The class of the exception on its way.
  var raised: Raise.Class
  /// Why an instruction did not lead to a next one.
  var leave: Leave
  /// How many X registers hold terms where it did not.
  var leaveLive: Int
  /// The function that a call did not find, while `:undef` is on its way.
  var undefined: ExportRef?
  /// Where a key was found last in a large map; see ``forgetMaps()``.
  var found = HashMap.FoundPlace()
  /// The map that the process builds; see ``forgetMaps()``.
  var building = MapInBuilding()
  /// Whose map that is: the pid of the process that ran last, and its reductions when it was left.
  var owner: (pid: UInt64, reductions: UInt64) = (0, 0)
  /// Words to keep free between heap and stack; in the mode that collects always, more than there
  /// are, so that every check collects.
  let slack: Int
  /// What a slot holds before it is used: 0.
  ///
  /// From memory, since a loop that stores a constant 0 becomes a call of memset, for one word most
  /// of the time.
  var emptySlot: UInt64 = 0
  let machine: MachineRef
  let atoms: AtomTableRef
  let scheduler: SchedulerRef
  let literals: AddressRange
  /// The native functions, by number.
  let natives: UnsafeMutablePointer<CodeRegistry.NativeEntry>
  /// What cannot be interrupted.
  var longWork = LongWork()
}

/// Where a context is.
typealias ContextRef = UnsafeMutablePointer<Context>

/// Why a process does not go on at once.
enum Outcome: UInt8 {
  /// Its slice is used up.
  case yield
  /// It waits for a signal.
  case wait
  /// It ends.
  case exit
}

/// Why an instruction did not lead to a next one.
enum Leave: UInt8 {
  /// It raised; class and reason are in the context.
  case raise
  /// The slice is used up. The process goes on at its `pc`.
  case yield
  /// The process waits for a signal, and goes on at its `pc`.
  case wait
  /// The process ends; the reason is in its rare state.
  case exit
  /// Like `wait`, but the registers have been dealt with.
  case parked
  /// Like `yield`, but the registers have been dealt with.
  case ready
}

extension Context {
  /// Forgets what is known about maps by their addresses: terms have moved, or memory that held some
  /// is free.
  @inline(__always)
  mutating func forgetMaps() {
    found.map = .none
    building.forget()
  }

  /// Takes note of the process that runs next.
  ///
  /// Its map in building outlives the slice if the process has run nowhere else meanwhile: that, and
  /// every collection, takes reductions.
  @inline(__always)
  mutating func enter(_ process: ProcessRef) {
    found.map = .none
    if owner.pid != process.pid.bits || owner.reductions != process.pointee.reductions {
      building.forget()
    }
  }

  /// Takes note that a process is left.
  @inline(__always)
  mutating func leave(_ process: ProcessRef) {
    owner = (process.pid.bits, process.pointee.reductions)
  }

  /// Makes the context of a scheduler.
  static func make(_ scheduler: SchedulerRef) -> ContextRef {
    let x = UnsafeMutablePointer<Term>.allocate(capacity: registerCount)
    x.initialize(repeating: .nil, count: registerCount)
    let f = UnsafeMutablePointer<Double>.allocate(capacity: floatRegisterCount)
    f.initialize(repeating: 0, count: floatRegisterCount)
    let machine = scheduler.pointee.machine
    let nobody = ProcessRef(bitPattern: 64).unsafelyUnwrapped
    let context = ContextRef.allocate(capacity: 1)
    context.initialize(
      to: Context(
        x: x,
        f: f,
        process: nobody,
        reductions: 0,
        reason: .nil,
        raised: .error,
        leave: .yield,
        leaveLive: 0,
        undefined: nil,
        slack: machine.pointee.options.collectsAlways ? 1 << 40 : Collector.slack,
        machine: machine,
        atoms: machine.pointee.atoms,
        scheduler: scheduler,
        literals: machine.pointee.literals.range,
        natives: machine.pointee.code.natives
      )
    )
    return context
  }

  /// Frees a context.
  static func destroy(_ context: ContextRef) {
    context.pointee.x.deallocate()
    context.pointee.f.deallocate()
    context.deallocate()
  }
}
