import BigInt
import MartletEmbedding
import Testing

/// Random structures come back as they were, and random values break nothing.
@Suite struct CodingPropertyTests {
  private indirect enum Tree: Codable, Equatable {
    case leaf
    case integer(Int)
    case text(String)
    case number(Double)
    case bytes([UInt8])
    case big(BigInt)
    case wide(UInt64, Int8, Int128)
    case pair(Tree, Tree)
    case list([Tree])
    case labelled(left: Tree, right: Tree?)
    case mixed(Tree, at: Int)
    case dictionary([String: Tree])
    case numbered([Int: Tree])
    case record(Record)
    case value(Value)
    case color(Color)
    case maybe(Int?)
  }

  private enum Color: String, Codable { case red, green }

  private struct Record: Codable, Equatable {
    var name: String
    var tree: Tree
    var more: Tree?
    var flags: [Bool]
    var color: Color?
    var colors: [Color]
  }

  private func tree(_ generator: inout SeededGenerator, _ depth: Int) -> Tree {
    let count = Int.random(in: 0...3, using: &generator)
    switch Int.random(in: 0..<(depth > 0 ? 17 : 8), using: &generator) {
    case 0: return .leaf
    case 1: return .integer(.random(in: .min ... .max, using: &generator))
    case 2: return .text(.random(&generator))
    case 3: return .number(.random(in: -1e5...1e5, using: &generator))
    case 4: return .bytes((0..<count).map { _ in .random(in: 0...255, using: &generator) })
    case 5: return .big(BigInt(-1) << Int.random(in: 0...100, using: &generator))
    case 6:
      return .wide(
        .random(in: 0 ... .max, using: &generator),
        .random(in: -128...127, using: &generator),
        .random(in: .min ... .max, using: &generator)
      )
    case 7: return .maybe(Bool.random(using: &generator) ? 1 : nil)
    case 8: return .pair(tree(&generator, depth - 1), tree(&generator, depth - 1))
    case 9: return .list((0..<count).map { _ in tree(&generator, depth - 1) })
    case 10:
      let right = Bool.random(using: &generator) ? tree(&generator, depth - 1) : nil
      return .labelled(left: tree(&generator, depth - 1), right: right)
    case 11: return .mixed(tree(&generator, depth - 1), at: count)
    case 12:
      var pairs: [String: Tree] = [:]
      for _ in 0..<count { pairs[.random(&generator)] = tree(&generator, depth - 1) }
      return .dictionary(pairs)
    case 13:
      var pairs: [Int: Tree] = [:]
      for key in 0..<count { pairs[key] = tree(&generator, depth - 1) }
      return .numbered(pairs)
    case 14:
      let value = Value.random(&generator, depth: 2)
      // The one value that a case cannot tell from its labels.
      return value[.atom("_0")] == nil ? .value(value) : .leaf
    case 15: return .color(Bool.random(using: &generator) ? .red : .green)
    default:
      return .record(
        Record(
          name: .random(&generator),
          tree: tree(&generator, depth - 1),
          more: Bool.random(using: &generator) ? tree(&generator, depth - 1) : nil,
          flags: (0..<count).map { _ in .random(using: &generator) },
          color: Bool.random(using: &generator) ? .green : nil,
          colors: (0..<count).map { _ in .red }
        )
      )
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func structuresComeBack(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let tree = tree(&generator, 5)
      let value = try ValueEncoder().encode(tree)
      #expect(try ValueDecoder().decode(Tree.self, from: value) == tree, "seed \(seed): \(value)")
    }
  }

  /// A value that no type was made for is read or refused with a message.
  @Test(arguments: [5, 6] as [UInt64])
  func anyValueIsReadOrRefused(seed: UInt64) throws {
    let types: [any Decodable.Type] = [
      Tree.self, Record.self, [Tree].self, [String: Tree].self, [Int?].self, [UInt8].self,
      Color.self, Value.self, [Color: Int].self, BigInt.self, Float.self, Int128.self,
      ContiguousArray<Int>.self, Set<String>.self, ClosedRange<Int>.self,
    ]
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let value = Value.random(&generator, depth: 4)
      for type in types {
        do throws(ValueError) {
          try ValueDecoder().roundTrip(type, value)
        } catch {
          #expect(!"\(error)".isEmpty)
          #expect(!"\(error)".contains("Swift"), "\(error)")
        }
      }
    }
  }
}

extension ValueDecoder {
  fileprivate func roundTrip<T: Decodable>(_ type: T.Type, _ value: Value) throws(ValueError) {
    _ = try decode(type, from: value)
  }
}
