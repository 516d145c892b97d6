// Lists, tuples and maps.

extension PrettyPrinter {
  /// How many more elements of a list are counted to tell how many there are.
  private static let countedElements = 1_000

  /// Writes elements of a list until one has parts.
  func writeList(_ term: Term, _ item: Item, _ steps: inout Int) {
    var rest = term
    var shown = item.position
    var isAfterShort = item.isAfterShort
    while rest.isCons {
      if layout.isFull { return }
      if steps <= 0 {
        push(rest, .list, shown, short: isAfterShort)
        return
      }
      steps -= 1
      if shown > 0 { writeComma() }
      if shown >= options.limit {
        writeHidden(countRest(rest, &steps), isAfterShort: isAfterShort, isFirst: shown == 0)
        closeCollection("]")
        return
      }
      let head = rest.head
      rest = rest.tail
      let isShort = isShort(head)
      layout.gap(isShort && isAfterShort ? .whenFull : .always, columns: shown > 0 ? 1 : 0)
      shown += 1
      isAfterShort = isShort
      if isShort {
        writeLeaf(head)
      } else {
        push(rest, .list, shown)
        push(head, .whole)
        return
      }
    }
    if rest.isEmptyList {
      closeCollection("]")
    } else {
      write(" |")
      layout.gap(.always, columns: 1)
      push(.nil, .endOfList)
      push(rest, .whole)
    }
  }

  /// How many elements remain of a list, or nil when they are many or it has no proper end.
  private func countRest(_ term: Term, _ steps: inout Int) -> Int? {
    var rest = term
    var count = 0
    while rest.isCons {
      count += 1
      if count > PrettyPrinter.countedElements { return nil }
      rest = rest.tail
    }
    steps -= count / 16
    return rest.isEmptyList ? count : nil
  }

  /// The most columns of what stands before the last element of a tuple that begins on one line
  /// with it.
  private static let tagColumns = 24

  /// Writes the beginning of a tuple like `(:ok, value)`, where only the value can be long.
  ///
  /// The tuple itself has no gaps. False when it is another one.
  func writeTag(_ term: Term) -> Bool {
    let count = term.tupleCount
    guard (2...4).contains(count), count <= options.limit, hasParts(term.element(count - 1)) else {
      return false
    }
    var columns = 0
    for index in 0..<count - 1 {
      let element = term.element(index)
      guard isShort(element) else { return false }
      columns += element.isAtom ? atoms.pointee[element.atom].text.count + 3 : 8
    }
    guard columns <= min(PrettyPrinter.tagColumns, options.width / 3) else { return false }
    write("(")
    for index in 0..<count - 1 {
      writeLeaf(term.element(index))
      write(", ")
    }
    push(.nil, .endOfTag)
    push(term.element(count - 1), .whole)
    return true
  }

  /// Whether a term is a collection that is not empty.
  private func hasParts(_ term: Term) -> Bool {
    if term.isCons { return true }
    if term.isMap { return Maps.count(term) > 0 }
    return term.isTuple && term.tupleCount > 0
  }

  /// Writes the next element of a tuple.
  func writeTuple(_ term: Term, _ item: Item) {
    let count = term.tupleCount
    if item.position == count {
      if count == 1 { writeComma() }
      closeCollection(")")
      return
    }
    if item.position > 0 { writeComma() }
    if item.position >= options.limit {
      writeHidden(
        count - item.position,
        isAfterShort: item.isAfterShort,
        isFirst: item.position == 0
      )
      closeCollection(")")
      return
    }
    let element = term.element(item.position)
    let isShort = isShort(element)
    layout.gap(
      isShort && item.isAfterShort ? .whenFull : .always,
      columns: item.position > 0 ? 1 : 0
    )
    push(term, .tuple, item.position + 1, short: isShort)
    push(element, .whole)
  }
}

// MARK: - Maps

extension PrettyPrinter {
  /// The most columns of a key behind which the values of a map stand below each other.
  private static let alignedColumns = 20

  /// Writes the beginning of a map.
  func beginMap(_ term: Term) {
    let count = Maps.count(term)
    if count == 0 {
      write("%{}")
      return
    }
    openCollection("%{")
    let shown = min(count, options.limit)
    if Maps.isLarge(term) {
      push(term, .select)
      selection = PairSelection(term, count: shown)
      terms.append(contentsOf: repeatElement(.nil, count: 2 * shown))
    } else {
      push(term, .map, extra: keyColumns((0..<shown).lazy.map { term.element($0) }))
    }
  }

  /// The columns of the longest key, or 0 when the values shall not stand below each other.
  private func keyColumns(_ keys: some Sequence<Term>) -> Int {
    var longest = 0
    for key in keys {
      guard let columns = nameColumns(key), columns <= PrettyPrinter.alignedColumns else {
        return 0
      }
      longest = max(longest, columns)
    }
    return longest
  }

  /// The columns of a key that stands before a colon, or nil.
  private func nameColumns(_ key: Term) -> Int? {
    guard key.isAtom else { return nil }
    let text = atoms.pointee[key.atom].text
    return AtomText.shape(text) == .name ? text.count : nil
  }

  /// Writes the next pair of a small map.
  func writeMap(_ term: Term, _ item: Item) {
    let count = Maps.count(term)
    let position = item.position
    if position == count {
      closeCollection("}")
      return
    }
    if position >= options.limit {
      if position > 0 { writeComma() }
      writeHidden(count - position, isAfterShort: false, isFirst: position == 0)
      closeCollection("}")
      return
    }
    push(term, .map, position + 1, extra: item.extra)
    push(term.element(count + position), .whole)
    writePair(term.element(position), isFirst: position == 0, keyColumns: item.extra)
  }

  /// Writes a key and what follows it, whose value lies uppermost.
  func writePair(_ key: Term, isFirst: Bool, keyColumns: Int) {
    if !isFirst { writeComma() }
    layout.gap(.always, columns: isFirst ? 0 : 1)
    if let columns = nameColumns(key) {
      layout.text(atoms.pointee[key.atom].text + [UInt8(ascii: ":")], .key, columns: columns + 1)
      write(" ")
      layout.padding(keyColumns - columns)
    } else {
      push(pop(), .value)
      push(key, .whole)
    }
  }

  /// Goes on to choose the pairs of a large map, whose term lies uppermost but for those.
  func select(_ steps: inout Int) {
    let base = selectionBase
    guard selection?.run(&terms, base: base, atoms, &steps) == true, let chosen = selection else {
      return
    }
    selection = nil
    let hidden = Maps.count(terms[base - 1]) - chosen.count
    // The keys lie above their values.
    let keys = stride(from: base + 1, to: base + 2 * min(chosen.count, 256), by: 2).lazy
      .map { self.terms[$0] }
    let columns = chosen.count <= 256 ? keyColumns(keys) : 0
    pushPairs(above: base, hidden: hidden, padding: columns)
  }
}
