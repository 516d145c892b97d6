import ArgumentParser

/// A number of bytes, written `512M` or `2G`.
struct MemorySize: ExpressibleByArgument {
  /// The number of bytes.
  let bytes: Int

  /// Reads a size; nil when it is none.
  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    var digits = argument.uppercased()
    if digits.last == "B" { digits.removeLast() }
    var unit = 1
    if let last = digits.last, let named = units[last] {
      unit = named
      digits.removeLast()
    }
    guard let number = Int(digits), number > 0, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    self.bytes = bytes
  }
}
