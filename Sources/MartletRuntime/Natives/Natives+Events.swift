extension NativeModule {
  /// Publish and subscribe.
  static let events = NativeModule(
    "Events",
    [
      Native(
        "subscribe",
        "topic",
        requires: .introspection,
        when: "for the machine's own topics and for `takes_over`",
        doc: """
          Sends this process the events of a topic from now on, as messages `(topic, payload)`, until
          it ends or unsubscribes; `:ok`. A topic is any small term. Subscribing twice is subscribing
          once.

          >> Events.subscribe(:weather); Events.publish(:weather, :rain); receive { event -> event }
          (:weather, :rain)
          """
      ) { call throws(Raise) in try subscribe(&call, EventTable.Options()) },
      Native(
        "subscribe",
        "topic",
        "options",
        requires: .introspection,
        when: "for the machine's own topics and for `takes_over`",
        doc: """
          Subscribes with options, or changes those of a subscription.

          - `rate: n`: at most so many events a second, or `:infinity`. What is too much is counted, and
            told as `(:suppressed, %{topic: t, count: n})` when the second is over. The rate of the
            virtual machine's own topics is 1,000, that of others `:infinity`.
          - `threshold: n`: of `:long_mailbox`, `:long_gc` and `:long_schedule`, from where on to tell.
          - `takes_over: true`: reports on the topic are not printed any more, because this process
            shows them.

          >> Events.subscribe((:room, 7), rate: 100)
          :ok
          """
      ) { call throws(Raise) in
        let options = try options(call)
        return try subscribe(&call, options)
      },
      Native(
        "unsubscribe",
        "topic",
        doc: """
          Ends a subscription of this process; `:ok`, also when there is none. An event that is on its
          way may still arrive.

          >> Events.subscribe(:weather); Events.unsubscribe(:weather); Events.publish(:weather, :sun)
          0
          """
      ) { call throws(Raise) in
        guard EventTopic.fits(call[0]) else { throw call.badarg }
        if let mine = call.process.pointee.rare?.pointee.subscriptions {
          call.machine.pointee.events.unsubscribe(call.process.pid, from: call[0], mine, call.atoms)
        }
        return .atom(.ok)
      },
      Native(
        "publish",
        "topic",
        "payload",
        doc: """
          Sends the message `(topic, payload)` to everyone who has subscribed to the topic, each its own
          copy; gives how many it reached. Nobody needs to be there. It never waits: a subscriber whose
          bounded mailbox has no room does not get the event (see the topic `:dropped`). What one process
          publishes arrives in that order.

          >> Events.publish(:nobody_listens, 1)
          0
          """
      ) { call throws(Raise) in try EventPublication.publish(&call) },
      Native(
        "subscribers",
        "topic",
        doc: """
          Gives the pids of those who have subscribed to a topic, in no particular order.

          >> Events.subscribe(:weather); Events.subscribers(:weather) == [self()]
          true
          """
      ) { call throws(Raise) in
        guard EventTopic.fits(call[0]) else { throw call.badarg }
        let pids = call.machine.pointee.events.subscribers(call[0], call.atoms).joined().map(\.pid)
        call.charge(pids.count / 8)
        return try call.listOfImmediates(pids)
      },
      Native(
        "report",
        "topic",
        "report",
        doc: """
          Prints a report to standard error as crashes are printed, and publishes `(topic, report)`; `:ok`.
          When a subscriber of the topic takes reports over it is only published.

          The report is a map. All of its keys may be missing: `title` (what happened, a string), `pid`,
          `name`, `class` and `reason` and `trace` (as in `:crash`), `details` (a list of
          `(label, value)`, of which the first 400 characters are shown) and `help` (a string).

          At most 50 reports a second are printed; then one line says how many were left out.
          """
      ) { call throws(Raise) in
        guard call[1].isMap, EventTopic.fits(call[0]) else { throw call.badarg }
        if call.continuation == nil {
          let report = call[1]
          let atoms = call.atoms
          SystemEvents.printReport(call[0], call.context) {
            CrashReport.make(report, atoms)
          }
          call.charge(100)
        }
        let result = try EventPublication.publish(&call)
        return result == .yield ? .yield : .atom(.ok)
      },
    ]
  )

  private static func subscribe(
    _ call: inout NativeCall,
    _ options: EventTable.Options
  ) throws(Raise) -> Term {
    guard EventTopic.fits(call[0]) else { throw call.badarg }
    if SystemTopic(call[0]) != nil || options.takesOver == true {
      try call.requireSight()
    }
    let rare = call.process.rareState
    let mine = rare.pointee.subscriptions ?? EventSubscriptions()
    rare.pointee.subscriptions = mine
    call.charge(5)
    let pid = call.process.pid
    let machine = call.machine
    guard machine.pointee.events.subscribe(pid, to: call[0], options, mine, machine) else {
      throw call.error(.system_limit)
    }
    // What it takes is looked at when the slice ends.
    call.context.pointee.scheduler.pointee.pool.growth += 1
    return .atom(.ok)
  }

  /// Reads the options of `subscribe`.
  private static func options(_ call: NativeCall) throws(Raise) -> EventTable.Options {
    var options = EventTable.Options()
    let map = call[1]
    guard map.isMap else { throw call.badarg }
    var read = 0
    if let rate = Maps.find(map, .atom(.rate), call.atoms) {
      read += 1
      if rate == .atom(.infinity) {
        options.rate = .max
      } else {
        guard rate.isSmall, rate.small > 0 else { throw call.badarg }
        options.rate = rate.small
      }
    }
    if let threshold = Maps.find(map, .atom(.threshold), call.atoms) {
      read += 1
      guard let topic = SystemTopic(call[0]), topic.defaultThreshold != nil, threshold.isSmall,
        (topic == .longMailbox ? 1 : 0)...0xFFFF_FFFF ~= threshold.small
      else { throw call.badarg }
      options.threshold = threshold.small
    }
    if let takesOver = Maps.find(map, .atom(.takes_over), call.atoms) {
      read += 1
      guard takesOver.isBoolean else { throw call.badarg }
      options.takesOver = takesOver == .true
    }
    guard read == Maps.count(map) else { throw call.badarg }
    return options
  }
}
