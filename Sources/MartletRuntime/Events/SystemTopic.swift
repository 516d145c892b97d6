/// The topics on which the virtual machine itself publishes, or which it limits and can be asked to
/// leave to others.
enum SystemTopic: UInt8, CaseIterable {
  case deadLetter
  case dropped
  case crash
  case supervisor
  case longMailbox
  case longCollection
  case longSlice
  case limit

  /// The atom that is the topic.
  var atom: Atom.Known {
    switch self {
    case .deadLetter: .dead_letter
    case .dropped: .dropped
    case .crash: .crash
    case .supervisor: .supervisor
    case .longMailbox: .long_mailbox
    case .longCollection: .long_gc
    case .longSlice: .long_schedule
    case .limit: .limit
    }
  }

  /// The topic that a term is, if it is one of these.
  init?(_ term: Term) {
    guard term.isAtom, let topic = Self.allCases.first(where: { Term.atom($0.atom) == term })
    else { return nil }
    self = topic
  }

  /// Its place in sets of topics.
  var bit: UInt32 { 1 << UInt32(rawValue) }

  /// From where on the topic is about something, unless a subscriber says otherwise: messages or
  /// milliseconds; nil where there is nothing to measure.
  var defaultThreshold: Int? {
    switch self {
    case .longMailbox: 10_000
    case .longCollection, .longSlice: 10
    default: nil
    }
  }
}
