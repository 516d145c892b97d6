/// Returns the candidate that `name` is most likely a misspelling of, if one is near enough.
///
/// Nearness is the number of letters to insert, remove, change or swap; a third of the name's
/// length may differ, and at least one letter.
public func suggest(_ name: String, among candidates: some Sequence<String>) -> String? {
  let letters = Array(name.unicodeScalars)
  // Nobody misspells a name of this length, and the table would be large.
  guard !letters.isEmpty, letters.count <= 64 else { return nil }
  let limit = max(1, letters.count / 3)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates where candidate != name {
    let other = Array(candidate.unicodeScalars)
    guard abs(other.count - letters.count) <= limit else { continue }
    let distance =
      name.lowercased() == candidate.lowercased() ? 0 : editDistance(letters, other)
    // A name of one or two letters is near to any other of its length.
    guard distance <= limit, distance < max(letters.count, other.count) else { continue }
    if let best,
      best.distance < distance || (best.distance == distance && best.candidate <= candidate)
    {
      continue
    }
    best = (candidate, distance)
  }
  return best?.candidate
}

/// The number of insertions, removals, changes and swaps of neighbours that turn one text into
/// the other.
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
  var beforePrevious = [Int](repeating: 0, count: second.count + 1)
  var previous = Array(0...second.count)
  var row = previous
  for i in 1...first.count {
    row[0] = i
    for j in 1...second.count {
      let change = first[i - 1] == second[j - 1] ? 0 : 1
      var cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + change)
      if i > 1, j > 1, first[i - 1] == second[j - 2], first[i - 2] == second[j - 1] {
        cost = min(cost, beforePrevious[j - 2] + 1)
      }
      row[j] = cost
    }
    (beforePrevious, previous, row) = (previous, row, beforePrevious)
  }
  return previous[second.count]
}
