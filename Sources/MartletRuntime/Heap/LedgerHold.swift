/// Bytes outside of all heaps that count as the machine's while this lives.
final class LedgerHold: Sendable {
  private let share: LedgerShare
  private let bytes: Int

  /// Counts bytes.
  init(_ bytes: Int, in share: LedgerShare) {
    self.share = share
    self.bytes = bytes
    share.ledger.pointee.add(bytes)
  }

  deinit { share.ledger.pointee.subtract(bytes) }
}

extension NativeCall {
  /// The least that work on another thread counts for.
  private static let leastHold = 256

  /// Counts what another thread is given for this process; ends the process when that is more than it may
  /// hold.
  func hold(_ bytes: Int) throws(Raise) -> LedgerHold {
    let bytes = max(bytes, NativeCall.leastHold)
    guard Collector.mayHold(context, bytes: bytes) else { throw Raise(class: .kill) }
    return LedgerHold(bytes, in: machine.pointee.share)
  }
}
