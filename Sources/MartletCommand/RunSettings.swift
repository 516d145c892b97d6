import MartletRuntime

/// How a program is run.
struct RunSettings: Sendable {
  /// The settings of the virtual machine.
  var configuration = RuntimeConfiguration()
  /// The file that counters of the run are written to, if any.
  var statistics: String?
  /// The name by which others may reach the program, if any.
  var listen: String?
}
