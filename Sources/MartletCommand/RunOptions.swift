import ArgumentParser
import MartletRuntime

/// The options about the virtual machine.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run processes on this many threads; as many as there are cores by default.",
      valueName: "number"
    )
  )
  var schedulers: Int?

  @Option(
    help: ArgumentHelp("Let at most this many processes be alive at once.", valueName: "number")
  )
  var maxProcesses: Int?

  @Option(
    help: ArgumentHelp(
      "Let all heaps together hold at most this much, for example 512M or 2G; three quarters of the machine's memory by default.",
      valueName: "size"
    )
  )
  var maxMemory: MemorySize?

  @Flag(
    help: "Collect garbage wherever that may happen: slow, for finding mistakes in the machine."
  )
  var collectAlways = false

  @Flag(help: "Let the next process run after every call: slow, for finding races.")
  var oneReduction = false

  @Option(
    help: ArgumentHelp("Write counters of the run to this file as JSON.", valueName: "file")
  )
  var statistics: String?

  /// What the options say.
  var settings: RunSettings {
    var configuration = RuntimeConfiguration()
    if let schedulers { configuration.schedulers = schedulers }
    if let maxProcesses { configuration.maxProcesses = maxProcesses }
    if let maxMemory { configuration.maxMemory = maxMemory.bytes }
    configuration.collectsAlways = collectAlways
    if oneReduction { configuration.sliceReductions = 1 }
    return RunSettings(configuration: configuration, statistics: statistics)
  }

  func validate() throws {
    if let schedulers, !(1...64).contains(schedulers) {
      throw ValidationError("--schedulers takes a number from 1 to 64, not \(schedulers).")
    }
    if let maxProcesses, maxProcesses < 1 {
      throw ValidationError("--max-processes takes a number from 1 on, not \(maxProcesses).")
    }
  }
}
