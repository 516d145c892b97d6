/// How far a native that walks over a text has come.
struct TextProgress {
  /// The next byte to look at.
  var position = 0
  /// Whether the walk is over and only the result is to be made.
  var isWalked = false
  var stage = 0
  var count = 0
  /// A byte that the native remembers, or -1.
  var mark = -1
  var output: [UInt8] = []
  var pieces: [Range<Int>] = []
  var numbers: [Int] = []
  /// What is left of a list that is walked.
  var rest = Term.none
  /// A long result that is being filled, and how far it is.
  var bytes: SharedBytesOwner?
  var filled = 0
}

/// Owns shared bytes until a term does.
final class SharedBytesOwner {
  private var shared: SharedBytesRef?

  init(count: Int, in ledger: LedgerRef) { shared = SharedBytes.make(count: count, in: ledger) }

  deinit { if let shared { SharedBytes.release(shared) } }

  /// The bytes, while they are owned.
  var bytes: UnsafeMutablePointer<UInt8>? { shared.map(SharedBytes.bytes) }

  /// Gives the ownership away.
  func take() -> SharedBytesRef? {
    defer { shared = nil }
    return shared
  }
}

/// What a native that walks over a text goes on with: its progress, the rest of a list and a list
/// that is being built.
final class TextContinuation: NativeContinuation {
  fileprivate var progress: TextProgress

  init(_ progress: TextProgress, list: Term = .emptyList) {
    self.progress = progress
    super.init()
    terms = [progress.rest.isSpecial ? .nil : progress.rest, list]
  }

  override var otherBytes: Int {
    progress.output.capacity + progress.pieces.capacity * 16 + progress.numbers.capacity * 8
  }
}

extension NativeCall {
  /// The bytes of an argument that must be a binary; they move with the next allocation.
  func text(_ index: Int) throws(Raise) -> UnsafeBufferPointer<UInt8> {
    guard self[index].isBinary else { throw badarg }
    return Binaries.bytes(of: self[index])
  }

  /// The progress of this call: nothing yet, or what it had when it gave its scheduler up.
  func textProgress() -> TextProgress {
    guard let state = continuation as? TextContinuation else { return TextProgress() }
    var progress = state.progress
    // The object would otherwise hold the arrays a second time, and each append would copy them.
    state.progress = TextProgress()
    if !progress.rest.isSpecial { progress.rest = state.terms[0] }
    return progress
  }

  /// Walks over an argument's bytes in steps of a few thousand; false when the slice ended before
  /// the walk did, which the native answers with `.yield`.
  ///
  /// A step looks at bytes from `position` up to a limit, moves `position` and says whether the
  /// walk is over. The progress is the caller's only copy, so that its arrays are never copied.
  mutating func walkText(
    _ progress: inout TextProgress,
    step: (inout TextProgress, UnsafeBufferPointer<UInt8>, Int) -> Bool
  ) throws(Raise) -> Bool {
    let bytes = try text(0)
    while !progress.isWalked {
      let before = progress.position
      let isOver = step(&progress, bytes, min(bytes.count, before + 4096))
      charge(max(progress.position - before, 0) / 8)
      progress.isWalked = isOver
      if !isOver && reductionsLeft <= 0 {
        _ = yield(TextContinuation(progress))
        return false
      }
    }
    return true
  }

  /// Forgets the progress and returns a result.
  func done(_ result: Term) -> Term {
    finish()
    return result
  }

  /// Forgets the progress and raises `:badarg`.
  var failed: Raise {
    finish()
    return badarg
  }

  /// The list of the pieces of an argument, made from its end in steps.
  mutating func listOfPieces(
    _ progress: inout TextProgress,
    of argument: Int = 0
  ) throws(Raise) -> Term {
    let batch = 256
    let words = batch * (2 + HeapWriter.wordsForPiece)
    return try buildList(&progress, words: words) { writer, call, progress, list in
      for _ in 0..<min(batch, progress.pieces.count) {
        let piece = writer.piece(of: call[argument], progress.pieces.removeLast())
        list = writer.cons(piece, list)
      }
      call.charge(batch)
      return progress.pieces.isEmpty
    }
  }

  /// The list of the numbers gathered, made from its end in steps.
  mutating func listOfNumbers(_ progress: inout TextProgress) throws(Raise) -> Term {
    let batch = 256
    return try buildList(&progress, words: batch * 2) { writer, call, progress, list in
      for _ in 0..<min(batch, progress.numbers.count) {
        list = writer.cons(Term(small: progress.numbers.removeLast()), list)
      }
      call.charge(batch)
      return progress.numbers.isEmpty
    }
  }

  /// Builds a list from its end in steps.
  ///
  /// A step puts elements in front of the list, for which it has so many words, charges what they
  /// cost and says whether the list is whole.
  mutating func buildList(
    _ progress: inout TextProgress,
    words: Int,
    step: (inout HeapWriter, NativeCall, inout TextProgress, inout Term) -> Bool
  ) throws(Raise) -> Term {
    let kept = keep((continuation as? TextContinuation)?.terms[1] ?? .emptyList)
    while true {
      try reserve(words)
      let call = self
      let isOver = write { writer in
        var list = call[kept]
        let isOver = step(&writer, call, &progress, &list)
        call[kept] = list
        return isOver
      }
      if isOver { return done(self[kept]) }
      // Behind the work: with slices of one reduction nothing is left at the start either.
      if reductionsLeft <= 0 { return yield(TextContinuation(progress, list: self[kept])) }
    }
  }

  /// Results up to this size are made at one go.
  static let assembleAtOnce = 1 << 20

  /// Makes a binary of `count` bytes; `fill` writes at an address and says how many bytes it wrote.
  ///
  /// A long one is filled in steps. `fill` must write at most a few hundred kilobytes each time.
  mutating func assemble(
    _ progress: inout TextProgress,
    count: Int,
    fill: (inout TextProgress, UnsafeMutablePointer<UInt8>) -> Int
  ) throws(Raise) -> Term {
    if count <= NativeCall.assembleAtOnce {
      let result = try binary(count: count) { target in
        while progress.filled < count {
          progress.filled += fill(&progress, target + progress.filled)
        }
      }
      return done(result)
    }
    if progress.bytes == nil {
      guard Collector.reserveOffHeap(context, bytes: count, live: live) else {
        throw Raise(class: .kill)
      }
      progress.bytes = SharedBytesOwner(count: count, in: machine.pointee.ledger)
    }
    guard let owner = progress.bytes, let target = owner.bytes else { throw failed }
    while progress.filled < count {
      let written = fill(&progress, target + progress.filled)
      progress.filled += written
      charge(written / 256 + 1)
      if reductionsLeft <= 0 && progress.filled < count {
        return yield(TextContinuation(progress))
      }
    }
    try reserve(5)
    guard let shared = owner.take() else { throw failed }
    let process = context.pointee.process
    process.pointee.outsideWords = process.pointee.outsideWords &+ UInt32(min(count / 8, 1 << 28))
    return done(write { $0.sharedBinary(shared, count: count, list: &process.pointee.offHeap) })
  }
}
