import Synchronization

/// What a machine's capabilities make of the world around it.
final class Sandbox: Sendable {
  /// What is granted.
  let capabilities: Capabilities
  /// The files that scripts reach.
  let files: FileAccess
  /// Whether the clock may be read.
  let hasClock: Bool
  /// Whether processes may look into others.
  let hasIntrospection: Bool
  /// When the machine was made, by ``Clock/monotonic``.
  private let beginning = Clock.monotonic
  /// The state of the machine's own generator.
  private let random: Atomic<UInt64>
  private let lastUnique = Atomic<Int>(0)

  /// Makes the surroundings of a machine, and opens the directories that are granted.
  init(_ capabilities: Capabilities) {
    self.capabilities = capabilities
    files = FileAccess(capabilities)
    hasClock = capabilities.permits(.clock)
    hasIntrospection = capabilities.permits(.introspection)
    // Each machine has its own: from a number of one generator its next ones can be worked out.
    let seed = capabilities.permits(.random) ? UInt64.random(in: .min ... .max) : 0
    random = Atomic(seed)
  }

  /// Nanoseconds that never go back: whole milliseconds since the machine was made.
  var coarseMonotonic: Int { Int(Clock.monotonic &- beginning) / 1_000_000 * 1_000_000 }

  /// A number that this gives once.
  var uniqueNumber: Int { lastUnique.add(1, ordering: .relaxed).newValue }

  /// The next number of the machine's generator: without the capability `random` each machine has
  /// the same ones.
  func nextRandom() -> UInt64 {
    SplitMix.number(random.wrappingAdd(SplitMix.step, ordering: .relaxed).newValue)
  }
}

/// A generator whose state several threads move on: each call gets its own number.
struct MachineGenerator: RandomNumberGenerator {
  let sandbox: Sandbox

  mutating func next() -> UInt64 { sandbox.nextRandom() }
}

extension NativeCall {
  /// What the machine may do.
  var sandbox: Sandbox { machine.pointee.sandbox }

  /// Nanoseconds that never go back, as exactly as scripts may know them.
  var monotonic: Int {
    machine.pointee.hasClock ? Int(Clock.monotonic) : sandbox.coarseMonotonic
  }

  /// Raises `(:not_permitted, name)` unless a capability is granted.
  func require(_ kind: Capability.Kind) throws(Raise) {
    if !sandbox.capabilities.permits(kind) { throw try notPermitted(atom(kind.name)) }
  }

  /// Raises `(:not_permitted, :introspection)` unless a process is the caller, or the caller may look
  /// into others, as those that stand for the host always may.
  @inline(__always)
  func requireSight(of pid: Term) throws(Raise) {
    if pid != process.pid { try requireSight() }
  }

  /// Raises `(:not_permitted, :introspection)` unless the caller may look into others, as those that
  /// stand for the host always may.
  func requireSight() throws(Raise) {
    if !sandbox.hasIntrospection, !(process.pointee.rare?.pointee.tie is HostPort) {
      try require(.introspection)
    }
  }

  /// The error `(:not_permitted, name)`, to be thrown.
  func notPermitted(_ name: Term) throws(Raise) -> Raise {
    try reserve(3)
    return error(write { $0.tuple(.atom(.not_permitted), name) })
  }
}

extension Native {
  /// The body that a machine installs: one that raises when what the function needs is not granted.
  func body(permittedBy capabilities: Capabilities, _ atoms: AtomTableRef) -> Body {
    guard let requirement, requirement.condition == nil,
      !capabilities.permits(requirement.kind)
    else { return body }
    let name = atoms.pointee.intern(requirement.kind.name)
    return { call throws(Raise) in
      guard let name else { throw call.error(.system_limit) }
      throw try call.notPermitted(Term(name))
    }
  }
}
