/// A walk over the pairs of a map: in key order when it is small, in the order of its trie when it
/// is large.
///
/// It holds addresses, so it is good as long as nothing collects; ``resume(_:)`` makes it good
/// again, with the map where it is then.
struct MapIterator {
  private var map: Term
  /// How many pairs of a small map, or of the bucket, have come.
  private var next = 0
  /// How many pairs the small map has, or the bucket.
  private var count = 0
  private let isLarge: Bool
  private let isBackwards: Bool
  /// The bucket of a large map whose pairs come now.
  private var bucket = HashMap.absent
  /// The branches down to it.
  private var branches: [Term] = []
  /// How many children of each branch have come.
  private var places: [Int] = []

  /// Stands before the first pair of a map, or behind the last one and goes backwards.
  init(_ map: Term, backwards isBackwards: Bool = false) {
    self.map = map
    self.isBackwards = isBackwards
    isLarge = Maps.isLarge(map)
    if isLarge {
      branches.append(map.element(1))
      places.append(0)
    } else {
      count = Maps.count(map)
    }
  }

  /// Gives the next pair.
  @inline(__always)
  mutating func step() -> (key: Term, value: Term)? {
    if next == count && !(isLarge && nextBucket()) { return nil }
    let index = isBackwards ? count &- 1 &- next : next
    next = next &+ 1
    return isLarge
      ? (MapBucket.key(bucket, index), MapBucket.value(bucket, index))
      : (map.element(index), map.element(count &+ index))
  }

  /// The child of a branch that comes after so many others.
  @inline(__always)
  private func child(_ branch: Term, after place: Int) -> Term {
    branch.element(isBackwards ? HashMap.fan - 1 - place : place)
  }

  /// Goes on to the next bucket; false when there is none.
  private mutating func nextBucket() -> Bool {
    while let branch = branches.last {
      let place = places[places.count - 1]
      if place == HashMap.fan {
        branches.removeLast()
        places.removeLast()
        continue
      }
      places[places.count - 1] = place + 1
      let child = child(branch, after: place)
      if child == HashMap.absent { continue }
      if HashMap.isBranch(child) {
        branches.append(child)
        places.append(0)
      } else {
        bucket = child
        next = 0
        count = MapBucket.count(child)
        return true
      }
    }
    next = 0
    count = 0
    return false
  }

  /// Finds its nodes again after a collection has moved the map.
  mutating func resume(_ map: Term) {
    self.map = map
    guard isLarge, !branches.isEmpty else { return }
    branches[0] = map.element(1)
    for depth in 1..<branches.count {
      branches[depth] = child(branches[depth - 1], after: places[depth - 1] - 1)
    }
    if count > 0 {
      let last = branches.count - 1
      bucket = child(branches[last], after: places[last] - 1)
    }
  }
}
