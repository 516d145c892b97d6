/// What a native that goes through long lists goes on with.
///
/// The first terms are the native's own variables, those behind them elements that were gathered.
/// It is installed when the work begins, so that collections during the work update its terms.
final class ListWork: NativeContinuation {
  /// What part of the work is under way.
  var phase = 0
  var index = 0
  var count = 0
  /// How many of the gathered terms stay.
  var kept = 0
  var table = TermTable()
  var sort: MergeSort?
  var iterator: MapIterator?
  /// What comparisons of terms have taken that was not charged yet.
  var cost = 0
  /// Bytes that were gathered.
  var bytes: [UInt8] = []

  override var otherBytes: Int { bytes.capacity + table.bytes }
}

extension NativeCall {
  /// How many elements are dealt with at once, without any continuation.
  static let shortList = 1000

  /// How many steps of such work count as one reduction.
  private static let stepsInReduction = 8

  /// Works in steps until `step` gives a result; nil from it means that the steps are used up.
  mutating func work(
    _ variables: [Term],
    _ step: (inout NativeCall, ListWork, inout Int) throws(Raise) -> Term?
  ) throws(Raise) -> Term {
    let work: ListWork
    if let earlier = continuation as? ListWork {
      work = earlier
    } else {
      work = ListWork()
      work.terms = variables
      process.rareState.pointee.continuation = work
    }
    let budget = max(reductionsLeft, 64) * NativeCall.stepsInReduction
    var steps = budget
    do throws(Raise) {
      let result = try step(&self, work, &steps)
      charge((budget - steps) / NativeCall.stepsInReduction)
      guard let result else { return yield(work) }
      finish()
      return result
    } catch {
      finish()
      throw error
    }
  }

  /// The number of elements of a proper list of at most ``shortList``; nil for anything else.
  @inline(__always)
  func shortCount(_ list: Term) -> Int? {
    var count = 0
    var rest = list
    while rest.isCons {
      count += 1
      if count > NativeCall.shortList { return nil }
      rest = rest.tail
    }
    return rest.isEmptyList ? count : nil
  }

  /// Appends the elements of the list in a variable to the work's terms, at most `limit` in all.
  ///
  /// The variable moves on. Gives whether the list has ended; raises `:badarg` if it is improper.
  func gather(
    _ variable: Int,
    _ work: ListWork,
    _ steps: inout Int,
    limit: Int = .max
  ) throws(Raise) -> Bool {
    var rest = work.terms[variable]
    while rest.isCons && work.count < limit {
      if steps <= 0 {
        work.terms[variable] = rest
        return false
      }
      steps -= 1
      work.count += 1
      work.terms.append(rest.head)
      rest = rest.tail
    }
    work.terms[variable] = rest
    guard rest.isList else { throw badarg }
    return true
  }

  /// Puts the terms from `base` on before the list in a variable; gives whether all are there.
  ///
  /// `element` makes one element of the `stride` terms given, in at most `words` words.
  @inline(__always)
  func unload(
    _ base: Int,
    onto variable: Int,
    _ work: ListWork,
    _ steps: inout Int,
    stride: Int = 1,
    words: Int = 0,
    element: (inout HeapWriter, UnsafePointer<Term>) -> Term = { $1[0] }
  ) throws(Raise) -> Bool {
    while work.terms.count > base {
      if steps <= 0 { return false }
      let batch = min(256, (work.terms.count - base) / stride)
      try reserve((2 + words) * batch)
      write { writer in
        var list = work.terms[variable]
        work.terms.withUnsafeBufferPointer { terms in
          guard let first = terms.baseAddress else { return }
          for index in 1...batch {
            let made = element(&writer, first + (terms.count - index * stride))
            list = writer.cons(made, list)
          }
        }
        work.terms.removeLast(batch * stride)
        work.terms[variable] = list
      }
      steps -= batch
    }
    return true
  }

  /// Makes a list of `count` elements in one go; `next` gives them in order and may write
  /// `words` words for each.
  @inline(__always)
  func shortList(
    _ count: Int,
    words: Int = 0,
    tail: Term = .emptyList,
    _ next: (inout HeapWriter) -> Term
  ) -> Term {
    if count == 0 { return tail }
    return write { writer in
      let cells = writer.top
      writer.top = cells + 2 * count
      for index in 0..<count {
        let cell = cells + 2 * index
        cell[0] = next(&writer).bits
        cell[1] = index == count - 1 ? tail.bits : Term(cons: cell + 2).bits
      }
      return Term(cons: cells)
    }
  }
}
