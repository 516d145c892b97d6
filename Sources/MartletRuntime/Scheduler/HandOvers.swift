import Synchronization

/// When work is handed over to an idle scheduler.
///
/// A process that is handed over costs about half a microsecond more than at home: its memory and
/// that of its messages move from cache to cache. It is worth that when the other scheduler has
/// something to do with it, and not where processes only pass messages on: philosopher took between
/// 100 and 260 ms with up to 3,100 hand-overs, and 98 on one scheduler; big 94 ms against 66; a
/// million short-lived processes 0.37 s of processor time against 0.20. So each hand-over is judged
/// by how long the turns were that the other scheduler ran until it was idle again, and those that
/// did not pay make the next ones wait. What has work for both is still spread within milliseconds.
struct HandOvers: ~Copyable {
  /// The most processes that are handed over at once.
  static let most = 64
  /// A sleeper is woken when others have waited for so many reductions, about a wake-up's cost.
  static let wakeDebt = 1_500
  /// The reductions, with the switch, that a turn takes on average where it was worth it.
  ///
  /// Savina's bndbuffer has 44 and needs both cores (54 ms without hand-overs, 42 with them); big has
  /// 19, philosopher 17 and chameneos 15.
  static let worth = 30
  /// After hand-overs in vain others wait at first for so many reductions, at last for so many.
  ///
  /// With 65,536 big took 46 ms instead of 39, and philosopher 87 instead of 97.
  static let waits = 512...4_096

  /// For how many reductions others must have waited before work is handed over.
  private let patience = Atomic<Int>(0)

  /// For how many reductions others must have waited before work goes to a thread.
  @inline(__always)
  func leastDebt(toSleeper: Bool) -> Int {
    // Relaxed: a stale figure only hastens or delays a hand-over.
    let patience = patience.load(ordering: .relaxed)
    return toSleeper ? max(patience, HandOvers.wakeDebt) : patience
  }

  /// Learns how many reductions a scheduler needed for so many turns from a hand-over until it was
  /// idle again.
  func judge(work: Int, turns: Int) {
    let old = patience.load(ordering: .relaxed)
    let new: Int
    if work >= turns &* HandOvers.worth {
      new = old / 2 < HandOvers.waits.lowerBound ? 0 : old / 2
    } else {
      new = min(max(old * 2, HandOvers.waits.lowerBound), HandOvers.waits.upperBound)
    }
    if new != old { patience.store(new, ordering: .relaxed) }
  }
}
