/// A walk over the pairs of a map: in key order when it is small, in the order of its trie when it
/// is large.
///
/// It holds addresses, so it is good as long as nothing collects; ``resume(_:)`` makes it good
/// again, with the map where it is then.
struct MapIterator {
  private var map: Term
  /// The next pair of a small map.
  private var next = 0
  private let count: Int
  /// The nodes down to the next leaf of a large map.
  private var nodes: [Term] = []
  /// The next child of each node.
  private var places: [Int] = []

  /// Stands before the first pair of a map.
  init(_ map: Term) {
    self.map = map
    count = Maps.isLarge(map) ? -1 : Maps.count(map)
    if count < 0 { push(map.element(1)) }
  }

  private mutating func push(_ node: Term) {
    nodes.append(node)
    places.append(HashMap.isCollision(node) ? 0 : 1)
  }

  /// Gives the next pair.
  mutating func step() -> (key: Term, value: Term)? {
    if count >= 0 {
      guard next < count else { return nil }
      next += 1
      return (map.element(next - 1), map.element(count + next - 1))
    }
    while let node = nodes.last {
      let place = places[places.count - 1]
      if place == node.header.size {
        nodes.removeLast()
        places.removeLast()
        continue
      }
      places[places.count - 1] = place + 1
      let child = node.element(place)
      if child.isCons { return (child.head, child.tail) }
      push(child)
    }
    return nil
  }

  /// Finds its nodes again after a collection has moved the map.
  mutating func resume(_ map: Term) {
    self.map = map
    guard count < 0, !nodes.isEmpty else { return }
    nodes[0] = map.element(1)
    for depth in 1..<max(nodes.count, 1) {
      nodes[depth] = nodes[depth - 1].element(places[depth - 1] - 1)
    }
  }
}
