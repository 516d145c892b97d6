/// The identity of a process of one machine.
///
/// It prints as pids do in scripts. Another machine does not know the process.
public struct ProcessID: Sendable, Hashable, CustomStringConvertible {
  /// The word of the term.
  package let bits: UInt64
  /// The machine that the process belongs to.
  package let machine: UInt64

  /// Takes a word of a machine for a process.
  package init(bits: UInt64, machine: UInt64) {
    self.bits = bits
    self.machine = machine
  }

  /// The pid as `inspect` shows it in scripts.
  public var description: String {
    let term = Term(bits: bits)
    let suffix = term.generation > 0 ? ".\(term.generation)" : ""
    return "#pid<\(term.slot + 1)\(suffix)>"
  }
}

/// A unique reference of one machine, as `make_ref` and monitors give them.
public struct ReferenceID: Sendable, Hashable, CustomStringConvertible {
  /// The word of the term.
  package let bits: UInt64
  /// The machine that made the reference.
  package let machine: UInt64

  /// Takes a word of a machine for a reference.
  package init(bits: UInt64, machine: UInt64) {
    self.bits = bits
    self.machine = machine
  }

  /// The reference as `inspect` shows it in scripts.
  public var description: String {
    let term = Term(bits: bits)
    return term.isAlias ? "#ref<\(term.slot + 1).\(term.generation)>" : "#ref<\(bits >> 6)>"
  }
}
