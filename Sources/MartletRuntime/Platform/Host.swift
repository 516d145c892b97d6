import Synchronization

/// What a virtual machine has of the program around it: its output, input and arguments.
public final class Host: Sendable {
  /// Standard output.
  public let output: Output
  /// Standard input.
  public let input: Input
  /// Standard error, where reports go.
  public let errorOutput: Output
  /// The arguments of the script, without its name.
  public let arguments: [String]

  /// Makes a host; without arguments it is that of the program itself.
  public init(
    output: Output = Output(), input: Input? = nil, errorOutput: Output = Output(descriptor: 2),
    arguments: [String] = []
  ) {
    self.output = output
    self.input = input ?? Input(output: output)
    self.errorOutput = errorOutput
    self.arguments = arguments
  }

  /// Writes to standard error, after what was printed before; waits for a slow reader.
  public func report(_ text: String) {
    output.flush()
    _ = errorOutput.append(Array(text.utf8))
    errorOutput.flush()
  }
}
