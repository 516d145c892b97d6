import Synchronization

/// A function of a script: it can be shown and compared, but not called or sent back.
public struct FunctionID: Sendable, Hashable, CustomStringConvertible {
  /// A value holds one word only.
  private final class Storage: Sendable {
    let text: String
    let machine: UInt64
    let number: UInt64

    init(text: String, machine: UInt64, number: UInt64) {
      self.text = text
      self.machine = machine
      self.number = number
    }
  }

  private let storage: Storage

  /// Names a function of a machine; the number tells functions of one name apart.
  package init(text: String, machine: UInt64, number: UInt64) {
    storage = Storage(text: text, machine: machine, number: number)
  }

  /// What `inspect` shows for the function.
  package var text: String { storage.text }

  /// The function as `inspect` shows it in scripts: `&List.map/2`.
  public var description: String { text }

  /// Whether two are known to be the same function.
  ///
  /// That cannot be seen of closures that hold more than numbers, atoms and pids: each time that a
  /// script hands one over it is another.
  ///
  /// - Parameters:
  ///   - left: One function.
  ///   - right: The other function.
  /// - Returns: Whether they are the same.
  public static func == (left: FunctionID, right: FunctionID) -> Bool {
    left.storage.number == right.storage.number && left.storage.machine == right.storage.machine
      && left.storage.text == right.storage.text
  }

  /// Feeds a hasher with the function.
  ///
  /// - Parameter hasher: What gathers the hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage.number)
    hasher.combine(storage.text)
  }
}

/// The type has a function of the same name.
private func hashOfTerm(_ term: Term, _ atoms: AtomTableRef) -> UInt64 { hash(term, atoms) }

extension FunctionID {
  /// Counts the functions that cannot be compared.
  private static let lastNumber = Atomic<UInt64>(0)

  /// Names the function that a term is.
  init(_ term: Term, _ machine: MachineRef) {
    let atoms = machine.pointee.atoms
    var inspector = Inspector(atoms: atoms)
    inspector.inspect(term)
    self.init(
      text: String(decoding: inspector.bytes, as: UTF8.self),
      machine: machine.pointee.serial,
      number: FunctionID.number(term, atoms)
    )
  }

  /// A hash of a function that holds no more than immediates, otherwise a number that nothing else
  /// has: what is large must not be looked through.
  private static func number(_ term: Term, _ atoms: AtomTableRef) -> UInt64 {
    if term.isClosure {
      for index in 1..<max(term.header.size, 1) where term.element(index).isPointer {
        return lastNumber.add(1, ordering: .relaxed).newValue
      }
    }
    return hashOfTerm(term, atoms) | 1 << 63
  }
}
