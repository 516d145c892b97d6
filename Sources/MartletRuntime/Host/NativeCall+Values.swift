import Synchronization

// MARK: - From values

extension NativeCall {
  /// Makes the term of a value.
  ///
  /// All is written at once, so this is for values of a few thousand words; larger ones are written
  /// into signals on other threads. Raises `:system_limit` when there is too much of something, and
  /// `:badarg` for what is no value of this machine.
  mutating func term(_ value: Value) throws(Raise) -> Term {
    switch value {
    case .nil: return .nil
    case .bool(let value): return Term(value)
    case .integer(let integer) where Term.fits(integer): return Term(small: integer)
    default: break
    }
    let writing: TermWriter
    do throws(TermWriteProblem) {
      writing = try TermWriter(value, machine: machine)
    } catch { throw raise(error) }
    return try term(writing)
  }

  /// Makes a term that has been planned.
  func term(_ writing: consuming TermWriter) throws(Raise) -> Term {
    let words = writing.words
    let bytes = writing.bytes
    let process = process
    if writing.objectWords > 0, Int(process.pointee.outsideWords) > HostReference.collectFrom {
      // Many were made since the last time, and some of them may be garbage.
      guard Collector.collect(context, need: words, live: live) else {
        throw Raise(class: .kill)
      }
    }
    try reserve(words)
    let outside = bytes + writing.objectWords * 8
    if outside > 0 {
      guard Collector.reserveOffHeap(context, bytes: outside, need: words, live: live) else {
        throw Raise(class: .kill)
      }
      process.pointee.outsideWords = UInt32(
        min(Int(process.pointee.outsideWords) + outside / 8, 1 << 30)
      )
    }
    charge(words / 16 + bytes / 256)
    var writing = writing
    var list = OffHeapList()
    var writer = HeapWriter(top: process.pointee.top)
    let term = writing.write(&writer, &list)
    process.pointee.top = writer.top
    process.pointee.offHeap.append(list)
    return term
  }

  /// The error for what cannot be written.
  func raise(_ problem: TermWriteProblem) -> Raise {
    switch problem {
    case .tooLarge, .tooDeep, .tooManyAtoms: error(.system_limit)
    case .foreign, .function, .notFinite: badarg
    }
  }
}

// MARK: - To values

/// Values that are being read, between two slices.
private final class ValueReading: NativeContinuation {
  var reader: TermReader

  private let machine: MachineRef
  /// From so many bytes on, what was read in vain is freed on another thread.
  private static let largeBytes = 1 << 20

  init(_ terms: [Term], _ machine: MachineRef, limit: Int) {
    self.machine = machine
    reader = TermReader(terms, machine, limit: limit)
  }

  override var otherBytes: Int { reader.made }

  deinit {
    // The process ended, or there was too much.
    guard !reader.isDone, reader.made >= ValueReading.largeBytes,
      !machine.pointee.stopping.load(ordering: .relaxed)
    else { return }
    let rest = Garbage(reader.giveUp())
    machine.pointee.blocking.submit { rest.free() }
  }
}

/// What another thread frees.
private final class Garbage: Sendable {
  private let held: Mutex<UnsafeTransfer<Any>?>

  init(_ garbage: Any) { held = Mutex(UnsafeTransfer(garbage)) }

  func free() {
    // Here, and not where the work that was done is forgotten: that is under a lock.
    let garbage = held.withLock { held -> UnsafeTransfer<Any>? in
      defer { held = nil }
      return held
    }
    withExtendedLifetime(garbage) {}
  }
}

extension NativeCall {
  /// The most bytes of a value that is read without yielding.
  static let smallValue = 1 << 16

  /// How many steps of reading count as one reduction.
  private static let readingStepsInReduction = 2

  /// The value of an argument, read at once: for arguments that are meant to be small.
  ///
  /// Raises `:system_limit` when it takes more than ``smallValue`` bytes or is too deep, and `:badarg`
  /// for lists that are improper.
  func value(_ index: Int) throws(Raise) -> Value {
    var reader = TermReader([self[index]], machine, limit: NativeCall.smallValue)
    var steps = 1 << 20
    let before = steps
    do throws(TermReadProblem) {
      _ = try reader.run(&steps)
    } catch { throw raise(error) }
    charge((before - steps) / NativeCall.readingStepsInReduction)
    return reader.values[0]
  }

  /// The value of an argument of any size, read in steps.
  ///
  /// - Parameter limit: The most bytes that it may take.
  /// - Returns: nil when the slice was used up: the native returns ``Term/yield`` then, and calls this
  ///   again when it is called again.
  func readValue(_ index: Int, limit: Int) throws(Raise) -> Value? {
    if continuation == nil, let value = leafValue(self[index], limit) { return value }
    return try readValues(index..<index + 1, limit: limit)?.first
  }

  /// The most bytes of a string that is read without further ado.
  private static let leafBytes = 256

  /// The value of a term that holds no others and is small, which most arguments and results are:
  /// nothing is allocated for reading it.
  private func leafValue(_ term: Term, _ limit: Int) -> Value? {
    if term.isSmall { return .integer(term.small) }
    guard limit >= NativeCall.smallValue else { return nil }
    if term.isBox {
      switch term.header.kind {
      case .float: return .float(term.float)
      case .heapBinary, .sharedBinary, .subBinary:
        let bytes = Binaries.bytes(of: term)
        guard bytes.count <= NativeCall.leafBytes else { return nil }
        return String(validating: bytes, as: UTF8.self).map { .string($0) }
      default: return nil
      }
    }
    guard term.isAtom else { return nil }
    if term == .nil { return .nil }
    if term.isBoolean { return .bool(term == .true) }
    let text = atoms.pointee[term.atom].text
    guard text.count <= NativeCall.leafBytes else { return nil }
    return .atom(String(decoding: text, as: UTF8.self))
  }

  /// The values of arguments that all are such terms.
  private func leafValues(_ range: Range<Int>, _ limit: Int) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(range.count)
    for index in range {
      guard let value = leafValue(self[index], limit) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The values of some arguments, read in steps as ``readValue(_:limit:)`` does.
  func readValues(_ range: Range<Int>, limit: Int) throws(Raise) -> [Value]? {
    try countedValues(range, limit: limit)?.values
  }

  /// The values of some arguments, read in steps, and about how many bytes they take.
  func countedValues(
    _ range: Range<Int>,
    limit: Int
  ) throws(Raise) -> (values: [Value], bytes: Int)? {
    if continuation == nil, let values = leafValues(range, limit) {
      charge(values.count / NativeCall.readingStepsInReduction)
      return (values, 0)
    }
    let steps = max(reductionsLeft, 64) * NativeCall.readingStepsInReduction
    let state: ValueReading
    if let earlier = continuation as? ValueReading {
      state = earlier
      state.reader.restore(state.terms)
    } else {
      state = ValueReading(range.map { self[$0] }, machine, limit: limit)
    }
    var left = steps
    let isDone: Bool
    do throws(TermReadProblem) {
      isDone = try state.reader.run(&left)
    } catch {
      finish()
      throw raise(error)
    }
    charge((steps - left) / NativeCall.readingStepsInReduction)
    guard isDone else {
      state.terms = state.reader.terms
      _ = yield(state)
      return nil
    }
    finish()
    return (state.reader.values, state.reader.made)
  }

  /// The error for what cannot be read.
  func raise(_ problem: TermReadProblem) -> Raise {
    switch problem {
    case .tooLarge, .tooDeep: error(.system_limit)
    case .improperList: badarg
    }
  }
}
