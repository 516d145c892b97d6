/// Something that scripts may do only because the host has granted it to their machine.
///
/// What is not granted cannot be reached in any way: the functions that need it raise
/// `(:not_permitted, :clock)`, with the capability's name, however they are called.
///
/// ```swift
/// let capabilities: Capabilities = [.clock, .files(.read, in: "/srv/templates")]
/// ```
///
/// Everything else is the language itself and needs no capability: processes, messages, links, timers
/// and exit signals to processes that one knows, printing to the output that the host has given,
/// generators of numbers from a seed, and the modules of the library.
public struct Capability: Sendable, Hashable {
  /// What there is to grant, and what functions need.
  public enum Kind: Sendable, Hashable {
    /// The time of day and exact clocks.
    case clock
    /// Numbers that nobody can foresee.
    case random
    /// What surrounds the program: its environment variables and what the computer is like.
    case environment
    /// Ending the machine.
    case exit
    /// Standard input.
    case input
    /// Compiling and loading text as code.
    case codeLoading
    /// Making atoms from text.
    case atoms
    /// Looking into other processes and into the machine, and halting them.
    case introspection
    /// Processes that others have to wait for, or that take more than their share.
    case priority
    /// Starting other programs.
    case subprocess
    /// Files and directories.
    case files
    /// Connections to other computers.
    case network
    /// Something of the host's own, by its name.
    case custom(String)

    /// The kinds that the machine knows, in the order in which they are documented.
    public static let builtIn: [Kind] = [
      .clock, .random, .environment, .exit, .input, .codeLoading, .atoms, .introspection,
      .priority, .subprocess, .files, .network,
    ]

    /// The atom's text by which scripts know it, such as `code_loading`.
    public var name: String {
      switch self {
      case .clock: "clock"
      case .random: "random"
      case .environment: "environment"
      case .exit: "exit"
      case .input: "input"
      case .codeLoading: "code_loading"
      case .atoms: "atoms"
      case .introspection: "introspection"
      case .priority: "priority"
      case .subprocess: "subprocess"
      case .files: "files"
      case .network: "network"
      case .custom(let name): name
      }
    }

    /// How a host writes what grants it.
    var grant: String {
      switch self {
      case .codeLoading: ".codeLoading"
      case .files: ".files(.read, in: \"/some/directory\")"
      case .network: ".network(\"some.host\", port: 443)"
      case .custom(let name): ".custom(\"\(name)\")"
      default: ".\(name)"
      }
    }

    /// The kind that an atom's text names: one of the machine's, otherwise one of the host's own.
    init(name: String) { self = Self.builtIn.first { $0.name == name } ?? .custom(name) }
  }

  /// How a directory may be used.
  public enum FileAccess: Sendable, Hashable {
    /// Reading files, listing directories, and asking what is there.
    case read
    /// Reading, and making, changing and removing files and directories.
    case readWrite
  }

  /// Where connections may lead to.
  public enum Destination: Sendable, Hashable {
    /// Everywhere.
    case any
    /// One host, as its name or its address in the form in which scripts give it; all of its ports
    /// when `port` is nil.
    case host(String, port: Int?)
  }

  /// What is granted.
  enum Grant: Sendable, Hashable {
    case kind(Kind)
    case directory(FileAccess, String)
    case destination(Destination)
    case everything
  }

  let grant: Grant
}

extension Capability {
  /// The time of day, clocks finer than a millisecond, and processor time.
  ///
  /// Without it `Time.monotonic` gives whole milliseconds since the machine was made, and timers, time-outs
  /// and supervisors work as ever.
  public static let clock = Capability(grant: .kind(.clock))

  /// Random numbers that nobody can foresee.
  ///
  /// Without it there are generators from a seed, `Random.new(seed)` and `Random.seed(seed)`.
  public static let random = Capability(grant: .kind(.random))

  /// The environment variables of the program, to read and to set, its number in the operating system, and
  /// what the computer is like: name, operating system, processors, memory.
  ///
  /// `System.argv` needs no capability: it gives what the host has handed to this machine.
  public static let environment = Capability(grant: .kind(.environment))

  /// `System.exit`, which ends the whole machine.
  public static let exit = Capability(grant: .kind(.exit))

  /// Reading the program's standard input.
  public static let input = Capability(grant: .kind(.input))

  /// Compiling text and loading it as code, which may replace any module of the machine.
  ///
  /// Who has it can make atoms too: their names stand in the text.
  public static let codeLoading = Capability(grant: .kind(.codeLoading))

  /// Making atoms from text.
  ///
  /// They are never given back, see `RuntimeConfiguration.maxAtoms`. `String.to_existing_atom` needs no
  /// capability.
  public static let atoms = Capability(grant: .kind(.atoms))

  /// Looking into other processes and into the machine, and meddling with them: lists of processes and names,
  /// what is known of others, their messages, traces, the machine's own events, values inside functions, halting
  /// processes, taking names away from them, and the terminals of shells.
  public static let introspection = Capability(grant: .kind(.introspection))

  /// Taking more than others get: the priorities `:high` and `:max`, whose processes all others wait for, and larger
  /// heaps than the machine gives, or than the host has given to a process.
  public static let priority = Capability(grant: .kind(.priority))

  /// Starting other programs.
  ///
  /// The machine has no function that does; those of a host may ask for it.
  public static let subprocess = Capability(grant: .kind(.subprocess))

  /// Everything there is, custom capabilities included: for scripts that are trusted as the program itself.
  public static let everything = Capability(grant: .everything)

  /// The files and directories below a directory, and that itself.
  ///
  /// No path leads out: neither `..` nor symbolic links, whoever has made them and whenever. The directory is the
  /// one that has this name when the machine is made and must be there then. It should lie where only trusted
  /// programs can replace it. Hard links and mounts below it count as lying in it.
  ///
  /// Several such capabilities add up. Relative paths begin at the directory that was granted first.
  ///
  /// - Parameters:
  ///   - access: Whether it may be changed.
  ///   - directory: Its path; a relative one begins at the current directory of the program.
  public static func files(_ access: FileAccess, in directory: String) -> Capability {
    Capability(grant: .directory(access, directory))
  }

  /// Connections to a host.
  ///
  /// - Parameters:
  ///   - host: Its name or address, as scripts give it; capital letters are small ones. A name grants no
  ///     address and an address no name.
  ///   - port: The port; nil grants all.
  public static func network(_ host: String, port: Int? = nil) -> Capability {
    Capability(grant: .destination(.host(host, port: port)))
  }

  /// Connections to a destination, `.any` for all.
  public static func network(_ destination: Destination) -> Capability {
    Capability(grant: .destination(destination))
  }

  /// Something that functions of the host need, by a name of its own.
  ///
  /// - Parameter name: The atom's text by which scripts know it; none of the machine's own names.
  public static func custom(_ name: String) -> Capability {
    Capability(grant: .kind(.custom(name)))
  }
}

extension Capability: CustomStringConvertible {
  /// The capability as Swift source.
  public var description: String {
    switch grant {
    case .everything: ".everything"
    case .kind(let kind): kind.grant
    case .directory(let access, let path):
      ".files(.\(access == .read ? "read" : "readWrite"), in: \"\(path)\")"
    case .destination(.any): ".network(.any)"
    case .destination(.host(let host, let port)):
      ".network(\"\(host)\"\(port.map { ", port: \($0)" } ?? ""))"
    }
  }
}
