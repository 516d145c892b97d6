extension NativeModule {
  /// Clocks.
  ///
  /// Units are `:second`, `:millisecond`, `:microsecond` and `:nanosecond`.
  static let time = NativeModule(
    "Time",
    [
      Native(
        "now",
        requires: .clock,
        doc: """
          Milliseconds since 1970-01-01T00:00:00Z. The clock jumps when somebody sets it: measure with
          `Time.monotonic`.

          >> Time.now() > 1_700_000_000_000
          true
          """
      ) { call throws(Raise) in
        Term(small: Int(Clock.wall).dividedRoundingDown(by: 1_000_000))
      },
      Native(
        "now",
        "unit",
        requires: .clock,
        doc: """
          The time since 1970-01-01T00:00:00Z in a unit, rounded down.

          >> Time.now(:second) > 1_700_000_000
          true
          """
      ) { call throws(Raise) in
        try call.integer(Int(Clock.wall).dividedRoundingDown(by: call.nanoseconds(unit: 0)))
      },
      Native(
        "now_if_permitted",
        doc: "Internal: what `Time.now()` gives, or nil without the capability `clock`."
      ) { call throws(Raise) in
        call.machine.pointee.hasClock
          ? Term(small: Int(Clock.wall).dividedRoundingDown(by: 1_000_000)) : .nil
      },
      Native(
        "monotonic",
        doc: """
          Milliseconds since some moment in the past; never goes back.

          Without the capability `clock` that moment is when the machine was made.

          >> Time.monotonic() <= Time.monotonic()
          true
          """
      ) { call throws(Raise) in Term(small: call.monotonic / 1_000_000) },
      Native(
        "monotonic",
        "unit",
        doc: """
          The time since some moment in the past in a unit; never goes back.

          Without the capability `clock` that moment is when the machine was made, and the time is one of whole
          milliseconds in any unit.

          >> Time.monotonic(:nanosecond) >= 0
          true
          """
      ) { call throws(Raise) in
        try call.integer(call.monotonic / call.nanoseconds(unit: 0))
      },
      Native(
        "convert",
        "time",
        "from",
        "to",
        doc: """
          A time in another unit, rounded down.

          >> Time.convert(1_500, :millisecond, :second)
          1
          >> Time.convert(2, :second, :microsecond)
          2000000
          """
      ) { call throws(Raise) in
        let from = try call.nanoseconds(unit: 1)
        let to = try call.nanoseconds(unit: 2)
        guard call[0].isSmall else { throw call.badarg }
        if from < to { return Term(small: call[0].small.dividedRoundingDown(by: to / from)) }
        let (product, overflow) = call[0].small.multipliedReportingOverflow(by: from / to)
        guard !overflow else { throw call.badarg }
        return try call.integer(product)
      },
    ]
  )
}
