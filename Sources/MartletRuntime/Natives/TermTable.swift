/// A hash table that finds terms by `===` among those that somebody else holds.
///
/// It stores hashes and places only, so it stays right when the terms move.
struct TermTable {
  private var slots: [UInt32] = []
  private var entries: [(hash: UInt64, place: Int)] = []
  /// How often each entry was added and not taken back.
  private var counts: [Int] = []

  /// How many parts of large terms have been looked at.
  private var cost = 0

  /// The bytes that it takes.
  var bytes: Int { slots.capacity * 4 + entries.capacity * 16 + counts.capacity * 8 }

  /// How many parts of large terms have been looked at since this was last asked.
  mutating func takeCost() -> Int {
    defer { cost = 0 }
    return cost
  }

  /// Prepares for so many terms.
  mutating func reserve(_ count: Int) {
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
    entries.reserveCapacity(count)
  }

  /// The slot where a term stands or belongs.
  @inline(__always)
  private func slot(
    _ term: Term,
    _ hash: UInt64,
    _ terms: UnsafePointer<Term>,
    _ atoms: AtomTableRef,
    _ cost: inout Int
  ) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash && TermOrder.same(terms[entry.place], term, atoms, &cost) {
        return slot
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// Adds the term that stands at a place of `terms` and gives whether it is new.
  ///
  /// There must be room.
  mutating func add(
    _ term: Term,
    at place: Int,
    _ terms: UnsafePointer<Term>,
    _ atoms: AtomTableRef
  ) -> Bool {
    let code = hash(term, atoms, cost: &cost)
    var steps = 0
    let slot = slot(term, code, terms, atoms, &steps)
    if steps > 64 { cost += steps }
    if slots[slot] != 0 {
      counts[Int(slots[slot]) - 1] += 1
      return false
    }
    entries.append((code, place))
    counts.append(1)
    slots[slot] = UInt32(entries.count)
    return true
  }

  /// Takes one of a term away; gives whether there was one.
  mutating func take(_ term: Term, _ terms: UnsafePointer<Term>, _ atoms: AtomTableRef) -> Bool {
    let code = hash(term, atoms, cost: &cost)
    var steps = 0
    let slot = slot(term, code, terms, atoms, &steps)
    if steps > 64 { cost += steps }
    guard slots[slot] != 0, counts[Int(slots[slot]) - 1] > 0 else { return false }
    counts[Int(slots[slot]) - 1] -= 1
    return true
  }
}
