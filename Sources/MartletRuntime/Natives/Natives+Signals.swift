extension NativeModule {
  /// Links, monitors, aliases and names: functions that are available everywhere.
  static let kernelSignals = NativeModule(
    "Kernel",
    [
      Native("make_ref", doc: "Makes a reference that equals no other.") { call throws(Raise) in
        newReference(call)
      },
      Native("link", "pid", doc: "Links this process and `pid`; gives true.") {
        call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        if Monitors.link(call.context, call[0]) { return .true }
        guard call.process.pointee.flags.contains(.trapExit) else { throw call.error(.noproc) }
        let scheduler = call.context.pointee.scheduler
        let signal = scheduler.signal(
          .message,
          to: call.process.pid,
          .atom(.EXIT),
          call[0],
          copying: .atom(.noproc)
        )
        Delivery.send(signal, to: call.process.pid, from: scheduler, machine: call.machine)
        return .true
      },
      Native("unlink", "pid", doc: "Ends the link with `pid`, if there is one; gives true.") {
        call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        Signals.takePending(call)
        Monitors.unlink(call.context, call[0])
        return .true
      },
      Native(
        "monitor",
        "target",
        doc: """
          Monitors a process, given as a pid or a registered name: when it ends, this process \
          receives `(:DOWN, ref, :process, pid, reason)`. Gives the reference.
          """
      ) { call throws(Raise) in try monitor(call, mode: nil) },
      Native(
        "monitor",
        "target",
        "options",
        doc: """
          Monitors a process; with `alias: :explicit_unalias`, `:demonitor` or \
          `:reply_demonitor` the reference is an alias of this process too; with `tag: t` the \
          message begins with `t` instead of `:DOWN`.
          """
      ) { call throws(Raise) in
        guard call[1].isMap else { throw call.badarg }
        let tag = Maps.find(call[1], .atom(.tag), call.atoms)
        let alias = Maps.find(call[1], .atom(.alias), call.atoms)
        guard Maps.count(call[1]) == (tag == nil ? 0 : 1) + (alias == nil ? 0 : 1) else {
          throw call.badarg
        }
        switch alias {
        case nil: return try monitor(call, mode: nil, tag: tag)
        case Term.atom(.explicit_unalias): return try monitor(call, mode: .explicit, tag: tag)
        case Term.atom(.demonitor): return try monitor(call, mode: .demonitor, tag: tag)
        case Term.atom(.reply_demonitor):
          return try monitor(call, mode: .replyDemonitor, tag: tag)
        default: throw call.badarg
        }
      },
      Native("demonitor", "ref", doc: "Ends a monitor; gives true.") { call throws(Raise) in
        guard call[0].isReference else { throw call.badarg }
        Signals.takePending(call)
        Monitors.remove(call.context, call[0])
        return .true
      },
      Native(
        "demonitor",
        "ref",
        "options",
        doc: """
          Ends a monitor. With `flush: true` a `:DOWN` that has come already is removed; with \
          `info: true` the result says whether the monitor was still there.
          """
      ) { call throws(Raise) in
        guard call[0].isReference, call[1].isMap else { throw call.badarg }
        var known = 0
        var flush = false
        var info = false
        if let value = Maps.find(call[1], .atom(.flush), call.atoms) {
          guard value.isBoolean else { throw call.badarg }
          flush = value == .true
          known += 1
        }
        if let value = Maps.find(call[1], .atom(.info), call.atoms) {
          guard value.isBoolean else { throw call.badarg }
          info = value == .true
          known += 1
        }
        guard known == Maps.count(call[1]) else { throw call.badarg }
        Signals.takePending(call)
        let found = Monitors.remove(call.context, call[0])
        var flushed = false
        if !found && flush { flushed = flushDown(call) }
        return Term(info ? (flush ? !flushed && found : found) : true)
      },
      Native("alias", doc: "Makes an alias of this process, until `unalias`.") {
        call throws(Raise) in try alias(call, .explicit)
      },
      Native(
        "alias",
        "options",
        doc: "Makes an alias; with `reply: true` the first message through it ends it."
      ) { call throws(Raise) in
        guard call[0].isMap else { throw call.badarg }
        guard let reply = Maps.find(call[0], .atom(.reply), call.atoms) else {
          guard Maps.count(call[0]) == 0 else { throw call.badarg }
          return try alias(call, .explicit)
        }
        guard reply.isBoolean, Maps.count(call[0]) == 1 else { throw call.badarg }
        return try alias(call, reply == .true ? .reply : .explicit)
      },
      Native(
        "unalias",
        "alias",
        doc: "Ends an alias of this process; says whether it was one."
      ) { call throws(Raise) in
        guard call[0].isReference else { throw call.badarg }
        Signals.takePending(call)
        guard call[0].isAlias, call[0].slot == call.process.pid.slot,
          let rare = call.process.pointee.rare,
          rare.pointee.aliases[call[0].generation] != nil
        else { return .false }
        rare.pointee.aliases[call[0].generation] = nil
        if let monitor = call.process.pointee.relations?.pointee.monitors.find(call[0]) {
          monitor.pointee.alias = nil
        }
        return .true
      },
      Native(
        "register",
        "name",
        "pid",
        doc: "Gives a process a name, an atom; gives true."
      ) { call throws(Raise) in
        guard call[0].isAtom, !call[0].isBoolean, call[0] != .nil, call[0] != .atom(.undefined),
          call[1].isPid, Names.register(call.machine, call[0].atom, call[1])
        else { throw call.badarg }
        return .true
      },
      Native(
        "unregister",
        "name",
        requires: .introspection,
        when: "for the name of another process than the caller",
        doc: "Takes a name from its process; gives true."
      ) {
        call throws(Raise) in
        guard call[0].isAtom else { throw call.badarg }
        let name = call[0].atom
        guard let pid = call.machine.pointee.names.find(name) else { throw call.badarg }
        try call.requireSight(of: pid)
        guard Names.unregister(call.machine, name, of: pid) else { throw call.badarg }
        return .true
      },
      Native("whereis", "name", doc: "Gives the pid that a name belongs to, or nil.") {
        call throws(Raise) in
        guard call[0].isAtom else { throw call.badarg }
        return call.machine.pointee.names.find(call[0].atom) ?? .nil
      },
    ]
  )

  private static func newReference(_ call: NativeCall) -> Term {
    let reference = call.context.pointee.scheduler.pointee.makeReference()
    call.process.pointee.mailbox.setMark(reference)
    return reference
  }

  private static func newAlias(_ call: NativeCall, _ mode: AliasMode) -> Term {
    let rare = call.process.rareState
    rare.pointee.lastAlias &+= 1
    // Processes that follow each other in a block begin far apart, so that a late message for the
    // one does not find an alias of the other.
    let pid = call.process.pid
    let alias = Term(
      aliasSlot: pid.slot,
      number: pid.generation &* 0x9E37_79B1 &+ rare.pointee.lastAlias
    )
    rare.pointee.aliases[alias.generation] = mode
    let pool = call.context.pointee.scheduler
    if rare.pointee.countTables(pool.pointee.pool.ledger) { pool.pointee.pool.growth += 1 }
    call.process.pointee.mailbox.setMark(alias)
    return alias
  }

  private static func alias(_ call: NativeCall, _ mode: AliasMode) throws(Raise) -> Term {
    newAlias(call, mode)
  }

  private static func monitor(
    _ call: NativeCall,
    mode: AliasMode?,
    tag: Term? = nil
  ) throws(Raise) -> Term {
    var target = call[0]
    var name: Term?
    if target.isTuple(of: 2), target.element(0).isAtom, target.element(1) == .atom(.nonode) {
      target = target.element(0)
    }
    if target.isAtom {
      name = target
      target = call.machine.pointee.names.find(target.atom) ?? .nil
    } else if !target.isPid {
      throw call.badarg
    }
    let reference = mode.map { newAlias(call, $0) } ?? newReference(call)
    if target == call.process.pid {
      // A monitor on oneself never fires.
      return reference
    }
    Monitors.add(
      call.context,
      reference: reference,
      target: target,
      name: name,
      alias: mode,
      tag: tag
    )
    return reference
  }

  /// Removes a `:DOWN` message of a monitor from the mailbox; says whether there was one.
  private static func flushDown(_ call: NativeCall) -> Bool {
    let process = call.process
    process.pointee.mailbox.cursor = nil
    defer { process.pointee.mailbox.cursor = nil }
    while let signal = process.pointee.mailbox.current {
      let term = signal.pointee.term
      // The first element may be a tag.
      if term.isTuple(of: 5), term.element(1) == call[0] {
        _ = process.pointee.mailbox.removeCurrent()
        process.pointee.messageCount &-= 1
        call.context.pointee.forgetMaps()
        call.context.pointee.scheduler.pointee.pool.drop(signal)
        return true
      }
      process.pointee.mailbox.cursor = signal
    }
    return false
  }
}

extension Signals {
  /// Handles what has come in, so that what a native decides next is decided on all of it.
  static func takePending(_ call: NativeCall) {
    if call.process.pointee.queue.load(ordering: .relaxed) > Mailbox.waiting {
      take(call.context)
      // An exit signal among them ends the process at its next switch.
      if call.process.pointee.flags.contains(.exiting) { call.context.pointee.reductions = 0 }
    }
  }
}

/// Registered names.
enum Names {
  /// Gives a process a name; false when the name is taken, the process is dead or has a name.
  static func register(_ machine: MachineRef, _ name: Atom, _ pid: Term) -> Bool {
    guard let process = machine.pointee.slabs.find(pid),
      process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
    else { return false }
    // The block's own word first: it is what the end of the process looks at.
    guard
      process.pointee.name.compareExchange(
        expected: 0,
        desired: name.index + 1,
        ordering: .sequentiallyConsistent
      ).exchanged
    else { return false }
    if machine.pointee.names.insert(name, pid) {
      if process.pointee.queue.load(ordering: .sequentiallyConsistent) != Mailbox.dead,
        machine.pointee.slabs.find(pid) != nil
      {
        return true
      }
      machine.pointee.names.remove(name, pid)
    }
    _ = process.pointee.name.compareExchange(
      expected: name.index + 1,
      desired: 0,
      ordering: .sequentiallyConsistent
    )
    return false
  }

  /// Takes a name from a process; false when that has not got it.
  static func unregister(_ machine: MachineRef, _ name: Atom, of pid: Term) -> Bool {
    guard let process = machine.pointee.slabs.find(pid) else { return false }
    guard machine.pointee.names.remove(name, pid) else { return false }
    _ = process.pointee.name.compareExchange(
      expected: name.index + 1,
      desired: 0,
      ordering: .sequentiallyConsistent
    )
    return true
  }
}
