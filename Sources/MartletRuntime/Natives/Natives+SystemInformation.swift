extension NativeModule {
  /// What there is to know about atoms and terms.
  static let systemInformation = NativeModule(
    "System",
    [
      Native(
        "atoms",
        "prefix",
        "limit",
        requires: .introspection,
        doc: """
          Gives the atoms whose text begins with a string, at most so many, the oldest first.

          >> System.atoms("infin", 10)
          [:infinity]
          """
      ) { call throws(Raise) in
        guard call[0].isBinary, call[1].isSmall, call[1].small >= 0 else { throw call.badarg }
        return try AtomSearch.run(call)
      },
      Native(
        "term_size",
        "term",
        "limit",
        doc: """
          Gives how many words of memory a copy of a term takes, as when it is sent to another
          process; `limit` when they are as many or more: the counting ends there. Bytes that a copy
          would share and constants of the program are not counted.

          >> System.term_size(1..3, 1_000)
          6
          >> System.term_size(1..100_000, 1_000)
          1000
          """
      ) { call throws(Raise) in
        guard call[1].isSmall, call[1].small >= 0 else { throw call.badarg }
        let earlier = call.continuation as? TermMeasure
        let measure = earlier ?? TermMeasure(call)
        let limit = call[1].small
        while !measure.step(call, limit: limit) {
          if call.reductionsLeft <= 0 { return call.yield(measure) }
        }
        if earlier != nil { call.finish() }
        return Term(small: min(measure.words, limit))
      },
    ]
  )
}

/// A search for atoms, in steps.
private final class AtomSearch: NativeContinuation {
  private var next: UInt32 = 0
  private var found: [Term] = []

  private static let atomsInStep: UInt32 = 4_096

  static func run(_ call: NativeCall) throws(Raise) -> Term {
    let earlier = call.continuation as? AtomSearch
    let state = earlier ?? AtomSearch()
    let limit = call[1].small
    let count = UInt32(call.atoms.pointee.count)
    while state.next < count, state.found.count < limit {
      let prefix = Binaries.bytes(of: call[0])
      let end = min(count, state.next + atomsInStep)
      while state.next < end, state.found.count < limit {
        let atom = Atom(index: state.next)
        let text = call.atoms.pointee[atom].text
        if text.count >= prefix.count, text.prefix(prefix.count).elementsEqual(prefix) {
          state.found.append(Term(atom))
        }
        state.next += 1
      }
      call.charge(Int(atomsInStep) / 64)
      if call.reductionsLeft <= 0 { return call.yield(state) }
    }
    if earlier != nil { call.finish() }
    return try call.listOfImmediates(state.found)
  }
}

/// A count of the words of a term, in steps.
///
/// It holds addresses, so it depends on its process not being collected between two slices.
private final class TermMeasure: NativeContinuation {
  private var copy: TermCopy
  var words: Int { copy.words }

  init(_ call: NativeCall) {
    copy = TermCopy(call[0], literals: call.context.pointee.literals)
  }

  /// Counts on; gives whether that is the end.
  func step(_ call: NativeCall, limit: Int) -> Bool {
    let before = copy.words
    let budget = min(TermCopy.sliceBudget, limit - before)
    if budget <= 0 { return true }
    let isEnd = copy.measure(budget: budget)
    call.charge((copy.words - before) / 32 + 1)
    return isEnd || copy.words >= limit
  }
}
