/// One link or monitor, at one of its ends: a block of the pool.
struct Relation {
  var next: RelationRef?
  var previous: RelationRef?
  /// A link's other end, or a monitor's reference.
  var key: Term
  /// A monitor's target (a pid, or `(name, node)` as the atom alone), or its watcher.
  var other: Term
  /// Of a link that this end has ended: the number to be acknowledged.
  ///
  /// 0: the link stands.
  var unlinking: UInt32 = 0
  /// Whether the target of a monitor was given by name.
  var byName = false
  /// Of a monitor with a tag: a signal that holds a copy of it.
  var tag: SignalRef?
  /// What ends the alias that goes with a monitor, if one does.
  var alias: AliasMode?
}

/// Where a relation is.
typealias RelationRef = UnsafeMutablePointer<Relation>

/// The links and monitors of a process.
struct Relations {
  /// Links, by the other end.
  var links = RelationList()
  /// Monitors of this process on others, by reference.
  var monitors = RelationList()
  /// Monitors of others on this process, by reference.
  var watchers = RelationList()
  /// The number of the last link that was ended here.
  var lastUnlink: UInt32 = 0
}

/// Relations of one sort: a list, oldest first, and an index when they are many.
struct RelationList {
  private(set) var first: RelationRef?
  private var last: RelationRef?
  private(set) var count = 0
  private var index: Unmanaged<RelationIndex>?

  /// The pool's class of a relation.
  private static let sizeClass = Pool.sizeClass(MemoryLayout<Relation>.stride)
  /// From so many on there is an index.
  private static let indexedFrom = 16

  /// The relation with a key.
  func find(_ key: Term) -> RelationRef? {
    if let index { return index.takeUnretainedValue().relations[key.bits] }
    var relation = first
    while let current = relation {
      if current.pointee.key == key { return current }
      relation = current.pointee.next
    }
    return nil
  }

  /// Adds a relation; there is none with its key.
  @discardableResult
  mutating func add(_ key: Term, other: Term, _ pool: borrowing Pool) -> RelationRef {
    let relation = pool.take(RelationList.sizeClass).assumingMemoryBound(to: Relation.self)
    relation.initialize(to: Relation(next: nil, previous: last, key: key, other: other))
    // Behind the others: whoever ends tells them in the order in which they came.
    if let last { last.pointee.next = relation } else { first = relation }
    last = relation
    count += 1
    if let index {
      index.takeUnretainedValue().relations[key.bits] = relation
    } else if count == RelationList.indexedFrom {
      let index = RelationIndex()
      var each = first
      while let current = each {
        index.relations[current.pointee.key.bits] = current
        each = current.pointee.next
      }
      self.index = .passRetained(index)
    }
    return relation
  }

  /// Removes a relation.
  mutating func remove(_ relation: RelationRef, _ pool: borrowing Pool) {
    if let previous = relation.pointee.previous {
      previous.pointee.next = relation.pointee.next
    } else {
      first = relation.pointee.next
    }
    if let next = relation.pointee.next {
      next.pointee.previous = relation.pointee.previous
    } else {
      last = relation.pointee.previous
    }
    count -= 1
    if let index {
      index.takeUnretainedValue().relations[relation.pointee.key.bits] = nil
      if count == 0 {
        index.release()
        self.index = nil
      }
    }
    pool.give(UnsafeMutableRawPointer(relation), RelationList.sizeClass)
  }

  /// Takes the oldest relation out and gives its contents.
  mutating func popFirst(_ pool: borrowing Pool) -> Relation? {
    guard let relation = first else { return nil }
    let value = relation.pointee
    remove(relation, pool)
    return value
  }

  /// The keys and others, oldest first.
  var all: [(key: Term, other: Term, relation: RelationRef)] {
    var result: [(key: Term, other: Term, relation: RelationRef)] = []
    var each = first
    while let current = each {
      result.append((current.pointee.key, current.pointee.other, current))
      each = current.pointee.next
    }
    return result
  }
}

/// Finds relations by key where they are many.
final class RelationIndex {
  var relations: [UInt64: RelationRef] = [:]
}
