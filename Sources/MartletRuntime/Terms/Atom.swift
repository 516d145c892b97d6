/// An interned name: its place in the atom table of its virtual machine.
public struct Atom: Hashable, Sendable {
  /// Its place in the atom table.
  public var index: UInt32

  /// Makes the atom of a place.
  @inline(__always)
  public init(index: UInt32) { self.index = index }
}

extension Atom {
  /// The atoms that the virtual machine itself names.
  ///
  /// Their places are the same in every machine: the table begins with them in this order. The raw
  /// value is the text that is interned; asking for the names of cases took 0.2 ms of each start.
  enum Known: String, CaseIterable {
    // These two stand first: see `Term.isFalsy`.
    case `false`, `nil`, `true`
    case ok, error, exit, `throw`, normal, kill, killed, shutdown, noproc, timeout, infinity
    case badarg, badarith, badmatch, match_clause, function_clause, undef, badkey, badmap, badfun
    case badarity, bad_generator, nocatch, system_limit, timeout_value, heap_limit
    case mailbox_overflow, mailbox_full, name_taken
    case EXIT, DOWN, process, trap_exit, low, high, max, link, monitor, name, priority, mailbox
    case overflow, max_heap, block, drop_newest, drop_oldest, reject
    case alias, explicit_unalias, demonitor, reply_demonitor, tag, flush, info, reply
    case dead_letter, message, to, reason, dead, dropped
    case file, line, module, function, arity, Kernel
    case message_queue_len, messages, links, monitors, monitored_by, status, memory, reductions
    case registered_name, dictionary, total_heap_size, heap_size, stack_size, current_function
    case initial_call, trap_exit_flag, min_heap, save_calls, running, runnable, waiting, suspended
    case nonode = "nonode@nohost"
    case undefined, eof, enoent, eacces, eexist, enotdir, eisdir, enotempty, einval
    case closed, badfile, noconnection, call, stdin, stdout, stderr, hibernating, garbage_collection
    case number, atom, reference, pid, tuple, map, list, binary, group_leader, parent, async
    case crash, supervisor, long_mailbox, long_gc, long_schedule, suppressed, topic, count, policy
    case `class`, trace, title, details, help, rate, threshold, takes_over, milliseconds
    case first_messages, large
    case doc, functions, parameters
    case trace_end, tracer, limit, returns, events, any, native, stopped, exception, send, receive
    case spawn, `return`
    case not_permitted
    case reduction_limit, time_limit, time, heap, processes, atoms, timers, lost

    /// Its place in the table.
    @inline(__always) var index: UInt32 { UInt32(unsafeBitCast(self, to: UInt8.self)) }

    /// The atom at a place of the table, or nil when it is none of these.
    init?(index: UInt32) {
      guard index < Self.caseCount else { return nil }
      self = unsafeBitCast(UInt8(index), to: Self.self)
    }

    private static let caseCount = UInt32(allCases.count)
  }
}

extension Atom {
  @inline(__always)
  init(_ known: Known) { index = known.index }

  /// The atom `false`.
  @inline(__always) public static var `false`: Atom { Atom(.false) }
  /// The atom `nil`.
  @inline(__always) public static var `nil`: Atom { Atom(.nil) }
  /// The atom `true`.
  @inline(__always) public static var `true`: Atom { Atom(.true) }
}

extension Term {
  /// Makes one of the atoms that the machine itself names.
  @inline(__always)
  init(_ known: Atom.Known) { self.init(Atom(known)) }

  /// One of the atoms that the machine itself names.
  @inline(__always)
  static func atom(_ known: Atom.Known) -> Term { Term(Atom(known)) }
}
