/// What a terminal shows: enough of one for programs that edit lines.
package struct TerminalScreen: Sendable {
  /// The width.
  package private(set) var columns: Int
  /// The height.
  package private(set) var rows: Int
  /// The rows that are shown, and above them those that have left the screen.
  private var cells: [[Character]] = [[]]
  /// The cursor's row among all, and its column.
  private var row = 0
  private var column = 0
  /// The first row that is shown.
  private var top: Int { max(cells.count - rows, 0) }
  /// The beginning of a sequence or of a character.
  private var pending: [UInt8] = []
  /// How often the bell has rung.
  package private(set) var bells = 0

  /// Makes an empty screen.
  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// All lines, with those that have left the screen, without blanks at their ends.
  package var lines: [String] {
    cells.map { cells in
      var line = String(cells.filter { $0 != TerminalScreen.continuation })
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines as one text.
  package var text: String { lines.joined(separator: "\n") }

  /// The line in which the cursor stands.
  package var currentLine: String { lines[row] }

  /// Where in the line the cursor stands.
  package var cursorColumn: Int { column }

  /// Changes the size; what is there stays where it is.
  package mutating func resize(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    column = min(column, columns - 1)
  }

  /// Stands in the second column of a wide character.
  private static let continuation: Character = "\u{FFFF}"

  /// Takes what a program writes.
  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      pending.append(byte)
      step()
    }
  }

  private mutating func step() {
    guard let first = pending.first else { return }
    switch first {
    case 0x1B:
      guard pending.count > 1 else { return }
      if pending[1] == UInt8(ascii: "[") {
        guard pending.count > 2, let last = pending.last, (0x40...0x7E).contains(last) else {
          return
        }
        control(last, String(decoding: pending[2..<pending.count - 1], as: UTF8.self))
      }
      pending = []
    case ..<0x20, 0x7F:
      pending = []
      switch first {
      case 7: bells += 1
      case 8: column = max(column - 1, 0)
      case 9: column = min((column / 8 + 1) * 8, columns - 1)
      case 10: lineFeed()
      case 13: column = 0
      default: break
      }
    case ..<0x80:
      pending = []
      put(Character(Unicode.Scalar(first)))
    default:
      let count = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      if pending.count == count {
        for character in String(decoding: pending, as: UTF8.self) { put(character) }
        pending = []
      }
    }
  }

  private mutating func put(_ character: Character) {
    let scalar = character.unicodeScalars.first?.value ?? 0
    if (0x300..<0x370).contains(scalar), column > 0, cells[row].count >= column {
      cells[row][column - 1] = Character(String(cells[row][column - 1]) + String(character))
      return
    }
    let isWide =
      scalar >= 0x1F300 || (0x1100...0x115F).contains(scalar)
      || (0x2E80...0xA4CF).contains(scalar) || (0xAC00...0xD7A3).contains(scalar)
    let width = isWide ? 2 : 1
    if column + width > columns {
      column = 0
      lineFeed()
    }
    pad(to: column + width)
    cells[row][column] = character
    if isWide { cells[row][column + 1] = TerminalScreen.continuation }
    column += width
  }

  private mutating func pad(to count: Int) {
    while cells[row].count < count { cells[row].append(" ") }
  }

  private mutating func lineFeed() {
    row += 1
    if row == cells.count { cells.append([]) }
  }

  private mutating func control(_ final: UInt8, _ parameters: String) {
    let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
    let count = max(numbers.first ?? 1, 1)
    switch Character(Unicode.Scalar(final)) {
    case "A": row = max(row - count, top)
    case "B": row = min(row + count, cells.count - 1)
    case "C": column = min(column + count, columns - 1)
    case "D": column = max(column - count, 0)
    case "G": column = min(count, columns) - 1
    case "H":
      row = min(top + count - 1, cells.count - 1)
      column = min(max(numbers.count > 1 ? numbers[1] : 1, 1), columns) - 1
    case "J":
      clearLine(numbers.first ?? 0)
      if numbers.first == 2 {
        for index in top..<cells.count { cells[index] = [] }
      } else {
        cells.removeLast(cells.count - 1 - row)
      }
    case "K": clearLine(numbers.first ?? 0)
    case "P":
      pad(to: column)
      cells[row].removeSubrange(column..<min(column + count, cells[row].count))
    case "@":
      pad(to: column)
      cells[row].insert(contentsOf: [Character](repeating: " ", count: count), at: column)
    default: break
    }
  }

  private mutating func clearLine(_ mode: Int) {
    switch mode {
    case 0: if cells[row].count > column { cells[row].removeLast(cells[row].count - column) }
    case 1: for index in 0..<min(column + 1, cells[row].count) { cells[row][index] = " " }
    default: cells[row] = []
    }
  }
}
