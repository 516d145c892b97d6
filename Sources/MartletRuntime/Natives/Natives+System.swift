extension NativeModule {
  /// The program and the machine it runs on.
  static let system = NativeModule("System", environment + information + machine)

  private static let environment: [Native] = [
    Native(
      "argv",
      doc: """
        The arguments of the program, after its file's name.

        >> is_list(System.argv())
        true
        """
    ) { call throws(Raise) in
      try call.list(of: call.machine.pointee.hooks.arguments.map { Array($0.utf8) })
    },
    Native(
      "get_env",
      "name",
      requires: .environment,
      doc: """
        The value of an environment variable, or nil.

        >> System.get_env("NO_SUCH_VARIABLE_HERE")
        nil
        """
    ) { call throws(Raise) in
      guard let value = SystemEnvironment.value(try call.systemPath(0)) else { return .nil }
      return try call.binary(value)
    },
    Native(
      "put_env",
      "name",
      "value",
      requires: .environment,
      doc: """
        Sets an environment variable of this program.

        >> System.put_env("MARTLET_EXAMPLE", "1")
        :ok
        >> System.get_env("MARTLET_EXAMPLE")
        "1"
        """
    ) { call throws(Raise) in
      let name = try call.systemPath(0)
      guard case .success = SystemEnvironment.set(name, to: try call.systemPath(1)) else {
        throw call.badarg
      }
      return .atom(.ok)
    },
    Native(
      "delete_env",
      "name",
      requires: .environment,
      doc: """
        Removes an environment variable of this program.

        >> System.delete_env("NO_SUCH_VARIABLE_HERE")
        :ok
        """
    ) { call throws(Raise) in
      guard case .success = SystemEnvironment.set(try call.systemPath(0), to: nil) else {
        throw call.badarg
      }
      return .atom(.ok)
    },
    Native(
      "env_entries",
      requires: .environment,
      doc: """
        All environment variables as `NAME=value`. `System.env` gives them as a map.

        >> is_list(System.env_entries())
        true
        """
    ) { call throws(Raise) in try call.list(of: SystemEnvironment.all) },
  ]

  private static let information: [Native] = [
    Native(
      "os",
      requires: .environment,
      doc: """
        The operating system: `:linux` or `:macos`.

        >> is_atom(System.os())
        true
        """
    ) { call throws(Raise) in try call.atom(SystemInformation.operatingSystem) },
    Native(
      "architecture",
      requires: .environment,
      doc: """
        The kind of processor: `:x86_64` or `:arm64`.

        >> is_atom(System.architecture())
        true
        """
    ) { call throws(Raise) in try call.atom(SystemInformation.architecture) },
    Native(
      "pid",
      requires: .environment,
      doc: """
        The number of the program's process in the operating system.

        >> System.pid() > 0
        true
        """
    ) { call throws(Raise) in Term(small: SystemInformation.processNumber) },
    Native(
      "host_name",
      requires: .environment,
      doc: """
        The name of the machine.

        >> is_string(System.host_name())
        true
        """
    ) { call throws(Raise) in try call.binary(SystemInformation.hostName) },
    Native(
      "version",
      doc: """
        The version of Martlet.

        >> is_string(System.version())
        true
        """
    ) { call throws(Raise) in try call.binary(MartletVersion.current) },
    Native(
      "processors",
      requires: .environment,
      doc: """
        How many processors the program may use.

        >> System.processors() >= 1
        true
        """
    ) { call throws(Raise) in Term(small: SystemMemory.processorCount) },
    Native(
      "resident_memory",
      requires: .environment,
      doc: """
        How many bytes of the machine's memory the program occupies.

        >> System.resident_memory() > 0
        true
        """
    ) { call throws(Raise) in
      guard let bytes = call.blocking({ SystemInformation.residentBytes }) else { return .wait }
      return try call.integer(bytes)
    },
    Native(
      "total_memory",
      requires: .environment,
      doc: """
        How many bytes of memory the machine has.

        >> System.total_memory() > 0
        true
        """
    ) { call throws(Raise) in try call.integer(SystemMemory.physicalBytes) },
    Native(
      "heap_memory",
      requires: .introspection,
      doc: """
        How many bytes all heaps, messages and shared binaries occupy together.

        >> System.heap_memory() > 0
        true
        """
    ) { call throws(Raise) in try call.integer(call.machine.pointee.ledger.pointee.bytes) },
    Native(
      "processor_time",
      "unit",
      requires: .clock,
      doc: """
        How much processor time the program has used, all threads together.

        >> System.processor_time(:microsecond) > 0
        true
        """
    ) { call throws(Raise) in
      try call.integer(SystemInformation.processorTime / call.nanoseconds(unit: 0))
    },
    Native(
      "atom_count",
      requires: .introspection,
      doc: """
        How many atoms there are.

        >> System.atom_count() > 0
        true
        """
    ) { call throws(Raise) in Term(small: call.atoms.pointee.count) },
    Native(
      "unique_integer",
      doc: """
        An integer that no other call in this machine gives; later calls give larger ones.

        >> System.unique_integer() < System.unique_integer()
        true
        """
    ) { call throws(Raise) in
      Term(small: call.sandbox.uniqueNumber)
    },
  ]

  private static let machine: [Native] = [
    Native(
      "exit",
      "status",
      requires: .exit,
      doc: """
        Ends the program at once with a status from 0 to 255; what was printed is written before. It
        does not return.
        """
    ) { call throws(Raise) in
      guard call[0].isSmall, (0...255).contains(call[0].small) else { throw call.badarg }
      call.machine.end(status: call[0].small)
      // Nobody answers: the process waits until its scheduler has stopped.
      _ = call.expectAnswer()
      return .wait
    },
    Native(
      "permitted?",
      "capability",
      doc: """
        Whether the host has granted a capability to this machine, such as `:clock` or one of its own.
        Functions that need one that is missing raise `(:not_permitted, capability)`. Of `:files` and
        `:network` it says whether there are any that may be used.

        The capabilities are `:clock`, `:random`, `:environment`, `:exit`, `:input`, `:code_loading`,
        `:atoms`, `:introspection`, `:priority`, `:subprocess`, `:files` and `:network`.

        >> System.permitted?(:clock)
        true
        """
    ) { call throws(Raise) in
      guard call[0].isAtom else { throw call.badarg }
      let kind = Capability.Kind(name: call.atoms.pointee.text(call[0].atom))
      return Term(call.sandbox.capabilities.permits(kind))
    },
    Native(
      "schedulers",
      doc: """
        How many scheduler threads run processes.

        >> System.schedulers() >= 1
        true
        """
    ) { call throws(Raise) in Term(small: call.machine.pointee.schedulerCount) },
    Native(
      "process_count",
      requires: .introspection,
      doc: """
        How many processes are alive.

        >> System.process_count() >= 1
        true
        """
    ) { call throws(Raise) in
      Term(small: call.machine.pointee.slabs.alive.load(ordering: .relaxed))
    },
    Native(
      "counters",
      requires: .introspection,
      doc: """
        What the schedulers have done so far, roughly: `(reductions, slices, collections, messages,
        spawns)`. See `System.statistics`.

        >> tuple_size(System.counters())
        5
        """
    ) { call throws(Raise) in
      var totals = [UInt64](repeating: 0, count: 5)
      for index in 0..<call.machine.pointee.schedulerCount {
        let counters = call.machine.pointee.schedulers[index].pointee.counters
        let values = [
          counters.reductions, counters.slices, counters.collections, counters.messages,
          counters.spawns,
        ]
        for (place, value) in values.enumerated() { totals[place] &+= value }
      }
      let terms = totals.map { Term(small: Int(truncatingIfNeeded: $0 & (1 << 60 - 1))) }
      try call.reserve(6)
      return call.write { $0.tuple(terms) }
    },
  ]
}
