import CMartletPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What is searched for in a text: one or several byte sequences, none of them empty.
struct TextSearch {
  let needles: [UnsafeBufferPointer<UInt8>]
  private let longest: Int
  /// Which bytes some needle begins with; empty for a single needle.
  private var begins: [Bool] = []

  init(_ needles: [UnsafeBufferPointer<UInt8>]) {
    self.needles = needles
    longest = needles.map(\.count).max() ?? 0
    if needles.count > 1 {
      begins = Array(repeating: false, count: 256)
      for needle in needles { begins[Int(needle[0])] = true }
    }
  }

  /// The first match that begins in `start..<limit`; of several at one place the first given.
  func first(
    in bytes: UnsafeBufferPointer<UInt8>,
    from start: Int,
    before limit: Int
  ) -> Range<Int>? {
    guard start < limit, let base = bytes.baseAddress else { return nil }
    if needles.count > 1 { return firstOfMany(bytes, start, limit) }
    guard let needle = needles.first, let text = needle.baseAddress else { return nil }
    let end = min(bytes.count, limit + needle.count - 1)
    guard
      let found = needle.count == 1
        ? UnsafeRawPointer(memchr(base + start, Int32(text[0]), limit - start))
        : martlet_find(base + start, end - start, text, needle.count)
    else { return nil }
    let index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    return index..<index + needle.count
  }

  /// How far one step should go at least, so that preparing a long needle does not cost more than
  /// searching with it.
  func limit(from position: Int, atLeast limit: Int, count: Int) -> Int {
    min(count, max(limit, position + 4 * longest))
  }

  private func firstOfMany(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ limit: Int
  ) -> Range<Int>? {
    for index in start..<limit where begins[Int(bytes[index])] {
      for needle in needles where TextSearch.matches(needle, bytes, at: index) {
        return index..<index + needle.count
      }
    }
    return nil
  }

  /// Whether a byte sequence stands at an index.
  static func matches(
    _ needle: UnsafeBufferPointer<UInt8>,
    _ bytes: UnsafeBufferPointer<UInt8>,
    at index: Int
  ) -> Bool {
    guard index >= 0, index + needle.count <= bytes.count else { return false }
    guard let text = needle.baseAddress, let base = bytes.baseAddress else { return true }
    return memcmp(base + index, text, needle.count) == 0
  }
}
