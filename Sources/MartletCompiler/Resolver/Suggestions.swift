/// Finds the name that was probably meant.
enum Suggestions {
  /// Returns the candidate nearest to a name, if one is near enough.
  static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = name.count < 3 ? 0 : max(1, name.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in Set(candidates) where candidate != name {
      guard abs(candidate.count - name.count) <= limit else { continue }
      let distance = distance(Array(name.unicodeScalars), Array(candidate.unicodeScalars))
      guard distance <= limit else { continue }
      if let current = best, (current.distance, current.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The number of insertions, deletions, replacements and exchanges of neighbours between two
  /// words.
  private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    guard first.count < 100, second.count < 100 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 1...max(first.count, 1) where row <= first.count {
      var current = [row]
      for column in 1...max(second.count, 1) where column <= second.count {
        let isSame = first[row - 1] == second[column - 1]
        var cost = min(last[column] + 1, current[column - 1] + 1)
        cost = min(cost, last[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, first[row - 1] == second[column - 2],
          first[row - 2] == second[column - 1]
        {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
