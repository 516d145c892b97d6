import Synchronization

/// A large term that was written on a thread that is no scheduler's, for a process that waits for it.
///
/// So a value of a hundred megabytes costs the process, and those that run beside it, no more than
/// taking the block over: ``NativeCall/take(_:)``.
final class WrittenTerm: Sendable {
  private let signal: Mutex<UnsafeTransfer<SignalRef>?>
  private let machine: UnsafeTransfer<MachineRef>
  /// The block belongs to the machine's memory.
  private let owner: MachineOwner?

  /// From so many bytes on a term is written beforehand.
  static let leastBytes = 64 << 10

  /// Writes the term of a value; nil when it is so small that the process may do that itself.
  init?(_ value: Value, _ machine: UnsafeTransfer<MachineRef>) throws(TermWriteProblem) {
    let writing = try TermWriter(value, machine: machine.value)
    if writing.words * 8 + writing.bytes < WrittenTerm.leastBytes { return nil }
    self.machine = machine
    owner = machine.value.pointee.owner?.takeUnretainedValue()
    let made = machine.value.signal(.nativeDone, to: .nil, writing: writing)
    signal = Mutex(UnsafeTransfer(made))
  }

  deinit {
    if let signal = give() {
      Delivery.drop(signal, from: nil, machine: machine.value)
    }
  }

  /// Gives up the block, once.
  fileprivate func give() -> SignalRef? {
    signal.withLock { signal in
      defer { signal = nil }
      return signal
    }?.value
  }
}

extension NativeCall {
  /// Makes a term that was written on another thread the process's own; nil the second time.
  ///
  /// A large one becomes part of the mature area where it is, as a message does.
  func take(_ written: WrittenTerm) throws(Raise) -> Term? {
    guard let signal = written.give() else { return nil }
    let process = process
    let pool = context.pointee.scheduler
    let words = Int(signal.pointee.words)
    if Collector.adopts(process, words: words) {
      guard Collector.prepareToAdopt(context, words: words, live: live) else {
        pool.pointee.pool.drop(signal)
        throw Raise(class: .kill)
      }
      Collector.adopt(process, signal, machine.pointee.ledger)
      return signal.pointee.term
    }
    process.pointee.offHeap.append(signal.offHeap)
    signal.pointee.flags.remove(.offHeap)
    signal.pointee.next = process.pointee.fragments
    process.pointee.fragments = signal
    var call = self
    let kept = call.keep(signal.pointee.term)
    guard Collector.collect(context, need: 0, live: call.live) else {
      throw Raise(class: .kill)
    }
    return call[kept]
  }
}
