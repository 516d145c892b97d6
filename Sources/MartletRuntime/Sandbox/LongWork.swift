import CMartletPlatform

/// Work on terms that runs to its end and may lie within work of its kind: putting the keys of large
/// maps in order compares them, and they may be large maps.
///
/// A few such maps, each with the one before it twice among its keys, would take years and all of the
/// stack; the process that has made them ends with `:reduction_limit`, and what the work gives does not
/// matter any more.
struct LongWork {
  /// How many steps count as one reduction.
  private static let stepsInReduction = 16
  /// The most steps that all such work of one slice takes: some seconds.
  private static let sliceSteps = 1 << 28
  /// How deep such work may lie; each takes about a kilobyte of the stack.
  private static let maximumDepth = 500

  private var slice: UInt64 = 0
  private var steps = 0
  private var depth = 0

  /// Makes the work of this thread known, which belongs to a scheduler until ``leave()``.
  static func enter(_ context: ContextRef) {
    martlet_set_thread_word(UInt(bitPattern: context))
  }

  /// Ends what ``enter(_:)`` began.
  static func leave() { martlet_set_thread_word(0) }

  /// Does work that may lie within such work, for so many steps; nil when that is too much.
  static func nested<Result>(cost: Int, _ body: () -> Result) -> Result? {
    // Other threads write values, whose depth has a limit of its own.
    guard let context = ContextRef(bitPattern: martlet_thread_word()) else { return body() }
    let slice = context.pointee.scheduler.pointee.counters.slices
    if context.pointee.longWork.slice != slice {
      context.pointee.longWork.slice = slice
      context.pointee.longWork.steps = 0
    }
    context.pointee.longWork.steps &+= cost
    context.pointee.reductions &-= cost / stepsInReduction
    guard context.pointee.longWork.steps <= sliceSteps,
      context.pointee.longWork.depth < maximumDepth
    else {
      if !context.pointee.process.pointee.flags.contains(.exiting) {
        Exit.killed(context, by: .reduction_limit)
      }
      // It ends where its slice does, and until then nothing takes long.
      context.pointee.longWork.steps = sliceSteps
      context.pointee.reductions = min(context.pointee.reductions, 0)
      return nil
    }
    context.pointee.longWork.depth += 1
    defer { context.pointee.longWork.depth -= 1 }
    return body()
  }
}
